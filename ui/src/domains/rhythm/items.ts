import type { MeasureItem, RhythmItem, RhythmPeriod } from '$lib/backend';
import { numberText } from '$lib/i18n/format';

/** Everything that can be drawn, in the order of the chips. */
export const ITEMS = [
  'pressure_morning', 'pressure_evening', 'weight', 'bmi', 'waist', 'steps', 'intake', 'burn', 'salt', 'body_fat', 'temperature', 'spo2', 'glucose',
] as const satisfies readonly RhythmItem[];
/** Chips that stand in sight on a phone; the others come with ほか. */
export const FIRST: readonly RhythmItem[] = ['pressure_morning', 'weight', 'steps'];
export const PERIODS = ['week', 'month', 'quarter', 'year', 'ten_years', 'all'] as const satisfies readonly RhythmPeriod[];
/** More charts than this would make a page nobody reads. */
export const MOST = 4;

export const isPressure = (item: RhythmItem): boolean => item === 'pressure_morning' || item === 'pressure_evening';
/** Drawn from zero as bars. */
export const isBars = (item: RhythmItem): boolean => ['steps', 'intake', 'salt', 'burn'].includes(item);
const WITH_TENTH: readonly RhythmItem[] = ['weight', 'bmi', 'waist', 'body_fat', 'temperature', 'salt'];

/** A value as it is written: 58.6, 129/81, 6,204. */
export function figure(item: RhythmItem, value: number, second?: number | null): string {
  const decimals = WITH_TENTH.includes(item) ? 1 : 0;
  return typeof second === 'number' ? `${numberText(value)}/${numberText(second)}` : numberText(value, decimals);
}

/** The part of the record an item belongs to, by which it is shown to somebody. */
export function partOf(item: RhythmItem): 'vitals' | 'activity' | 'meals' {
  if (item === 'steps' || item === 'burn') return 'activity';
  return item === 'intake' || item === 'salt' ? 'meals' : 'vitals';
}

/** The screen and argument where an item is written. */
export function writtenAt(item: RhythmItem): readonly ['body' | 'activity' | 'meals', ...string[]] {
  if (item === 'steps') return ['activity', 'steps'];
  if (item === 'burn') return ['activity'];
  if (item === 'intake' || item === 'salt') return ['meals'];
  return ['temperature', 'spo2', 'glucose', 'body_fat', 'waist'].includes(item) ? ['body', 'vitals'] : ['body'];
}

/** The item that an address or a body measurement means: weight, weight_kg. */
export function itemNamed(name: string): RhythmItem | undefined {
  const measures: Partial<Record<MeasureItem, RhythmItem>> = { weight_kg: 'weight', waist_cm: 'waist', body_fat_pct: 'body_fat', temperature_c: 'temperature', spo2_pct: 'spo2', glucose_mgdl: 'glucose' };
  return ITEMS.find((item) => item === name) ?? measures[name as MeasureItem];
}
