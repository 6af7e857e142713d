// A consent while it is formed: to whom, what, until when, and what for.
import type { Day, GrantAsk, GrantRole, GrantView, SectionName } from '$lib/backend';
import { addDays, dayParts } from '$lib/i18n/format';
import { inOrder } from './sections';

export type Period = 'month' | 'quarter' | 'year' | 'day' | 'open';
export const PERIODS: readonly Period[] = ['month', 'quarter', 'year', 'day', 'open'];
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
/** The core takes no longer one. */
const MOST_DAYS = 3660;

export class Consent {
  sections = $state<SectionName[]>([]);
  period = $state<Period>('quarter');
  /** The last day, where it is typed. */
  day = $state('');
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
    const days = daysOf(this.period, today, this.day);
    if (this.sections.length === 0 || days === undefined) return null;
    return { to: this.to, sections: this.sections, role: this.role, past: this.past, days, purpose: this.purpose.trim() };
  }
}

/** What somebody who cares for another sees and writes. */
export const CARE: readonly SectionName[] = ['vitals', 'activity', 'meals', 'diary'];

/** How many days a period lasts from a day on; null without an end, undefined while the typed day is none from tomorrow on. */
export function daysOf(period: Period, today: Day, typed = ''): number | null | undefined {
  if (period === 'open') return null;
  const days = (Date.parse(period === 'day' ? typed : addMonths(today, MONTHS[period])) - Date.parse(today)) / 86_400_000;
  return days >= 1 && days <= MOST_DAYS ? days : undefined;
}

/** The same date months later, or the last of a shorter month. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = dayParts(day);
  const first = new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
  const next = new Date(Date.UTC(year, month + months, 1)).toISOString().slice(0, 10);
  const last = dayParts(addDays(next, -1)).date;
  return addDays(first, Math.min(date, last) - 1);
}
