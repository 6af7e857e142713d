"""What is sealed: batches, and keys handed to somebody."""

import hmac
import struct
from hashlib import sha3_256, shake_256

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from base import equal, raw
from frames import frame_head


def extract(salt, suite, label, ikm):
    return hmac.digest(salt, b"HPKE-v1" + suite + label + ikm, "sha256")


def expand(prk, suite, label, info, length):
    return HKDFExpand(SHA256(), length, struct.pack(">H", length) + b"HPKE-v1" + suite + label + info).derive(prk)


def shared_secret(suite, private, sealed):
    """Opens the encapsulated key: its secret, its number in HPKE, the sealed text."""
    if suite == 2:
        key, encapped = X25519PrivateKey.from_private_bytes(private), sealed[:32]
        dh, kem = key.exchange(X25519PublicKey.from_public_bytes(encapped)), b"KEM" + struct.pack(">H", 0x20)
        prk = extract(b"", kem, b"eae_prk", dh)
        context = encapped + key.public_key().public_bytes_raw()
        return expand(prk, kem, b"shared_secret", context, 32), 0x20, sealed[32:]
    seeds = shake_256(private).digest(96)
    key = X25519PrivateKey.from_private_bytes(seeds[64:])
    module = MLKEM768PrivateKey.from_seed_bytes(seeds[:64]).decapsulate(sealed[:1088])
    encapped = sealed[1088:1120]
    dh = key.exchange(X25519PublicKey.from_public_bytes(encapped))
    public = key.public_key().public_bytes_raw()
    return sha3_256(module + dh + encapped + public + b"\\.//^\\").digest(), 0x647A, sealed[1120:]


def unwrapped(suite, private, bound, sealed):
    """HPKE (RFC 9180), base mode, HKDF-SHA256, ChaCha20-Poly1305; the KEM is X-Wing (1) or X25519 (2)."""
    secret, kem, text = shared_secret(suite, private, sealed)
    suite = b"HPKE" + struct.pack(">HHH", kem, 1, 3)
    hashes = extract(b"", suite, b"psk_id_hash", b""), extract(b"", suite, b"info_hash", b"henro/wrap/1")
    context = b"\0" + b"".join(hashes)
    prk = extract(secret, suite, b"secret", b"")
    key, nonce = expand(prk, suite, b"key", context, 32), expand(prk, suite, b"base_nonce", context, 12)
    return ChaCha20Poly1305(key).decrypt(nonce, text, bound)


def opened(it):
    head = frame_head(raw(it, "head"))
    info = b"henro/batch/1" + raw(head, "stream") + struct.pack(">I", head["epoch"])
    okm = HKDF(SHA256(), 48, raw(head, "salt"), info).derive(raw(it, "key"))
    equal("commitment", okm[32:].hex(), head["commitment"])
    return ChaCha20Poly1305(okm[:32]).decrypt(bytes(12), raw(it, "text"), raw(it, "head"))
