import type { Day } from '$lib/backend';
import { addDays, dayParts } from '$lib/i18n/format';

export interface Month {
  year: number;
  month: number;
}

/** The month `by` months later. */
export function turn({ year, month }: Month, by: number): Month {
  const at = new Date(Date.UTC(year, month - 1 + by, 1));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1 };
}

export function monthOf(day: Day): Month {
  const { year, month } = dayParts(day);
  return { year, month };
}

/** Every day of a month. */
export function daysOf({ year, month }: Month): Day[] {
  const first = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`;
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return Array.from({ length: count }, (_, i) => addDays(first, i));
}

/** Where an arrow key leads from a day; null for other keys. Home and End go to the ends of the week. */
export function arrow(day: Day, key: string): Day | null {
  const { weekday } = dayParts(day);
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -weekday, End: 6 - weekday }[key];
  return by === undefined ? null : addDays(day, by);
}
