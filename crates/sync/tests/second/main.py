"""A second reader of every format: decodes the stored vectors by docs/protocol.md, checks hashes, signatures and the rules
of the chains, and compares with what the first one says is in them.

Run by `cargo xtask test` (step `second`), which installs requirements.txt into a folder of its own.
"""

import json
import sys
from hashlib import sha256

from access import access_entry, erased, heartbeat, look, signed_head
from base import HERE, ZERO, Bad, equal, flipped, hashed, load, need, raw, refused
from batches import digest, runs
import blobs
from chains import ACTS, Control, fold_identity, identity_entry
from enrol import Post, agrees, committed, gift, hand_letter, letter, said, takes_over
from frames import frame, segment
from organisation import given, handed, handout, reads, report, slot, welcome
from outside import escrow, parcel_inside
from parcels import parcel
from sealed import opened, unwrapped


def check_labels():
    labels = load("labels")["labels"]
    for it in labels:
        equal(it["text"], sha256(it["text"].encode() + b"\0abc").hexdigest(), it["hash"])
    return len(labels)


def check_frames():
    vectors, prev, running = load("frames"), ZERO, ZERO
    key = raw(vectors, "device")
    for it in vectors["frames"]:
        data = raw(it)
        equal("prev", prev.hex(), it["prev"])
        refused(frame, flipped(data, len(data) // 2), key, prev)
        head, text, prev = frame(data, key, prev)
        running = hashed("stream-head", running, prev)
        found = {"bytes": it["bytes"], "is": head, "text": text.hex(), "prev": it["prev"], "hash": prev.hex()}
        equal("frame", found | {"running_head": running.hex()}, it)
    return len(vectors["frames"])


def check_identities():
    chains = load("identities")["chains"]
    for chain in chains:
        entries = [raw(it) for it in chain["entries"]]
        for it, data in zip(chain["entries"], entries):
            equal(chain["name"], identity_entry(data), it["is"])
        identity, head, _ = fold_identity(entries)
        equal("identity", [identity.hex(), head.hex()], [chain["id"], chain["head"]])
        for place, data in enumerate(entries):
            refused(fold_identity, entries[:place] + [flipped(data, len(data) - 5)])
    return sum(len(chain["entries"]) for chain in chains)


def check_control():
    vectors = load("control")
    folded = [fold_identity([bytes.fromhex(it)]) for it in vectors["identities"]]
    identities = {identity.hex(): devices for identity, _, devices in folded}
    control = Control(identities)
    for it in vectors["entries"]:
        data = raw(it)
        refused(Control.apply, control, flipped(data, 200))
        equal("control", control.apply(data), it["is"])
    equal("control head", control.head.hex(), vectors["head"])
    owed = {grant: sorted(streams) for grant, streams in control.owed.items() if streams}
    equal("keys owed", owed, vectors["owed"])
    acts = {name for it in vectors["entries"] for name in it["is"]["act"]}
    equal("acts", sorted(acts), sorted(name for name, _ in ACTS))
    return len(vectors["entries"])


def check_access():
    vectors, prev = load("access"), ZERO
    server = raw(vectors, "server")
    for n, it in enumerate(vectors["entries"]):
        data = raw(it)
        refused(access_entry, flipped(data, 90), server)
        found = access_entry(data, server)
        equal("access", found, it["is"])
        equal("place", [found["n"], found["prev"]], [n, prev.hex()])
        asked = look(raw(found, "look"))
        equal("look", asked, it["look"]["is"])
        equal("hash of look", hashed("look", raw(it["look"])).hex(), it["look"]["hash"])
        need({s for s, _, _ in found["streams"]} <= {s for s, _ in asked["streams"]}, "not asked for")
        prev = hashed("hash-of-access", data)
    equal("access head", prev.hex(), vectors["head"])
    equal("signed head", signed_head(raw(vectors["signed_head"]), server), vectors["signed_head"]["is"])
    for it in vectors["erased"]:
        equal("receipt of deletion", erased(raw(it), server), it["is"])
        refused(erased, flipped(raw(it), 90), server)
    beat = vectors["heartbeat"]
    equal("heartbeat", heartbeat(raw(beat), raw(beat, "device")), beat["is"])
    return len(vectors["entries"]) * 2 + 2 + len(vectors["erased"])


def check_enrol():
    vectors = load("enrol")
    letters = [raw(it) for it in vectors["letters"]]
    for it, data in zip(vectors["letters"], letters):
        equal("letter", letter(data), it["is"])
        refused(letter, data + b"\0")
    offer, ask, reveal = [list(it["is"].values())[0] for it in vectors["letters"][:3]]
    need(agrees(ask, offer), "consent")
    equal("commitment", committed(raw(reveal, "nonce")), offer["commitment"])
    equal("said", said(*letters[:2], raw(reveal, "nonce")), (vectors["transcript"], vectors["pictures"]))
    for it in vectors["handover"]:
        equal("letter of a hand-over", hand_letter(raw(it)), it["is"])
        refused(hand_letter, raw(it) + b"\0")
    offer, ask, terms, agreed = [list(it["is"].values())[0] for it in vectors["handover"][:4]]
    equal("commitment of a hand-over", committed(raw(terms, "revealed")), offer["commitment"])
    need(takes_over(offer, ask, terms, agreed), "agreement")
    equal("gift", gift(raw(vectors["gift"])), vectors["gift"]["is"])
    path = HERE.parents[1] / "seal" / "tests" / "vectors" / "enrol-v1.json"
    sealed = json.loads(path.read_text("utf-8"))
    post = Post(raw(sealed, "code"))
    equal("mailboxes", [post.mailbox(n).hex() for n in range(5)], sealed["mailboxes"])
    equal("sealed letter", post.open(sealed["n"], raw(sealed, "sealed")).hex(), sealed["letter"])
    refused(post.open, sealed["n"], flipped(raw(sealed, "sealed"), 14))
    refused(post.open, sealed["n"] + 1, raw(sealed, "sealed"))
    return len(letters) + len(vectors["handover"]) + 2


def check_organisation():
    vectors, prev = load("organisation"), ZERO
    centre, member, record = (raw(vectors, name) for name in ("organisation", "member", "record"))
    slots = [slot(n, centre, record if n == 2 else member) for n in range(5)]
    names = ("handout", "report", "reads", "member-key", "medical")
    equal("slots", [it.hex() for it in slots], [vectors["slots"][name] for name in names])
    key = vectors["member-key"]
    equal("member key", hashed("member-key", centre, member, raw(key, "kem")).hex(), key["name"])
    for name, read in (("handed", handed), ("welcome", welcome)):
        equal(name, read(raw(vectors[name])), vectors[name]["is"])
        refused(read, raw(vectors[name]) + b"\0")
    for name, read in (("handout", handout), ("report", report), ("reads", reads)):
        it = vectors["statements"][name]
        equal(name, read(raw(it)), it["is"])
        refused(read, flipped(raw(it), 90))
    for n, it in enumerate(vectors["log"]):
        found = given(raw(it), raw(vectors, "gateway"))
        equal("log", [found, found["n"], found["prev"]], [it["is"], n, prev.hex()])
        refused(given, raw(it), member)
        prev = hashed("hash-of-given", raw(it))
    return 6 + len(vectors["log"])


def check_parcels():
    vectors = load("parcels")["parcels"]
    for it in vectors:
        data = raw(it)
        equal("parcel", parcel(data), it["is"])
        refused(parcel, flipped(data, len(data) - 3))
        refused(parcel, data + b"\0")
    return len(vectors)


def check_batches():
    vectors = load("batches")["batches"]
    for it in vectors:
        equal(it["name"], runs(raw(it)), [it["is"]])
        refused(runs, raw(it) + b"\0")
    return len(vectors)


def check_segments():
    vectors = load("segments")
    key = raw(vectors, "device")
    for it in vectors["segments"]:
        data = raw(it)
        head, text = segment(data, key)
        equal("segment", head, it["is"])
        batches = runs(text)
        equal("batches of a segment", batches, it["batches"])
        equal("frames of a segment", len(batches), head["frame"]["seq"] - head["first"] + 1)
        equal("digest", digest(batches).hex(), head["digest"])
        refused(segment, flipped(data, 150), key)
    return len(vectors["segments"])


def check_blobs():
    vectors = load("blobs")
    for it in vectors["references"]:
        equal("reference", blobs.reference(raw(it)), it["is"])
        refused(blobs.reference, raw(it) + b"\0")
    equal("live", blobs.live(raw(vectors["live"])), vectors["live"]["is"])
    refused(blobs.live, flipped(raw(vectors["live"]), 90))
    path = HERE.parents[1] / "seal" / "tests" / "vectors" / "blobs.json"
    sealed, record = json.loads(path.read_text("utf-8")), bytes([7] * 16)
    for it in sealed["blobs"]:
        of, data = blobs.reference(raw(it)), raw(it, "sealed")
        refused(blobs.opened, bytes(16), of, data)
        equal("content", blobs.opened(record, of, data).hex(), it["content"])
        equal("sealed", blobs.sealed(record, of, raw(it, "content")).hex(), it["sealed"])
        refused(blobs.opened, record, of, flipped(data, 40))
    long = blobs.reference(bytes.fromhex(sealed["long"]))
    data = blobs.sealed(record, long, bytes(at * 7 % 251 for at in range((2 << 20) + 1000)))
    equal("long", blobs.named(record, data), long["id"])
    blobs.opened(record, long, data)
    return len(vectors["references"]) + len(sealed["blobs"]) + 2


def check_sealed():
    """From the crate that seals: under `batches` {key, head, text, plain}, head being the 77 bytes; under `wraps`
    {suite, private, bound, sealed, plain}."""
    path = HERE.parents[1] / "seal" / "tests" / "vectors" / "stream.json"
    vectors = json.loads(path.read_text("utf-8"))
    for it in vectors["batches"]:
        equal("batch", opened(it).hex(), it["plain"])
        refused(opened, it | {"text": flipped(raw(it, "text"), 3).hex()})
    for it in vectors["wraps"]:
        parts = it["suite"], raw(it, "private"), raw(it, "bound")
        equal("wrap", unwrapped(*parts, raw(it, "sealed")).hex(), it["plain"])
        refused(unwrapped, *parts, flipped(raw(it, "sealed"), -20 % len(raw(it, "sealed"))))
    return len(vectors["batches"]) + len(vectors["wraps"])


def check_outside():
    path = HERE.parents[1] / "seal" / "tests" / "vectors" / "outside.json"
    vectors = json.loads(path.read_text("utf-8"))
    for it in vectors["parcels"]:
        data, private = raw(it, "sealed"), raw(it, "private")
        equal("inside of a parcel", parcel_inside(private, data).hex(), it["plain"])
        for at in (20, len(data) - 3):
            refused(parcel_inside, private, flipped(data, at))
        refused(parcel_inside, private, data[:-1])
    for it in vectors["escrows"]:
        data, export = raw(it, "sealed"), raw(it, "export")
        equal("escrow", escrow(export, data), it["is"])
        refused(escrow, flipped(export, 9), data)
        refused(escrow, export, flipped(data, 90))
    return len(vectors["parcels"]) + len(vectors["escrows"])


CHECKS = [
    check_labels, check_frames, check_identities, check_control, check_access, check_enrol, check_parcels,
    check_organisation, check_batches, check_segments, check_sealed, check_blobs, check_outside,
]


def main():
    for check in CHECKS:
        count = check()
        name = check.__name__.removeprefix("check_")
        need(count, f"{name}: no vectors")
        print(f"{name}: {count} read")


if __name__ == "__main__":
    try:
        main()
    except Bad as bad:
        sys.exit(f"second: {bad}")
