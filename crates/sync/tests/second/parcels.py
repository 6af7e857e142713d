"""Parcels: what devices of one person hand each other without a server."""

from access import signed_head
from base import authentic, need
from blobs import named
import cbor2


def parcel(data):
    body = cbor2.loads(data[64:])
    need(cbor2.dumps(body) == data[64:] and (len(body), body[0]) in ((9, 1), (10, 2)), "not the shortest CBOR of this version")
    record, identity, device, at, people, control, placed, loose = body[1:9]
    blobs = body[9] if body[0] == 2 else []
    need((body[0] == 2) == bool(blobs), "a version for blobs without any")
    need((len(record), len(identity), len(device)) == (16, 32, 32), "lengths")
    authentic(data, device, "parcel")
    for stream, first, head, _ in placed:
        told = signed_head(head, device)
        need(told["stream"] == stream.hex() and first >= 1, "head of another stream")
    for name, sealed in blobs:
        need(name.hex() == named(record, sealed), "a blob of another name")
    return {
        "record": record.hex(), "identity": identity.hex(), "device": device.hex(), "at": at,
        "people": [[who.hex(), [one.hex() for one in entries]] for who, entries in people],
        "control": [one.hex() for one in control],
        "placed": [[stream.hex(), first, head.hex(), frames.hex()] for stream, first, head, frames in placed],
        "loose": [[stream.hex(), frames.hex()] for stream, frames in loose],
        "blobs": [[name.hex(), sealed.hex()] for name, sealed in blobs],
    }
