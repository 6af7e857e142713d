// A mother to be keeps her checkups: the day due, what was found, the chart, the page and the calendar, the birth, the child's record.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ask, setUp } from '../lib/henro.mjs';
import { button, enrolHere, makeRecord, says } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, sideways, tooLow, visit } from '../lib/screens.mjs';

const at = (day) => ['--at', `${day}T10:00+09:00`];

/** What a screen has to keep: nothing sticks out, nothing is too low, axe finds nothing. */
async function sound(page, access, name) {
  await settle(page);
  await access(name);
  assert.deepEqual([await sideways(page), await tooLow(page)], [[], []], name);
}

async function woman(world) {
  const { page, henro, shot, access } = world;
  await makeRecord(page);
  const profile = await ask(henro.url, 'profile_read');
  await ask(henro.url, 'profile_write', { ...profile, birth: '1996-04-02', sex: 'female' });
  await page.reload();
  // Without a key the checkups of a life stand there, and how to begin.
  await visit(page, 'vaccines/checkups');
  await says(page, 'まだ鍵がありません');
  await sound(page, access, 'no key yet');
  await shot('no-key');
  await enrolHere(page);
}

const field = (page, label) => page.locator('input').and(page.getByLabel(label, { exact: true }));

journey(
  'a mother to be writes her visits down and begins the record of her child',
  async (world) => {
    const { page, henro, shot, access } = world;
    await woman(world);
    await visit(page, 'vaccines');
    await page.getByRole('link', { name: '妊婦健診', exact: true }).click();
    await settle(page);
    await sound(page, access, 'begin');
    // Due on 2027-03-08: 2026-11-22 is 24 weeks and 6 days.
    await field(page, '出産予定日').fill('2027-03-08');
    await button(page, '書く').click();
    await says(page, '妊娠24週6日');
    await says(page, '妊婦健診の時期です');
    await shot('plan');

    // What cannot be is said at the field; what is half typed is still there after another page.
    await button(page, '健診の結果を書く').click();
    await field(page, '体重').fill('579');
    await field(page, '最高血圧').fill('118');
    await button(page, '記録する').click();
    await says(page, '25〜250の数を書いてください');
    await says(page, '両方書いてください');
    await shot('fault');
    await page.locator('main').click({ position: { x: 2, y: 2 } });
    await page.waitForTimeout(500);
    await visit(page, 'help');
    await visit(page, 'vaccines/pregnancy');
    await button(page, '健診の結果を書く').click();
    await page.waitForFunction(() => [...document.querySelectorAll('input')].some((input) => input.value === '579'));
    await field(page, '体重').fill('57.9');
    await field(page, '最低血圧').fill('72');
    await field(page, '子宮底長').fill('22.5');
    await page.getByLabel('尿蛋白').selectOption('trace');
    await field(page, '胎児心拍').fill('148');
    await page.getByLabel('言われたこと・メモ').fill('鉄剤がはじまった');
    await page.getByLabel('次の予約の日').fill('2026-12-04');
    await sound(page, access, 'form');
    await shot('form');
    await button(page, '記録する').click();
    await says(page, '12月4日（金）（予約）');
    // The booking is taken back, and put back.
    await button(page, '予約を取り消す').click();
    await page.waitForFunction(() => !document.body.innerText.includes('（予約）'));
    assert.match(await page.evaluate(() => document.activeElement.innerText), /健診の結果を書く/);
    await page.locator('.toast').getByRole('button', { name: '取り消す' }).click();
    await says(page, '12月4日（金）（予約）');
    await ask(henro.url, 'pregnancy_record', { day: '2026-10-20', found: { weight_kg: 56.2, systolic: 112, diastolic: 68, fundus_cm: 18.5, protein: 'none', sugar: 'none', oedema: 'none', fetal_heart: 150 } });
    await ask(henro.url, 'pregnancy_record', { day: '2026-09-22', found: { weight_kg: 54.85, systolic: 110, diastolic: 64, protein: 'none', sugar: 'none' } });
    await page.reload();
    await visit(page, 'vaccines/pregnancy');
    assert.deepEqual(await page.locator('table tbody th .num').allTextContents(), ['11月22日', '24週6日', '10月20日', '20週1日', '9月22日', '16週1日']);
    await page.getByRole('cell', { name: '54.85', exact: true }).waitFor();
    await page.locator('svg[role=img]').waitFor();
    await says(page, 'いちばん新しい24週6日で57.9 kg');
    await sound(page, access, 'table');
    await shot('table');
    // A change that is given up leaves nothing behind; it can be brought back.
    await button(page, '10月20日の健診をなおす').click();
    await field(page, '体重').fill('65.4');
    await button(page, 'やめる').click();
    await says(page, '書きかけを捨てました');
    await button(page, '10月20日の健診をなおす').click();
    assert.equal(await field(page, '体重').inputValue(), '56.2');
    await page.locator('.toast').getByRole('button', { name: '取り消す' }).click();
    await page.waitForFunction(() => [...document.querySelectorAll('input')].some((input) => input.value === '65.4'));
    // Changed.
    await field(page, '体重').fill('56.4');
    await button(page, 'なおす').click();
    await says(page, '健診の結果をなおしました');
    await page.getByRole('cell', { name: '56.4' }).waitFor();

    // Today tells of it; the line of a life leads here and back.
    await visit(page, 'today');
    await says(page, '次の妊婦健診は');
    await visit(page, 'timeline');
    await page.getByRole('link', { name: /妊婦健診.*10月20日/ }).click();
    await page.waitForFunction(() => document.activeElement?.matches('tr.here'));
    await page.getByRole('link', { name: '年表に戻る' }).click();
    await page.waitForFunction(() => /10月20日/.test(document.activeElement?.textContent ?? ''));

    // On paper and into other calendars.
    await visit(page, 'vaccines/pregnancy');
    await button(page, '結果の表を作る').click();
    await says(page, '.pdf');
    await button(page, 'カレンダーのファイルを作る').click();
    await says(page, '.ics');
    const path = (await page.locator('.path').allTextContents()).map((text) => text.replace(/^[^/]*/, '')).find((text) => text.endsWith('.ics'));
    assert.ok(!readFileSync(path, 'utf8').includes('妊'), 'a calendar is seen by others');

    // The birth ends it and begins the record of the child with its day.
    await field(page, '出産の日').fill('2026-11-21');
    await button(page, '出産の日を書く').click();
    await says(page, '11月21日に出産');
    await says(page, 'お母さんの健診（産後）');
    await sound(page, access, 'born');
    await shot('born');
    await button(page, '子どもの記録を始める').click();
    await settle(page);
    assert.deepEqual(await Promise.all(['年', '月', '日'].map((label) => field(page, label).inputValue())), ['2026', '11', '21']);
    assert.ok(!(await page.evaluate(() => location.href)).includes('2026'), 'no day in the address');
    await field(page, '名前').fill('結衣');
    await page.getByRole('radio', { name: '女' }).click();
    await page.locator('main form').getByRole('button').last().click();
    await page.waitForFunction(() => location.hash.endsWith('/family'));
    await settle(page);
    await visit(page, 'vaccines/pregnancy');
    await page.getByRole('link', { name: '結衣さんの予防接種を見る' }).waitFor();
  },
  { size: 'phone', keyring: true, words: at('2026-11-22'), refusals: true },
);

