"""Enrolment: what two devices write to each other, and where those letters lie."""

from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from base import hashed, need, signed

SALT = b"henro enrolment 1"
FIELDS = {
    0: ("offer", ("identity", "record", "server", "commitment")),
    1: ("ask", ("device", "kem", "consent", "nonce", "clinical", "name")),
    2: ("reveal", ("nonce",)),
    3: ("refused", ()),
    4: ("given", ("sealed",)),
    5: ("joined", ()),
    6: ("cancelled", ()),
}
HANDING = {
    16: ("offer", ("from", "record", "to", "commitment", "name", "keeper")),
    17: ("ask", ("identity", "device", "nonce")),
    18: ("terms", ("revealed", "head")),
    19: ("agreed", ("signature",)),
    20: ("refused", ()),
    21: ("done", ()),
    22: ("stopped", ()),
}


def spelt(value):
    if isinstance(value, bytes):
        return value.hex()
    return [spelt(one) for one in value] if isinstance(value, list) else value


def plain(data):
    need(len(data) <= 60 << 10, "too long")
    body = cbor2.loads(data)
    need(cbor2.dumps(body) == data and body[0] == 1, "not the shortest CBOR of this version")
    return body[1:]


def letter(data, kinds=FIELDS):
    kind, *values = plain(data)
    name, fields = kinds[kind]
    need(len(values) == len(fields), "fields")
    return {name: {field: spelt(value) for field, value in zip(fields, values)}}


def gift(data):
    names = (
        "tier", "number", "account", "former_daily", "former_clinical", "keys", "identity", "control", "streams",
        "unified", "names",
    )
    values = plain(data)
    need(len(values) == len(names), "fields")
    return {name: spelt(value) for name, value in zip(names, values)}


def agrees(ask, offer):
    return signed(bytes.fromhex(ask["device"]), bytes.fromhex(ask["consent"]), "device-consent", bytes.fromhex(offer["identity"]))


def hand_letter(data):
    return letter(data, HANDING)


def takes_over(offer, ask, terms, agreed):
    """Whether the agreement in the letters is one to hand that record over to that person after that entry."""
    parts = [bytes.fromhex(offer["record"]), bytes.fromhex(terms["head"]), bytes([8]), bytes.fromhex(ask["identity"])]
    return signed(bytes.fromhex(ask["device"]), bytes.fromhex(agreed["signature"]), "cosign", *parts)


def said(offer, ask, nonce):
    """The transcript and its four pictures."""
    whole = hashed("enrol", hashed("enrol-letter", offer), hashed("enrol-letter", ask), nonce)
    bits = int.from_bytes(whole[:3], "big")
    return whole.hex(), [bits >> shift & 63 for shift in (18, 12, 6, 0)]


def committed(nonce):
    return hashed("enrol-commit", nonce).hex()


class Post:
    """The mailboxes of one code."""

    def __init__(self, code):
        stretched = Argon2id(salt=SALT, length=32, iterations=3, lanes=1, memory_cost=64 * 1024).derive(code)
        self.key = HKDF(SHA256(), 32, SALT, b"henro/enrol-code/1").derive(stretched)

    def mailbox(self, n):
        return HKDF(SHA256(), 32, bytes([n]), b"henro/enrol-box/1").derive(self.key)[:16]

    def open(self, n, sealed):
        need(sealed[0] == 1, "version")
        key = HKDF(SHA256(), 32, b"", b"henro/enrol-letter/1").derive(self.key)
        return ChaCha20Poly1305(key).decrypt(sealed[1:13], sealed[13:], bytes([n]))

    def close(self, n, text, nonce):
        key = HKDF(SHA256(), 32, b"", b"henro/enrol-letter/1").derive(self.key)
        return b"\x01" + nonce + ChaCha20Poly1305(key).encrypt(nonce, text, bytes([n]))
