// A parent keeps the vaccinations and the growth of a newborn: the plan of a year, six doses, one that was missed, and what others ask for.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ask, setUp } from '../lib/henro.mjs';
import { button, enrolHere, makeRecord, says } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { look } from '../lib/sizes.mjs';
import { set } from '../lib/standing.mjs';
import { PERSON } from '../lib/words.mjs';

const at = (day) => ['--at', `${day}T10:00+09:00`];
const BABY = '結衣';
/** What the parent reads and presses. */
const WORDS = {
  ja: {
    name: '名前', birth: ['年', '月', '日'], female: '女性', add: '加える', added: `${BABY}さんの記録を作りました`,
    password: 'パスワード', open: '開く', key: 'この機械の鍵で開く', undo: '取り消す', leave: 'やめる', call: `${BABY}さん`,
    byBirth: '生まれた日から計算した時期です', nothing: 'いま受ける時期のものはありません。', year: 'これから12か月の予定',
    first: /7月9日[\s\S]*ロタ[\s\S]*B型肝炎[\s\S]*小児肺炎球菌[\s\S]*5種混合/, due: 'いま受ける時期のもの',
    write: `${BABY}さんの接種を書く`, four: ['ロタ1価', 'B型肝炎', '小児肺炎球菌', '5種混合'], two: ['B型肝炎', '5種混合'],
    wrote: (count) => `${count}件の接種を記録しました`, overdue: '時期が過ぎているもの',
    late: /5種混合[\s\S]*費用なしで受けられるのは、2033年11月9日まで/, do: /いまからでも受けられます。かかりつけ医に電話して/,
    why: '5種混合の時期のわけ', rules: 'もとにした決まり', given: '5種混合を受けたと書く', day: '受けた日', more: '打った部位・受けたところ・メモも書く',
    site: '打った部位', arm: '左うで', void: '決まりでは数に入りません。',
    today: /予防接種：\d+件、時期が過ぎています/, over: '期間が終わったもの', ended: /費用なしの期間は終わりました。いまからでも受けられるか、医師に聞いてください。/,
    rota: /ロタ1価[\s\S]*この年齢では、もう受けられません/, measles: /\nMR/, proof: '公的な証明書ではありません', ics: 'カレンダーのファイルを作る', made: 'ファイルを作りました',
    went: '6〜7か月児健診を受けたと書く', weight: '体重', chest: '胸囲', heard: /言われたこと/, keep: '記録する', kept: '健診を書きました', done: /^受けた健診（1）/, found: '体重 7.4kg / 胸囲 43.0cm', mend: '6〜7か月児健診をなおす',
    everybody: /^みんなの予防接種・健診・保険/, gone: '過ぎています', five: /5種混合[\s\S]*費用なしは2033年11月9日まで/, town: /健診[\s\S]*市区町村の案内が先です。/,
    summary: /SUMMARY:結衣 病院\r\n/, print: '受けた記録を印刷用のPDFにする',
  },
  en: {
    name: 'Name', birth: ['year', 'month', 'day'], female: 'Female', add: 'Add', added: `Made a record for ${BABY}`,
    password: 'Password', open: 'Open', key: "Open with this device's key", undo: 'Undo', leave: 'Leave', call: BABY,
    byBirth: 'Worked out from the day of birth.', nothing: 'Nothing is due now.', year: 'The next 12 months',
    first: /(9 Jul|Jul[a-z]* 9)[\s\S]*Rotavirus[\s\S]*Hepatitis B[\s\S]*Pneumococcal[\s\S]*DTaP/, due: 'Due now',
    write: `Write a vaccination for ${BABY}`, four: ['Rotavirus, monovalent', 'Hepatitis B (recombinant)', 'Pneumococcal conjugate (PCV15/PCV20), child', 'DTaP-IPV-Hib'], two: ['Hepatitis B (recombinant)', 'DTaP-IPV-Hib'],
    wrote: (count) => `${count} vaccinations saved`, overdue: 'Past their time',
    late: /Free of charge until 9 Nov[a-z]* 2033/, do: /It isn't too late\. Call the doctor/,
    why: 'Why DTaP-IPV-Hib then', rules: 'Rules used', given: 'Write that DTaP-IPV-Hib was given', day: 'Day it was given', more: 'Write the part of the body, where, or a note',
    site: 'Part of the body', arm: 'left arm', void: "By the rules it doesn't count.",
    today: /Vaccines: \d+ past (its|their) time/, over: 'No longer offered', ended: /The free time is over\. Ask the doctor whether it can still be given\./,
    rota: /Rota[\s\S]*Not given any more at this age/, measles: /Measles-rubella/, proof: 'not an official certificate', ics: 'Make the calendar file', made: 'The file is ready',
    went: 'Write that 6-7 month checkup was done', weight: 'Weight', chest: 'Chest', heard: /What was said/, keep: 'Save', kept: 'Checkup saved', done: /^Done \(1\)/, found: 'Weight 7.4kg / Chest 43.0cm', mend: 'Correct 6-7 month checkup',
    everybody: /^Everybody's vaccinations/, gone: 'past its time', five: /DTaP-IPV-Hib[\s\S]*free of charge until/, town: /checkup[\s\S]*The notice of your town comes first\./,
    summary: /SUMMARY:結衣: clinic\r\n/, print: 'Make a PDF of what was given',
  },
};

