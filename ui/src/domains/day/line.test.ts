import { describe, expect, it } from 'vitest';
import type { LineFact, LineView } from '$lib/backend';
import { around, LineEntry } from './line.svelte';

const steps = (count: number, start: number, end: number): LineFact => ({
  span: { start, end }, entry: { day: '2026-11-21', minute: null, body: { kind: 'steps', count, source: null } }, name: null, kcal: null,
});

const view: LineView = {
  facts: [steps(5200, 5, 10)],
  questions: [{ span: { start: 0, end: 4 }, why: 'what_number', choices: [steps(63, 0, 4), steps(64, 0, 4)] }],
  leftovers: [],
};

const read = async (text: string, reply = view) => {
  const line = new LineEntry();
  line.text = text;
  await line.read(() => Promise.resolve(reply));
  return line;
};

describe('a line of words', () => {
  it('is not ready while something is asked', async () => {
    const line = await read('63.5 5200歩');
    expect(line.ready).toBe(false);
    expect(line.rows).toHaveLength(1);
    line.answer(0, steps(63, 0, 4));
    expect(line.ready).toBe(true);
    expect(line.entries).toHaveLength(2);
  });

  it('keeps the rows in the order of the words', async () => {
    const line = await read('63.5 5200歩');
    line.answer(0, steps(63, 0, 4));
    expect(line.rows.map((row) => row.span.start)).toEqual([0, 5]);
  });

  it('leaves a question out when told so, and asks again when reopened', async () => {
    const line = await read('63.5 5200歩');
    line.answer(0, 'none');
    expect(line.entries).toHaveLength(1);
    expect(line.ready).toBe(true);
    line.reopen(0);
    expect(line.ready).toBe(false);
  });

  it('drops a late answer to older words', async () => {
    const line = new LineEntry();
    line.text = 'a';
    let late: (view: LineView) => void = () => {};
    const first = line.read(() => new Promise((done) => (late = done)));
    line.text = 'b';
    line.forget();
    late(view);
    await first;
    expect(line.view).toBeNull();
  });

  it('is never ready with nothing understood', async () => {
    const line = await read('こんにちは', { facts: [], questions: [], leftovers: [{ start: 0, end: 5 }] });
    expect(line.ready).toBe(false);
  });

  it('shows the words around a stretch', () => {
    expect(around('朝128の82 うどん', { start: 1, end: 7 })).toEqual({ before: '朝', words: '128の82', after: ' うどん' });
  });
});
