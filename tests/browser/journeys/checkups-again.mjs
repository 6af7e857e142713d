// A table's layout goes to another machine as a file; another file of a day that is there; what was typed is put right.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { NAOKO, YEARS, begin, choose, document, file, sound, table } from '../lib/checkups.mjs';
import { EVENING } from '../lib/fill.mjs';
import { ask } from '../lib/henro.mjs';
import { button, says } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, visit } from '../lib/screens.mjs';

const layout = (page, text) => page.locator('input.layout').setInputFiles(file('midori.toml', 'application/toml', text));

/** Looks at every column that is still a guess. */
async function confirmAll(page) {
  for (;;) {
    const open = page.locator('li:has(.ask) .row-button').first();
    if ((await open.count()) === 0) return;
    await open.click();
    const right = button(page, 'これでよい');
    await ((await right.count()) > 0 ? right : button(page, '読まない')).first().click();
    await settle(page);
  }
}

journey(
  'a way of reading is kept, written to a file, deleted, and read again from the file',
  async (world) => {
    const { page, henro, shot, access } = world;
    await begin(world);
    await visit(page, 'checkups/import');
    // Of a table of others the way of reading alone is made; nothing of it can be taken in, and it goes with the page.
    const others = table().split('\r\n').filter((line) => !line.includes('宮武')).join('\r\n');
    await choose(page, file('others.csv', 'text/csv', others));
    await says(page, 'このファイルは、ほかの人の健診のようです。');
    await button(page, '読み方だけを作る').click();
    await says(page, '列の名前と値から、項目を見当づけました。');
    await page.getByText(YEARS[2].height).first().waitFor();
    assert.equal(await page.getByRole('button', { name: /取りこむ$/ }).count(), 0, 'nothing of it can be taken in');
    await sound(page, access, 'the way of reading alone');
    await shot('reading');
    await button(page.locator('#main'), '閉じる').click();
    assert.equal(await page.getByText(YEARS[2].height).count(), 0, 'gone');

    // A column of the person that has a name of its own is named by hand.
    await choose(page, file('midori.csv', 'text/csv', table().replace('氏名', 'お客様')));
    const guest = page.locator('li', { has: page.locator('b', { hasText: 'お客様' }) });
    await guest.locator('.row-button').click();
    await guest.locator('select').last().selectOption('名前');
    await sound(page, access, 'a column named');
    await shot('named');
    await button(page, '人・健診のこと えらぶ').click();
    await guest.getByText('名前', { exact: true }).waitFor();
    assert.equal(await guest.locator('.ask').count(), 0, 'it is no guess any more');
    await choose(page, file('midori.csv', 'text/csv', table()));
    await says(page, '列の名前と値から、項目を見当づけました。');
    await confirmAll(page);
    await page.getByLabel('この読み方に名前をつけて残す').fill('みどり健診所');
    await button(page, '残す').click();
    await says(page, '「みどり健診所」の読み方を使っています。');
    await button(page, '読み方をファイルに書き出す').click();
    await says(page, 'だれの値も入っていません。');
    const made = (await page.locator('.path').innerText()).replace(/^[^/]*/, '').trim();
    const text = await readFile(made, 'utf8');
    assert.match(text, /phr-checkup-profile\/1/);
    assert.doesNotMatch(text, /宮武|架空|1970/, 'nobody is in it');
    await page.locator('.path').scrollIntoViewIfNeeded();
    await sound(page, access, 'layout written');
    await shot('written');

    // Kept ones stand where no file is looked at, and are deleted after a question.
    await button(page, 'やめる').click();
    await page.getByRole('heading', { name: '残してある読み方' }).scrollIntoViewIfNeeded();
    await sound(page, access, 'layouts kept');
    await shot('kept');
    await button(page, '「みどり健診所」の読み方を消す').click();
    await says(page, '取りこんだ健診は変わりません。');
    await page.locator('dialog').getByRole('button', { name: '消す', exact: true }).click();
    await page.locator('.toast').getByText('「みどり健診所」の読み方を消しました').waitFor();
    assert.deepEqual((await ask(henro.url, 'checkup_layout_list')).layouts, []);
    await page.getByRole('heading', { name: '残してある読み方' }).waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main', 'the focus is not lost with the button');

    // A layout with a slip is told by its line, and what was read before stays. Whose it is was said of that reading alone.
    const profile = await ask(henro.url, 'profile_read');
    await ask(henro.url, 'profile_write', { ...profile, birth: null });
    const whose = page.getByLabel('この記録の人の健診です');
    await choose(page, file('midori.csv', 'text/csv', table()));
    await says(page, '列の名前と値から、項目を見当づけました。');
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.startsWith('[[item]]'));
    await whose.check();
    await layout(page, lines.with(at, '[[item]').join('\n'));
    await says(page, `読み方のファイルの${at + 1}行目が読めません。`);
    assert.ok((await page.locator('li:has(.ask)').count()) > 0);
    assert.ok(await whose.isChecked());
    await sound(page, access, 'layout refused');
    await shot('refused');
    await layout(page, text);
    await says(page, 'ファイルの「みどり健診所」の読み方で読みました。');
    assert.equal(await page.locator('li:has(.ask)').count(), 0, 'nothing of it is a guess');
    assert.ok(!(await whose.isChecked()), 'whose it is was said of another reading');
    assert.equal(await page.getByLabel('この読み方に名前をつけて残す').inputValue(), 'みどり健診所');
    await sound(page, access, 'layout read');
    await shot('read');
    // 6.0 as mg/dL cannot be, whatever the layout says of the column.
    await page.getByRole('button', { name: '単位は mmol/L（108）' }).click();
    await whose.check();
    await button(page, '3回分を取りこむ').click();
    await page.locator('.toast').getByText('健診3回分').waitFor();
  },
  { size: 'phone', keyring: true, words: ['--at', EVENING], refusals: true },
);

