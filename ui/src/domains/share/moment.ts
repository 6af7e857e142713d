// Moments travel as UTC milliseconds; people read days and times where they are.
import type { Day } from '$lib/backend';
import { dayText, timeText, type DayStyle } from '$lib/i18n/format';

/** The day and the minute of a moment where the person is. */
export function momentParts(ms: number): { day: Day; minute: number } {
  const at = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return { day: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`, minute: at.getHours() * 60 + at.getMinutes() };
}

/** 11月21日. */
export function momentDay(ms: number, style: DayStyle): string {
  return dayText(momentParts(ms).day, style);
}

/** 11月21日 19:05, and 19:05 alone on the same day. */
export function momentText(ms: number, style: DayStyle): string {
  const { day, minute } = momentParts(ms);
  return day === style.today ? timeText(minute) : `${dayText(day, style)} ${timeText(minute)}`;
}
