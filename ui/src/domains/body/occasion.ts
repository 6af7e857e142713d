import type { Occasion } from '$lib/backend';

/** The clock's proposal where the core cannot be asked yet, with its limits: morning 4:00-11:59, evening 18:00-3:59. */
export function occasionAt(minute: number): Occasion {
  if (minute >= 4 * 60 && minute < 12 * 60) return 'morning';
  return minute >= 18 * 60 || minute < 4 * 60 ? 'evening' : 'other';
}
