import { describe, expect, it } from 'vitest';
import { checkPressure, fromPounds } from './limits';
import { occasionAt, PressureReading } from './reading.svelte';

const typed = (keys: string, entry = new PressureReading()) => {
  for (const key of keys) entry.press(key);
  return entry;
};

describe('three slots that fill themselves', () => {
  it('takes 128 82 66 in seven keys and ends in the pulse', () => {
    const entry = typed('1288266');
    expect(entry.values).toEqual({ systolic: '128', diastolic: '82', pulse: '66' });
    expect(entry.now).toBe('pulse');
    expect(entry.body()).toEqual({ kind: 'blood_pressure', systolic: 128, diastolic: 82, pulse: 66, occasion: 'evening' });
  });

  it('takes three digits after 1 and 2, two after 3 to 9', () => {
    expect(typed('98').now).toBe('diastolic');
    expect(typed('21').now).toBe('systolic');
    expect(typed('210').now).toBe('diastolic');
    expect(typed('200105110').values).toEqual({ systolic: '200', diastolic: '105', pulse: '110' });
  });

  it('goes back one slot when an empty slot is rubbed out', () => {
    const entry = typed('128');
    entry.erase();
    expect(entry.now).toBe('systolic');
    entry.erase();
    expect(entry.values.systolic).toBe('12');
    expect(typed('0', entry).values.systolic).toBe('120');
  });

  it('does not leave the first slot backwards', () => {
    const entry = new PressureReading();
    entry.erase();
    expect(entry.now).toBe('systolic');
  });

  it('types over a full slot that was chosen again', () => {
    const entry = typed('12882');
    entry.focus('systolic');
    expect(typed('135', entry).values.systolic).toBe('135');
  });

  it('writes no pulse when none was typed', () => {
    expect(typed('12882').body()).toMatchObject({ pulse: null });
  });
});

describe('what is said under the slots', () => {
  it('offers the swap as soon as both pressures stand', () => {
    const entry = typed('82128');
    expect(entry.fault).toEqual({ kind: 'swapped' });
    expect(entry.bad).toEqual(['systolic', 'diastolic']);
    entry.swap();
    expect(entry.fault).toBeNull();
    expect(entry.values).toMatchObject({ systolic: '128', diastolic: '82' });
    expect(entry.now).toBe('pulse');
  });

  it('says so when a fourth digit is typed, and keeps three', () => {
    const entry = typed('1280');
    expect(entry.fault).toEqual({ kind: 'long', slot: 'systolic', typed: '1280', kept: '128' });
    expect(typed('82', entry).values).toMatchObject({ systolic: '128', diastolic: '82' });
  });

  it('says the same of 1280 when it is pasted', () => {
    const entry = new PressureReading();
    entry.write('systolic', '１２８０');
    expect(entry.fault).toMatchObject({ kind: 'long', typed: '1280', kept: '128' });
  });

  it('keeps quiet about rare values until the core asks', () => {
    const entry = typed('200120');
    expect(entry.fault).toBeNull();
    expect(entry.body()).not.toBeNull();
    expect(entry.refused('value_rare')).toBe(true);
    expect(entry.fault).toEqual({ kind: 'rare' });
    expect(entry.values.systolic).toBe('200');
  });

  it('names the slot that cannot be', () => {
    expect(typed('12882299').fault).toEqual({ kind: 'impossible', slot: 'pulse', low: 20, high: 250 });
    expect(typed('120120').fault).toEqual({ kind: 'same' });
  });

  it('asks for the missing pressure and goes there', () => {
    const entry = typed('128');
    expect(entry.body()).toBeNull();
    expect(entry.fault).toEqual({ kind: 'missing', slot: 'diastolic' });
    expect(entry.now).toBe('diastolic');
  });

  it('lets a mistaken slot be typed over after なおす', () => {
    const entry = typed('82128');
    entry.mend();
    expect(typed('182', entry).values.systolic).toBe('182');
  });
});

it('proposes the occasion by the clock', () => {
  expect([7 * 60, 14 * 60, 19 * 60 + 5, 30].map(occasionAt)).toEqual(['morning', 'other', 'evening', 'evening']);
});

describe('drafts and limits', () => {
  it('keeps a half-typed reading and goes on where it stopped', () => {
    const before = typed('1288');
    expect(before.text).toBe('128/8/');
    const after = new PressureReading();
    after.text = before.text;
    expect(after.now).toBe('diastolic');
    expect(typed('2', after).values.diastolic).toBe('82');
    after.clear();
    expect(after.text).toBe('');
  });

  it('agrees with the core on its own examples (crates/domain/src/range.rs)', () => {
    expect(checkPressure(128, 82, 66)).toBe('usual');
    expect(checkPressure(82, 128, null)).toBe('swapped');
    expect(checkPressure(1280, 82, null)).toBe('impossible');
    expect(checkPressure(200, 120, null)).toBe('rare');
    expect(checkPressure(120, 120, null)).toBe('impossible');
    expect(checkPressure(128, 82, 300)).toBe('impossible');
  });

  it('suspects pounds only where the last weight speaks for it', () => {
    // 140 lb x 0.45359237 = 63.5 kg
    expect(fromPounds(140, 63.1)).toBe(63.5);
    expect(fromPounds(64.2, 63.1)).toBeNull();
    expect(fromPounds(140, 138)).toBeNull();
    expect(fromPounds(140, null)).toBeNull();
  });
});
