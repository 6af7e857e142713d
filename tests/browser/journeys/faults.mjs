// What goes wrong in a day, and how a person gets out of it.
import assert from 'node:assert/strict';
import { EVENING, before, fillRecord, write } from '../lib/fill.mjs';
import { serve } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { PERSON, pressKeys, rpc } from '../lib/words.mjs';
import { measure } from '../../../ui/scripts/check-size.mjs';

const PHONE = { size: 'phone', words: ['--at', EVENING], refusals: true };
const button = (page, name) => page.getByRole('button', { name, exact: typeof name === 'string' });
const says = (page, text) => page.getByText(text).first().waitFor();
const record = (page) => button(page, '記録する').click();
const readings = async (page, url, day) =>
  (await rpc(page, url, 'day_read', { day })).entries.map(({ body }) => body).filter(({ kind }) => kind === 'blood_pressure');

/** An open record with nothing written, on Today. */
async function emptyRecord(page, url) {
  const { today } = await rpc(page, url, 'record_create', PERSON);
  await page.reload();
  await settle(page);
  return today;
}
/** Brings the keypad of blood pressure up. */
async function openPressure(page) {
  if (!(await page.locator('.dock').isVisible())) await page.getByLabel(/^最高血圧/).click();
}

journey('a wrong blood pressure is caught where it is typed', async ({ page, henro, access }) => {
  const today = await emptyRecord(page, henro.url);
  await openPressure(page);

  // 82 and 128 changed places: one tap puts them right, and nothing is written before that.
  await pressKeys(page, '82');
  await page.getByLabel(/^最低血圧/).click();
  await pressKeys(page, '128');
  await says(page, '上と下が逆のようです。');
  await access('swapped');
  assert.deepEqual(await readings(page, henro.url, today), []);
  await button(page, '128/82 に入れかえる').click();
  await record(page);
  await says(page, '夜の血圧を記録しました');

  // 200/120 is rare: Henro asks, and says where help is.
  await openPressure(page);
  await pressKeys(page, '200120');
  await record(page);
  await says(page, '200/120 は、めずらしい値です。この値でよいですか。');
  await says(page, '119');
  await access('rare');
  assert.equal((await readings(page, henro.url, today)).length, 1);
  await button(page, 'この値でよい').click();
  await page.waitForFunction(() => document.querySelectorAll('.note').length === 0);

  // 1280 typed on a keyboard: the fourth digit does not fit, and that is said or the next slot has it.
  await openPressure(page);
  await page.getByLabel(/^最高血圧/).fill('1280');
  await says(page, '「1280」は、けたが多いようです。');
  assert.equal((await readings(page, henro.url, today)).length, 2);
}, PHONE);

journey('undo, edit, history, delete and put back lose nothing', async ({ page, henro, access }) => {
  const today = await emptyRecord(page, henro.url);
  await openPressure(page);
  await pressKeys(page, '1288266');
  await record(page);
  const toast = page.locator('.toast');
  await toast.getByRole('button', { name: '取り消す' }).click();
  await says(page, '取り消しました');
  assert.deepEqual(await readings(page, henro.url, today), []);

  await write(page, henro.url, today, [{ kind: 'blood_pressure', systolic: 131, diastolic: 84, pulse: 70, occasion: 'evening' }], 1170);
  await page.reload();
  await settle(page);
  if (await button(page, 'やめる').isVisible()) await button(page, 'やめる').click();
  await page.locator('.row-button', { hasText: '131' }).click();
  await button(page, /131.*なおす$/).click();
  const edit = page.locator('form.edit');
  await edit.getByLabel('最高血圧').fill('127');
  await button(page, 'この値に変える').click();
  await says(page, /をなおしました/);
  assert.equal((await readings(page, henro.url, today))[0].systolic, 127);

  await button(page, /これまで$/).click();
  const past = page.getByRole('dialog');
  await past.getByText('書きました').waitFor();
  await past.getByText('なおしました').waitFor();
  await past.getByText(/131/).first().waitFor();
  await access('history of an entry');
  await past.getByRole('button', { name: '閉じる' }).click();

  await button(page, /127.*取り消す$/).click();
  await says(page, /を取り消しました/);
  assert.deepEqual(await readings(page, henro.url, today), []);
  await visit(page, 'history');
  await page.locator('main').getByRole('button', { name: /127.*元に戻す$/ }).click();
  await says(page, /を元に戻しました/);
  assert.equal((await readings(page, henro.url, today))[0].systolic, 127);
}, PHONE);

