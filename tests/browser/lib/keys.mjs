// Steps with cards, keys and paper that several journeys take, named by what the person sees.
import { EVENING } from './fill.mjs';
import { ask, makeFolder, removeFolder, serve } from './henro.mjs';
import { until } from './processes.mjs';
import { visit } from './screens.mjs';
import { PERSON, firstPressure, rpc } from './words.mjs';

/** A journey with a card service of its own, on a phone, under a clock that stands. */
export const WITH_CARDS = { size: 'phone', words: ['--at', EVENING], cards: true };
/** A blank card that is kept when it is taken away. */
export const CARD = 'lite-s-blank name=mine';
/** What the screens call it, unless the person says otherwise. */
export const NAMED = 'FeliCa Lite-S';

export const button = (page, name) => page.getByRole('button', { name, exact: typeof name === 'string' });
export const link = (page, name) => page.getByRole('link', { name, exact: true });
export const says = (page, text) => page.getByText(text).first().waitFor();
export const status = (page, henro) => rpc(page, henro.url, 'record_status');
/** The sash that says that the clinical tier is open. */
export const strip = (page) => page.locator('.tier-clinical .clinical-strip');
/** Waits until the core says that the clinical tier is as wanted. */
export const clinical = (page, henro, wanted) => until(async () => (await status(page, henro)).clinical === wanted, 30_000, `the clinical tier is not ${wanted}`);

export async function makeRecord(page) {
  await firstPressure(page);
  await says(page, '血圧 128/82 を記録しました');
}

/** This device becomes a key, as a person does it. */
export async function enrolHere(page) {
  await visit(page, 'keys');
  await button(page, 'この機械を加える').click();
  await says(page, 'この機械を鍵に加えました');
}

/** From 鍵とカード to a card that opens; the card lies there already. */
export async function addCard(page) {
  await link(page, 'カードを加える').click();
  await writeCard(page);
}

/** Writes the card that lies there, on the page that adds one. */
export async function writeCard(page, name) {
  const [write, again] = [button(page, /^(書いて加える|加える)$/), button(page, 'もう一度')];
  // The first look may end with a card that moved: it is looked at again, as the page offers.
  for (let left = 3; left > 0; left -= 1) {
    await write.or(again).first().waitFor();
    if (await write.isVisible()) break;
    await again.click();
  }
  await write.waitFor();
  if (name) await page.getByLabel('呼び名').fill(name);
  await write.click();
  await page.getByText(/を鍵に加えました$/).waitFor();
}

export async function lock(page) {
  await page.locator('.plates .plate').first().click();
  await page.locator('dialog').getByRole('button', { name: '閉じる' }).click();
  await page.getByLabel('パスワード', { exact: true }).waitFor();
}

export async function unlock(page, password = PERSON.password) {
  await page.getByLabel('パスワード', { exact: true }).fill(password);
  await button(page, '開く').click();
  await page.locator('.plates').waitFor();
}

/** Types a sheet as a person does; the groups lead on by themselves. */
export async function typeSheet(page, label, groups) {
  await page.getByLabel(`${label} 1組目`, { exact: true }).click();
  for (const group of groups) await page.keyboard.type(group);
}

/** The groups of the sheets on the page, in order. */
export const sheetsOf = (page) =>
  page.locator('.paper').evaluateAll((papers) => papers.map((paper) => [...paper.querySelectorAll('li')].map((li) => li.lastChild.textContent)));

/**
 * Another person's record with a key on `card` and both kinds of sheet, made in a second Henro on the same readers.
 * The card is taken away again.
 */
export async function otherPerson(desk, card) {
  const folder = makeFolder();
  const other = await serve({ folder, words: ['--at', EVENING], env: desk.env });
  try {
    await ask(other.url, 'record_create', { name: '讃岐 太郎', password: 'quite another sentence' });
    await desk.order(`insert ${card}`);
    const { readers } = await ask(other.url, 'card_watch', { after: 0, patience_ms: 0 });
    const reader = readers[Number(/reader=(\d)/.exec(card)?.[1] ?? 0)];
    await until(async () => (await ask(other.url, 'card_watch', { after: 0, patience_ms: 0 })).cards.some((one) => one.reader === reader));
    const { plan } = await ask(other.url, 'card_plan', { reader, lock: false, replace: false });
    await ask(other.url, 'card_enrol', { plan, name: 'よそのカード', replaces: null });
    const made = {};
    for (const kind of ['recovery', 'family']) made[kind] = (await ask(other.url, 'sheet_make', { kind, keepers: [] })).sheets;
    await desk.order(`remove ${/reader=\d/.exec(card)?.[0] ?? ''}`);
    return made;
  } finally {
    await other.close();
    removeFolder(folder);
  }
}
