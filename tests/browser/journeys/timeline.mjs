// A life on one line: what is folded, what stands by itself, what is found, and what stays behind the card.
import assert from 'node:assert/strict';
import { EVENING, before, write } from '../lib/fill.mjs';
import { ask, setUp } from '../lib/henro.mjs';
import { button, enrolHere, makeRecord, says } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, sideways, tooLow, visit } from '../lib/screens.mjs';

/** What a screen has to keep: nothing sticks out, nothing is too low, axe finds nothing. */
async function sound(page, access, name) {
  await settle(page);
  await access(name);
  assert.deepEqual([await sideways(page), await tooLow(page)], [[], []], name);
}

const allergy = (since) => ({ day: '2026-11-01', body: { kind: 'problem', problem: 'allergy', words: 'そば', reaction: 'のどがかゆい', since } });
const sheet = { day: '2019-06-04', body: { kind: 'report', sheet: 'checkup', institution: 'みどり診療所', note: '胃にポリープ。経過を見る' } };

/** A record with a month of days, some diary of other years and something medical, opened with this device. */
async function begin({ page, henro }) {
  await makeRecord(page);
  await enrolHere(page);
  for (let ago = 0; ago < 40; ago += 1) {
    await write(page, henro.url, before('2026-11-22', ago), [
      { kind: 'blood_pressure', systolic: 126 + (ago % 5), diastolic: 78, pulse: 66, occasion: 'evening' },
      { kind: 'intake', food: 'R002', portion: 1, slot: 'breakfast' },
      { kind: 'steps', count: 5000 + 100 * ago },
    ]);
  }
  for (const [day, text] of [['2026-11-20', '孫とﾊﾞｽで散歩。COVIDの話'], ['2021-04-03', '桜のバス旅行'], ['2008-01-15', '雪']]) {
    await write(page, henro.url, day, [{ kind: 'diary', text }]);
  }
  await ask(henro.url, 'clinical_record', { entries: [allergy('2012-05-01'), sheet] });
  await ask(henro.url, 'dose_record', { day: '2024-10-20', dose: { vaccine: 'MR', clinic: 'みどり診療所' } });
}

const find = async (page, label, words) => {
  await page.getByLabel(label).fill(words);
  await settle(page);
};

journey(
  'a person scrolls their life and searches it and the medical half waits for the card',
  async (world) => {
    const { page, henro, shot, access } = world;
    await begin(world);
    await visit(page, 'timeline');
    await page.getByRole('heading', { name: '2026年', exact: true }).waitFor();
    await says(page, 'みどり診療所');
    await sound(page, access, 'line');
    await shot('line');
    // The years that have something, and none between: an allergy stands where it began.
    const years = await page.getByLabel('年をえらぶ').locator('option').allTextContents();
    assert.deepEqual(years, ['すべての年', '2026年', '2024年', '2021年', '2019年', '2012年', '2008年']);
    await page.getByLabel('年をえらぶ').selectOption('2012');
    await says(page, 'そば');
    await page.getByRole('heading', { name: '2012年', exact: true }).waitFor();

    // Closer, down to the day.
    await page.getByLabel('年をえらぶ').selectOption('2021');
    await button(page, '2021年4月をくわしく見る').click();
    await says(page, '桜のバス旅行');
    await page.getByRole('link', { name: 'この日へ、2021年4月3日（土）' }).waitFor();
    await shot('day');

    // Only one kind.
    await page.getByLabel('年をえらぶ').selectOption('');
    await page.getByText('しぼりこむ').click();
    await shot('narrow');
    await button(page, '予防接種').click();
    await settle(page);
    assert.deepEqual(await page.locator('h3').count(), 1);
    await button(page, '予防接種').click();

    // Half-width, katakana, hiragana: one word. Two letters are enough.
    await find(page, '言葉でさがす', 'ばす');
    await says(page, '2件見つかりました');
    assert.deepEqual(await page.locator('mark').allTextContents(), ['ﾊﾞｽ', 'バス']);
    await sound(page, access, 'found');
    await shot('found');
    await find(page, '言葉でさがす', 'ポリープ');
    await page.locator('section[aria-labelledby=hits] li').getByText('ポリープ').first().waitFor();
    await says(page, '1件見つかりました');
    // A vaccine is found by its disease, though only its code was written. A word without a hit stands between: the line of the
    // one before would be there at once.
    await find(page, '言葉でさがす', 'どこにも');
    await says(page, '見つかりませんでした');
    await find(page, '言葉でさがす', '麻しん');
    await page.locator('section[aria-labelledby=hits] li').getByText(/麻しん|MR/).first().waitFor();
    await says(page, '1件見つかりました');
    await find(page, '言葉でさがす', 'ゴハン');
    await says(page, '料理と運動');
    await button(page, /ごはん.*をくわしく/).first().click();
    await settle(page);
    assert.ok((await page.locator('section[aria-labelledby=hits] li').count()) > 0);
    await sound(page, access, 'days of a dish');
    await shot('dish');
    await find(page, '言葉でさがす', 'どこにもない');
    await says(page, '見つかりませんでした');

    // Closed: nothing medical is there or found, and one line says so.
    await ask(henro.url, 'clinical_close');
    await page.reload();
    await visit(page, 'timeline');
    await says(page, 'わたしの健診・接種・病気は、カードで開くと、ここに並びます。');
    await page.getByLabel('年をえらぶ').locator('option[value="2008"]').waitFor({ state: 'attached' });
    assert.deepEqual(await page.getByLabel('年をえらぶ').locator('option').allTextContents(), ['すべての年', '2026年', '2021年', '2008年']);
    await find(page, '言葉でさがす', 'ポリープ');
    await says(page, '見つかりませんでした');
    await sound(page, access, 'closed');
    await shot('closed');
  },
  { size: 'phone', keyring: true, words: ['--at', EVENING], refusals: true },
);

