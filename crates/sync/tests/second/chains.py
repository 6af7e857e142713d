"""Identity chains and control chains, with the rules of both."""

from base import ZERO, authentic, entry, hashed, need, signed

TIERS = {0: "daily", 1: "clinical"}


def keys(body):
    sign, suite, daily, clinical = body
    length = {1: 1216, 2: 32}[suite]
    need(len(daily) == len(clinical) == length, "length of keys")
    return {"sign": sign.hex(), "suite": suite, "daily": daily.hex(), "clinical": clinical.hex()}


def device(body):
    key, tier, name, kem = body
    return {"key": key.hex(), "tier": TIERS[tier], "name": name, "kem": kem.hex()}


def handed(body):
    return [{"to": to.hex(), "text": text.hex()} for to, text in body]


def identity_entry(data):
    _, (n, prev, at, number, body) = entry(data, 6)
    if number == 0:
        kind, name, first, one = body
        kind = ["person", "organisation", "health_centre", "clinic", "club"][kind]
        act = {"genesis": {"kind": kind, "name": name, "keys": keys(first), "device": device(one)}}
    elif number == 1:
        one, consent = body
        act = {"add_device": {"device": device(one), "consent": consent.hex()}}
    elif number == 2:
        one, new, to = body
        act = {"remove_device": {"device": one.hex(), "keys": keys(new), "handed": handed(to)}}
    elif number == 3:
        new, to = body
        act = {"new_keys": {"keys": keys(new), "handed": handed(to)}}
    elif number == 4:
        need(len(body) <= 1, "one door")
        act = {"door": {"key": body[0].hex() if body else None}}
    elif number == 5:
        one, consent = body
        act = {"enter": {"device": device(one), "consent": consent.hex()}}
    elif number == 6:
        one, duty, consent = body
        act = {"add_member": {"device": device(one), "duty": duty, "consent": consent.hex()}}
    else:
        need(number == 7, "act")
        (one,) = body
        act = {"remove_member": {"device": one.hex()}}
    return {"n": n, "prev": prev.hex(), "at": at, "act": act}


def fold_identity(entries):
    """Follows a chain and answers its id, its head and its devices."""
    head, sign, suite, devices, identity, at, door = ZERO, None, None, {}, None, 0, None
    kind, members = None, set()
    for n, data in enumerate(entries):
        it = identity_entry(data)
        need(it["n"] == n and it["prev"] == head.hex() and it["at"] >= at, "does not follow")
        ((name, act),) = it["act"].items()
        if n == 0:
            need(name == "genesis", "begins with genesis")
            sign = bytes.fromhex(act["keys"]["sign"])
        need(name != "enter" or door, "no door")
        authentic(data, door if name == "enter" else sign, "identity")
        head, at = hashed("hash-of-identity", data), it["at"]
        identity = identity or head
        suite = act["keys"]["suite"] if "keys" in act else suite
        if name == "enter":
            need(act["device"]["tier"] == "daily" and act["device"]["name"] == "", "a device by the door")
        if name == "add_member":
            one = act["device"]
            need(kind != "person" and one["tier"] == "daily" and one["name"], "a member")
            members.add(one["key"])
        if name in ("genesis", "add_device", "enter", "add_member"):
            need(len(act["device"]["kem"]) == 2 * {1: 1216, 2: 32}[suite], "key of the device")
        if name == "genesis":
            devices[act["device"]["key"]], kind = act["device"]["tier"], act["kind"]
        elif name in ("add_device", "enter", "add_member"):
            need(act["device"]["key"] not in devices, "there already")
            key = bytes.fromhex(act["device"]["key"])
            need(signed(key, bytes.fromhex(act["consent"]), "device-consent", identity), "consent")
            devices[key.hex()] = act["device"]["tier"]
        elif name == "remove_member":
            need(act["device"] in members and devices.pop(act["device"], None), "unknown member")
        elif name == "remove_device":
            need(devices.pop(act["device"], None), "unknown device")
        if "handed" in act:
            to = [one["to"] for one in act["handed"]]
            need(len(set(to)) == len(to) and set(to) <= set(devices) - members, "keys for devices that stay")
        if "keys" in act:
            sign, door = bytes.fromhex(act["keys"]["sign"]), None
        if name == "door":
            door = bytes.fromhex(act["key"]) if act["key"] else None
    return identity, head, devices


def steps(body):
    return [{"stream": s.hex(), "epoch": e, "back": b.hex(), "seen": n} for s, e, b, n in body]


def wraps(body):
    return [{"to": to.hex(), "tier": TIERS[tier], "text": text.hex()} for to, tier, text in body]


def cosigns(body):
    need(len(body) <= 1, "one agreement")
    return {"device": body[0][0].hex(), "signature": body[0][1].hex()} if body else None