/** Goes to a screen of the child. */
async function visitChild(page, id, screen) {
  await page.evaluate((to) => (location.hash = to), `#/${id}/${screen}`);
  await page.waitForFunction((name) => document.querySelector('.frame .slip b')?.textContent === name, BABY);
  await settle(page);
}

/** Opens the medical half with this device, right where it is asked for. */
async function openHere(page, words = WORDS.ja) {
  await button(page, words.key).click();
  await page.locator('.tier-clinical .clinical-strip').waitFor();
  await settle(page);
}

/** Days go by: the same record, opened again on another day. */
async function laterOn(world, id, day, words) {
  await world.restart(at(day));
  await world.page.getByLabel(words.password, { exact: true }).fill(PERSON.password);
  await button(world.page, words.open).click();
  await world.page.locator('.plates').waitFor();
  await visitChild(world.page, id, 'vaccines');
  await openHere(world.page, words);
}

/** Writes vaccinations of today that the screen offers. */
async function write(page, names, words) {
  await button(page, words.write).click();
  for (const name of names) await page.locator('form .chip').getByText(name, { exact: true }).click();
  await button(page, words.write).click();
  await page.locator('.toast').getByText(words.wrote(names.length)).waitFor();
  await settle(page);
}

const group = (page, title) => page.locator('section').filter({ has: page.getByRole('heading', { name: title }) });

