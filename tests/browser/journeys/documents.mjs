// A parent keeps a letter of a child as it is: two photos and words, half typed when the card leaves, found by a word, changed, deleted, brought back. A PDF is
// handed out as it came.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ask, setUp } from '../lib/henro.mjs';
import { button, enrolHere, makeRecord, says } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { sheet } from '../lib/medical.mjs';
import { PLACE, photo, png } from '../lib/png.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { look } from '../lib/sizes.mjs';

const BABY = '結衣';
const at = ['--at', '2026-11-22T10:00+09:00'];
const field = (page, name) => page.getByRole('textbox', { name });
const pages = (page) => page.locator('.pick ol > li');
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n');

async function visitChild(page, id, screen) {
  await page.evaluate((to) => (location.hash = to), `#/${id}/${screen}`);
  await page.waitForFunction((name) => document.querySelector('.frame .slip b')?.textContent === name, BABY);
  await settle(page);
}
async function openHere(page, word = 'この機械の鍵で開く') {
  await button(page, word).click();
  await page.locator('.tier-clinical .clinical-strip').waitFor();
  await settle(page);
}
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
const choose = (page, files) => page.locator('.pick input[type=file][multiple]').setInputFiles(files);
/** Dots in no order: more than the core takes of a page, at first. */
const busy = () => png(2048, 1536, (x, y) => ((Math.imul(x + y * 2048, 2654435761) >>> 15) & 1) === 0);
const picture = (name, buffer) => ({ name, mimeType: 'image/png', buffer });

