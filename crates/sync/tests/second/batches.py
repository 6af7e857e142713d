"""Batches, and what their changes add up to."""

import struct

import zstandard

from base import hashed, need

MASK = (1 << 64) - 1


class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, length):
        need(length <= len(self.data) - self.at, "cut short")
        self.at += length
        return self.data[self.at - length : self.at]

    def byte(self):
        return self.take(1)[0]

    def varint(self):
        n, shift = 0, 0
        while True:
            byte = self.byte()
            n |= (byte & 0x7F) << shift
            need(n <= MASK, "varint too long")
            if byte < 0x80:
                return n
            shift += 7

    def end(self):
        need(self.at == len(self.data), "more than there should be")


def signed64(n):
    n &= MASK
    return n - (1 << 64) if n >> 63 else n


def unzigzag(n):
    return signed64(n >> 1 ^ -(n & 1))


def padded(length):
    for step in (128, 256, 512):
        if length <= step:
            return step
    exponent = length.bit_length() - 1
    mask = (1 << exponent - exponent.bit_length()) - 1
    return (length + mask) & ~mask


def numbers(body, noise, count, columns=(), rows=None):
    head = body.byte()
    low = body.byte() if head & 0x80 else 0
    need(low < 64 and (low > 0 or not head & 0x80), "low bits")
    bits = int.from_bytes(noise.take((count * low + 7) // 8), "little")
    mode, before, newest, out = head & 0x7F, 0, {}, []
    for place in range(count):
        difference = body.varint() << low | bits >> place * low & (1 << low) - 1
        need(difference <= MASK, "difference too large")
        predicted = 0
        if mode == 1:
            predicted = before
        elif mode > 1:
            need(mode - 2 < min(len(columns), 64), "no such column")
            key = columns[mode - 2][rows[place]]
            key = None if key is None or key[0] == 0 else key
            predicted = newest.get(key, before)
        before = signed64(predicted + unzigzag(difference))
        if mode > 1:
            newest[key] = before
        out.append(before)
    return out


def bitmap(body, count):
    data = body.take((count + 7) // 8)
    bits = int.from_bytes(data, "little")
    need(bits >> count == 0, "bits past the end")
    return [bool(bits >> n & 1) for n in range(count)]


def value(kind, number, scale, strings):
    if kind == 0:
        return None
    if kind == 1:
        return {"integer": str(number)}
    if kind == 2:
        need(abs(number) < 1 << 53, "mantissa")
        return {"real": struct.pack(">d", number / 10**scale).hex()}
    if kind == 3:
        return {"real": f"{number & MASK:016x}"}
    need(0 <= number < len(strings), "no such string")
    return {"text": strings[number].decode("utf-8")} if kind == 4 else {"blob": strings[number].hex()}


def values(body, noise, ops, strings):
    """The columns of one kind."""
    fields, columns, last = body.varint(), [], -1
    need(fields <= 128, "too many fields")
    for _ in range(fields):
        field = body.varint()
        need(last < field < 1 << 32, "order of fields")
        last = field
        present = body.byte()
        need(present < 2, "presence")
        present = bitmap(body, len(ops)) if present else [True] * len(ops)
        count = sum(present)
        kind = body.byte()
        kinds = list(body.take(count)) if kind == 16 else [kind] * count
        scale = body.byte()
        need(count > 0 and max(kinds) <= 5 and scale <= 9, "column")
        kinds_of = iter(kinds)
        column = [(next(kinds_of), 0) if there else None for there in present]
        rows = [row for row, cell in enumerate(column) if cell and cell[0] != 0]
        for row, number in zip(rows, numbers(body, noise, len(rows), columns, rows)):
            column[row] = (column[row][0], number)
        for op, cell in zip(ops, column):
            if cell:
                op["fields"].append([field, value(*cell, scale, strings)])
        columns.append(column)


def runs(data):
    need(len(data) <= (1 << 20) - 64, "batch too long")
    outer = Bytes(data)
    need(outer.byte() == 1, "not this version")
    packed = outer.take(outer.varint())
    noise = Bytes(outer.take(outer.varint()))
    need(padded(outer.at) == len(data) and not any(data[outer.at :]), "padding")
    size = zstandard.frame_content_size(packed)
    need(0 <= size <= 4 << 20, "unpacked size")
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    body = Bytes(unpacker.decompress(packed))
    need(unpacker.eof and not unpacker.unused_data and len(body.data) == size, "one zstd frame")
    out, counts = run_heads(body, noise)
    ops = heads(body, noise, sum(counts))
    lengths = [body.varint() for _ in range(body.varint())]
    need(all(length <= 1 << 16 for length in lengths), "length of a string")
    strings = [body.take(length) for length in lengths]
    for kind in sorted({op["kind"] for op in ops}):
        values(body, noise, [op for op in ops if op["kind"] == kind], strings)
    body.end()
    noise.end()
    for run, count in zip(out, counts):
        run["ops"], ops = ops[:count], ops[count:]
    return out


def run_heads(body, noise):
    count = body.varint()
    counts, controls, news = (numbers(body, noise, count) for _ in range(3))
    need(count > 0 and min(counts + news) >= 0, "counts")
    devices, seqs = (numbers(body, noise, sum(news)) for _ in range(2))
    seen, out, at = {}, [], 0
    for control, new in zip(controls, news):
        seen.update(zip(devices[at : at + new], seqs[at : at + new]))
        at += new
        frontier = [[one, str(seq & MASK)] for one, seq in sorted(seen.items())]
        out.append({"control": str(control & MASK), "frontier": frontier})
    return out, counts


def heads(body, noise, count):
    kinds, acts, sources, actors, subjects, entities, ticks, counters = (
        numbers(body, noise, count) for _ in range(8)
    )
    ops, before = [], None
    for n in range(count):
        need(0 <= ticks[n] and 0 <= counters[n] and 1 <= acts[n] <= 4, "head of a change")
        ms = (before >> 16 if before else 0) + ticks[n]
        counter = counters[n] if before is None or ticks[n] else (before & 0xFFFF) + 1 + counters[n]
        need(ms < 1 << 48 and counter < 1 << 16, "clock")
        before = ms << 16 | counter
        ops.append({
            "entity": str(entities[n]), "kind": kinds[n], "act": acts[n], "hlc": str(before), "at": None,
            "actor": str(actors[n]), "subject": str(subjects[n]), "source": sources[n], "fields": [],
        })
    form = body.byte()
    there = bitmap(body, count) if form == 2 else [form == 1] * count
    walls = [op for op, has in zip(ops, there) if has]
    for op, wall in zip(walls, numbers(body, noise, len(walls))):
        op["at"] = str(signed64(wall + (int(op["hlc"]) >> 16)))
    return ops


def spelt(field, it):
    if it is None:
        kind, data = 0, b""
    elif "integer" in it:
        kind, data = 1, struct.pack(">q", int(it["integer"]))
    elif "real" in it:
        kind, data = 2, bytes.fromhex(it["real"])
    elif "text" in it:
        kind, data = 3, it["text"].encode()
    else:
        kind, data = 4, bytes.fromhex(it["blob"])
    return struct.pack(">IBI", field, kind, len(data)) + data


def digest(batches):
    """Of the changes of one device by themselves: its clock orders them."""
    entities = {}
    for op in (op for batch in batches for op in batch["ops"]):
        it = entities.setdefault((int(op["entity"]), op["kind"]), {"alive": False, "fields": {}})
        it["fields"].update({field: it for field, it in op["fields"]})
        if op["act"] != 2:
            it["alive"] = op["act"] != 3
    out = b""
    for (entity, kind), it in sorted(entities.items()):
        out += struct.pack(">qIBI", entity, kind, it["alive"], len(it["fields"]))
        out += b"".join(spelt(*field) for field in sorted(it["fields"].items())) + struct.pack(">I", 0)
    return hashed("state", out)
