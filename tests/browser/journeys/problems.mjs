// What stays with a person: allergies of a child and of the parent, papers that run out, the emergency card; and a key that leaves in the middle.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { EVENING } from '../lib/fill.mjs';
import { ask, setUp } from '../lib/henro.mjs';
import { CARD, WITH_CARDS, addCard, button, clinical, enrolHere, makeRecord, says, strip } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { look } from '../lib/sizes.mjs';
import { set, standing, told } from '../lib/standing.mjs';

const CHILD = '陽太';
const WITH_DEVICE = { size: 'phone', words: ['--at', EVENING], keyring: true };

/** Goes to a screen of the child. */
async function visitChild(page, id, screen) {
  await page.evaluate((to) => (location.hash = to), `#/${id}/${screen}`);
  await page.waitForFunction((name) => document.querySelector('.frame .slip b')?.textContent === name, CHILD);
  await settle(page);
}
const section = (page, title) => page.locator('section').filter({ has: page.getByRole('heading', { name: title }) });
const toast = (page, text) => page.locator('.toast').getByText(text).waitFor();
const problems = async (url, subject) => (await ask(url, 'problem_list', subject ? { subject } : {})).problems.map(({ problem }) => problem);
const field = (page, name) => page.getByRole('textbox', { name });

journey(
  'a parent writes the egg allergy of a child and the penicillin allergy of their own, and neither stands in the wrong record',
  async ({ page, henro, shot, access }) => {
    await makeRecord(page);
    await enrolHere(page);
    const { persons } = await ask(henro.url, 'person_add', { name: CHILD, relation: 'child', birth: '2021-04-10', sex: 'male' });
    const id = persons.find(({ name }) => name === CHILD).id;
    await page.reload();

    // One's own first.
    await visit(page, 'problems');
    await says(page, '薬や食べもののアレルギーを書くと');
    await look(page, 'empty', shot);
    await page.getByRole('link', { name: 'アレルギーを書く', exact: true }).click();
    await page.getByRole('radio', { name: '薬', exact: true }).click();
    await button(page, '記録する').click();
    await says(page, 'ここを書いてください。');
    await page.locator('form').getByRole('button', { name: 'ペニシリン', exact: true }).click();
    await page.getByRole('radio', { name: '命にかかわる' }).click();
    await page.locator('form').getByRole('button', { name: 'せき・息苦しさ' }).click();
    await look(page, 'writing', shot);
    await button(page, '記録する').click();
    await toast(page, 'ペニシリンを記録しました');
    // What the page still asks about oneself is answered before one turns to the child.
    await says(page, 'ペニシリン');
    await settle(page);

    // The child's: whose it is stands in the sash, on the button and in what is said afterwards.
    await visitChild(page, id, 'problems');
    await access('the child, locked');
    await button(page, 'この機械の鍵で開く').click();
    await strip(page).waitFor();
    await says(page, '薬や食べもののアレルギーを書くと');
    await page.getByRole('link', { name: 'アレルギーを書く', exact: true }).click();
    await page.locator('form').getByRole('button', { name: '卵', exact: true }).click();
    await page.getByRole('radio', { name: '重い' }).click();
    await page.locator('form').getByRole('button', { name: 'じんましん' }).click();
    await look(page, 'child-writing', shot);
    await button(page, `${CHILD}さんのアレルギーを書く`).click();
    await toast(page, '卵を記録しました');
    assert.match(await page.locator('.toast').innerText(), new RegExp(`${CHILD}さんの記録`));
    await look(page, 'child', shot);
    assert.deepEqual((await problems(henro.url, id)).map(({ words }) => words), ['卵']);
    assert.deepEqual((await problems(henro.url)).map(({ words, severity, problem }) => [words, severity, problem]), [['ペニシリン', 'life_threatening', 'drug_allergy']]);

    // A mild one stands below the severe one. It is ended, put back, changed and deleted.
    await page.getByRole('link', { name: 'アレルギーを書く', exact: true }).click();
    await field(page, '何の食べもの').fill('かに');
    await page.getByRole('radio', { name: '軽い' }).click();
    await button(page, `${CHILD}さんのアレルギーを書く`).click();
    const rows = section(page, 'アレルギー').locator('.rows > li');
    await rows.nth(1).waitFor();
    assert.match(await rows.nth(0).innerText(), /卵/);
    await button(page, 'かに、くわしく').click();
    await button(page, '終わった').click();
    await toast(page, 'かにを「終わったもの」にしました');
    await says(page, '終わったもの 1件');
    await page.locator('.toast').getByRole('button', { name: '取り消す' }).click();
    await rows.nth(1).waitFor();
    await button(page, '卵、くわしく').click();
    await button(page, 'なおす').click();
    await field(page, /^メモ/).fill('生の卵だけ。焼いたものは食べられる');
    await button(page, 'なおす').last().click();
    await toast(page, '卵をなおしました');
    await says(page, '生の卵だけ');
    await button(page, '卵、くわしく').click();
    await button(page, 'これまで').click();
    await page.locator('dialog li').nth(1).waitFor();
    assert.equal(await page.locator('dialog li').count(), 2);
    await shot('history');
    await page.locator('dialog').getByRole('button', { name: '閉じる' }).click();
    await button(page, '消す').click();
    await toast(page, '卵を消しました');
    assert.deepEqual((await problems(henro.url, id)).map(({ words }) => words), ['かに']);
    await page.getByRole('button', { name: '消したもの' }).click();
    await button(page, '卵 元に戻す').click();
    await toast(page, '卵を元に戻しました');
    assert.deepEqual((await problems(henro.url, id)).map(({ words }) => words), ['卵', 'かに']);
  },
  WITH_DEVICE,
);

