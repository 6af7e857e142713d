"""What lies between an organisation, its members and the people who gave it a consent."""

from base import authentic, entry, hashed, need
from enrol import plain


def slot(number, organisation, other):
    return hashed("slip", bytes([number]), organisation, other)


def handed(data):
    (records,) = plain(data)
    return [
        {
            "record": record.hex(), "name": name, "purpose": purpose,
            "keys": [
                {"stream": stream.hex(), "section": section, "epoch": epoch, "key": key.hex()}
                for stream, section, epoch, key in keys
            ],
        }
        for record, name, purpose, keys in records
    ]


def welcome(data):
    length, head = plain(data)
    return {"len": length, "head": head.hex()}


def handout(data):
    _, (organisation, member, by, at, sealed) = entry(data, 6)
    authentic(data, by, "handout")
    return {
        "organisation": organisation.hex(), "member": member.hex(), "by": by.hex(), "at": at,
        "sealed": sealed.hex(),
    }


def sure(flag):
    need(flag in (0, 1), "flag")
    return bool(flag)


def report(data):
    _, (organisation, member, until, since, looks) = entry(data, 6)
    authentic(data, member, "report")
    return {
        "organisation": organisation.hex(), "member": member.hex(), "until": until, "since": since,
        "looks": [
            {"record": record.hex(), "look": look.hex(), "at": at, "sure": sure(flag)}
            for record, look, at, flag in looks
        ],
    }


def reads(data):
    _, (organisation, record, by, at, count, marks, looks) = entry(data, 8)
    authentic(data, by, "reads")
    return {
        "organisation": organisation.hex(), "record": record.hex(), "by": by.hex(), "at": at, "count": count,
        "marks": [[member.hex(), since, until] for member, since, until in marks],
        "looks": [{"look": look.hex(), "at": at, "sure": sure(flag)} for look, at, flag in looks],
    }


def given(data, key):
    _, (record, n, prev, at, member, look) = entry(data, 7)
    authentic(data, key, "given")
    need(len(look) <= 1, "one look")
    return {
        "record": record.hex(), "n": n, "prev": prev.hex(), "at": at, "member": member.hex(),
        "look": look[0].hex() if look else None,
    }
