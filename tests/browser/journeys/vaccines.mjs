// A parent keeps the vaccinations and the growth of a newborn: the plan of a year, six doses, one that was missed, and what others ask for.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ask, setUp } from '../lib/henro.mjs';
import { button, enrolHere, makeRecord, says, unlock } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { look } from '../lib/sizes.mjs';

const at = (day) => ['--at', `${day}T10:00+09:00`];
const BABY = '結衣';

/** Goes to a screen of the child. */
async function visitChild(page, id, screen) {
  await page.evaluate((to) => (location.hash = to), `#/${id}/${screen}`);
  await page.waitForFunction((name) => document.querySelector('.frame .slip b')?.textContent === name, BABY);
  await settle(page);
}

/** Opens the medical half with this device, right where it is asked for. */
async function openHere(page) {
  await button(page, 'この機械の鍵で開く').click();
  await page.locator('.tier-clinical .clinical-strip').waitFor();
  await settle(page);
}

/** Days go by: the same record, opened again on another day. */
async function laterOn(world, id, day) {
  await world.restart(at(day));
  await unlock(world.page);
  await visitChild(world.page, id, 'vaccines');
  await openHere(world.page);
}

/** Writes vaccinations of today that the screen offers. */
async function write(page, names) {
  await button(page, `${BABY}さんの接種を書く`).click();
  for (const name of names) await page.locator('form .chip').getByText(name, { exact: true }).click();
  await button(page, `${BABY}さんの接種を書く`).click();
  await page.locator('.toast').getByText(`${names.length}件の接種を記録しました`).waitFor();
  await settle(page);
}

const group = (page, title) => page.locator('section').filter({ has: page.getByRole('heading', { name: title }) });

journey(
  'a parent sees the first year of a newborn, writes six doses, misses one and is told what to do',
  async (world) => {
    const { page, shot, access } = world;
    await makeRecord(page);
    await enrolHere(page);
    await visit(page, 'family/add');
    await page.getByLabel('名前').fill(BABY);
    for (const [label, value] of [['年', '2026'], ['月', '5'], ['日', '10']]) await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByRole('radio', { name: '女性' }).click();
    await button(page, '加える').click();
    await says(page, `${BABY}さんの記録を作りました`);
    const id = (await ask(world.henro.url, 'person_list')).persons.find(({ name }) => name === BABY).id;
    await ask(world.henro.url, 'clinical_close');

    // Locked: nothing is asked of the core that it would refuse, and the checkups stand there all the same.
    await visitChild(page, id, 'vaccines/checkups');
    await says(page, '生まれた日から計算した時期です');
    await look(page, 'checkups', shot);
    await visitChild(page, id, 'vaccines');
    await access('vaccinations, locked');
    await openHere(page);

    // Two days old: nothing is due, and the year lies there day by day.
    await says(page, 'いま受ける時期のものはありません。');
    const year = group(page, 'これから12か月の予定');
    const first = year.locator('.rows > li').first();
    assert.match(await first.innerText(), /7月9日[\s\S]*ロタ[\s\S]*B型肝炎[\s\S]*小児肺炎球菌[\s\S]*5種混合/, 'two months are reached on 9 July');
    assert.ok((await year.locator('.rows > li').count()) >= 5);
    await look(page, 'newborn', shot);

    // Two months: four go in together with one save.
    await laterOn(world, id, '2026-07-10');
    await says(page, 'いま受ける時期のもの');
    await look(page, 'two-months', shot);
    await button(page, `${BABY}さんの接種を書く`).click();
    await look(page, 'writing', shot);
    await page.locator('form').getByRole('button', { name: 'やめる' }).click();
    await write(page, ['ロタ1価', 'B型肝炎', '小児肺炎球菌', '5種混合']);
    await page.setViewportSize({ width: 1280, height: 800 });

    // A month on two more, and two are missed.
    await laterOn(world, id, '2026-08-08');
    await write(page, ['B型肝炎', '5種混合']);
    const given = (await ask(world.henro.url, 'dose_list', { subject: id })).doses;
    assert.equal(given.length, 6);
    assert.equal((await ask(world.henro.url, 'dose_list')).doses.length, 0, 'nothing in the record of the parent');

    // Winter: the third dose of 5種混合 is past its time, and it is said what to do.
    await laterOn(world, id, '2026-12-01');
    const late = group(page, '時期が過ぎているもの');
    assert.match(await late.innerText(), /5種混合[\s\S]*費用なしで受けられるのは、2033年11月9日まで/);
    assert.match(await late.innerText(), /いまからでも受けられます。かかりつけ医に電話して/);
    await late.getByRole('button', { name: '5種混合の時期のわけ' }).click();
    assert.match(await late.innerText(), /もとにした決まり/);
    await look(page, 'missed', shot);

    // A slip of the finger is said at once, changed and taken back.
    await late.getByRole('button', { name: '5種混合を受けたと書く' }).click();
    await page.getByLabel('受けた日').fill('2026-08-10');
    await button(page, `${BABY}さんの接種を書く`).click();
    await says(page, '決まりでは数に入りません。');
    await look(page, 'too-soon', shot);
    await page.locator('.toast').getByRole('button', { name: '取り消す' }).click();
    await page.getByText('決まりでは数に入りません。').waitFor({ state: 'detached' });

    // What a nursery asks for, and a calendar that names no vaccine.
    await visitChild(page, id, 'vaccines/proof');
    await says(page, '公的な証明書ではありません');
    assert.equal(await page.locator('.codes svg').count(), 1);
    await button(page, 'カレンダーのファイルを作る').click();
    await says(page, 'ファイルを作りました');
    const path = (await page.locator('.path').innerText()).replace(/^場所：/, '').trim();
    const ics = readFileSync(path, 'utf8');
    assert.match(ics, /SUMMARY:結衣 病院\r\n/);
    assert.doesNotMatch(ics, /ワクチン|接種|混合|肝炎|PCV|HEPB|DPT/, 'no health word that was not chosen');
    await button(page, '受けた記録を印刷用のPDFにする').click();
    await page.locator('.path').getByText('.pdf').waitFor();
    await look(page, 'proof', shot);
  },
  { size: 'phone', words: at('2026-05-12'), keyring: true },
);

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