journey(
  'insurance that ends next month is told on Today and written anew, and a helper reads and prints the card',
  async ({ page, henro, shot }) => {
    await makeRecord(page);
    await enrolHere(page);
    await setUp(henro.url, { language: 'en' });
    await page.reload();
    const said = (text) => page.getByText(text).first().waitFor();
    await visit(page, 'problems/contacts');
    await page.getByRole('link', { name: 'Write: Insurance and certificates' }).click();
    await page.getByRole('button', { name: 'National health insurance' }).click();
    await field(page, 'Number').fill('12-3456');
    await page.getByLabel('Holds until').fill('2026-12-31');
    await page.getByLabel('Holds from').fill('2027-01-01');
    await button(page, 'Save').click();
    await said('It ends before it begins.');
    await page.getByLabel('Holds from').fill('2026-01-01');
    await button(page, 'Save').click();
    await toast(page, 'Saved: National health insurance');
    await said(/National health insurance holds until .*31.* \(39 days left\)\./);
    await look(page, 'contacts', shot);
    await visit(page, 'today');
    const told = page.getByRole('link', { name: /National health insurance holds until/ });
    await told.waitFor();
    await look(page, 'today', shot);
    await page.setViewportSize({ width: 1280, height: 800 });
    await told.click();
    await page.getByRole('link', { name: 'National health insurance: change the last day' }).click();
    await page.getByLabel('Holds until').fill('2027-12-31');
    await button(page, 'Change').click();
    await toast(page, 'Changed: National health insurance');
    await page.getByText('39 days left').waitFor({ state: 'detached' });
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await said('39 days left');

    // What a helper at a bedside needs: every part, and "nothing written" where nothing is.
    for (const problem of [
      { problem: 'drug_allergy', words: 'Penicillin', severity: 'life_threatening', reaction: 'Short of breath' },
      { problem: 'food_allergy', words: 'Crab', severity: 'mild' },
      { problem: 'condition', words: 'Asthma', since: '2015-04-01' },
      { problem: 'blood_type', words: 'A Rh+' },
      { problem: 'emergency_contact', words: 'Awa Taro', relation: 'Husband', number: '090-0000-0000' },
    ]) await ask(henro.url, 'problem_record', { problem });
    await page.reload();
    await visit(page, 'all');
    await page.getByRole('link', { name: 'Emergency card' }).click();
    await said('Penicillin');
    const parts = await page.locator('.folds dl > *').allInnerTexts();
    assert.match(parts.join(' '), /^Allergies Penicillin\s*Life-threatening[\s\S]*Crab[\s\S]*Conditions Asthma[\s\S]*In the body Nothing written[\s\S]*Husband, 090-0000-0000/);
    await button(page, 'Make a PDF to print').click();
    await said('The file is made');
    const path = (await page.locator('.path').innerText()).replace(/^Place: ?/, '').trim();
    assert.equal(readFileSync(path).subarray(0, 5).toString(), '%PDF-');
    await look(page, 'emergency', shot);
    await page.setViewportSize({ width: 1280, height: 800 });
    await visit(page, 'problems');
    await said('Penicillin');
    await look(page, 'list', shot);
  },
  { ...WITH_DEVICE, size: 'desktop' },
);

