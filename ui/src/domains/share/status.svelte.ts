// How the record stands with its server: read again by tag, and now and then, because the server speaks on its own.
import { query, type Query } from '$lib/backend';

/** Call it while a component is set up. `every` in seconds. */
export function shareStatus(every = 15): Query<'share_status'> {
  const asked = query('share_status', () => ({}));
  again(() => [asked], every);
  return asked;
}

/**
 * Reads queries again every so many seconds, while the window can be seen. Only for commands that the core does not take
 * as a sign that the person is there (`ASKED_BY_SCREENS` of crates/app): the record would never close by itself otherwise.
 */
export function again(queries: () => readonly { reread: () => void }[], every = 15): void {
  $effect(() => {
    const clock = setInterval(() => {
      if (document.visibilityState === 'visible') queries().forEach(({ reread }) => reread());
    }, every * 1000);
    return () => clearInterval(clock);
  });
}