def grant(body):
    one, to, role, streams, until, note = body
    role = {1: "read", 2: "append", 3: "manager"}[role]
    streams = [[stream.hex(), start] for stream, start in streams]
    return {"id": one.hex(), "to": to.hex(), "role": role, "streams": streams, "until": until, "note": note.hex()}


def hexed(body):
    return body.hex()


def same(body):
    return body


ACTS = [
    ("genesis", [("streams", lambda body: [[s.hex(), TIERS[t]] for s, t in body]), ("wraps", wraps)]),
    ("device", [("number", same), ("identity", hexed), ("key", hexed)]),
    ("grant", [("grant", grant), ("steps", steps), ("wraps", wraps)]),
    ("revoke", [("grant", hexed), ("steps", steps), ("wraps", wraps)]),
    ("rotate", [("steps", steps), ("wraps", wraps)]),
    ("add_owner", [("identity", hexed), ("wraps", wraps)]),
    ("ask_removal", [("identity", hexed)]),
    ("remove_owner", [("identity", hexed), ("agreed", cosigns), ("steps", steps), ("wraps", wraps)]),
    ("hand_over", [("to", hexed), ("agreed", cosigns), ("steps", steps), ("wraps", wraps)]),
    ("add_stream", [("stream", hexed), ("tier", lambda body: TIERS[body]), ("wraps", wraps)]),
    ("withdraw_removal", [("identity", hexed)]),
    ("revoke_deep", [("grant", hexed), ("steps", steps), ("wraps", wraps)]),
    ("end", [("grant", hexed), ("steps", steps), ("wraps", wraps)]),
]


def control_entry(data):
    _, (record, n, prev, at, author, one, number, body) = entry(data, 9)
    name, fields = ACTS[number]
    need(len(body) == len(fields), "fields of the act")
    act = {name: {field: read(value) for (field, read), value in zip(fields, body)}}
    return {
        "record": record.hex(), "n": n, "prev": prev.hex(), "at": at, "author": author.hex(),
        "device": one.hex(), "act": act,
    }


