import type { MeasureItem } from '$lib/backend';

// The core decides what may be written (crates/domain/src/range.rs). These are the same limits, kept here only so that
// a sentence can stand under the slot while the person is still typing. A difference costs a later sentence, never a wrong entry.

export type Verdict = 'usual' | 'rare' | 'swapped' | 'impossible';

export const SYSTOLIC = [50, 300] as const;
export const DIASTOLIC = [20, 200] as const;
export const PULSE = [20, 250] as const;

const within = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;
const possible = (sys: number, dia: number) => within(sys, SYSTOLIC) && within(dia, DIASTOLIC) && sys > dia;

/** What the core will say of one reading. */
export function checkPressure(sys: number, dia: number, pulse: number | null): Verdict {
  if (sys < dia && possible(dia, sys)) return 'swapped';
  if (!possible(sys, dia) || (pulse !== null && !within(pulse, PULSE))) return 'impossible';
  const rarePulse = pulse !== null && !within(pulse, [40, 140]);
  if (sys >= 180 || sys < 80 || dia >= 110 || dia < 40 || sys - dia < 15 || rarePulse) return 'rare';
  return 'usual';
}

/** Lowest and highest value the core takes, and the decimals shown. */
export const MEASURES: Record<MeasureItem, { low: number; high: number; decimals: number; unit: string }> = {
  weight_kg: { low: 0.3, high: 400, decimals: 1, unit: 'kg' },
  height_cm: { low: 20, high: 260, decimals: 1, unit: 'cm' },
  waist_cm: { low: 20, high: 250, decimals: 1, unit: 'cm' },
  body_fat_pct: { low: 1, high: 75, decimals: 1, unit: '%' },
  temperature_c: { low: 30, high: 44, decimals: 1, unit: '℃' },
  spo2_pct: { low: 50, high: 100, decimals: 0, unit: '%' },
  glucose_mgdl: { low: 20, high: 700, decimals: 0, unit: 'mg/dL' },
};

/**
 * The weight in kg that was probably meant when a scale shows pounds: the number is far from the last weight, but its
 * pounds are near it. Null while nothing speaks for pounds.
 */
export function fromPounds(value: number, last: number | null): number | null {
  if (last === null || last <= 0) return null;
  const kg = Math.round(value * 0.45359237 * 10) / 10;
  const far = Math.abs(value - last) / last > 0.5;
  const near = Math.abs(kg - last) / last < 0.1;
  return far && near ? kg : null;
}
