// Invented small health entries: the same seed gives the same life. Written like crates/app/src/demo, in plain JavaScript.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

const SEED = 88;
const FIRST_DAY = Date.UTC(2021, 0, 1);
const DAY = 86_400_000;
const MINUTE = 60_000;
const DISHES = ['R002', 'W001', 'M008', 'R067', 'M140', 'N003', 'D002', 'S005', 'F001', 'B011', 'Y005'];
const LINES = ['朝の散歩で川べりを歩いた。', '孫が遊びに来た。', 'よく眠れた。', '少し肩がこる。', '雨なので家で体操をした。'];

/** Writes `count` entries as JSON Lines, by time; answers the bytes written. */
export function writeEntries(path, count) {
  const file = openSync(path, 'w');
  let bytes = 0;
  let left = count;
  for (const day of life(SEED)) {
    const taken = day.slice(0, left);
    bytes += writeSync(file, taken.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    left -= taken.length;
    if (left === 0) break;
  }
  closeSync(file);
  return bytes;
}

/** All entries of a file. */
export function readEntries(path) {
  return readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
}

/** How many entries there are, and a checksum of all their values that does not depend on their order; without ids where a peer gives its own. */
export function fingerprint(entries, ownIds = false) {
  const lines = [];
  for (const { id, kind, time, value } of entries) lines.push(JSON.stringify([ownIds ? null : id, kind, time, value]));
  lines.sort();
  const sum = createHash('sha256');
  for (const line of lines) sum.update(line).update('\n');
  return { count: lines.length, sum: sum.digest('hex') };
}

/** Lists of at most `size`. */
export function* batches(entries, size) {
  for (let at = 0; at < entries.length; at += size) yield entries.slice(at, at + size);
}

/** Day after day, without end. */
function* life(seed) {
  const random = makeRandom(seed);
  for (let age = 0; ; age += 1) {
    const day = [];
    writeDay(random, age, (minute, kind, value) => {
      const time = FIRST_DAY + age * DAY + Math.min(Math.max(Math.round(minute), 0), 1439) * MINUTE;
      day.push({ id: makeId(random, time), kind, time, value });
    });
    yield day.sort((a, b) => a.time - b.time);
  }
}

function writeDay(random, age, add) {
  const { unit, bell, chance, pick } = random;
  const round = (value, digits = 0) => Number(value.toFixed(digits));
  const season = Math.cos(((age - 15) / 365.25) * 2 * Math.PI);
  const pressure = (minute, fall) => {
    add(minute, 'systolic', round(129 + 4 * season - fall + 5 * bell()));
    add(minute, 'diastolic', round(81 + 2 * season - fall * 0.6 + 3.5 * bell()));
    add(minute, 'pulse', round(66 + 4 * bell()));
  };
  if (chance(0.9)) {
    const minute = 390 + 40 * unit();
    pressure(minute, 0);
    add(minute + 5, 'weight_kg', round(58.5 + 0.5 * season + 0.25 * bell(), 1));
  }
  if (chance(0.7)) pressure(1290 + 60 * unit(), 4);
  if (chance(0.15)) add(405, 'temperature_c', round(36.4 + 0.25 * bell(), 1));
  if (chance(0.8)) add(1260, 'condition', 1 + Math.floor(4 * unit()));
  if (chance(0.25)) add(1300, 'diary', pick(LINES));
  for (const minute of [435, 740, 1120]) for (let dish = 0; dish < 3; dish += 1) add(minute, 'intake', pick(DISHES));
  for (let hour = 7; hour < 19; hour += 1) add(hour * 60, 'steps', Math.max(1, round(530 + 160 * bell())));
  for (let hour = 0; hour < 24; hour += 1) add(hour * 60 + 5, 'glucose_mgdl', round(95 + 12 * bell()));
}

/** 16 bytes in 22 letters: the time first, as a UUIDv7 has it, which every tree of keys likes best. */
function makeId(random, time) {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(time, 0, 6);
  for (let at = 6; at < 16; at += 1) bytes[at] = Math.floor(256 * random.unit());
  return bytes.toString('base64url');
}

/** mulberry32; not for keys. */
function makeRandom(seed) {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const bell = () => {
    let sum = -6;
    for (let turn = 0; turn < 12; turn += 1) sum += unit();
    return sum;
  };
  return { unit, bell, chance: (part) => unit() < part, pick: (list) => list[Math.floor(list.length * unit())] };
}