class Control:
    """Follows the control chain: who owns, who may read, which epochs are in force, who has to get keys."""

    def __init__(self, identities):
        self.identities = identities
        self.owners, self.streams, self.grants, self.numbers = set(), {}, {}, {}
        self.over, self.owed = {}, {}
        self.asked, self.head, self.n, self.at = {}, ZERO, 0, 0

    def holding(self, at):
        return [g for g in self.grants.values() if g["until"] is None or at < g["until"]]

    def recipients(self, streams, at):
        wanted = set()
        for stream in streams:
            tier = self.streams[stream][0]
            wanted |= {(owner, tier) for owner in self.owners}
            wanted |= {(g["to"], tier) for g in self.holding(at) if stream in [s for s, _ in g["streams"]]}
        return wanted

    def agreed(self, it, number, who, agreed):
        message = bytes.fromhex(it["record"]), bytes.fromhex(it["prev"]), bytes([number]), bytes.fromhex(who)
        need(self.identities[who].get(agreed["device"]) == "clinical", "device of the one who agrees")
        key, signature = (bytes.fromhex(agreed[part]) for part in ("device", "signature"))
        need(signed(key, signature, "cosign", *message), "agreement")

    def apply(self, data):
        it = control_entry(data)
        need(it["n"] == self.n and it["prev"] == self.head.hex() and it["at"] >= self.at, "does not follow")
        author, at = it["author"], it["at"]
        tier = self.identities[author].get(it["device"])
        ((name, act),) = it["act"].items()
        need(tier == "clinical" or (tier == "daily" and name == "device"), "device of the author")
        authentic(data, bytes.fromhex(it["device"]), "control")
        owns = author in self.owners
        manages = owns or any(g["to"] == author and g["role"] == "manager" for g in self.holding(at))
        if not owns and name in ("grant", "revoke", "revoke_deep", "end", "rotate"):
            need({step["stream"] for step in act["steps"]} <= self.managed(it), "keys of a manager")
        self.head, self.n, self.at = hashed("hash-of-control", data), self.n + 1, at
        wanted = getattr(self, name)(act, it, owns, manages)
        stepped = [step["stream"] for step in act.get("steps", [])]
        for step in act.get("steps", []):
            tier, epoch = self.streams[step["stream"]]
            need(step["epoch"] == epoch + 1, "epoch")
            self.streams[step["stream"]] = (tier, epoch + 1)
            for owed in self.owed.values():
                owed.discard(step["stream"])
        wanted |= self.recipients(stepped, at)
        got = [(wrap["to"], wrap["tier"]) for wrap in act.get("wraps", [])]
        need(len(set(got)) == len(got) and set(got) == wanted, "recipients")
        return it

    def genesis(self, act, it, owns, manages):
        need(it["n"] == 0, "only once")
        self.owners = {it["author"]}
        self.streams = {stream: (tier, 1) for stream, tier in act["streams"]}
        self.numbers = {1: it["device"]}
        return self.recipients(self.streams, it["at"])

    def device(self, act, it, owns, manages):
        need(act["number"] == max(self.numbers) + 1 and act["key"] not in self.numbers.values(), "number")
        need(act["key"] in self.identities[act["identity"]], "whose device")
        self.numbers[act["number"]] = act["key"]
        return set()

    def grant(self, act, it, owns, manages):
        given = act["grant"]
        need(manages and (owns or given["role"] != "manager"), "right to give")
        need(owns or {stream for stream, _ in given["streams"]} <= self.managed(it), "streams of a manager")
        need(given["id"] not in self.grants and given["to"] not in self.owners, "new consent")
        self.grants[given["id"]] = given
        return {(given["to"], self.streams[stream][0]) for stream, _ in given["streams"]}

    def revoke(self, act, it, owns, manages):
        given = self.grants.pop(act["grant"])
        self.over[act["grant"]] = given
        return self.taken_back(given, act, owns, manages)

    def taken_back(self, given, act, owns, manages):
        need(manages and (owns or given["role"] != "manager"), "right to take back")
        need({s for s, _ in given["streams"]} <= {step["stream"] for step in act["steps"]}, "all its streams")
        return set()

    def revoke_deep(self, act, it, owns, manages):
        need(owns, "right to have all sealed anew")
        if act["grant"] in self.over:
            # Taken back before, without the past: once more, with it.
            self.taken_back(self.over.pop(act["grant"]), act, owns, manages)
        else:
            self.taken_back(self.grants.pop(act["grant"]), act, owns, manages)
        stepped = {step["stream"] for step in act["steps"]}
        whole = {(g["to"], stream) for g in self.holding(it["at"]) for stream, start in g["streams"] if start == 0}
        held = {(g["to"], stream) for g in self.holding(it["at"]) for stream, _ in g["streams"]}
        need(all(one in whole for one in held if one[1] in stepped), "somebody to whom the past is closed")
        return set()

    def end(self, act, it, owns, manages):
        """As revoke, with new keys of some of the streams: those of the others are owed."""
        given = self.grants.pop(act["grant"])
        self.over[act["grant"]] = given
        need(manages and (owns or given["role"] != "manager"), "right to end")
        self.owed[act["grant"]] = {stream for stream, _ in given["streams"]}
        return set()

    def managed(self, it):
        mine = (g for g in self.holding(it["at"]) if g["to"] == it["author"] and g["role"] == "manager")
        return {stream for g in mine for stream, _ in g["streams"]}

    def rotate(self, act, it, owns, manages):
        need(manages and act["steps"], "right to rotate")
        return set()

    def add_owner(self, act, it, owns, manages):
        need(owns and act["identity"] not in self.owners, "right to add")
        self.owners.add(act["identity"])
        return {(act["identity"], tier) for tier, _ in self.streams.values()}

    def ask_removal(self, act, it, owns, manages):
        need(owns and act["identity"] in self.owners - {it["author"]}, "right to ask")
        self.asked.setdefault(act["identity"], it["at"])
        return set()

    def withdraw_removal(self, act, it, owns, manages):
        need(owns and act["identity"] in self.asked and act["identity"] != it["author"], "right to take it back")
        del self.asked[act["identity"]]
        return set()

    def remove_owner(self, act, it, owns, manages):
        who = act["identity"]
        need(owns and who in self.owners and len(self.owners) > 1, "right to remove")
        if act["agreed"]:
            self.agreed(it, 7, who, act["agreed"])
        else:
            waited = who in self.asked and it["at"] >= self.asked[who] + 14 * 86_400_000
            need(waited or who == it["author"], "14 days")
        self.owners.discard(who)
        self.asked.pop(who, None)
        need({step["stream"] for step in act["steps"]} == set(self.streams), "all streams")
        return set()

    def hand_over(self, act, it, owns, manages):
        need(owns and act["to"] not in self.owners, "right to hand over")
        others = self.owners - {it["author"]}
        noticed = (it["at"] >= self.asked.get(one, it["at"]) + 14 * 86_400_000 for one in others)
        need(all(noticed), "14 days of the other owners")
        self.agreed(it, 8, act["to"], act["agreed"])
        self.owners, self.grants, self.asked = {act["to"]}, {}, {}
        need({step["stream"] for step in act["steps"]} == set(self.streams), "all streams")
        return set()

    def add_stream(self, act, it, owns, manages):
        need(owns and act["stream"] not in self.streams, "new stream")
        self.streams[act["stream"]] = (act["tier"], 1)
        return self.recipients([act["stream"]], it["at"])