journey(
  'a card that leaves in the middle closes the page and loses nothing that was typed',
  async ({ page, henro, desk, shot, access }) => {
    await makeRecord(page);
    await desk.order(`insert ${CARD}`);
    await visit(page, 'keys');
    await addCard(page);
    await strip(page).waitFor();
    await visit(page, 'problems/write/conditions');
    await field(page, '病名').fill('気管支ぜんそく');
    await field(page, /^メモ/).fill('冬の朝に');
    // At once: the last letters have not even been written.
    await desk.order('remove');
    await says(page, 'カードを待っています');
    await says(page, '読み取り機の上に、カードを置いてください。');
    await clinical(page, henro, 'closed');
    assert.equal(await page.getByText('気管支ぜんそく').count(), 0, 'nothing medical on the page');
    assert.deepEqual((await ask(henro.url, 'draft_list', { day: '2026-11-22' })).drafts, [], 'nor in the daily half');
    await access('closed');
    await shot('closed');
    await desk.order(`insert ${CARD}`);
    await strip(page).waitFor();
    await field(page, '病名').waitFor();
    assert.equal(await field(page, '病名').inputValue(), '気管支ぜんそく');
    assert.equal(await field(page, /^メモ/).inputValue(), '冬の朝に');

    // Left half typed it waits on the list, also after the page was loaded anew.
    await visit(page, 'problems');
    await page.getByRole('group', { name: '書きかけ' }).getByText('気管支ぜんそく').waitFor();
    await shot('draft');
    await page.reload();
    await settle(page);
    await button(page, '続ける').click();
    assert.equal(await field(page, '病名').inputValue(), '気管支ぜんそく');
    await button(page, '記録する').click();
    await toast(page, '気管支ぜんそくを記録しました');
    await settle(page);
    assert.equal(await page.getByRole('group', { name: '書きかけ' }).count(), 0);
  },
  { ...WITH_CARDS, refusals: true },
);

journey(
  'what stays with a person stands up at every width and in the largest letters, the medical half open',
  async (world) => {
    const { page, henro } = world;
    await makeRecord(page);
    await enrolHere(page);
    for (const problem of [
      { problem: 'drug_allergy', words: 'ペニシリン系の抗生物質とその仲間', severity: 'life_threatening', reaction: 'せき・息苦しさ、アナフィラキシー' },
      { problem: 'condition', words: 'Hypertension', since: '2015-04-01', note: 'x'.repeat(120) },
      { problem: 'condition', words: 'ぜんそく', until: '2020-01-01' },
      { problem: 'emergency_contact', words: '阿波 太郎', relation: '夫', number: '090-0000-0000' },
      { problem: 'certificate', words: '小児慢性特定疾病', number: '12345678', until: '2026-11-20' },
    ]) await ask(henro.url, 'problem_record', { problem });
    const { problems } = await ask(henro.url, 'problem_list');
    const wrong = [];
    for (const [language, text] of [['ja', 'largest'], ['en', 'large']]) {
      await set(page, henro.url, language, text);
      const see = standing(world, language, text, wrong);
      for (const screen of ['problems', 'problems/contacts', 'problems/write/allergies', 'problems/write/papers', 'problems/emergency', `problems/edit/${problems[0].id}`]) {
        await visit(page, screen);
        if (screen.startsWith('problems/edit')) await page.locator('form.entry').waitFor();
        await see(`${language}-${screen.replace(/edit.*/, 'edit').replaceAll('/', '-')}`);
      }
      await visit(page, 'problems');
      await page.locator('.acts, .sq[aria-expanded]').first().click();
      await see(`${language}-acts`);
    }
    told(wrong);
  },
  WITH_DEVICE,
);
