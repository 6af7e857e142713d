// Ages and scores as they are read.
import type { Day } from '$lib/backend';
import { dayParts } from '$lib/i18n/format';

export type MeasureUnit = string;
interface AgeWords {
  ages: (years: number, months: number) => string;
  ageDays: (days: number) => string;
}

/** 12日, 3か月, 5歳9か月: months of the calendar from the day of birth, days only below one. */
export function agesOf(birth: Day, day: Day, words: AgeWords): string {
  const [from, to] = [dayParts(birth), dayParts(day)];
  const months = (to.year - from.year) * 12 + to.month - from.month - (to.date < from.date ? 1 : 0);
  if (months < 1) return words.ageDays(Math.round((Date.parse(day) - Date.parse(birth)) / 86_400_000));
  return words.ages(Math.floor(months / 12), months % 12);
}

/** A place among a hundred: nobody is the nought-th or the hundredth. */
export const placeOf = (percentile: number): string => String(Math.max(1, Math.min(99, Math.round(percentile))));

/** +0.5, −1.2. */
export const sdText = (z: number): string => `${z < 0 ? '−' : '+'}${Math.abs(z).toFixed(1)}`;
