// A consent while it is formed: to whom, what, until when, and what for.
import type { Day, GrantAsk, GrantRole, GrantView, SectionName } from '$lib/backend';
import { addDays, dayParts } from '$lib/i18n/format';
import { inOrder } from './sections';

export type Period = 'month' | 'quarter' | 'year' | 'open';
export const PERIODS: readonly Period[] = ['month', 'quarter', 'year', 'open'];
const MONTHS: Record<Period, number | null> = { month: 1, quarter: 3, year: 12, open: null };

export class Consent {
  sections = $state<SectionName[]>([]);
  period = $state<Period>('quarter');
  past = $state(true);
  role = $state<GrantRole>('read');
  purpose = $state('');

  /** `section` is that of the page one came from; nothing is chosen otherwise. */
  constructor(
    readonly to: string,
    section?: SectionName,
  ) {
    if (section) this.sections = [section];
  }

  toggle(section: SectionName): void {
    this.sections = inOrder(this.sections.includes(section) ? this.sections.filter((one) => one !== section) : [...this.sections, section]);
  }

  /** 家族・介護をする人: all that is written from day to day, writing too, for a year; then it is thought over again. */
  care(purpose: string): void {
    this.sections = [...CARE];
    this.role = 'append';
    this.period = 'year';
    this.past = true;
    this.purpose = purpose;
  }

  /** As one that is to go on: the same parts, the same leave to write, and no more of the past than it opened. */
  again(old: Pick<GrantView, 'sections' | 'role' | 'past' | 'purpose'>): void {
    this.sections = inOrder(old.sections);
    this.role = old.role;
    this.past = old.past;
    this.purpose = old.purpose ?? '';
  }

  /** What the core is asked; null while nothing is chosen. */
  ask(today: Day): GrantAsk | null {
    if (this.sections.length === 0) return null;
    return { to: this.to, sections: this.sections, role: this.role, past: this.past, days: daysOf(this.period, today), purpose: this.purpose.trim() };
  }
}

/** What somebody who cares for another sees and writes. */
export const CARE: readonly SectionName[] = ['vitals', 'activity', 'meals', 'diary'];

/** How many days a period lasts from a day on; null without an end. */
export function daysOf(period: Period, today: Day): number | null {
  const months = MONTHS[period];
  if (months === null) return null;
  return (Date.parse(addMonths(today, months)) - Date.parse(today)) / 86_400_000;
}

/** The same date months later, or the last of a shorter month. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = dayParts(day);
  const first = new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
  const next = new Date(Date.UTC(year, month + months, 1)).toISOString().slice(0, 10);
  const last = dayParts(addDays(next, -1)).date;
  return addDays(first, Math.min(date, last) - 1);
}
