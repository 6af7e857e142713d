"""Blobs: sealed contents, what an entry says of one, the list of those still named."""

import struct
from hashlib import sha256

import cbor2
from base import authentic, equal, hashed, need
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 1 << 20


def padded(length):
    for step in (128, 256, 512):
        if length <= step:
            return step
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - (exponent.bit_length() - 1) - 1)) - 1
    return (length + mask) & ~mask


def sealed_length(size):
    return 18 + padded(size) + 16 * -(-padded(size) // CHUNK)


def reference(data):
    body = cbor2.loads(data)
    need(cbor2.dumps(body) == data and len(body) == 6 and body[0] == 1, "not the shortest CBOR of this version")
    name, key, size, kind, sha = body[1:]
    need([len(it) for it in (name, key, sha)] == [32, 32, 32], "lengths")
    need(size <= 64 << 20 and kind in (1, 2, 3), "size or kind")
    return {
        "id": name.hex(), "key": key.hex(), "size": size, "kind": kind, "sha": sha.hex(),
        "sealed": sealed_length(size),
    }


def live(data):
    body = cbor2.loads(data[64:])
    need(cbor2.dumps(body) == data[64:] and len(body) == 7 and body[0] == 1, "not the shortest CBOR of this version")
    record, stream, identity, device, at, blobs = body[1:]
    need((len(record), len(stream), len(identity)) == (16, 16, 32), "lengths")
    need(all(len(it) == 32 for it in blobs) and blobs == sorted(set(blobs)), "names")
    authentic(data, device, "live-blobs")
    return {
        "record": record.hex(), "stream": stream.hex(), "identity": identity.hex(), "device": device.hex(), "at": at,
        "blobs": [it.hex() for it in blobs],
    }


def parts(record, of):
    """Cipher, head and what is bound to every chunk."""
    okm = HKDF(SHA256(), 48, b"", b"henro/blob/1" + record).derive(bytes.fromhex(of["key"]))
    head = b"\1\1" + okm[32:]
    return ChaCha20Poly1305(okm[:32]), head, head + record


def named(record, sealed):
    return hashed("blob", record, sealed).hex()


def chunks(length):
    count = -(-length // CHUNK)
    for n in range(count):
        yield struct.pack(">I", n), bytes([n + 1 == count])


def sealed(record, of, content):
    cipher, head, bound = parts(record, of)
    room = content + bytes(padded(len(content)) - len(content))
    out = [head]
    for n, (index, last) in enumerate(chunks(len(room))):
        text = room[n * CHUNK : (n + 1) * CHUNK]
        out.append(cipher.encrypt(bytes(8) + index, text, bound + index + last))
    return b"".join(out)


def opened(record, of, data):
    cipher, head, bound = parts(record, of)
    need(data[:18] == head and len(data) == of["sealed"], "head or length")
    equal("name of a blob", named(record, data), of["id"])
    out = []
    for n, (index, last) in enumerate(chunks(padded(of["size"]))):
        text = data[18 + n * (CHUNK + 16) :][: CHUNK + 16]
        out.append(cipher.decrypt(bytes(8) + index, text, bound + index + last))
    room = b"".join(out)
    content, rest = room[: of["size"]], room[of["size"] :]
    need(len(room) == padded(of["size"]) and not any(rest), "padding")
    equal("sum of a content", sha256(content).hexdigest(), of["sha"])
    return content
