// A parent fills in a 予診票 twice: the second time only what can have changed. A visit of a pregnancy, a corrected weight, the photo of a sticker.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ask, setUp } from '../lib/henro.mjs';
import { button, enrolHere, makeRecord, says, unlock } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { PLACE, photo } from '../lib/png.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { look } from '../lib/sizes.mjs';

const at = (day) => ['--at', `${day}T10:00+09:00`];
const BABY = '結衣';
/** Keystroke model of Card, Moran and Newell: pointing 1.10 s and pressing 0.20 s, typing 0.28 s a character, thinking 1.35 s a tap. */
const seconds = ({ taps, keys }) => taps * (1.1 + 0.2 + 1.35) + keys * 0.28;

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

async function baby(world) {
  const { page } = world;
  await makeRecord(page);
  await enrolHere(page);
  const { persons } = await ask(world.henro.url, 'person_add', { name: BABY, relation: 'child', birth: '2026-05-10', sex: 'female' });
  const { id } = persons.find(({ name }) => name === BABY);
  await page.reload();
  return id;
}

/** Answers a question as a person does: a press, and words typed. */
async function answer(page, question, choice, words) {
  const group = page.locator('fieldset').filter({ has: page.locator('legend', { hasText: question }) });
  await group.getByText(choice, { exact: true }).click();
  if (words) await group.getByRole('textbox').pressSequentially(words);
}

async function type(page, label, words) {
  const field = page.getByRole('textbox', { name: label });
  await field.click();
  await field.pressSequentially(words);
}

/** What is asked every time. */
async function today(page, fever) {
  await type(page, 'きょうの体温', fever);
  await answer(page, 'きょう受ける接種の説明', 'はい');
  await answer(page, 'きょう、体に具合の悪いところ', 'いいえ');
  await answer(page, 'この1か月に、熱が出たり', 'いいえ');
  await answer(page, 'この1か月に、家族や友だち', 'いいえ');
  await answer(page, 'この6か月に、輸血', 'いいえ');
  await answer(page, 'その病気の医師に', '病気はない');
}

/** What stays as it is. */
async function lasting(page) {
  await type(page, '生まれたときの体重', '2950');
  for (const question of ['お産のとき', '乳児健診で', '心臓・腎臓', '薬や食べもので', '予防接種のあとで、具合が悪くなったことが', '近い親せきに、生まれつき', '近い親せきに、予防接種']) await answer(page, question, 'いいえ');
  await answer(page, 'ひきつけ', 'はい', '5か月、熱あり');
  await type(page, '住所', '香川県遍路町1-2-3');
  await type(page, '電話番号', '087-000-0000');
  await type(page, '保護者の名前', '宮武 花子');
}

const keep = async (page) => {
  await button(page, '書いた紙を残す').click();
  await says(page, 'すべての答え');
  await settle(page);
};

journey(
  'a pre-vaccination paper is asked once, and the second time only what can have changed',
  async (world) => {
    const { page, shot, taps } = world;
    const id = await baby(world);
    await visitChild(page, id, 'vaccines/papers');
    await openHere(page);
    await says(page, '予防接種の予診票を書く');
    await look(page, 'papers', shot);
    await button(page, '書きはじめる').click();
    await says(page, 'ワクチンを選んでください。');

    const first = await taps.of(async () => {
      await page.locator('button.chip').getByText('5種混合', { exact: false }).first().click();
      await button(page, '書きはじめる').click();
      await says(page, '書いた紙を残す');
      await today(page, '36.6');
      await answer(page, 'この1か月に、ほかの予防接種', 'いいえ');
      await lasting(page);
      await keep(page);
    });
    await says(page, '医師に話すところ');
    assert.match(await page.locator('.note').first().innerText(), /ひきつけ[\s\S]*はい（5か月、熱あり）/);
    await look(page, 'kept', shot);
    await button(page, '図を出す').click();
    assert.ok((await page.locator('.codes svg').count()) >= 1);
    await button(page, '印刷用のPDFにする').click();
    await page.locator('.path').getByText('.pdf').waitFor();
    const path = (await page.locator('.path').innerText()).replace(/^場所：/, '').trim();
    assert.equal(readFileSync(path).subarray(0, 5).toString(), '%PDF-');
    await look(page, 'codes', shot);

    // The dose was given; a month later the next one.
    await ask(world.henro.url, 'clinical_record', { entries: [{ day: '2026-11-22', minute: null, body: { kind: 'dose', vaccine: 'DPTIPVHIB' } }], subject: id });
    await world.restart(at('2026-12-20'));
    await unlock(page);
    await visitChild(page, id, 'vaccines/papers');
    await openHere(page);
    await says(page, '書いた紙');
    const second = await taps.of(async () => {
      await page.locator('button.chip').getByText('5種混合', { exact: false }).first().click();
      await button(page, '書きはじめる').click();
      await says(page, '前の答えと、記録から');
      await today(page, '36.4');
      await button(page, 'どれも変わっていません').click();
      await keep(page);
    });
    const [once, again] = [seconds(first), seconds(second)];
    console.log(`  予診票 by the keystroke model: first ${first.taps} taps, ${first.keys} characters, ${once.toFixed(0)} s; second ${second.taps} taps, ${second.keys} characters, ${again.toFixed(0)} s (${Math.round((again / once) * 100)} %)`);
    assert.ok(again < once * 0.6, 'the second time is well under two thirds of the first');
    assert.match(await page.locator('.note').first().innerText(), /はい（5か月、熱あり）/);

    // Without the press nothing is kept; what was begun stays while one looks elsewhere.
    await visitChild(page, id, 'vaccines/papers');
    await page.locator('button.chip').first().click();
    await button(page, '書きはじめる').click();
    await type(page, 'きょうの体温', '37.1');
    await button(page, '書いた紙を残す').click();
    await says(page, '前の答えを見て、「どれも変わっていません」を押すか');
    await look(page, 'second', shot);
    await visitChild(page, id, 'vaccines/growth');
    await visitChild(page, id, 'vaccines/papers');
    await button(page, '書きかけの紙を続ける').click();
    assert.equal(await page.getByRole('textbox', { name: 'きょうの体温' }).inputValue(), '37.1');
    await button(page, '書いたものを捨てる').click();
    await page.locator('.toast').getByRole('button', { name: '取り消す' }).click();
    await button(page, '書きかけの紙を続ける').waitFor();
  },
  { size: 'phone', words: at('2026-11-22'), keyring: true },
);

