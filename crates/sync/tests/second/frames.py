"""Frames and segments."""

import struct
from hashlib import sha256

from base import hashed, need, signed

HEAD = struct.Struct(">B16sIQII24s16s")


def frame_head(data):
    version, stream, one, seq, epoch, minute, salt, commitment = HEAD.unpack(data)
    need(version == 1 and seq > 0 and one > 0, "frame head")
    return {
        "stream": stream.hex(), "device": one, "seq": seq, "epoch": epoch, "minute": minute,
        "salt": salt.hex(), "commitment": commitment.hex(),
    }


def text_after(data, at):
    (length,) = struct.unpack(">I", data[at : at + 4])
    need(length <= 1 << 20 and len(data) == at + 4 + length + 64, "length")
    return data[at : at + 4], data[at + 4 : at + 4 + length], data[-64:]


def frame(data, key, prev):
    length, text, signature = text_after(data, HEAD.size)
    parts = data[: HEAD.size], length, prev, sha256(text).digest()
    need(signed(key, signature, "frame", *parts), "frame signature")
    return frame_head(data[: HEAD.size]), text, hashed("hash-of-frame", *parts, signature)


SEGMENT = struct.Struct(f">c{HEAD.size}sQI32s32s32s")


def segment(data, key):
    tag, head, first, by, before, after, digest = SEGMENT.unpack(data[: SEGMENT.size])
    need(tag == b"S" and first > 0 and by > 0, "segment head")
    length, text, signature = text_after(data, SEGMENT.size)
    parts = data[: SEGMENT.size], length, sha256(text).digest()
    need(signed(key, signature, "segment", *parts), "segment signature")
    head = frame_head(head)
    need(0 <= head["seq"] - first < 1 << 16, "frames of a segment")
    is_ = {
        "frame": head, "first": first, "by": by, "before": before.hex(), "after": after.hex(),
        "digest": digest.hex(),
    }
    return is_, text
