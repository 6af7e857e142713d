// Every medical screen with the medical half open and filled: in both languages, at normal and largest letters, and in dark.
import assert from 'node:assert/strict';
import { EVENING } from '../lib/fill.mjs';
import { addBaby, fillBaby, fillOwn } from '../lib/medical.mjs';
import { button, enrolHere, makeRecord, strip } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { set, standing, told } from '../lib/standing.mjs';

const OPEN = { ja: 'この機械の鍵で開く', en: "Open with this device's key" };
const LISTS = ['problems', 'checkups', 'vaccines'];

/** Goes to a screen of somebody. */
async function to(page, whose, screen) {
  if (whose === 'me') return visit(page, screen);
  await page.evaluate((hash) => (location.hash = hash), `#/${whose}/${screen}`);
  await page.waitForFunction(() => document.querySelector('.frame .slip b')?.textContent === '結衣');
  await settle(page);
}

/** The medical half of whoever is looked at, opened right where it is asked for. */
async function openHere(page, language) {
  const key = button(page, OPEN[language]);
  await key.or(strip(page)).first().waitFor();
  if (await key.isVisible()) await key.click();
  await strip(page).waitFor();
  await settle(page);
}

for (const [language, text, theme] of [['ja', 'normal'], ['ja', 'largest'], ['en', 'normal'], ['en', 'largest'], ['ja', 'normal', 'dark']]) {
  const named = `in ${language} at ${text} text${theme ? `, ${theme}` : ''}`;
  journey(
    `what is medical stands up open and filled ${named}`,
    async (world) => {
      const { page, henro } = world;
      const wrong = [];
      await makeRecord(page);
      await enrolHere(page);
      const baby = await addBaby(henro.url);
      const own = await fillOwn(henro.url);
      await set(page, henro.url, language, text);
      const see = standing(world, language, text, wrong);
      /** Looks at each screen; each shows what was written, no panel that is closed. */
      async function walk(whose, screens) {
        for (const screen of screens) {
          await to(page, whose, screen);
          assert.ok(await strip(page).isVisible(), `${screen}: the medical half is open`);
          assert.equal(await page.getByText(/これは、もうありません|This isn't here any more/).count(), 0, screen);
          if (screen.includes('problems/edit')) await page.locator('form.entry').waitFor();
          if (screen === 'problems') await page.getByText('ペニシリン').first().waitFor();
          if (LISTS.includes(screen) && text === 'largest') await inSight(page, screen, wrong);
          await see(screen.replace(/\d{2,}\S*/, 'one').replaceAll('/', '-'));
        }
      }
      await walk('me', own);
      await to(page, baby, 'vaccines');
      await openHere(page, language);
      await walk(baby, await fillBaby(henro.url, baby));
      told(wrong);
    },
    { size: 'phone', words: ['--at', EVENING], keyring: true, theme },
  );
}

/** In the largest letters on a phone: what the page is for begins above the bar. */
async function inSight(page, screen, wrong) {
  const found = await page.evaluate(() => {
    const bar = document.querySelector('nav.bar')?.getBoundingClientRect().top ?? innerHeight;
    const first = document.querySelector('main .folds')?.getBoundingClientRect().top ?? 0;
    return { room: Math.round(bar - first), bar };
  });
  if (found.room < 100) wrong.push(`${screen}: ${found.room} px of the page stand above the bar in the largest letters`);
}
