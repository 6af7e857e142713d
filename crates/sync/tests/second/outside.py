"""What is sealed around a parcel, and what an account lays down for a device that comes by e-mail."""

import struct

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from base import need
from sealed import unwrapped

MAGIC, PIECE = b"HENRO-PARCEL", 1 << 20


def derived(key, label):
    return HKDF(SHA256(), 32, None, f"henro/{label}/1".encode()).derive(key)


def opened(key, label, bound, data):
    need(data[0] == 1, "not this version")
    return ChaCha20Poly1305(derived(key, label)).decrypt(data[1:13], data[13:], bound)


def parcel_inside(private, data):
    need(data[:13] == MAGIC + b"\1", "no parcel of this version")
    (length,) = struct.unpack(">H", data[13:15])
    key, rest = unwrapped(1, private, MAGIC, data[15 : 15 + length]), data[15 + length :]
    pieces = []
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        need(length <= PIECE + 29 and 4 + length <= len(rest), "a piece too long")
        pieces.append(rest[4 : 4 + length])
        rest = rest[4 + length :]
    need(pieces, "no piece")
    bound = [struct.pack(">IB", n, n + 1 == len(pieces)) for n in range(len(pieces))]
    return b"".join(opened(key, "parcel", of, piece) for of, piece in zip(bound, pieces))


def escrow(export, data):
    plain = opened(derived(export, "email-export"), "email-escrow", b"", data)
    need(plain[0] == 1 and len(plain) >= 225 and (len(plain) - 225) % 32 == 0, "not this version, or cut")
    identity, record, server, door, daily = (
        plain[at : at + length].hex() for at, length in ((1, 32), (33, 16), (49, 32), (81, 32), (113, 32))
    )
    marks = [[struct.unpack(">Q", plain[at : at + 8])[0], plain[at + 8 : at + 40].hex()] for at in (145, 185)]
    former = [plain[at : at + 32].hex() for at in range(225, len(plain), 32)]
    need(len(former) <= 16, "too many former keys")
    return {
        "identity": identity, "record": record, "server": server, "door": door, "daily": daily,
        "identity_mark": marks[0], "control_mark": marks[1], "former": former,
    }
