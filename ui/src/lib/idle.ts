// Locks an open record after minutes without a touch, and when the window is left if the person asked for that.

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Watches the person's hands. `minutes` and `onBlur` are read at every check, so a changed setting holds at once. Returns the way out. */
export function watchIdle(rule: { minutes: () => number; onBlur: () => boolean; lock: () => void }): () => void {
  let touched = Date.now();
  const touch = () => (touched = Date.now());
  const check = () => {
    if (Date.now() - touched >= rule.minutes() * 60_000) rule.lock();
  };
  const left = () => {
    if (document.visibilityState === 'hidden' && rule.onBlur()) rule.lock();
  };
  const blurred = () => {
    if (rule.onBlur() && !document.hasFocus()) rule.lock();
  };
  const timer = setInterval(check, 5_000);
  SIGNS.forEach((sign) => addEventListener(sign, touch, { passive: true }));
  document.addEventListener('visibilitychange', left);
  document.addEventListener('visibilitychange', check);
  addEventListener('blur', blurred);
  return () => {
    clearInterval(timer);
    SIGNS.forEach((sign) => removeEventListener(sign, touch));
    document.removeEventListener('visibilitychange', left);
    document.removeEventListener('visibilitychange', check);
    removeEventListener('blur', blurred);
  };
}
