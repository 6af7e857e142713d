// One person, two devices, one server: a tablet is added by a code, both write, the tablet is lost and taken out.
import assert from 'node:assert/strict';
import { makeDevice } from '../lib/beside.mjs';
import { ask, setUp } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { button, enrolHere, link, makeRecord, says } from '../lib/keys.mjs';
import { pressures, writePressure } from '../lib/pressures.mjs';
import { until } from '../lib/processes.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { connect, startServer } from '../lib/server.mjs';
import { look } from '../lib/sizes.mjs';

const PASSWORD = 'このタブレットのことば';

/** The pictures a page shows, by name. */
const pictures = (page) => page.locator('ol[aria-label] li b').allTextContents();

async function write(url, systolic) {
  await writePressure(url, systolic);
  await ask(url, 'share_sync');
}

journey(
  'a second device is added by a code, both write, and it is taken out when it is lost',
  async ({ page, henro, keyring, shot }) => {
    const server = await startServer();
    const tablet = await makeDevice(page, keyring.env);
    const theirs = tablet.page;
    try {
      await makeRecord(page);
      await enrolHere(page);
      await ask(henro.url, 'share_connect', { address: server.url });
      await visit(page, 'connection');
      await link(page, '機械を加える').click();
      await look(page, 'add-begin', shot);
      await button(page, '数字を出す').click();
      await says(page, '加える機械を待っています');
      await look(page, 'add-code', shot);
      const groups = await page.locator('ol.groups li b').allTextContents();
      assert.equal(groups.length, 5);

      await button(theirs, 'もう一台で使っています').click();
      await theirs.getByLabel('サーバーの場所').fill(server.url);
      await theirs.getByLabel('数字 1組目', { exact: true }).click();
      for (const group of groups) await theirs.keyboard.type(group);
      await says(theirs, 'そろいました');
      await theirs.getByLabel('この機械の呼び名').fill('居間のタブレット');
      await look(theirs, 'join-typed', shot);
      await button(theirs, 'つなぐ').click();

      await says(page, 'この四つの絵は、もう一台と同じですか');
      await says(theirs, 'この四つの絵が、いま使っている機械と同じか見くらべてください');
      await page.getByRole('radio', { name: '医療の記録も' }).click();
      await look(page, 'add-compare', shot);
      await look(theirs, 'join-compare', shot);
      assert.equal((await pictures(page)).length, 4);
      assert.deepEqual(await pictures(page), await pictures(theirs));
      await button(page, '同じ。加える').click();
      await says(theirs, '加わりました。この機械のパスワードを決めてください');
      await look(theirs, 'join-password', shot);
      await theirs.getByLabel('この機械のパスワード', { exact: true }).fill(PASSWORD);
      await button(theirs, '記録を受けとる').click();
      await theirs.getByText('記録がそろいました').waitFor({ timeout: 40_000 });
      await look(theirs, 'join-filled', shot);
      await button(theirs, '使いはじめる').click();
      await theirs.locator('.plates').waitFor();
      await says(page, '居間のタブレットを加えました');
      await look(page, 'add-joined', shot);
      assert.deepEqual(await pressures(tablet.url), [128]);

      await write(tablet.url, 133);
      await write(henro.url, 131);
      await ask(tablet.url, 'share_sync');
      for (const url of [henro.url, tablet.url]) assert.deepEqual(await pressures(url), [128, 131, 133]);

      await link(page, '機械の一覧へ').click();
      await says(page, '居間のタブレット');
      await look(page, 'list', shot);
      await button(page, '居間のタブレット 名前を変える').click();
      await page.getByLabel('呼び名').fill('台所のタブレット');
      await button(page, '変える').click();
      await says(page, '名前を変えました');
      await button(page, '台所のタブレット なくした').click();
      await says(page, '台所のタブレットを外します');
      await look(page, 'remove', shot);
      await page.locator('dialog').getByRole('button', { name: '外す', exact: true }).click();
      await says(page, '台所のタブレットを外しました');
      await look(page, 'removed', shot);

      await write(henro.url, 140);
      await visit(theirs, 'connection');
      await until(async () => (await ask(tablet.url, 'share_status')).trouble === 'removed', 30_000, 'the tablet was not told');
      await says(theirs, 'この機械は外されました。');
      await look(theirs, 'was-removed', shot);
      assert.deepEqual(await pressures(tablet.url), [128, 131, 133], 'it keeps what it has and gets nothing new');
      await button(theirs, 'この機械を加えなおす').click();
      await look(theirs, 'put-aside', shot);
      await button(theirs, '片づける').click();
      await button(theirs, 'もう一台で使っています').waitFor();
    } finally {
      await tablet.done();
      await server.close();
    }
    assert.deepEqual(tablet.faults, []);
  },
  { size: 'phone', keyring: true },
);

journey(
  'a second device of the daily half is added in English by the text of the picture',
  async ({ page, henro, keyring, shot }) => {
    const server = await startServer();
    await ask(henro.url, 'record_create', { name: 'Naoko', password: 'quite a long sentence' });
    await connect(henro.url, server.url, 'This machine');
    await setUp(henro.url, { language: 'en' });
    const tablet = await makeDevice(page, keyring.env, { locale: 'en-GB' });
    const theirs = tablet.page;
    try {
      await setUp(tablet.url, { language: 'en' });
      await page.reload();
      await theirs.reload();
      await settle(page);
      await visit(page, 'connection/add');
      await look(page, 'en-add-begin', shot);
      await button(page, 'Show the digits').click();
      await says(page, 'Waiting for the other device');
      await look(page, 'en-add-code', shot);
      const { qr } = await ask(henro.url, 'enrol_look');

      await button(theirs, 'I already use Henro on another device').click();
      await look(theirs, 'en-join', shot);
      await theirs.getByRole('radio', { name: 'Paste text' }).click();
      await theirs.getByLabel('Text of the picture').fill(qr);
      await theirs.getByLabel('Name for this device').fill('Tablet');
      await button(theirs, 'Connect').click();
      await says(page, 'Are these four pictures the same on the other device?');
      await says(theirs, 'Compare these four pictures with the device you use now');
      await look(page, 'en-add-compare', shot);
      await look(theirs, 'en-join-compare', shot);
      await button(page, 'The same. Add it').click();
      await says(theirs, 'Added. Choose a password for this device');
      await look(theirs, 'en-join-password', shot);
      await theirs.getByLabel('Password of this device', { exact: true }).fill(PASSWORD);
      await button(theirs, 'Fetch the record').click();
      await theirs.getByText('The record is complete').waitFor({ timeout: 40_000 });
      await button(theirs, 'Begin').click();
      await theirs.locator('.plates').waitFor();
      await visit(theirs, 'connection');
      await says(theirs, 'This device reads the daily record only');
      await look(theirs, 'en-list-daily', shot);
      await says(page, 'Tablet was added');
    } finally {
      await tablet.done();
      await server.close();
    }
    assert.deepEqual(tablet.faults, []);
  },
  { size: 'phone', keyring: true },
);
