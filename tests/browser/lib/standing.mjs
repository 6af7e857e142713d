// Whether a screen stands up: for axe, in narrow and wide windows, for a thumb, in both languages.
import assert from 'node:assert/strict';
import { crowded } from './crowded.mjs';
import { SIZES } from './page.mjs';
import { NARROW, settle, sideways, tooLow } from './screens.mjs';
import { rpc } from './words.mjs';

const TITLES = { ja: 'へんろ', en: 'Henro' };

/** Looks at the screen as it stands, at every width, adding what is wrong to `wrong`. */
export async function look({ page, access }, name, language, wrong) {
  const add = (faults) => wrong.push(...faults.map((fault) => `${name}: ${fault}`));
  await access(name).catch((error) => add([error.message]));
  add(await tooLow(page));
  for (const size of [SIZES.phone, NARROW, SIZES.desktop]) {
    await page.setViewportSize(size);
    await settle(page);
    add([...(await sideways(page)), ...(await page.evaluate(crowded))].map((fault) => `at ${size.width} px ${fault}`));
  }
  await access(`${name}, wide`).catch((error) => add([error.message]));
  const { title, lang } = await page.evaluate(() => ({ title: document.title, lang: document.documentElement.lang }));
  if (title !== TITLES[language] || lang !== language) add([`title ${title}, lang ${lang}`]);
}

/** Ends a journey: every fault that was found. */
export const told = (wrong) => assert.ok(wrong.length === 0, `${wrong.length} faults\n${wrong.join('\n')}`);

/** Sets language and text size and opens the page anew. */
export async function set(page, url, language, text_size) {
  const settings = await rpc(page, url, 'settings_read');
  await rpc(page, url, 'settings_write', { ...settings, language, text_size });
  await page.reload();
  await settle(page);
}

/** What looks at a screen by name: every fault goes into `wrong`, pictures are taken wide and on a phone. */
export function standing(world, language, text, wrong) {
  const { page, shot } = world;
  return async (name) => {
    await settle(page);
    await look(world, `${name}, ${language}, ${text}`, language, wrong);
    await shot(`${name}-wide`);
    await page.setViewportSize(SIZES.phone);
    await settle(page);
    await shot(name);
  };
}