journey(
  'papers in English, a corrected weight, the rotavirus vaccine chosen, the photo of a sticker, the visits of a pregnancy',
  async (world) => {
    const { page, shot } = world;
    const id = await baby(world);
    await ask(world.henro.url, 'clinical_open', { way: 'device', subject: id });
    await ask(world.henro.url, 'growth_record', { day: '2026-05-10', weight_kg: 2.9, subject: id });
    await ask(world.henro.url, 'clinical_record', { entries: [{ day: '2026-07-10', minute: null, body: { kind: 'dose', vaccine: 'PCV20', lot: 'AB123' } }], subject: id });
    const said = [{ question: 'V13', choice: 'yes', words: '5 months' }, { question: 'V01', words: '36.6' }];
    const kept = await ask(world.henro.url, 'paper_record', { form: 'vaccine', about: ['BCG'], day: '2026-07-10', answers: said, subject: id });
    await setUp(world.henro.url, { language: 'en' });
    await page.reload();
    await visitChild(page, id, 'vaccines/papers');
    await openHere(page, "Open with this device's key");
    await says(page, 'Before a vaccination');
    await look(page, 'en-papers', shot);
    await page.locator('button.chip').first().click();
    await page.getByRole('button', { name: 'Begin', exact: true }).first().click();
    await says(page, 'Nothing has changed');
    await look(page, 'en-fill', shot);
    await visitChild(page, id, `vaccines/papers/${kept.id}`);
    await says(page, 'To talk about with the doctor');
    await look(page, 'en-kept', shot);

    // Two doses of one rotavirus vaccine or three of the other.
    await visitChild(page, id, 'vaccines');
    await page.getByRole('radio', { name: /3 doses/ }).first().click();
    await page.locator('.toast').getByText('The plan was changed').waitFor();
    await page.getByRole('radio', { name: /3 doses/, checked: true }).waitFor();
    const { rows } = await ask(world.henro.url, 'vaccine_read', { subject: id });
    assert.deepEqual(rows.filter(({ answer }) => answer.choice === 'ROTA').map(({ answer }) => answer.vaccine), ['ROTA5'], 'the one that was not chosen is out of the list');
    // The sticker, without where and when it was taken.
    const taken = photo(400, 200, [200, 30, 30]);
    assert.ok(taken.includes(PLACE), 'what is chosen says where it was taken');
    await page.locator('.sticker input[type=file]').first().setInputFiles({ name: 'sticker.png', mimeType: 'image/png', buffer: taken });
    await page.locator('.sticker img').waitFor();
    const { doses } = await ask(world.henro.url, 'vaccine_read', { subject: id });
    const { image } = await ask(world.henro.url, 'dose_photo_read', { id: doses.find(({ photo: has }) => has).id, subject: id });
    const stored = Buffer.from(image.split(',')[1], 'base64');
    assert.ok(stored.length > 0 && !stored.includes(PLACE) && !stored.includes('Exif') && !stored.includes('tEXt'), 'what is kept does not');
    await look(page, 'en-sticker', shot);
    await visitChild(page, id, 'vaccines/proof');
    await page.getByRole('img', { name: /Photo of the sticker/ }).waitFor();

    // A slip of the pen in the weight at birth.
    await visitChild(page, id, 'vaccines/growth');
    await page.getByRole('button', { name: /^Correct .*2\.9/ }).click();
    const weight = page.locator('.edit').getByRole('textbox', { name: 'weight', exact: false });
    await weight.fill('3.1');
    await look(page, 'en-correct', shot);
    await page.locator('.edit').getByRole('button', { name: 'Correct' }).click();
    await page.locator('.toast').getByText('Growth was corrected').waitFor();
    await page.locator('.val').getByText('3.1').waitFor();

    // One's own pregnancy: the visits follow the day due.
    await ask(world.henro.url, 'profile_write', { name: '花子', birth: '1994-04-01', sex: 'female', activity: 'normal', stride_m: 0.7 });
    await page.reload();
    await visit(page, 'vaccines/papers');
    const key = button(page, "Open with this device's key");
    await page.getByLabel('Day due').or(key).first().waitFor();
    if (await key.isVisible()) await openHere(page, "Open with this device's key");
    await page.getByLabel('Day due').fill('2027-01-15');
    await page.getByRole('button', { name: 'Write it down' }).click();
    await says(page, 'Prenatal visit 2');
    await look(page, 'en-visits', shot);
  },
  { size: 'phone', words: at('2026-07-12'), keyring: true },
);
