// A health centre, a member of it and somebody who shows it their blood pressure, each on a machine of their own.
import assert from 'node:assert/strict';
import { openHome } from '../lib/beside.mjs';
import { ask, setUp } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { button, enrolHere, link, makeRecord, says } from '../lib/keys.mjs';
import { join } from '../lib/organisation.mjs';
import { visit } from '../lib/screens.mjs';
import { somebody, startServer, unconnected } from '../lib/server.mjs';
import { look } from '../lib/sizes.mjs';

journey(
  'a health centre takes a member in, is shown blood pressure, and the person sees which member looked',
  async ({ page, henro, keyring, shot }) => {
    const server = await startServer();
    const seat = await unconnected(keyring, 'みどり');
    const nurse = await somebody(keyring, server.url, '山田 花子');
    const [head, theirs] = [await openHome(page, seat.url), await openHome(page, nurse.url)];
    try {
      // The head sets the centre up.
      await visit(head.page, 'connection');
      await link(head.page, '団体をつくる').click();
      await head.page.getByLabel('団体の名前').fill('みどり保健センター');
      await head.page.getByLabel('サーバーの場所').fill(server.url);
      await look(head.page, 'found', shot);
      await button(head.page, '団体をつくる').click();
      await says(head.page, 'みどり保健センターをつくりました');
      await says(head.page, 'まだ、仲間がいません。');
      await join(head.page, theirs.page, { name: '山田 花子', duty: '保健師' }, shot);
      await link(head.page, '団体へ').first().click();
      await says(head.page, '全員を受けもちます');

      // Somebody scans its code and shows it their blood pressure.
      const { card } = await ask(seat.url, 'org_read');
      await makeRecord(page);
      await enrolHere(page);
      await ask(henro.url, 'share_connect', { address: server.url });
      await visit(page, 'people');
      await link(page, '相手を加える').first().click();
      await page.getByLabel('相手のコード').fill(card);
      await page.getByLabel('呼び名').fill('保健センター');
      await page.getByText('会って受けとった').click();
      await button(page, '加える').click();
      await says(page, '保健センターを加えました');
      await look(page, 'person-organisation', shot);
      await link(page, '保健センターに見せる').click();
      await page.getByText('血圧・体重など').first().click();
      await page.getByText('1か月', { exact: true }).click();
      await page.getByText(/128/).first().waitFor();
      await button(page, '保健センターに見せる').click();
      await says(page, '保健センターに見せるようにしました');

      // The seat hands out, the member looks, the person reads who it was.
      await ask(seat.url, 'share_sync');
      await ask(nurse.url, 'share_sync');
      await visit(theirs.page, 'shared');
      await says(theirs.page, 'みどり保健センターに見せている記録です');
      await look(theirs.page, 'shared-list', shot);
      await theirs.page.locator('main').getByRole('link', { name: /の記録/ }).first().click();
      await theirs.page.getByText(/128/).first().waitFor();
      await ask(seat.url, 'share_sync');
      for (let round = 0; round < 2; round += 1) await ask(henro.url, 'share_sync');
      await visit(page, 'looks');
      await says(page, '保健師 山田 花子');
      await look(page, 'looks', shot);
      assert.equal((await ask(henro.url, 'share_status')).looks_doubted, 0);
      await visit(head.page, 'org');
      await says(head.page, '宮武 直子');
      await look(head.page, 'org', shot);
      await visit(head.page, 'org/log');
      await says(head.page, '山田 花子が、宮武 直子の記録を見ました');
      await look(head.page, 'org-log', shot);

      // The member leaves; the person's consent stays.
      await visit(head.page, 'org');
      await button(head.page, '山田 花子 受けもちを変える').click();
      await head.page.locator('dialog').getByText('えらぶ').click();
      await look(head.page, 'tasks', shot);
      await head.page.locator('dialog').getByRole('button', { name: 'やめる', exact: true }).click();
      await button(head.page, '山田 花子 外す').click();
      await look(head.page, 'remove', shot);
      await head.page.locator('dialog').getByRole('button', { name: '外す', exact: true }).click();
      await says(head.page, '山田 花子を外しました');
      await ask(nurse.url, 'share_sync');
      await visit(theirs.page, 'shared');
      await says(theirs.page, '仲間ではなくなりました。新しいものは来ません。');
      const { grants } = await ask(henro.url, 'grant_list');
      assert.deepEqual(grants.map(({ standing }) => standing), ['holds']);

      // The same pages in English.
      const english = await openHome(page, seat.url, { locale: 'en-GB' });
      await setUp(seat.url, { language: 'en' });
      await english.page.reload();
      await english.page.locator('.plates').waitFor();
      await visit(english.page, 'org');
      await english.page.getByText('People who show you their record').first().waitFor();
      await look(english.page, 'org-en', shot);
      await visit(english.page, 'org/add');
      await look(english.page, 'member-who-en', shot);
      await english.context.close();
    } finally {
      await head.context.close();
      await theirs.context.close();
      await nurse.done();
      await seat.done();
      await server.close();
    }
  },
  { size: 'phone', keyring: true },
);
