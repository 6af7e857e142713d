import { describe, expect, it } from 'vitest';
import type { LatestMeasure } from '$lib/backend';
import { MeasureEntry } from './measure.svelte';

const last: LatestMeasure = { item: 'weight_kg', value: 63.1, day: '2026-11-20', id: '1' };
const typed = (text: string) => {
  const entry = new MeasureEntry('weight_kg');
  entry.number.write(text);
  return entry;
};

describe('a measured number', () => {
  it('is written as typed', () => {
    expect(typed('63.5').body(last)).toEqual({ kind: 'measurement', item: 'weight_kg', value: 63.5 });
  });

  it('offers kilograms when the scale spoke in pounds', () => {
    const entry = typed('140');
    expect(entry.body(last)).toBeNull();
    expect(entry.fault).toEqual({ kind: 'pounds', value: '140.0', kg: 63.5 }); // 140 x 0.45359237
    entry.take(63.5);
    expect(entry.body(last)).toMatchObject({ value: 63.5 });
  });

  it('writes the number when the person insists', () => {
    const entry = typed('140');
    entry.body(last);
    entry.insist();
    expect(entry.body(last)).toMatchObject({ value: 140 });
  });

  it('names the limits of what cannot be, and keeps what was typed', () => {
    const entry = typed('635');
    expect(entry.body(last)).toBeNull();
    expect(entry.fault).toEqual({ kind: 'impossible', low: '0.3', high: '400' });
    expect(entry.number.text).toBe('635');
  });

  it('asks once when the core finds the value rare', () => {
    const entry = typed('25');
    expect(entry.refused('value_rare')).toBe(true);
    expect(entry.fault).toEqual({ kind: 'rare', value: '25.0' });
    expect(entry.refused('disk_full')).toBe(false);
  });
});
