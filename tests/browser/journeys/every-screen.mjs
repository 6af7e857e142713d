// Every screen, in both languages, at normal, large and largest text: for axe, for narrow and wide windows, for a thumb.
import assert from 'node:assert/strict';
import { crowded } from '../lib/crowded.mjs';
import { EVENING, before, fillRecord } from '../lib/fill.mjs';
import { journey } from '../lib/journey.mjs';
import { SIZES } from '../lib/page.mjs';
import { NARROW, SCREENS, settle, sideways, tooLow, visit } from '../lib/screens.mjs';
import { PERSON, rpc } from '../lib/words.mjs';

const TITLES = { ja: 'へんろ', en: 'Henro' };

/** Looks at the screen as it stands, at every width, adding what is wrong to `wrong`. */
async function look({ page, access }, name, language, wrong) {
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

const told = (wrong) => assert.ok(wrong.length === 0, `${wrong.length} faults\n${wrong.join('\n')}`);

/** Sets language and text size and opens the page anew. */
async function set(page, url, language, text_size) {
  const settings = await rpc(page, url, 'settings_read');
  await rpc(page, url, 'settings_write', { ...settings, language, text_size });
  await page.reload();
  await settle(page);
}

for (const language of ['ja', 'en']) {
  for (const text of ['normal', 'large', 'largest']) {
    journey(
      `every screen stands up in ${language} at ${text} text`,
      async (world) => {
        const { page, henro, shot } = world;
        const wrong = [];
        const today = await fillRecord(page, henro.url);
        await set(page, henro.url, language, text);
        for (const screen of SCREENS) {
          await visit(page, screen.replace('DAY', before(today, 1)));
          const name = `${screen}, ${language}, ${text}`;
          const onToday = (await page.locator('h1.date').count()) > 0;
          if (onToday !== screen.startsWith('today')) wrong.push(`${name}: another screen opened`);
          await look(world, name, language, wrong);
          if (text !== 'large') await shot(`${screen.replace(/\W/g, '-')}-wide`);
          await page.setViewportSize(SIZES.phone);
        }
        await rpc(page, henro.url, 'record_lock');
        await page.reload();
        await settle(page);
        await look(world, `unlock, ${language}, ${text}`, language, wrong);
        told(wrong);
      },
      { size: 'phone', words: ['--at', EVENING] },
    );

    journey(
      `cards, paper and letters stand up in ${language} at ${text} text`,
      async (world) => {
        const { page, henro, desk, shot } = world;
        const wrong = [];
        await rpc(page, henro.url, 'record_create', PERSON);
        await desk.order('insert lite-s-blank name=mine');
        await set(page, henro.url, language, text);
        const see = async (name) => {
          await settle(page);
          await look(world, `${name}, ${language}, ${text}`, language, wrong);
          await shot(`${name}-wide`);
          await page.setViewportSize(SIZES.phone);
          await settle(page);
          await shot(name);
        };
        await visit(page, 'keys/card');
        await page.locator('form ol').waitFor();
        await see('plan');
        await page.locator('form .btn.main').click();
        await page.locator('.note.ok').waitFor();
        await see('added');
        for (const screen of ['keys', 'keys/card', 'keys/check', 'keys/family', 'keys/sheet']) {
          await visit(page, screen);
          await see(`open-${screen.replace('/', '-')}`);
        }
        await page.locator('.btn.main').click();
        await page.locator('.paper').waitFor();
        await see('sheet');
        await page.locator('.do .btn.main').click();
        await page.locator('fieldset input').first().fill('12345');
        await page.locator('.fault').waitFor();
        await see('typed-back');
        await visit(page, 'keys');
        await page.locator('.factor .btn').first().click();
        await see('lost');
        await desk.order('remove');
        await page.locator('.lines .line').first().waitFor();
        for (const screen of ['keys/card', 'later/checkups', 'later/shownTo']) {
          await visit(page, screen);
          await see(`closed-${screen.replace('/', '-')}`);
        }
        await page.locator('.plates .plate').last().click();
        await see('plate');
        await page.keyboard.press('Escape');
        await rpc(page, henro.url, 'record_lock');
        await page.reload();
        await see('cover');
        const [write, forgot] = language === 'ja' ? ['開かずに書く', 'パスワードを忘れたとき'] : ['Write without opening', 'If you forgot the password'];
        await page.getByRole('button', { name: forgot }).click();
        await page.locator('fieldset').waitFor();
        await see('recover');
        await page.getByRole('radio').nth(1).click();
        await see('recover-family');
        await page.reload();
        await settle(page);
        await page.getByRole('button', { name: write }).click();
        await page.locator('.kinds').waitFor();
        await see('write');
        for (const at of [0, 1, 2, 3, 4]) {
          await page.locator('.kinds .chip').nth(at).click();
          await see(`write-${at}`);
        }
        told(wrong);
      },
      { size: 'phone', words: ['--at', EVENING], cards: true },
    );

    journey(
      `the way to a record stands up in ${language} at ${text} text`,
      async (world) => {
        const { page, henro } = world;
        const wrong = [];
        await set(page, henro.url, language, text);
        const [start, later, back] = language === 'ja' ? ['はじめる', '血圧はあとで', '戻る'] : ['Begin', 'Later', 'Back'];
        await look(world, `welcome, ${language}, ${text}`, language, wrong);
        await page.getByRole('button', { name: start }).click();
        await settle(page);
        await look(world, `first reading, ${language}, ${text}`, language, wrong);
        await page.getByRole('button', { name: later }).click();
        await settle(page);
        await look(world, `create, ${language}, ${text}`, language, wrong);
        await page.getByRole('button', { name: back }).click();
        told(wrong);
      },
      { size: 'phone', words: ['--at', EVENING] },
    );
  }
}