journey(
  'the same in English on a wide screen',
  async (world) => {
    const { page, henro, shot, access } = world;
    await woman(world);
    await ask(henro.url, 'pregnancy_due', { due: '2027-03-08' });
    await ask(henro.url, 'pregnancy_record', { day: '2026-10-20', found: { weight_kg: 56.2, systolic: 112, diastolic: 68, fundus_cm: 18.5, protein: 'none', sugar: 'trace', oedema: 'plus1', fetal_heart: 150 } });
    await ask(henro.url, 'pregnancy_record', { day: '2026-11-20', found: { weight_kg: 57.9, systolic: 118, diastolic: 72, fundus_cm: 22.5, protein: 'none', sugar: 'none' }, note: 'Iron' });
    await setUp(henro.url, { language: 'en' });
    await page.goto(henro.url);
    await page.reload();
    await visit(page, 'vaccines/pregnancy');
    await says(page, 'Today is week 24, day 6.');
    await sound(page, access, 'table');
    await shot('table');
    await page.getByRole('radio', { name: 'Fundal height' }).click();
    await says(page, 'Fundal height: 22.5 cm at the newest visit');
    await button(page, 'Write a visit down').click();
    await settle(page);
    await sound(page, access, 'form');
    await shot('form');
    await visit(page, 'today');
    await says(page, 'The next pregnancy checkup is about');
    await sound(page, access, 'today');
  },
  { keyring: true, words: at('2026-11-22'), refusals: true },
);
