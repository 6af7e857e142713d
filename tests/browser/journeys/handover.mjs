// A child's record is shown to a nurse, kept by two, and handed over when the child is grown: on two screens at once.
import assert from 'node:assert/strict';
import { checkAccess } from '../lib/axe.mjs';
import { openHome } from '../lib/beside.mjs';
import { ask, setUp } from '../lib/henro.mjs';
import { button, link, makeRecord, says } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, sideways, tooLow, visit } from '../lib/screens.mjs';
import { connect, somebody, startServer } from '../lib/server.mjs';

/** Opens the medical half with the key of this device. */
const OPEN = 'この機械の鍵で開く';

/** Somebody of the family, born so many years before today and some days after. */
async function addChild(url, name, years) {
  const { today } = await ask(url, 'record_status');
  const birth = `${Number(today.slice(0, 4)) - years}-${today.slice(5, 7)}-01`;
  await ask(url, 'person_add', { name, relation: 'child', birth, sex: null });
  const { persons } = await ask(url, 'person_list');
  return persons.find((person) => person.name === name).id;
}

async function fits(page, what) {
  assert.deepEqual([await sideways(page), await tooLow(page)], [[], []], what);
}

journey(
  'a grown child takes over its record and shows a part of it back',
  async ({ page, henro, keyring, shot, access }) => {
    const server = await startServer();
    const child = await somebody(keyring, server.url, '陽太');
    const theirs = await openHome(page, child.url, { size: 'desktop' });
    const other = theirs.page;
    try {
      await makeRecord(page);
      const { card } = await connect(henro.url, server.url);
      await ask(child.url, 'contact_add', { card, name: 'お母さん', met: true });
      const record = await addChild(henro.url, '陽太', 18);
      const { today } = await ask(henro.url, 'record_status');
      const body = { kind: 'measurement', item: 'temperature_c', value: 36.6 };
      await ask(henro.url, 'entry_record', { entries: [{ day: today, minute: 60, body }], subject: record });
      await page.reload();
      await visit(page, `family/${record}`);
      await page.getByRole('link', { name: '本人に引きつぐ' }).click();
      await says(page, '元に戻せないこと');
      await says(page, '先に「見せる相手」で');
      await ask(henro.url, 'contact_add', { card: child.card, name: '陽太（本人）', met: true });
      await page.reload();
      await visit(page, `family/${record}/hand`);
      await page.getByText('陽太（本人）').click();
      await page.getByLabel(/本人への手紙/).fill('げんきで。\nこれからは、あなたの記録です。');
      await settle(page);
      await access('before a record is handed over');
      await fits(page, 'before');
      await shot('before');
      await button(page, 'コードを出す').click();
      await says(page, '本人を待っています');
      const groups = await page.locator('.groups b').allInnerTexts();
      assert.equal(groups.length, 5);
      await access('the code');
      await fits(page, 'code');
      await shot('code');

      await visit(other, 'family');
      await other.getByRole('link', { name: '記録を引きつぐ' }).click();
      await other.getByLabel('25けたの数字').fill(groups.join(' '));
      await checkAccess(other, 'the code is typed');
      await shot('typed', other);
      await button(other, '次へ').click();
      await says(other, '4つの絵は、本人の画面と同じですか');
      await says(page, '4つの絵は、本人の画面と同じですか');
      assert.equal(await page.getByRole('button', { name: '同じ。引きつぐ' }).count(), 0, 'not before they agree');
      await checkAccess(other, 'pictures of the one who takes over');
      await shot('theirs', other);
      await button(other, '同じ。引きつぐ').click();
      await says(page, '引きつぐことに同意しました');
      await access('the last word');
      await fits(page, 'last word');
      await shot('last-word');
      await button(page, '同じ。引きつぐ').click();
      await shot('sure');
      await page.locator('dialog').getByRole('button', { name: '同じ。引きつぐ' }).click();
      await says(page, 'この記録は陽太さんのものになりました');
      await access('handed over');
      await shot('done');

      await says(other, 'この記録は、あなたのものになりました');
      await checkAccess(other, 'taken over');
      await shot('taken', other);
      // In the same breath they choose what the mother still sees.
      await link(other, 'お母さんに見せる').click();
      await other.getByText('血圧・体重など').first().click();
      await says(other, '相手の画面に出るのは、これだけです。');
      await shot('give-back', other);
      await button(other, OPEN).click();
      await button(other, 'お母さんに見せる').click();
      await says(other, 'お母さんに見せるようにしました');
      await ask(henro.url, 'share_sync');
      const { records } = await ask(henro.url, 'shared_list');
      assert.deepEqual(records.map(({ record, sections }) => [record, sections]), [[record, ['vitals']]]);
      await visit(page, 'family');
      await says(page, 'しまった記録');

      await visit(other, `family/${record}`);
      await says(other, 'これからは、あなたの記録です。');
      await settle(other);
      await checkAccess(other, 'the letter');
      await shot('letter', other);
      assert.deepEqual(theirs.faults, []);
    } finally {
      await theirs.context.close();
      await child.done();
      await server.close();
    }
  },
  { size: 'phone', keyring: true },
);

