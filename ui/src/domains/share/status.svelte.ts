// How the record stands with its server: read again by tag, and now and then, because the server speaks on its own.
import { query, type Query } from '$lib/backend';

/** Call it while a component is set up. `every` in seconds. */
export function shareStatus(every = 15): Query<'share_status'> {
  const asked = query('share_status', () => ({}));
  again(() => [asked], every);
  return asked;
}

/**
 * Reads queries again every so many seconds, while the window can be seen. Only for commands that only
 * read, or are among `BY_THEMSELVES` of crates/app: the core takes others as a sign that the person is there.
 */
export function again(queries: () => readonly { reread: () => void }[], every = 15): void {
  $effect(() => {
    const clock = setInterval(() => {
      if (document.visibilityState === 'visible') queries().forEach(({ reread }) => reread());
    }, every * 1000);
    return () => clearInterval(clock);
  });
}
