// What is half typed about something medical, when the medical half closes in the middle: it is back when it opens again, and
// stays neither on the page nor in the daily half meanwhile.
import assert from 'node:assert/strict';
import { EVENING } from '../lib/fill.mjs';
import { ask } from '../lib/henro.mjs';
import { addBaby, fillBaby } from '../lib/medical.mjs';
import { button, enrolHere, lock, makeRecord, strip, unlock } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, visit } from '../lib/screens.mjs';

async function visitBaby(page, id, screen) {
  await page.evaluate((to) => (location.hash = to), `#/${id}/${screen}`);
  await page.waitForFunction(() => document.querySelector('.frame .slip b')?.textContent === '結衣');
  await settle(page);
}
async function openHere(page) {
  await button(page, 'この機械の鍵で開く').click();
  await strip(page).waitFor();
  await settle(page);
}
/** Closed in the middle, at once: the last letters have not even been written. Then opened again. */
async function closeAndOpen(page, typed) {
  await page.locator('.clinical-strip').getByRole('button', { name: '閉じる' }).click();
  await button(page, 'この機械の鍵で開く').waitFor();
  assert.equal(await page.locator('form').count(), 0, 'no form is left on the page');
  const left = await page.evaluate(() => [document.body.innerText, ...[...document.querySelectorAll('input, textarea')].map((one) => one.value)]);
  assert.ok(!left.join().includes(typed), `${typed} is not on the page`);
  await openHere(page);
}
const field = (page, name) => page.getByRole('textbox', { name });
async function same(place, value) {
  await place.waitFor();
  assert.equal(await place.inputValue(), value);
}

journey(
  'what is half typed of a checkup, a dose, growth and a paper is back when the medical half opens again',
  async ({ page, henro }) => {
    await makeRecord(page);
    await enrolHere(page);

    await visit(page, 'checkups/write');
    await field(page, /^健診機関/).fill('みどり健診所');
    await field(page, '体重').fill('62.5');
    await closeAndOpen(page, 'みどり健診所');
    await same(field(page, '体重'), '62.5');
    await same(field(page, /^健診機関/), 'みどり健診所');
    // Also after the page was loaded anew; thrown away it can be brought back.
    await page.reload();
    await same(field(page, '体重'), '62.5');
    await button(page, 'やめる').click();
    await page.locator('.toast').getByRole('button', { name: '取り消す' }).click();
    await same(field(page, '体重'), '62.5');
    await button(page, '書きとめる').click();
    await page.locator('.toast').getByText('1項目を書きとめました').waitFor();
    await visit(page, 'checkups/write');
    await same(field(page, '体重'), '');

    const id = await addBaby(henro.url);
    await page.reload();
    await visitBaby(page, id, 'vaccines');
    await openHere(page);
    const screens = await fillBaby(henro.url, id);
    await page.reload();
    await settle(page);

    await button(page, '結衣さんの接種を書く').click();
    await page.locator('form .chip').getByText('BCG', { exact: true }).click();
    await field(page, /ロット|番号/).fill('KX-77');
    await closeAndOpen(page, 'KX-77');
    await same(field(page, /ロット|番号/), 'KX-77');
    assert.equal(await page.locator('form .chip[aria-pressed=true]').innerText(), 'BCG');
    await button(page, 'やめる').click();
    await settle(page);
    assert.equal(await page.locator('form').count(), 0);

    await visitBaby(page, id, 'vaccines/growth');
    await field(page, '頭囲').fill('41.7');
    await field(page, '週').fill('35');
    await closeAndOpen(page, '41.7');
    await same(field(page, '頭囲'), '41.7');
    await same(field(page, '週'), '35');
    // 61 for 6.1 kg is asked about, by its name, and written only when it was said to be right.
    await field(page, '頭囲').fill('');
    await field(page, '体重').first().fill('61');
    await button(page, '結衣さんの測ったものを書く').click();
    await page.getByText('同じ年齢の子と大きくちがう値です。').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')), 'true');
    await field(page, '体重').first().fill('6.4');
    await button(page, '結衣さんの測ったものを書く').click();
    await page.locator('.toast').getByText('成長の記録を書きました').waitFor();
    await page.locator('.val').getByText('6.4').waitFor();
    await page.locator('.val').getByText('3.245').waitFor();

    // A paper, begun; while another page is looked at, and after the record was locked, it lies in the medical half alone.
    await visitBaby(page, id, 'vaccines/papers');
    await page.locator('button.chip').first().click();
    await button(page, '書きはじめる').first().click();
    await field(page, 'きょうの体温').fill('37.9');
    await closeAndOpen(page, '37.9');
    await button(page, '書きかけの紙を続ける').click();
    await same(field(page, 'きょうの体温'), '37.9');
    await visit(page, 'today');
    await lock(page);
    await unlock(page);
    assert.deepEqual((await ask(henro.url, 'draft_list', { day: '2026-11-22' })).drafts, [], 'nothing in the daily half');
    await visitBaby(page, id, 'vaccines/papers');
    assert.equal(await page.getByText('書きかけ').count(), 0, 'nothing is offered while it is closed');
    await openHere(page);
    await button(page, '書きかけの紙を続ける').click();
    await same(field(page, 'きょうの体温'), '37.9');

    // A paper that is kept, being changed.
    await visitBaby(page, id, screens.find((screen) => screen.startsWith('vaccines/papers/')));
    await button(page, 'なおす').click();
    await field(page, 'きょうの体温').fill('366');
    await closeAndOpen(page, '"366"');
    await same(field(page, 'きょうの体温'), '366');
    await button(page, '書いた紙を残す').click();
    await page.getByText('体温は30〜45℃です。').waitFor();
    await field(page, 'きょうの体温').fill('36.8');
    await button(page, '書いた紙を残す').click();
    await page.getByText('36.8℃').waitFor();
    await page.locator('.toast').getByRole('button', { name: '取り消す' }).click();
    await page.getByText('36.6℃').waitFor();
  },
  { size: 'phone', words: ['--at', EVENING], keyring: true, refusals: true },
);
