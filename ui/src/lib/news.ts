// What comes from elsewhere while the record is open: the screens that show it read again at once.
import { call, changed, onChange, type Reply } from '$lib/backend';

/** How long one question waits, in milliseconds. */
const PATIENCE_MS = 8_000;
/** After a question that failed, and while the page cannot be seen. */
const PAUSE_MS = 10_000;
/** While the record is connected with no server; connecting ends it at once. */
const OFF_MS = 60_000;

/** Asks for as long as nobody calls what it returns. Does not count as a sign that the person is there. */
export function followNews(): () => void {
  let over = false;
  let wake = () => {};
  const rest = (ms: number) =>
    new Promise<void>((next) => {
      const clock = setTimeout(next, ms);
      wake = () => (clearTimeout(clock), next());
    });
  const end = onChange('share_watch', () => wake());
  const seen = () => document.visibilityState === 'visible' && wake();
  document.addEventListener('visibilitychange', seen);
  void (async () => {
    let after: number | null = null;
    while (!over) {
      if (document.visibilityState !== 'visible') {
        await rest(PAUSE_MS);
        continue;
      }
      const news: Reply<'share_watch'> | undefined = await call('share_watch', { after, patience_ms: after === null ? 0 : PATIENCE_MS }).catch(() => undefined);
      if (over) return;
      if (!news) await rest(PAUSE_MS);
      else if (!news.on) {
        after = null;
        await rest(OFF_MS);
      } else {
        const fresh = after !== null && news.arrived !== after;
        after = news.arrived;
        if (fresh) changed(['share', 'entries', 'walk', 'medical', 'profile', 'family']);
      }
    }
  })();
  return () => {
    over = true;
    wake();
    end();
    document.removeEventListener('visibilitychange', seen);
  };
}
