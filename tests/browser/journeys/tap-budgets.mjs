// How many taps things take, counted from the events that the page got. One tap more or less fails: then measure again.
import assert from 'node:assert/strict';
import { MORNING, fillRecord } from '../lib/fill.mjs';
import { journey } from '../lib/journey.mjs';
import { settle } from '../lib/screens.mjs';
import { pressKeys, rpc } from '../lib/words.mjs';

// `taps` and `keys` (typed characters) as measured; `most` is the target of product.md of the design, in taps.
// `mind` is the mental steps: one for each thing that is looked up or chosen (a number read, a dish thought of).
const COUNTS = {
  firstStart: { taps: 11, keys: 15, most: 6 + 7, mind: 6 }, // 7 digits; a name and a password of 8 letters are typed
  pressure: { taps: 8, keys: 0, most: 8, mind: 3 },
  weight: { taps: 2, keys: 0, most: 2, mind: 1 },
  breakfast: { taps: 2, keys: 0, most: 2, mind: 1 },
  lunch: { taps: 2, keys: 0, most: 2, mind: 1 },
  dinner: { taps: 5, keys: 16, most: 6, mind: 3 },
  steps: { taps: 6, keys: 0, most: 6, mind: 1 },
  condition: { taps: 1, keys: 0, most: 1, mind: 1 },
};
const TAP_S = 0.3;
const MIND_S = 1.35;
const DAY_S = 60;

const button = (page, name) => page.getByRole('button', { name, exact: typeof name === 'string' });
const toast = (page, text) => page.locator('.toast').getByText(text).waitFor();

/** Counts what `work` takes and holds it against the table; answers its seconds by the keystroke-level model. */
async function count(taps, name, work) {
  const { taps: pressed, keys } = await taps.of(work);
  const { most, mind, ...expected } = COUNTS[name];
  assert.deepEqual({ taps: pressed, keys }, expected, name);
  assert.ok(pressed <= most, `${name} takes ${pressed} taps, at most ${most}`);
  return (pressed + keys) * TAP_S + mind * MIND_S;
}

journey(
  'the first blood pressure takes the taps it took',
  async ({ page, taps }) => {
    await button(page, 'はじめる').waitFor();
    await count(taps, 'firstStart', async () => {
      await button(page, 'はじめる').click();
      await pressKeys(page, '1288266');
      await button(page, '記録する').click();
      await page.getByLabel('名前').waitFor();
      await page.keyboard.type('N Miyat'); // the name has the cursor
      await page.getByLabel('パスワード', { exact: true }).click();
      await page.keyboard.type('88temple');
      await button(page, '作る').click();
      await toast(page, '血圧 128/82 を記録しました');
    });
  },
  { size: 'phone', words: ['--at', MORNING] },
);

const ROUTINE = {
  async pressure(page) {
    await pressKeys(page, '1288266'); // the keypad is up already
    await button(page, '記録する').click();
    await toast(page, '朝の血圧を記録しました');
  },
  async weight(page) {
    await button(page, '体重 きのうと同じ').click();
    await page.locator('.measure').getByRole('button', { name: '記録する' }).click();
    await toast(page, /体重 58.*を記録しました/);
  },
  async breakfast(page) {
    await button(page, /^朝食は、きのうと同じ/).click();
    await button(page, '記録する').click();
    await toast(page, '朝食を記録しました');
  },
  async lunch(page) {
    await button(page, /^昼食(は、|を、)きのうと同じ/).first().click();
    await button(page, '記録する').click();
    await toast(page, '昼食を記録しました');
  },
  async dinner(page) {
    await button(page, /^夕食(は、|の料理を)えらぶ/).first().click();
    for (const [at, word] of ['udon', 'saba', 'misosiru'].entries()) {
      await page.keyboard.type(word); // the field has the cursor
      await page.locator('.foods button').first().click();
      await page.locator('.picks li').nth(at).waitFor();
    }
    await button(page, /^記録する/).click();
    await toast(page, '夕食を記録しました');
  },
  async steps(page) {
    await button(page, '歩数を書く').click();
    await pressKeys(page, '5200');
    await button(page, '記録する').click();
    await toast(page, '5,200歩を記録しました');
  },
  async condition(page) {
    await page.getByRole('radio', { name: 'よい', exact: true }).click();
    await toast(page, '体調「よい」を記録しました');
  },
};

journey(
  'a whole routine day is written within a minute of hands and mind',
  async ({ page, henro, taps, shot }) => {
    const today = await fillRecord(page, henro.url, { newest: 1 });
    await page.reload();
    await settle(page);
    const begun = page.url();
    let seconds = 0;
    for (const [name, write] of Object.entries(ROUTINE)) {
      seconds += await count(taps, name, () => write(page)).catch((error) => {
        throw new Error(`${name}: ${error.message}`, { cause: error });
      });
    }
    await shot('day');
    assert.equal(page.url(), begun, 'the whole day is written without leaving the screen');
    const day = await rpc(page, henro.url, 'day_read', { day: today });
    // 1 reading, 1 weight, a breakfast and a lunch of one dish each, a dinner of three, the steps, the condition.
    assert.equal(day.entries.length, 9);
    assert.ok(seconds <= DAY_S, `${seconds.toFixed(1)} s, at most ${DAY_S}`);
    console.log(`        the routine day: ${seconds.toFixed(1)} s of ${DAY_S}`);
  },
  { size: 'phone', words: ['--at', MORNING] },
);