for (const language of ['ja', 'en']) {
  const words = WORDS[language];
  journey(
    `a parent sees the first year of a newborn, writes six doses, misses one and is told what to do, in ${language}`,
    async (world) => {
      const { page, shot, access } = world;
      await makeRecord(page);
      await enrolHere(page);
      await set(page, world.henro.url, language, 'normal');
      await visit(page, 'family/add');
      await page.getByLabel(words.name).fill(BABY);
      for (const [at, value] of ['2026', '5', '10'].entries()) await page.getByLabel(words.birth[at], { exact: true }).fill(value);
      await page.getByRole('radio', { name: words.female }).click();
      await button(page, words.add).click();
      await says(page, words.added);
      const id = (await ask(world.henro.url, 'person_list')).persons.find(({ name }) => name === BABY).id;
      await ask(world.henro.url, 'clinical_close');

      // Locked: nothing is asked of the core that it would refuse, and the checkups stand there all the same.
      await visitChild(page, id, 'vaccines/checkups');
      await says(page, words.byBirth);
      await look(page, 'checkups', shot);
      await visitChild(page, id, 'vaccines');
      await access('vaccinations, locked');
      await openHere(page, words);

      // Two days old: nothing is due, and the year lies there day by day.
      await says(page, words.nothing);
      const year = group(page, words.year);
      assert.match(await year.locator('.rows > li').first().innerText(), words.first, 'two months are reached on 9 July');
      assert.ok((await year.locator('.rows > li').count()) >= 5);
      await look(page, 'newborn', shot);

      // Two months: four go in together with one save.
      await laterOn(world, id, '2026-07-10', words);
      await says(page, words.due);
      await look(page, 'two-months', shot);
      await button(page, words.write).click();
      await look(page, 'writing', shot);
      await page.locator('form').getByRole('button', { name: words.leave }).click();
      await write(page, words.four, words);
      await page.setViewportSize({ width: 1280, height: 800 });

      // A month on two more, and two are missed.
      await laterOn(world, id, '2026-08-08', words);
      await write(page, words.two, words);
      const given = (await ask(world.henro.url, 'dose_list', { subject: id })).doses;
      assert.equal(given.length, 6);
      assert.equal((await ask(world.henro.url, 'dose_list')).doses.length, 0, 'nothing in the record of the parent');

      // Winter: the third dose of the five-fold vaccine is past its time, and it is said what to do.
      await laterOn(world, id, '2026-12-01', words);
      const late = group(page, words.overdue);
      assert.match(await late.innerText(), words.late);
      assert.match(await late.innerText(), words.do);
      await late.getByRole('button', { name: words.why }).click();
      assert.ok((await late.innerText()).includes(words.rules));
      await look(page, 'missed', shot);
      // It is told where every day begins, and one tap leads back.
      await visitChild(page, id, 'today');
      const line = page.getByRole('link', { name: words.today });
      await line.waitFor();
      await look(page, 'today', shot);
      await line.click();

      // A slip of the finger is said at once, changed and taken back.
      await late.getByRole('button', { name: words.given }).click();
      await page.getByLabel(words.day).fill('2026-08-10');
      await button(page, words.more).click();
      await page.getByLabel(words.site).fill(words.arm);
      await button(page, words.write).click();
      await says(page, words.void);
      await says(page, words.arm);
      await look(page, 'too-soon', shot);
      await page.locator('.toast').getByRole('button', { name: words.undo }).click();
      await page.getByText(words.void).waitFor({ state: 'detached' });

      // What a nursery asks for, and a calendar that names no vaccine.
      await visitChild(page, id, 'vaccines/proof');
      await says(page, words.proof);
      assert.equal(await page.locator('.codes svg').count(), 1);
      await button(page, words.ics).click();
      await says(page, words.made);
      const path = (await page.locator('.path').innerText()).replace(/^[^：:]*[：:] ?/, '').trim();
      const ics = readFileSync(path, 'utf8');
      assert.match(ics, words.summary);
      assert.doesNotMatch(ics, /ワクチン|接種|混合|肝炎|健診|PCV|HEPB|DPT|vaccin|Hepatitis|checkup/, 'no health word that was not chosen');
      await button(page, words.print).click();
      await page.locator('.path').getByText('.pdf').waitFor();
      await look(page, 'proof', shot);

      // A checkup that was: asked for once, done in the calendar, and its weight on the curves.
      await visitChild(page, id, 'vaccines/checkups');
      await button(page, words.went).click();
      await page.getByRole('textbox', { name: words.weight, exact: true }).fill('7.4');
      await page.getByRole('textbox', { name: words.chest, exact: true }).fill('43');
      await page.getByRole('textbox', { name: words.heard }).fill('股関節は異常なし');
      await look(page, 'checkup-writing', shot);
      await button(page, words.keep).click();
      await page.locator('.toast').getByText(words.kept).waitFor();
      // What was just written is in sight: the fold of those that were is open.
      assert.equal(await button(page, words.done).getAttribute('aria-expanded'), 'true');
      await says(page, words.found);
      await button(page, words.mend).click();
      await page.getByRole('textbox', { name: words.chest, exact: true }).fill('');
      await button(page, words.keep).click();
      await page.getByText(words.found).waitFor({ state: 'detached' });
      await page.locator('.toast').getByRole('button', { name: words.undo }).click();
      await says(page, words.found);
      await look(page, 'checkup-done', shot);
      const { points } = await ask(world.henro.url, 'growth_read', { measure: 'weight', norm: 'who', span: 'months', width: 390, height: 300, text_px: 15, language, subject: id });
      assert.deepEqual(points.map(({ value }) => value), [7.4]);

      // Beside everybody else of the family, once the medical half is opened there.
      await visit(page, 'family');
      await button(page, words.everybody).click();
      await button(page, words.key).click();
      assert.match(await page.locator('li').filter({ hasText: words.gone }).innerText(), words.five);
      assert.match(await page.locator('main').innerText(), words.town);
      await look(page, 'family', shot);

      // Two years on what was missed for good is told, with whom to ask.
      await laterOn(world, id, '2028-06-01', words);
      const over = group(page, words.over);
      for (const text of [words.ended, words.rota, words.measles]) assert.match(await over.innerText(), text);
      await over.scrollIntoViewIfNeeded();
      await look(page, 'over', shot);
    },
    { size: 'phone', words: at('2026-05-12'), keyring: true },
  );
}