journey(
  'a mother reads her own line and that of her child together in English with the keyboard',
  async (world) => {
    const { page, henro, shot, access } = world;
    await begin(world);
    const { persons } = await ask(henro.url, 'person_add', { name: '陽太', relation: 'child', birth: '2024-05-10', sex: 'male' });
    const child = persons.find((one) => !one.own).id;
    await ask(henro.url, 'entry_record', { subject: child, entries: [{ day: '2026-11-19', body: { kind: 'diary', text: '初めてのバス' } }] });
    await setUp(henro.url, { language: 'en' });
    await page.goto(`${henro.url}`);
    await page.reload();
    await visit(page, 'timeline');
    await says(page, 'Allergy');
    await button(page, '陽太').click();
    await page.locator('.whose').first().waitFor();
    await sound(page, access, 'two people');
    await shot('two');
    await find(page, 'Search words', 'バス');
    await says(page, '3 found');
    await shot('found');
    await sound(page, access, 'found in two');

    // By keyboard: the zoom is one stop, its arrows choose.
    await find(page, 'Search words', '');
    await page.getByRole('radio', { name: 'Month' }).focus();
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.getByRole('radio', { name: 'Year' }).getAttribute('aria-checked'), 'true');
    await page.getByRole('radio', { name: 'Newest first' }).focus();
    await page.keyboard.press('ArrowRight');
    await settle(page);
    assert.deepEqual((await page.locator('.year > h2').allTextContents()).slice(0, 2), ['2008', '2012']);
    await sound(page, access, 'years');
    await shot('years');
  },
  { keyring: true, words: ['--at', EVENING], refusals: true },
);

journey(
  'each row leads to what it shows and back to the same place',
  async (world) => {
    const { page, henro, shot, access } = world;
    await begin(world);
    await ask(henro.url, 'problem_record', { problem: { problem: 'condition', words: '高血圧', since: '2015' } });
    await ask(henro.url, 'problem_record', { problem: { problem: 'pharmacy', words: 'はと薬局', number: '088-000-0000' } });
    await ask(henro.url, 'paper_record', { form: 'vaccine', about: ['BCG'], day: '2026-10-05', answers: [{ question: 'V24', words: '高松市番町' }] });
    await visit(page, 'timeline');
    await page.getByRole('heading', { name: '2026年', exact: true }).waitFor();
    const row = (name) => page.locator('a.row').filter({ hasText: name });
    const focused = (words) => page.waitForFunction((text) => document.activeElement?.textContent?.includes(text), words);
    // A year that is all that is known is said so.
    await page.getByLabel('年をえらぶ').selectOption('2015');
    await row('高血圧').waitFor();
    assert.match(await row('高血圧').innerText(), /2015年頃/);

    // By keyboard: the row, the place it leads to, and Esc.
    await row('高血圧').focus();
    await page.keyboard.press('Enter');
    await focused('高血圧');
    assert.match(await page.evaluate(() => location.hash), /problems\/at\//);
    await says(page, '2015年頃から');
    await sound(page, access, 'problem');
    await shot('problem');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.matches('a.row'));
    await focused('高血圧');
    assert.equal(await page.getByLabel('年をえらぶ').inputValue(), '2015', 'the year is still chosen');

    // A checkup to its report, and the link at the head back.
    await page.getByLabel('年をえらぶ').selectOption('2019');
    await row('みどり診療所').click();
    await says(page, '胃にポリープ');
    await sound(page, access, 'report');
    await shot('report');
    await page.getByRole('link', { name: '年表に戻る' }).click();
    await focused('みどり診療所');

    // A dose, and the browser's own way back.
    await page.getByLabel('年をえらぶ').selectOption('2024');
    await row('接種').click();
    await page.waitForFunction(() => document.activeElement?.matches('li.here'));
    await sound(page, access, 'dose');
    await page.goBack();
    await page.waitForFunction(() => document.activeElement?.matches('a.row'));
    await focused('接種');

    // A paper, and from what was found by words.
    await find(page, '言葉でさがす', '番町');
    await row('予診票').click();
    await says(page, '高松市番町');
    await page.getByRole('link', { name: '年表に戻る' }).click();
    await focused('番町');
    assert.equal(await page.getByLabel('言葉でさがす').inputValue(), '番町');
    await find(page, '言葉でさがす', '薬局');
    await row('はと薬局').click();
    await focused('はと薬局');
    await sound(page, access, 'contact');
    await shot('contact');
    await page.keyboard.press('Escape');
    await focused('はと薬局');
    await shot('back');

    // Locked, nothing of it is kept.
    await ask(henro.url, 'record_lock');
    await page.reload();
    assert.equal(await page.getByText('はと薬局').count(), 0);
  },
  { size: 'phone', keyring: true, words: ['--at', EVENING], refusals: true },
);
