"""Looks, the access log, signed heads, receipts of deletion, heartbeats."""

from base import authentic, entry, need


def look(data):
    _, (record, identity, one, at, streams, nonce) = entry(data, 7)
    authentic(data, one, "look")
    return {
        "record": record.hex(), "identity": identity.hex(), "device": one.hex(), "at": at,
        "streams": [[stream.hex(), start] for stream, start in streams], "nonce": nonce.hex(),
    }


def access_entry(data, server):
    _, (record, n, prev, at, identity, one, grants, streams, asked) = entry(data, 10)
    authentic(data, server, "access")
    return {
        "record": record.hex(), "n": n, "prev": prev.hex(), "at": at, "identity": identity.hex(),
        "device": one.hex(), "grants": [it.hex() for it in grants],
        "streams": [[stream.hex(), first, last] for stream, first, last in streams], "look": asked.hex(),
    }


def signed_head(data, server):
    _, (stream, place, head, at) = entry(data, 5)
    authentic(data, server, "signed-head")
    return {"stream": stream.hex(), "place": place, "head": head.hex(), "at": at}


def erased(data, server):
    _, (stream, epoch, place, head, at, left) = entry(data, 7)
    authentic(data, server, "erased")
    devices = [one for one, *_ in left]
    need(devices == sorted(set(devices)), "devices rise")
    for _, first, last, pieces in left:
        need(1 <= first <= last and 1 <= pieces <= last - first + 1, "what is left")
    return {"stream": stream.hex(), "epoch": epoch, "place": place, "head": head.hex(), "at": at, "left": left}


def heartbeat(data, key):
    _, (record, one, at, control, control_head, access, access_head, streams) = entry(data, 9)
    authentic(data, key, "heartbeat")
    return {
        "record": record.hex(), "device": one, "at": at, "control": [control, control_head.hex()],
        "access": [access, access_head.hex()],
        "streams": [[stream.hex(), place, head.hex()] for stream, place, head in streams],
    }
