// A parent keeps the record of a child: adds, turns, writes, turns back; what was half typed stays with whom it was typed for.
import assert from 'node:assert/strict';
import { EVENING } from '../lib/fill.mjs';
import { ask, setUp } from '../lib/henro.mjs';
import { button, link, lock, makeRecord, says, unlock } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { somebody, startServer } from '../lib/server.mjs';
import { settle, sideways, tooLow, visit } from '../lib/screens.mjs';

const FAMILY = 'family';

/** Adds somebody on the page for it. */
async function add(page, name, born, relation = '子') {
  await page.getByRole('link', { name: '人を加える' }).first().click();
  await page.getByLabel('名前').fill(name);
  await page.getByRole('radio', { name: relation, exact: true }).click();
  for (const [label, value] of [['年', born[0]], ['月', born[1]], ['日', born[2]]]) await page.getByLabel(label, { exact: true }).fill(value);
  await button(page, '加える').click();
  await says(page, `${name}さんの記録を作りました`);
}

/** Whose record the sash says it is. */
const sash = (page) => page.locator('.frame .slip b').innerText();
const records = (page, name) => page.getByRole('link', { name: `${name}さんの記録を開く` });

journey(
  'a parent turns to the record of a child and back, and nothing is written to the wrong one',
  async ({ page, henro, shot, access, taps }) => {
    await makeRecord(page);
    await visit(page, FAMILY);
    await says(page, 'お子さんや親御さんの記録を');
    await access('family, nobody yet');
    await shot('nobody');
    await add(page, '陽太', ['2021', '2', '20']);
    await add(page, '和子', ['1950', '3', '1'], '親');
    await records(page, '陽太').waitFor();
    await access('family');
    await shot('family');

    // From one's own Today two taps lead to the child.
    await visit(page, 'today');
    const pressed = await taps.of(async () => {
      await page.locator('nav.bar').getByRole('link', { name: '家族' }).click();
      await records(page, '陽太').click();
      await page.locator('.frame .band[data-subject="1"]').waitFor();
    });
    assert.ok(pressed.taps <= 2, `${pressed.taps} taps from home to the child`);
    assert.equal(await sash(page), '陽太');
    await says(page, /代理：/);
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main', 'a screen reader hears where it is');
    await settle(page);
    await access('today of the child');
    await shot('child');

    // Half typed for the child, and left.
    await page.getByRole('textbox', { name: 'ひとことで記録' }).fill('体重19');
    await visitOf(page, 'me', 'today', '宮武 直子');
    assert.equal(await page.getByRole('textbox', { name: 'ひとことで記録' }).inputValue(), '', 'nothing of the child stands here');
    // Both were added in the same instant of a clock that stands: by name, not by place.
    const child = (await ask(henro.url, 'person_list')).persons.find(({ name }) => name === '陽太').id;
    await page.goBack();
    await page.locator('.frame .band[data-subject="1"]').waitFor();
    await page.waitForFunction(() => document.querySelector('.frame .slip b')?.textContent === '陽太');
    await settle(page);
    assert.equal(await page.getByRole('textbox', { name: 'ひとことで記録' }).inputValue(), '体重19', 'what was typed is still there');

    // Written for the child: said with the name, in the child's record alone, with who wrote it.
    await page.getByRole('textbox', { name: 'ひとことで記録' }).fill('体温36.8');
    await button(page, '読みとる').click();
    await button(page, /記録する/).last().click();
    await page.locator('.toast').getByText('1件を記録しました').waitFor();
    assert.match(await page.locator('.toast').innerText(), /陽太さんの記録/);
    await shot('written');
    const { today } = await ask(henro.url, 'record_status');
    const kept = await ask(henro.url, 'entry_list', { from: today, to: today, kinds: ['measurement'], subject: child });
    assert.equal(kept.entries.length, 1);
    assert.equal((await ask(henro.url, 'entry_list', { from: today, to: today, kinds: ['measurement'] })).entries.length, 0);
    const { steps } = await ask(henro.url, 'entry_history', { id: kept.entries[0].id, subject: child });
    assert.equal(steps[0].by.name, '宮武 直子');

    // The way back for the child's entry is gone when one turns away.
    await link(page, 'わたしに戻る').click();
    await page.locator('.frame .band[data-subject="self"]').waitFor();
    assert.equal(await page.locator('.toast').count(), 0);
    assert.equal(await sash(page), '宮武 直子');

    // Locked is locked for all; after it the address still leads to the child.
    await visitOf(page, child, 'today', '陽太');
    await lock(page);
    await unlock(page);
    await page.waitForFunction(() => document.querySelector('.frame .slip b')?.textContent === '陽太');
  },
  { size: 'phone', words: ['--at', EVENING] },
);