journey(
  'a guardian is told to go and it is taken back, in English',
  async ({ page, henro, keyring, shot, access }) => {
    const server = await startServer();
    const father = await somebody(keyring, server.url, '宮武 健');
    try {
      await makeRecord(page);
      await setUp(henro.url, { language: 'en' });
      const { card } = await connect(henro.url, server.url, 'This device');
      await ask(father.url, 'contact_add', { card, name: '直子さん', met: true });
      const { contacts } = await ask(henro.url, 'contact_add', { card: father.card, name: 'Ken', met: true });
      const record = await addChild(henro.url, 'Yota', 5);
      await ask(henro.url, 'guardian_connect', { id: record });
      await ask(henro.url, 'guardian_add', { id: record, contact: contacts[0].id });
      await ask(father.url, 'share_sync');
      await page.reload();
      await visit(page, `family/${record}/hand`);
      await says(page, /You can begin on/);
      await settle(page);
      await access('too early to hand over');
      await shot('early');
      await visit(page, `family/${record}`);
      await button(page, 'Remove Ken').click();
      await shot('ask');
      await page.locator('dialog').getByRole('button', { name: 'Give notice' }).click();
      await says(page, /from .* without agreeing/);
      await settle(page);
      await access('a guardian with notice');
      await page.locator('#guardians').scrollIntoViewIfNeeded();
      await shot('notice');
      await visit(page, 'family');
      await says(page, /Ken has notice for Yota's record/);
      await access('family with a notice');
      await shot('family');

      // He reads it on his own screen.
      await ask(father.url, 'share_sync');
      const his = await openHome(page, father.url);
      await visit(his.page, 'family');
      await says(his.page, /記録から、あなたを外すと言われています/);
      await checkAccess(his.page, 'told to go');
      await fits(his.page, 'told to go');
      await shot('told', his.page);
      assert.deepEqual(his.faults, []);
      await his.context.close();

      await visit(page, `family/${record}`);
      await button(page, 'Take it back').click();
      await says(page, 'Took it back');
      await ask(henro.url, 'guardian_ask_removal', { id: record, guardian: contacts[0].id });
      await ask(father.url, 'share_sync');
      // He agrees: at once it is hers alone.
      await ask(father.url, 'guardian_leave', { id: record });
      await ask(henro.url, 'share_sync');
      const { guardians } = await ask(henro.url, 'guardian_list', { id: record });
      assert.deepEqual(guardians.map(({ own }) => own), [true]);
    } finally {
      await father.done();
      await server.close();
    }
  },
  { size: 'desktop', keyring: true },
);

journey(
  "a child's record is shown to a nurse from the child's own pages",
  async ({ page, henro, keyring, shot, access }) => {
    const server = await startServer();
    const nurse = await somebody(keyring, server.url, '大西 さつき');
    try {
      await makeRecord(page);
      await connect(henro.url, server.url);
      await ask(henro.url, 'contact_add', { card: nurse.card, name: '大西さん', met: true });
      const record = await addChild(henro.url, '陽太', 5);
      const { today } = await ask(henro.url, 'record_status');
      const body = { kind: 'measurement', item: 'temperature_c', value: 36.6 };
      await ask(henro.url, 'entry_record', { entries: [{ day: today, minute: 60, body }], subject: record });
      await page.reload();
      await page.locator('.plates').waitFor();
      await page.evaluate((to) => (location.hash = to), `#/${record}/people`);
      await page.waitForFunction(() => document.querySelector('.frame .slip b')?.textContent === '陽太');
      await settle(page);
      await access('who may see a child');
      await shot('people');
      await page.locator('main').getByRole('link', { name: /大西さん/ }).first().click();
      await link(page, '大西さんに見せる').click();
      await page.getByText('血圧・体重など').first().click();
      await says(page, '相手の画面に出るのは、これだけです。');
      await page.getByText(/36\.6/).first().waitFor();
      assert.equal(await page.locator('.screen .top b').textContent(), '陽太', 'the preview names the child, not the parent');
      await button(page, OPEN).click();
      await button(page, '大西さんに見せる').click();
      await says(page, '大西さんに見せるようにしました');
      await shot('given');
      assert.deepEqual((await ask(henro.url, 'grant_list')).grants, [], 'nothing of her own');
      await ask(nurse.url, 'share_sync');
      const hers = await openHome(page, nurse.url);
      await visit(hers.page, 'shared');
      await hers.page.locator('main').getByRole('link', { name: /陽太/ }).first().click();
      await hers.page.getByText(/36\.6/).first().waitFor();
      await checkAccess(hers.page, 'the record of a child, shown');
      await shot('shown', hers.page);
      await hers.context.close();
      await ask(henro.url, 'share_sync');
      await page.evaluate((to) => (location.hash = to), `#/${record}/looks`);
      await says(page, 'はじめて見ました');
      await settle(page);
      await shot('looks');
    } finally {
      await nurse.done();
      await server.close();
    }
  },
  { size: 'phone', keyring: true },
);
