// Codes of people, organisations and sheets, read instead of typed.
import assert from 'node:assert/strict';
import { makeTablet, openCamera } from '../lib/camera.mjs';
import { ask } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { button, lock, makeRecord, says, sheetsOf } from '../lib/keys.mjs';
import { openPage } from '../lib/page.mjs';
import { printed } from '../lib/png.mjs';
import { visit } from '../lib/screens.mjs';
import { somebody, startServer } from '../lib/server.mjs';
import { look } from '../lib/sizes.mjs';

journey(
  'the card of a person and the code of an organisation are read as they are shown',
  async ({ keyring, shot }) => {
    const server = await startServer();
    const camera = await openCamera();
    const tablet = await makeTablet(camera.browser, { env: keyring.env });
    const nurse = await somebody(keyring, server.url, '山田 花子');
    const theirs = tablet.page;
    try {
      await ask(tablet.url, 'record_create', { name: '大西', password: 'the centre has one too' });
      await ask(tablet.url, 'device_enrol', { name: '受付の機械' });
      await ask(tablet.url, 'org_begin', { address: server.url, kind: 'health_centre', name: 'みどり保健センター' });
      await theirs.reload();
      await theirs.locator('.plates').waitFor();
      await visit(theirs, 'people/add');
      await look(theirs, 'person', shot);
      await camera.show(printed(nurse.card));
      await button(theirs, 'カメラで読む').click();
      await says(theirs, 'コードを読みました');
      assert.equal(await theirs.getByLabel('相手のコード').inputValue(), nurse.card);
      await theirs.getByLabel('呼び名').fill('山田さん');
      await button(theirs, '加える').click();
      await says(theirs, '山田さんを加えました');
      const { contacts } = await ask(tablet.url, 'contact_list');
      assert.deepEqual(contacts.map(({ verified }) => verified), [false], 'a camera alone does not make a person checked');

      const { qr } = await ask(tablet.url, 'member_begin', { name: '山田 花子', duty: '保健師' });
      const member = await openPage(camera.browser, { size: 'phone' });
      await member.page.goto(nurse.url);
      await member.page.locator('.plates').waitFor();
      await visit(member.page, 'shared/join');
      await camera.show(printed(qr));
      await button(member.page, 'カメラで読む').click();
      await says(member.page, '返事を待っています');
      assert.equal((await ask(tablet.url, 'enrol_look')).state, 'compare');
      await says(member.page, 'この四つの絵が、団体の画面と同じか見くらべてください');
      await member.context.close();
      assert.deepEqual(member.faults, []);
    } finally {
      await nurse.done();
      await tablet.done();
      await camera.close();
      await server.close();
    }
  },
  { size: 'phone', keyring: true },
);

journey(
  'a recovery sheet is proved with the camera alone, and read from a picture to open the record',
  async ({ keyring, shot }) => {
    const camera = await openCamera();
    const tablet = await makeTablet(camera.browser, { env: keyring.env });
    const { page } = tablet;
    try {
      await makeRecord(page);
      await visit(page, 'keys');
      await button(page, 'この機械を加える').click();
      await says(page, 'この機械を鍵に加えました');
      await visit(page, 'keys/sheet');
      await button(page, 'シートを作る').click();
      await page.locator('.paper li').nth(9).waitFor();
      const [groups] = await sheetsOf(page);
      const paper = printed(groups.join(''));
      await camera.show(paper);
      await button(page, '紙に写しました').click();
      assert.equal(await button(page, '写真から読む').count(), 0);
      await look(page, 'sheet-confirm', shot);
      await button(page, 'カメラで読む').click();
      await says(page, '数字はそろいました。');
      await button(page, 'たしかめる').click();
      await says(page, 'シートが使えるようになりました');

      await lock(page);
      await button(page, 'パスワードを忘れたとき').click();
      const chosen = page.waitForEvent('filechooser');
      await button(page, '写真から読む').click();
      await (await chosen).setFiles({ name: 'sheet.png', mimeType: 'image/png', buffer: paper });
      await says(page, '数字はそろいました。');
      await look(page, 'sheet-recover', shot);
      await page.getByLabel('新しいパスワード').fill('another long sentence');
      await button(page, '開く').click();
      await says(page, 'シートで開きました。');
    } finally {
      await tablet.done();
      await camera.close();
    }
  },
  { size: 'phone', keyring: true },
);
