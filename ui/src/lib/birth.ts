// A day of birth in three fields.
import type { Day } from '$lib/backend';
import { dayParts, plainDigits } from '$lib/i18n/format';

export interface BirthFields {
  year: string;
  month: string;
  date: string;
}
export type BirthFault = 'birth' | 'birthFuture';

/** As it is typed; empty where it is not known. */
export function birthFields(birth: Day | null | undefined): BirthFields {
  if (!birth) return { year: '', month: '', date: '' };
  const { year, month, date } = dayParts(birth);
  return { year: String(year), month: String(month), date: String(date) };
}

/** The day; undefined where nothing was typed, or what is wrong with it. */
export function birthOf(fields: BirthFields, today: Day): Day | undefined | BirthFault {
  const typed = [fields.year, fields.month, fields.date].map(plainDigits);
  if (typed.every((part) => part === '')) return undefined;
  const [year = 0, month = 0, date = 0] = typed.map(Number);
  const there = new Date(Date.UTC(year, month - 1, date));
  const real = year >= 1900 && there.getUTCMonth() === month - 1 && there.getUTCDate() === date;
  if (!real) return 'birth';
  const day = there.toISOString().slice(0, 10);
  return day > today ? 'birthFuture' : day;
}