journey('a line of words asks before it writes', async ({ page, henro, access }) => {
  const today = await emptyRecord(page, henro.url);
  if (await button(page, 'やめる').isVisible()) await button(page, 'やめる').click();
  const line = page.getByRole('textbox', { name: 'ひとことで記録' });
  await line.fill('63.5 5200歩');
  await line.press('Enter');
  await says(page, '何の数ですか');
  await access('a question');
  await button(page, '記録する').click();
  await says(page, '先に、残りの問いに答えてください。');
  assert.equal((await rpc(page, henro.url, 'day_read', { day: today })).steps.count, 0);
  await button(page, /^体重 63.5/).click();
  await record(page);
  await says(page, '2件を記録しました');
  const day = await rpc(page, henro.url, 'day_read', { day: today });
  assert.deepEqual(day.entries.map(({ body }) => body.kind).sort(), ['measurement', 'steps']);
}, PHONE);

journey('tomorrow cannot be written, and what is half typed survives', async ({ page, henro }) => {
  const today = await emptyRecord(page, henro.url);
  assert.ok(await button(page, '次の日').isDisabled());
  const tomorrow = before(today, -1);
  await assert.rejects(write(page, henro.url, tomorrow, [{ kind: 'steps', count: 1000 }]), /day_future/);
  await visit(page, `today/${tomorrow}`);
  assert.equal(await page.locator('.dock').count(), 0);
  await says(page, 'まだ来ていません');

  await visit(page, 'today');
  await openPressure(page);
  await pressKeys(page, '1288');
  await page.waitForTimeout(800); // drafts are kept a moment after the last key
  await page.reload();
  await settle(page);
  await says(page, '書きかけ');
  await says(page, '128/8');
  await button(page, '続ける').click();
  await pressKeys(page, '2');
  await record(page);
  await says(page, '夜の血圧を記録しました');
  assert.equal((await readings(page, henro.url, today))[0].diastolic, 82);
}, PHONE);

journey('what is written out comes in again, and a backup brings a day back', async ({ page, henro, access }) => {
  const today = await fillRecord(page, henro.url, { days: 3 });
  await page.reload();
  await settle(page);
  await visit(page, 'transfer');
  await button(page, '書き出す').click();
  await says(page, /件を書き出しました/);
  const { path } = await rpc(page, henro.url, 'export_make');
  const choose = page.locator('input[type=file]');
  await choose.setInputFiles(path);
  await says(page, /もう記録にあるので取りこみません/);
  await choose.setInputFiles({ name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('こんにちは\n') });
  await says(page, '記録として読める行がありませんでした。');
  await access('an import that is refused');

  // 51,000 steps and 160 kg are rare: asked once, left out, and what was brought in is taken back from the list.
  const rare = '日付,歩数,体重\n2020-01-01,100,60\n2020-01-02,51000,160\n';
  await choose.setInputFiles({ name: 'めずらしい.csv', mimeType: 'text/csv', buffer: Buffer.from(rare) });
  await says(page, '2件は、めずらしい値です。');
  await access('an import with rare values');
  await button(page, 'めずらしい値を除いて取りこむ').click();
  await says(page, '2件を取りこみました');
  await says(page, 'めずらしい.csv');
  await access('the list of imports');
  await button(page, '「めずらしい.csv」の取りこみを取り消す').click();
  await access('a question before an import is taken back');
  await page.getByRole('dialog').getByRole('button', { name: '取り消す', exact: true }).click();
  await says(page, '取りこんだ2件を取り消しました');
  await says(page, '取り消しました');
  const { imports } = await rpc(page, henro.url, 'import_list');
  assert.deepEqual(imports.map(({ label, entries, undone }) => ({ label, entries, undone })), [{ label: 'めずらしい.csv', entries: 2, undone: true }]);

  await visit(page, 'backup');
  await button(page, '控えを作る').click();
  await says(page, /控えを作りました/);
  await write(page, henro.url, today, [{ kind: 'steps', count: 777 }]);
  await button(page, '記録をたしかめる').click();
  await says(page, /傷みはありません/);
  await button(page, 'この控えで戻す').first().click();
  await page.getByLabel('控えを作ったときのパスワード').fill('違うパスワード');
  await button(page, 'この控えで戻す').last().click();
  await page.getByRole('dialog').getByRole('button', { name: 'この控えで戻す' }).click();
  await says(page, 'パスワードが違います。');
  const steps = async () => (await rpc(page, henro.url, 'day_read', { day: today })).steps.count;
  assert.equal(await steps(), 6777); // 6,000 of the filled day and the 777
  await page.getByLabel('控えを作ったときのパスワード').fill(PERSON.password);
  await button(page, 'この控えで戻す').last().click();
  await page.getByRole('dialog').getByRole('button', { name: 'この控えで戻す' }).click();
  await says(page, '控えから戻しました');
  assert.equal(await steps(), 6000);
}, { ...PHONE, size: 'desktop' });