journey(
  'a person is changed, put away and brought back, by keyboard',
  async ({ page, henro, shot, access }) => {
    await makeRecord(page);
    await visit(page, FAMILY);
    await add(page, '結衣', ['2015', '6', '12']);
    await page.getByRole('link', { name: '結衣さんのことをなおす' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('名前').fill('結衣子');
    await page.getByRole('radio', { name: '柿・麻の葉' }).focus();
    await page.keyboard.press('ArrowRight');
    await access('a person');
    await shot('person');
    await page.getByLabel('名前').press('Enter');
    await says(page, '結衣子さんのことをなおしました');
    const [, person] = (await ask(henro.url, 'person_list')).persons;
    assert.deepEqual([person.name, person.mark], ['結衣子', 2]);

    await page.getByRole('link', { name: '結衣子さんのことをなおす' }).click();
    await button(page, 'この人の記録をしまう').click();
    await shot('put-away');
    await page.locator('dialog').getByRole('button', { name: 'しまう' }).click();
    await says(page, 'しまった記録');
    await settle(page);
    await access('family, somebody put away');
    await shot('away');
    // The address of who is put away leads home and says so.
    await page.evaluate((id) => (location.hash = `#/${id}/today`), person.id);
    await says(page, 'その人の記録は、ここにありません。');
    await page.getByRole('button', { name: '元に戻す' }).click();
    await says(page, '結衣子さんの記録を元に戻しました');
    await page.getByRole('link', { name: '結衣子さんの記録を開く' }).waitFor();
    for (const text of ['normal', 'largest']) {
      await setUp(henro.url, { text_size: text });
      await page.reload();
      await visit(page, FAMILY);
      assert.deepEqual([await sideways(page), await tooLow(page)], [[], []], text);
    }
  },
  { size: 'desktop', words: ['--at', EVENING] },
);

journey(
  'the family in English, wide',
  async ({ page, henro, shot, access }) => {
    await makeRecord(page);
    await setUp(henro.url, { language: 'en' });
    for (const [name, birth, relation] of [['Yota', '2021-02-20', 'child'], ['Yui', '2015-06-12', 'child'], ['Kazuko', '1950-03-01', 'parent']]) {
      await ask(henro.url, 'person_add', { name, relation, birth, sex: null });
    }
    const persons = (await ask(henro.url, 'person_list')).persons;
    const { today } = await ask(henro.url, 'record_status');
    for (const back of [1, 2, 3]) {
      const day = new Date(Date.parse(today) - back * 86_400_000).toISOString().slice(0, 10);
      const body = { kind: 'measurement', item: 'temperature_c', value: 36.5 };
      await ask(henro.url, 'entry_record', { entries: [{ day, minute: 420, body }], subject: persons.find(({ name }) => name === 'Yota').id });
    }
    await page.reload();
    await visit(page, FAMILY);
    await page.locator('.tag').getByText('not yet').waitFor();
    await access('family in English');
    await shot('family');
    await page.getByRole('link', { name: "Open Yota's record" }).click();
    await page.locator('.frame .band[data-subject="1"]').waitFor();
    await settle(page);
    await access('the record of a child in English');
    await shot('child');
  },
  { size: 'desktop', words: ['--at', EVENING] },
);

journey(
  'two guardians keep the record of one child, and each sees who wrote',
  async ({ page, henro, keyring, shot, access }) => {
    const server = await startServer();
    const father = await somebody(keyring, server.url, '宮武 健');
    try {
      await makeRecord(page);
      await ask(henro.url, 'device_enrol', { name: 'この機械' });
      await visit(page, FAMILY);
      await add(page, '陽太', ['2021', '2', '20']);
      const child = (await ask(henro.url, 'person_list')).persons[1].id;

      await visit(page, `family/${child}`);
      await says(page, '先にサーバーにつなぎます');
      await ask(henro.url, 'share_connect', { address: server.url });
      await ask(henro.url, 'contact_add', { card: father.card, name: '健さん', met: true });
      await page.reload();
      await visit(page, `family/${child}`);
      await says(page, 'まだこの機械の中だけにあります');
      await access('who keeps a record, not yet on the server');
      await button(page, 'サーバーに置く').click();
      await says(page, 'サーバーに置きました');
      await button(page, '健さんを加える').click();
      await says(page, 'すべて読めるようになります');
      await shot('guardian');
      await page.locator('dialog').getByRole('button', { name: '健さんを加える' }).click();
      await says(page, '健さんと、いっしょに持つようにしました');
      await page.locator('.toast').waitFor({ state: 'detached', timeout: 30_000 }); // it lies over the foot of the page
      await page.evaluate(() => scrollTo(0, 0));
      await access('who keeps a record');
      await page.locator('#guardians').scrollIntoViewIfNeeded();
      await shot('guardians');

      // He knows her: nothing is taken up from strangers.
      const { card: hers } = await ask(henro.url, 'share_status');
      await ask(father.url, 'contact_add', { card: hers, name: '直子さん', met: true });
      // On his own Henro the child is one of his people, and what he writes comes back with his name.
      await ask(father.url, 'share_sync');
      const his = (await ask(father.url, 'person_list')).persons.find(({ id }) => id === child);
      assert.equal(his?.name, '陽太');
      const { today } = await ask(father.url, 'record_status');
      const body = { kind: 'measurement', item: 'temperature_c', value: 38.2 };
      await ask(father.url, 'entry_record', { entries: [{ day: today, minute: 60, body }], subject: child });
      await ask(father.url, 'share_sync');
      await ask(henro.url, 'share_sync');
      await visitOf(page, child, 'history', '陽太');
      await page.getByRole('button', { name: /体温.*くわしく/ }).first().click();
      await page.getByRole('button', { name: /これまで$/ }).first().click();
      await says(page, '書いた人：健さん');
      await shot('written-by');
    } finally {
      await father.done();
      await server.close();
    }
  },
  { size: 'phone', keyring: true },
);

/** Goes to a screen of somebody by its address and waits until the sash says so. */
async function visitOf(page, id, screen, name) {
  await page.evaluate((to) => (location.hash = to), `#/${id}/${screen}`);
  await page.waitForFunction((wanted) => document.querySelector('.frame .slip b')?.textContent === wanted, name);
  await settle(page);
}