journey(
  'another file of a day that is there is taken in beside it, and what was typed is put right, in English',
  async (world) => {
    const { page, henro, shot, access } = world;
    await begin(world, 'en');
    const [WEIGHT, GLUCOSE, CRP] = ['9N006000000000001', '3D010000001999901', '5C070000002306201'];
    const values = [[WEIGHT, '65.0'], [GLUCOSE, '801'], [CRP, '0.3']].map(([code, value]) => ({ code, value }));
    await ask(henro.url, 'checkup_write', { day: YEARS[2].day, institution: null, values, sure: [GLUCOSE] });
    const reports = async () => (await ask(henro.url, 'checkup_years')).reports;
    const { id } = (await reports())[0];

    await visit(page, `checkups/report/${id}`);
    await page.getByRole('link', { name: 'Correct the checkup of 8 Jun 2026' }).click();
    await says(page, 'Compare it with the paper and change only what differs.');
    assert.equal(await page.getByLabel('Weight').inputValue(), '65.0');
    assert.equal(await page.getByLabel('C-reactive protein').inputValue(), '0.3', 'an item beside the usual ones is there too');
    assert.ok(await button(page, 'Correct').isDisabled(), 'nothing was changed yet');
    await page.getByLabel('Glucose (fasting)').fill('1080');
    await page.getByLabel('C-reactive protein').fill('');
    await button(page, 'Correct').click();
    await says(page, 'Glucose (fasting) 1080 mg/dL is an unusual value.');
    await sound(page, access, 'correct');
    await shot('correct');
    // What is half corrected comes back, with the field that was emptied.
    await visit(page, 'help');
    await visit(page, `checkups/edit/${id}`);
    assert.equal(await page.getByLabel('Glucose (fasting)').inputValue(), '1080');
    assert.equal(await page.getByLabel('C-reactive protein').inputValue(), '');
    // Thrown away it is gone, and taken back it is there again.
    await button(page, 'Leave').click();
    await page.getByRole('link', { name: 'Correct the checkup of 8 Jun 2026' }).click();
    assert.equal(await page.getByLabel('Glucose (fasting)').inputValue(), '801');
    await visit(page, `checkups/report/${id}`);
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.getByLabel('Glucose (fasting)').waitFor();
    assert.equal(await page.getByLabel('Glucose (fasting)').inputValue(), '1080');
    assert.equal(await page.getByLabel('C-reactive protein').inputValue(), '');
    await page.getByLabel('Glucose (fasting)').fill('108');
    await button(page, 'Correct').click();
    await page.locator('.toast').getByText('2 items corrected').waitFor();
    await says(page, '108');
    const cells = async () => Object.fromEntries((await ask(henro.url, 'checkup_typed', { id })).sheet.values.map(({ code, value }) => [code, value]));
    assert.deepEqual(await cells(), { [WEIGHT]: '65.0', [GLUCOSE]: '108' });
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.locator('.toast').getByText('Undone').waitFor();
    assert.deepEqual(await cells(), { [WEIGHT]: '65.0', [GLUCOSE]: '801', [CRP]: '0.3' });
    await sound(page, access, 'report');
    await shot('report');

    // The clinic's own file of that day: left out unless one says otherwise.
    await visit(page, 'checkups/import');
    await choose(page, file('kensin.xml', 'text/xml', document(NAOKO, YEARS[2])));
    await says(page, 'A checkup of this day and clinic is in the record already');
    await says(page, 'All of it is in the record already.');
    await sound(page, access, 'twice');
    await shot('twice');
    await page.getByRole('radio', { name: 'Take in beside it' }).click();
    await says(page, "There will be two checkups of this day. The one you have doesn't change.");
    await page.getByLabel('This is the person of this record').check();
    await sound(page, access, 'beside');
    await shot('beside');
    await button(page, 'Bring in 1 checkup').click();
    await page.locator('.toast').getByText('1 checkup with 20 results').waitFor();
    assert.equal((await reports()).length, 2);
    // One from a file has no button to correct it.
    const other = (await reports()).find((one) => one.id !== id);
    await visit(page, `checkups/report/${other.id}`);
    await says(page, '20 items');
    assert.equal(await page.getByRole('link', { name: /^Correct/ }).count(), 0);
    // The very same file stays refused.
    await visit(page, 'checkups/import');
    await choose(page, file('kensin.xml', 'text/xml', document(NAOKO, YEARS[2])));
    await says(page, 'In the record already; left out.');
    assert.equal(await page.getByRole('radio').count(), 0);
  },
  { keyring: true, words: ['--at', EVENING], refusals: true },
);
