/** The core closes the clinical tier after this long without a touch (app/src/context.rs). */
const IDLE_S = 5 * 60;
/** The last minute is said. */
export const WARN_S = 60;

/** Seconds until the clinical tier closes, in steps of five so that nothing flickers; both times in milliseconds. */
export function secondsLeft(now: number, told: number): number {
  const left = IDLE_S - (now - told) / 1000;
  return Math.max(0, Math.ceil(left / 5) * 5);
}
