// Counts what a person does with the hands, from the events that the page really got.

/**
 * Starts counting on a page; call it before the page is opened. A tap is a pointer going down or Enter or Space
 * pressed; typed characters are counted apart. Events that a script made up do not count.
 */
export async function countTaps(page) {
  let counted = { taps: 0, keys: 0 };
  await page.exposeBinding('henroTap', (_, kind) => (counted[kind] += 1));
  await page.addInitScript(() => {
    const told = (kind) => (event) => event.isTrusted && !event.repeat && kind(event);
    addEventListener('pointerdown', told(() => globalThis.henroTap('taps')), true);
    addEventListener(
      'keydown',
      told(({ key, isComposing, target }) => {
        const presses = key === 'Enter' || (key === ' ' && target.matches?.('button, [role], summary, input[type=checkbox]'));
        if (presses && !isComposing) globalThis.henroTap('taps');
        else if (key.length === 1) globalThis.henroTap('keys');
      }),
      true,
    );
  });
  return {
    /** Does `work` and answers its taps and typed characters. */
    async of(work) {
      counted = { taps: 0, keys: 0 };
      await work();
      await page.evaluate(() => new Promise((next) => setTimeout(next, 0))); // the last event has been told
      return { ...counted };
    },
  };
}
