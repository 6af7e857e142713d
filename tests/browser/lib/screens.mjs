// What every screen has to keep, and the addresses of all of them.

/** Addresses of the screens of an open record; `DAY` is yesterday. */
export const SCREENS = [
  'today', 'today/DAY', 'body', 'body/vitals', 'body/diary', 'activity', 'activity/steps', 'meals', 'own-dishes', 'calendar', 'history',
  'rhythm', 'walk', 'temple/1', 'temple/88', 'stamps', 'all', 'help', 'profile', 'display', 'keys', 'keys/card', 'keys/check', 'keys/sheet', 'keys/family', 'keys/rekey', 'backup', 'transfer', 'about',
  'desk', 'people', 'people/add', 'people/me', 'people/to/vitals', 'looks', 'shared', 'ranking', 'connection', 'connection/add', 'connection/add-near', 'connection/without', 'shared/join', 'org', 'org/add', 'org/log', 'family', 'family/add', 'family/receive', 'family/own', 'family/gift', 'watching', 'watching/add', 'checkups', 'checkups/import', 'checkups/write', 'later/medicines', 'vaccines', 'vaccines/growth', 'vaccines/checkups', 'vaccines/pregnancy', 'vaccines/papers', 'vaccines/proof', 'documents', 'documents/add', 'problems', 'problems/contacts', 'problems/write/allergies', 'problems/write/papers', 'problems/two', 'problems/emergency', 'timeline', 'timeline/find',
];

/** The pages of an issuing desk, once it was begun. */
export const DESK = ['desk/issue', 'desk/check', 'desk/reception', 'desk/log', 'desk/office'];

/** The narrowest window: 1280 px at 400 % zoom. */
export const NARROW = { width: 320, height: 640 };

/** Least height of what is pressed, in px (ui.md of the design: 48, and 44 for a small one). */
const PRESS = 44;

/** Goes to a screen without loading the page anew, and waits until it stands still. One that is shown already is left first, so that it is read again. */
export async function visit(page, screen) {
  const to = `#/me/${screen}`;
  if (await page.evaluate((hash) => location.hash === hash, to)) await visit(page, screen === 'all' ? 'help' : 'all');
  await page.evaluate((hash) => (location.hash = hash), to);
  await settle(page);
}

/** Waits until nothing of the page has changed for a moment and no line says that something is still being read. */
export async function settle(page) {
  await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('[role=progressbar], progress'));
  await page.evaluate(
    () =>
      new Promise((done) => {
        let quiet = setTimeout(stop, 120);
        const late = setTimeout(stop, 3000);
        const watch = new MutationObserver(() => (clearTimeout(quiet), (quiet = setTimeout(stop, 120))));
        watch.observe(document.documentElement, { childList: true, subtree: true, characterData: true, attributes: true });
        function stop() {
          watch.disconnect();
          clearTimeout(quiet);
          clearTimeout(late);
          done();
        }
      }),
  );
}

/** What sticks out of the window sideways; empty when nothing does. */
export function sideways(page) {
  return page.evaluate(() => {
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over <= 0) return [];
    const out = [...document.querySelectorAll('body *')].filter((node) => node.getBoundingClientRect().right > innerWidth + 0.5);
    const names = out.slice(0, 4).map((node) => `${node.tagName.toLowerCase()}.${node.getAttribute('class') ?? ''}`);
    return [`${over} px too wide: ${names.join(' > ')}`];
  });
}

/** What can be pressed but is too low; cells of the calendar and links within a sentence are left out. */
export function tooLow(page) {
  return page.evaluate((least) => {
    const found = [];
    const pressed = 'button, summary, select, input:not([type=hidden]), a.btn, a.link, a.chip, nav a, [role=tab], [role=button]';
    for (const node of document.querySelectorAll(pressed)) {
      const style = getComputedStyle(node);
      const box = node.getBoundingClientRect();
      if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || box.width < 2 || box.height < 2) continue;
      if (node.closest('.cal') || style.clipPath !== 'none') continue;
      // A ticked box is pressed by its label.
      const area = ['checkbox', 'radio', 'file'].includes(node.type) ? (node.closest('label') ?? node).getBoundingClientRect() : box;
      if (area.height < least - 0.5) {
        found.push(`${node.tagName.toLowerCase()}.${node.getAttribute('class') ?? ''} "${(node.innerText || node.ariaLabel || '').trim().slice(0, 30)}" ${area.height.toFixed(1)} px high`);
      }
    }
    return found;
  }, PRESS);
}
