"""Rules, hashes, signatures and entries."""

import json
import pathlib
import struct
from hashlib import sha256

import cbor2
import zstandard
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HERE = pathlib.Path(__file__).resolve().parents[1]
ZERO = bytes(32)


class Bad(Exception):
    """What was read breaks a rule."""


def need(fact, why):
    if not fact:
        raise Bad(why)


def load(name):
    return json.loads((HERE / "vectors" / f"{name}.json").read_text("utf-8"))


def labelled(label, *parts):
    return f"henro/sync/{label}/1".encode() + b"\0" + b"".join(parts)


def hashed(label, *parts):
    return sha256(labelled(label, *parts)).digest()


def signed(key, signature, label, *parts):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, labelled(label, *parts))
        return True
    except InvalidSignature:
        return False


def entry(data, length):
    need(len(data) <= 4 << 20, "entry too long")
    body = cbor2.loads(data[64:])
    need(cbor2.dumps(body) == data[64:], "not the shortest CBOR")
    need(len(body) == length and body[0] == 1, "not this version")
    return data[:64], body[1:]


def authentic(data, key, label):
    need(signed(key, data[:64], label, data[64:]), f"{label}: signature")


def raw(it, name="bytes"):
    return bytes.fromhex(it[name])


def equal(name, got, wanted):
    need(got == wanted, f"{name}: {json.dumps(got)[:400]} is not {json.dumps(wanted)[:400]}")


REFUSALS = (
    Bad, ValueError, TypeError, LookupError, struct.error, InvalidTag, cbor2.CBORDecodeError, zstandard.ZstdError,
)


def refused(work, *arguments):
    """A changed byte has to be noticed, or the checks above say nothing."""
    try:
        work(*arguments)
    except REFUSALS:
        return
    raise Bad(f"{work.__name__}: took a changed byte")


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
