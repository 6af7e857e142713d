// Visits of a pregnancy in words.
import type { PregnancyFound, PregnancyMark, PregnancyNext, PregnancySeen } from '$lib/backend';
import { w } from '$lib/i18n/child';
import { dayText, dayWithWeekday, valueText } from '$lib/i18n/format';
import { session } from '$lib/session.svelte';

/** When the next visit is. */
export function nextText(next: PregnancyNext): string {
  if (next.booked) return w.pregnancy.nextBooked(dayWithWeekday(next.from, session.style));
  if (next.from <= session.today) return w.pregnancy.nextNow(dayText(next.to, session.style));
  return w.pregnancy.nextSpan(dayText(next.from, session.style), dayText(next.to, session.style));
}

export const weekText = (visit: Pick<PregnancySeen, 'week' | 'week_day'>): string =>
  typeof visit.week === 'number' && typeof visit.week_day === 'number' ? w.pregnancy.week(visit.week, visit.week_day) : w.pregnancy.other;

/** 118/72. */
export const pressureText = ({ systolic, diastolic }: PregnancyFound): string => (systolic && diastolic ? `${systolic}/${diastolic}` : '');
export const decimalText = (value: number | null | undefined): string => (typeof value === 'number' ? valueText(value) : '');
export const markText = (mark: PregnancyMark | null | undefined): string => (mark ? w.pregnancy.marks[mark] : '');