journey(
  'a letter of a child is kept with two photos and words, found by one of them, changed, deleted and taken back',
  async (world) => {
    const { page, shot, henro } = world;
    await makeRecord(page);
    await enrolHere(page);
    const { persons } = await ask(henro.url, 'person_add', { name: BABY, relation: 'child', birth: '2026-05-10', sex: 'female' });
    const { id } = persons.find(({ name }) => name === BABY);
    await page.reload();
    await visitChild(page, id, 'documents');
    await openHere(page);
    await says(page, '残した書類は、ここに並びます。');
    await look(page, 'empty', shot);

    // Nothing is no paper. What is no page is refused, and nothing typed is lost.
    await page.getByRole('link', { name: '書類を残す' }).click();
    await field(page, '出したところ').fill('みどり診療所');
    await button(page, `${BABY}さんの書類を残す`).click();
    await says(page, '題か、紙の写真か、言葉のどれかを入れてください。');
    await choose(page, [{ name: 'letter.png', mimeType: 'image/png', buffer: Buffer.from('no picture') }]);
    await says(page, 'この紙は使えません。');

    // Two photos, the second page first; the first of them says where it was taken.
    const taken = photo(300, 400, [240, 236, 220]);
    assert.ok(taken.includes(PLACE));
    await choose(page, [picture('two.png', sheet()), picture('one.png', taken)]);
    await pages(page).nth(1).locator('img').waitFor();
    await button(page, '2枚目を前へ').press('Enter');
    await says(page, '紙をくわえました');
    assert.equal(await focused(page), '2枚目を前へ');
    // Nothing is kept while a photo is read in. What has the focus goes: the next has it.
    await choose(page, [picture('busy.png', busy())]);
    assert.ok(await button(page, `${BABY}さんの書類を残す`).isDisabled());
    await pages(page).nth(2).locator('img').waitFor();
    await button(page, '3枚目をはずす').press('Enter');
    await pages(page).nth(2).waitFor({ state: 'detached' });
    assert.equal(await focused(page), '2枚目をはずす');
    await field(page, /^題/).fill('小児科への紹介状');
    await field(page, /書いてあること/).fill('発熱が五日続いております。\n川崎病を疑い、心臓の検査をお願いします。');
    await look(page, 'add', shot);

    // The card leaves in the middle: everything is back with it, the photos too.
    await page.locator('.clinical-strip').getByRole('button', { name: '閉じる' }).click();
    await button(page, 'この機械の鍵で開く').waitFor();
    assert.ok(!(await page.content()).includes('川崎病'), 'nothing of it is on the page');
    await openHere(page);
    await pages(page).nth(1).locator('img').waitFor();
    assert.equal(await field(page, '出したところ').inputValue(), 'みどり診療所');
    assert.match(await field(page, /書いてあること/).inputValue(), /川崎病/);
    // Looked at elsewhere meanwhile, it stands on the list.
    await visitChild(page, id, 'documents');
    await page.locator('.draft').getByText('小児科への紹介状').waitFor();
    await page.locator('.draft').getByRole('button').first().click();
    await pages(page).nth(1).locator('img').waitFor();
    await button(page, `${BABY}さんの書類を残す`).click();
    await page.locator('.toast').getByText('書類を残しました').waitFor();
    await page.getByRole('heading', { name: '小児科への紹介状' }).waitFor();
    await settle(page);
    await look(page, 'show', shot);
    const kept = await ask(henro.url, 'document_list', { subject: id });
    const [{ id: letter, body }] = kept.documents;
    const { image } = await ask(henro.url, 'document_page_read', { page: body.pages[0].name, id: letter, subject: id });
    const stored = Buffer.from(image.split(',')[1], 'base64');
    assert.ok(stored.length > 0 && !stored.includes(PLACE) && !stored.includes('Exif'), 'where it was taken is not kept');
    // Pressed, a page grows, and again it is small.
    const first = page.getByRole('button', { name: '小児科への紹介状 1枚目' });
    const width = () => first.locator('img').evaluate((node) => node.getBoundingClientRect().width);
    const small = await width();
    await first.click();
    assert.ok((await width()) > small * 2, 'larger when pressed');
    await look(page, 'large', shot);
    await first.click();

    // Found by a word of its text, from the list; the row leads to it and back.
    await visitChild(page, id, 'documents');
    await look(page, 'list', shot);
    await page.getByRole('link', { name: '言葉でさがす' }).click();
    await page.getByRole('searchbox', { name: '言葉でさがす' }).fill('川崎病');
    const hit = page.locator('#hits-rows a');
    await hit.getByText('川崎病').waitFor();
    await look(page, 'found', shot);
    await hit.click();
    await page.locator('.said').getByText('川崎病を疑い').waitFor();
    await page.getByRole('link', { name: '年表に戻る' }).click();
    await page.locator('#hits-rows a').waitFor();
    await page.getByRole('searchbox', { name: '言葉でさがす' }).fill('');
    await page.locator('.period a b').getByText('紹介状').waitFor();

    // Changed: another title, a page taken out and put back.
    await visitChild(page, id, `documents/show/${letter}`);
    await page.getByRole('link', { name: 'なおす' }).click();
    await field(page, /^題/).fill('小児科・心臓の検査の紹介状');
    await button(page, '1枚目をはずす').click();
    await page.locator('.toast').getByRole('button', { name: '取り消す' }).click();
    await pages(page).nth(1).waitFor();
    await button(page, 'なおして残す').click();
    await page.getByRole('heading', { name: '小児科・心臓の検査の紹介状' }).waitFor();
    const edited = await ask(henro.url, 'document_read', { id: letter, subject: id });
    assert.deepEqual([edited.body.title, edited.body.pages], ['小児科・心臓の検査の紹介状', body.pages]);
    // The change is taken back, also later, and made once more.
    await settle(page);
    await page.locator('.toast').getByRole('button', { name: '取り消す' }).click();
    await page.getByRole('heading', { name: '小児科への紹介状' }).waitFor();
    await page.getByRole('link', { name: 'なおす' }).click();
    await field(page, /^題/).fill('小児科・心臓の検査の紹介状');
    await button(page, 'なおして残す').click();
    await page.getByRole('heading', { name: '小児科・心臓の検査の紹介状' }).waitFor();

    // Deleted and taken back at once; deleted and put back from what was deleted.
    await button(page, '消す').click();
    await page.locator('.toast').getByText('書類を消しました').waitFor();
    await page.locator('.toast').getByRole('button', { name: '取り消す' }).click();
    await page.locator('#documents a').getByText('小児科・心臓の検査の紹介状').click();
    await page.getByRole('heading', { name: '小児科・心臓の検査の紹介状' }).waitFor();
    await button(page, '消す').click();
    await page.getByRole('button', { name: '消した書類' }).click();
    await look(page, 'gone', shot);
    await page.getByRole('button', { name: /戻す/ }).last().click();
    await page.locator('#documents a').getByText('小児科・心臓の検査の紹介状').waitFor();
  },
  // Closed in the middle: what is being read then is refused.
  { size: 'phone', words: at, keyring: true, refusals: true },
);

journey(
  'papers in English: a PDF is kept and handed out as it came, a form thrown away can be taken back',
  async (world) => {
    const { page, shot, henro } = world;
    await makeRecord(page);
    await enrolHere(page);
    await setUp(henro.url, { language: 'en' });
    await page.reload();
    await visit(page, 'documents/add');
    const key = button(page, "Open with this device's key");
    await key.or(page.locator('.clinical-strip')).first().waitFor();
    if (await key.isVisible()) await openHere(page, "Open with this device's key");
    await choose(page, [{ name: 'result.pdf', mimeType: 'application/pdf', buffer: PDF }]);
    await pages(page).first().waitFor();
    await page.getByRole('button', { name: 'Test result', exact: true }).click();
    await look(page, 'en-add', shot);
    await button(page, 'Throw this away').click();
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await page.locator('.draft').getByRole('button').first().click();
    await pages(page).first().waitFor();
    await button(page, 'Keep this paper').click();
    await page.getByRole('heading', { name: 'Test result' }).waitFor();
    await page.getByRole('button', { name: /Save the PDF/ }).click();
    await page.locator('.path').getByText('.pdf').waitFor();
    assert.deepEqual(readFileSync((await page.locator('.path').innerText()).trim()), PDF);
    await look(page, 'en-show', shot);
  },
  { size: 'phone', words: at, keyring: true },
);
