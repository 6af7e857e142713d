import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bodies, values } from './henroEntries.mjs';
import { batches, fingerprint, readEntries, writeEntries } from './entries.mjs';

const folder = mkdtempSync(join(tmpdir(), 'henro-peers-test-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const made = (name, count) => {
  const path = join(folder, name);
  return { path, bytes: writeEntries(path, count) };
};

test('two files of one seed are the same, and a longer one begins with the shorter', () => {
  const [a, b, longer] = [made('a', 500), made('b', 500), made('longer', 700)].map(({ path }) => readFileSync(path, 'utf8'));
  assert.equal(a, b);
  assert.ok(longer.startsWith(a));
});

test('the number asked for is written, each with an id of its own, by time', () => {
  const { path, bytes } = made('count', 1234);
  const entries = readEntries(path);
  assert.equal(bytes, readFileSync(path).length);
  assert.equal(new Set(entries.map(({ id }) => id)).size, 1234);
  assert.ok(entries.every((entry, at) => at === 0 || entries[at - 1].time <= entry.time));
});

test('order does not change the fingerprint; a value, a kind, a time, an id or a lost entry does', () => {
  const entries = readEntries(made('sum', 100).path);
  const whole = fingerprint(entries);
  assert.deepEqual(fingerprint(entries.toReversed()), whole);
  for (const change of [{ value: 1e6 }, { kind: 'other' }, { time: 1 }, { id: 'x' }]) {
    assert.notEqual(fingerprint(entries.with(40, { ...entries[40], ...change })).sum, whole.sum);
  }
  assert.equal(fingerprint(entries.slice(1)).count, 99);
  assert.notEqual(fingerprint(entries.slice(1)).sum, whole.sum);
});

test('Henro is given every line, and its entries say them again', () => {
  const lines = readEntries(made('henro', 5000).path);
  const entries = [...bodies(lines)];
  const cuffs = lines.filter(({ kind }) => kind === 'pulse').length;
  assert.equal(entries.length, lines.length - 2 * cuffs);
  assert.deepEqual(fingerprint(entries.flatMap(values), true), fingerprint(lines, true));
  assert.notEqual(fingerprint(lines, true).sum, fingerprint(lines).sum);
  const cut = lines.findIndex(({ kind }) => kind === 'diastolic');
  assert.throws(() => [...bodies(lines.slice(0, cut + 1))], /not whole/);
});

test('batches hold everything once', () => {
  assert.deepEqual([...batches([1, 2, 3, 4, 5], 2)], [[1, 2], [3, 4], [5]]);
});