journey(
  'growth on the curves of others, and all of it in English',
  async (world) => {
    const { page, shot } = world;
    await makeRecord(page);
    await enrolHere(page);
    const { persons } = await ask(world.henro.url, 'person_add', { name: BABY, relation: 'child', birth: '2026-05-10', sex: 'female' });
    const id = persons.find(({ name }) => name === BABY).id;
    await page.reload();
    await visitChild(page, id, 'vaccines/growth');
    await openHere(page);
    await says(page, '身長・体重・頭囲を書くと');
    for (const [day, weight, height] of [['2026-05-10', '2.9', '48.5'], ['2026-06-12', '4.1', '53.0'], ['2026-07-10', '5.1', '57.2']]) {
      await page.getByLabel('測った日').fill(day);
      await page.getByRole('textbox', { name: '体重' }).fill(weight);
      await page.getByRole('textbox', { name: '身長' }).fill(height);
      await button(page, `${BABY}さんの測ったものを書く`).click();
      await page.locator('.toast').getByText('成長の記録を書きました').waitFor();
      await settle(page);
    }
    await page.locator('svg .pt').nth(2).waitFor();
    assert.match(await page.locator('.say').innerText(), /7月10日の体重は5\.1kg。同じ年齢の子100人のうち/);
    await look(page, 'growth', shot);
    await page.getByRole('textbox', { name: '体重' }).fill('900');
    await button(page, `${BABY}さんの測ったものを書く`).click();
    await says(page, '体重は0.3〜400kgです。');

    await ask(world.henro.url, 'clinical_record', {
      entries: [{ day: '2026-07-10', minute: null, body: { kind: 'dose', vaccine: 'PCV20', lot: 'AB123' } }, { day: '2026-07-10', minute: null, body: { kind: 'dose', vaccine: 'DPTIPVHIB' } }],
      subject: id,
    });
    await setUp(world.henro.url, { language: 'en' });
    await page.reload();
    // From one tab to the next with the pointer, on a wide page.
    await visitChild(page, id, 'vaccines');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('link', { name: 'Growth', exact: true }).click();
    await says(page, 'Of 100 children');
    for (const [screen, words] of [['vaccines', 'Due now'], ['vaccines/growth', 'Of 100 children'], ['vaccines/checkups', 'Child checkups'], ['vaccines/proof', 'Show what was given']]) {
      await visitChild(page, id, screen);
      await says(page, words);
      await look(page, `en-${screen.replace('/', '-')}`, shot);
    }
  },
  { size: 'phone', words: at('2026-07-12'), keyring: true },
);
