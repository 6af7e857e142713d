// Locks an open record after minutes without a touch, and when the window is left if the person asked for that.

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
const CHECK_MS = 5_000;
const TELL_MS = 20_000;

let told = 0;

/** When the core last heard of a touch, as far as this page knows. */
export const lastTold = (): number => told;

/** The core has just heard of the person in another way. */
export function toldNow(): void {
  told = Date.now();
}

export interface IdleRule {
  minutes: () => number;
  onBlur: () => boolean;
  lock: () => void;
  /** Tells the core, which counts too, that somebody is there; at most every 20 seconds. */
  touched: () => void;
}

/** Watches the person's hands. The rule is read at every check, so a changed setting holds at once. Returns the way out. */
export function watchIdle(rule: IdleRule): () => void {
  let last = Date.now();
  const touch = () => {
    last = Date.now();
    if (last - told < TELL_MS) return;
    told = last;
    rule.touched();
  };
  const check = () => {
    const away = document.visibilityState === 'hidden' && rule.onBlur();
    if (away || Date.now() - last >= rule.minutes() * 60_000) rule.lock();
  };
  const blurred = () => {
    if (rule.onBlur() && !document.hasFocus()) rule.lock();
  };
  const timer = setInterval(check, CHECK_MS);
  SIGNS.forEach((sign) => addEventListener(sign, touch, { passive: true }));
  document.addEventListener('visibilitychange', check);
  addEventListener('blur', blurred);
  return () => {
    clearInterval(timer);
    SIGNS.forEach((sign) => removeEventListener(sign, touch));
    document.removeEventListener('visibilitychange', check);
    removeEventListener('blur', blurred);
  };
}