journey('a closed record opens with its password only, and waits after wrong ones', async ({ page, henro, access }) => {
  await emptyRecord(page, henro.url);
  await button(page, /^日々/).click();
  await page.getByRole('dialog').getByRole('button', { name: '閉じる' }).click();
  const password = page.getByLabel('パスワード', { exact: true });
  const open = button(page, '開く');
  await password.waitFor();
  await assert.rejects(rpc(page, henro.url, 'day_read', { day: '2026-11-22' }), /record_locked/);
  await open.click();
  await says(page, 'ここを書いてください。');
  for (let tries = 0; tries < 8 && !(await open.isDisabled()); tries += 1) {
    await password.fill(`違うことば ${tries}`);
    await open.click();
    await says(page, 'パスワードが違います。');
    await page.waitForFunction(() => !document.querySelector('[role=progressbar], progress'));
  }
  await says(page, /あと\d+秒で、もう一度試せます。/);
  await says(page, '何度違っても、記録は消えません。');
  await access('waiting after wrong passwords');
  await page.waitForFunction(() => !document.querySelector('form button[type=submit]').disabled, null, { timeout: 60_000 });
  await password.fill(PERSON.password);
  await open.click();
  await page.locator('h1.date').waitFor();
}, { ...PHONE, words: [] }); // the clock has to go on while one waits

journey('Today loads just what is weighed as the first screen', async ({ page, henro }) => {
  await emptyRecord(page, henro.url);
  const asked = new Set();
  page.on('request', (request) => asked.add(new URL(request.url()).pathname.slice(1) || 'index.html'));
  await page.reload();
  await page.locator('h1.date').waitFor();
  await settle(page);
  const files = [...asked].filter((path) => !path.startsWith('rpc/') && !/\.(woff2|ttf)$/.test(path));
  assert.deepEqual(files.sort(), measure().first.sort());
}, PHONE);

journey('a screen that cannot be loaded says so, and comes when it is tried again', async ({ page, henro, access, faults }) => {
  await emptyRecord(page, henro.url);
  const SEVERED = /\/assets\/(Rhythm|Recover)-/;
  await page.route(SEVERED, (route) => route.abort());
  await visit(page, 'rhythm');
  await says(page, 'この画面を読みこめませんでした。');
  await access('a screen that did not come');
  // Everything else goes on.
  await visit(page, 'calendar');
  await page.locator('.cal').first().waitFor();
  await visit(page, 'rhythm');
  await says(page, 'この画面を読みこめませんでした。');
  await page.unroute(SEVERED);
  await button(page, 'もう一度').click();
  await page.getByRole('heading', { level: 1, name: 'マイライフリズム' }).waitFor();
  assert.match(page.url(), /#\/me\/rhythm$/);

  // On the cover too; and where nobody answers, the page stays as it is.
  await rpc(page, henro.url, 'record_lock');
  await page.reload();
  await page.route(SEVERED, (route) => route.abort());
  await button(page, 'パスワードを忘れたとき').click();
  await says(page, 'この画面を読みこめませんでした。');
  await page.context().setOffline(true);
  await button(page, 'もう一度').click();
  await page.waitForTimeout(300);
  await says(page, 'この画面を読みこめませんでした。');
  await page.context().setOffline(false);
  await page.unroute(SEVERED);
  await button(page, 'もう一度').click();
  await page.getByLabel('パスワード', { exact: true }).waitFor();
  // What was cut off on purpose is no fault of the page.
  const expected = faults.filter((fault) => /ERR_FAILED|ERR_INTERNET_DISCONNECTED/.test(fault));
  assert.ok(expected.length >= 2);
  faults.splice(0, faults.length, ...faults.filter((fault) => !expected.includes(fault)));
}, PHONE);

journey('a record left alone closes itself', async ({ page, henro }) => {
  await page.clock.install();
  await emptyRecord(page, henro.url);
  const settings = await rpc(page, henro.url, 'settings_read');
  await rpc(page, henro.url, 'settings_write', { ...settings, lock_idle_minutes: 1 });
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.clock.fastForward(40_000);
  assert.equal(await page.getByLabel('パスワード', { exact: true }).count(), 0);
  await page.clock.fastForward(30_000);
  await page.getByLabel('パスワード', { exact: true }).waitFor();
  assert.equal((await rpc(page, henro.url, 'record_status')).state, 'locked');
}, PHONE);

journey('a record that is open elsewhere says so', async ({ page, henro, access }) => {
  await emptyRecord(page, henro.url);
  const second = await serve({ folder: henro.folder, words: PHONE.words });
  try {
    await page.goto(second.url);
    await page.getByLabel('パスワード', { exact: true }).or(page.getByText('この記録は、ほかの窓で開いています。')).first().waitFor();
    const password = page.getByLabel('パスワード', { exact: true });
    if (await password.isVisible()) {
      await password.fill(PERSON.password);
      await button(page, '開く').click();
    }
    await says(page, 'この記録は、ほかの窓で開いています。');
    await access('in use');
  } finally {
    await second.close();
  }
}, PHONE);
