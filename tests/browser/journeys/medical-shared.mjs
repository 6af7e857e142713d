// Through the server: vaccinations written on one device and read on another of the same person; they and a letter are shown to a nurse for a month.
import assert from 'node:assert/strict';
import { checkAccess } from '../lib/axe.mjs';
import { makeDevice, openHome } from '../lib/beside.mjs';
import { addDevice } from '../lib/devices.mjs';
import { ask } from '../lib/henro.mjs';
import { button, enrolHere, link, makeRecord, says } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { addLetter } from '../lib/medical.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { somebody, startServer } from '../lib/server.mjs';
import { look } from '../lib/sizes.mjs';

const dose = (url, lot) => ask(url, 'dose_record', { day: '2026-05-02', dose: { vaccine: 'BCG', lot } });
const lots = async (url) => (await ask(url, 'dose_list')).doses.map(({ dose: of }) => of.lot).sort();

journey(
  'a vaccination is read on the other device, and a nurse is shown it and a letter for a month',
  async ({ page, henro, keyring, shot, access }) => {
    const server = await startServer();
    const nurse = await somebody(keyring, server.url, '大西 さつき');
    const tablet = await makeDevice(page, keyring.env);
    try {
      await makeRecord(page);
      await enrolHere(page);
      await ask(henro.url, 'share_connect', { address: server.url });
      await dose(henro.url, 'LOT-1');
      await ask(henro.url, 'share_sync');

      await addDevice(henro.url, tablet.url);
      await ask(tablet.url, 'share_sync');
      const waits = await ask(tablet.url, 'share_status');
      assert.deepEqual([waits.medical, waits.trouble, waits.filling], ['waits', null, null]);
      await ask(tablet.url, 'clinical_open', { way: 'device' });
      await ask(tablet.url, 'share_sync');
      assert.deepEqual(await lots(tablet.url), ['LOT-1']);
      await dose(tablet.url, 'LOT-2');
      await ask(tablet.url, 'share_sync');
      await ask(henro.url, 'share_sync');
      assert.deepEqual(await lots(henro.url), ['LOT-1', 'LOT-2']);

      await addLetter(henro.url);
      await ask(henro.url, 'share_sync');

      // What waits for the card is said where the connection is.
      await ask(henro.url, 'clinical_close');
      await visit(page, 'connection');
      await says(page, '医療の記録は、カードを待っています');
      await look(page, 'waits', shot);
      await access('connection');

      const { contacts } = await ask(henro.url, 'contact_add', { card: nurse.card, name: '保健師の大西さん', met: true });
      await visit(page, `people/${contacts[0].id}/show`);
      for (const part of ['予防接種', '書類']) await button(page, part).click();
      await page.getByText('1か月', { exact: true }).click();
      await says(page, '医療の記録が閉じています');
      await button(page, 'この機械の鍵で開く').click();
      await says(page, 'LOT-2');
      await says(page, '紹介状 / みどり診療所 / 2枚 / 発熱が五日続いております。');
      await look(page, 'preview', shot);
      await access('show');
      await button(page, '保健師の大西さんに見せる').click();
      await says(page, '保健師の大西さんに見せるようにしました');

      await ask(nurse.url, 'share_sync');
      await ask(nurse.url, 'clinical_close');
      const hers = await openHome(page, nurse.url);
      await visit(hers.page, 'shared');
      await hers.page.locator('main').getByRole('link', { name: /宮武 直子/ }).first().click();
      await says(hers.page, 'この人の医療の記録を見るには');
      assert.equal(await hers.page.getByText('LOT-1').count(), 0);
      await look(hers.page, 'closed', shot);
      await button(hers.page, 'この機械の鍵で開く').click();
      await hers.page.getByText(/LOT-1/).first().waitFor();
      // The letter with its words, its picture and its PDF.
      await hers.page.getByText('川崎病を疑い').first().waitFor();
      await hers.page.getByRole('button', { name: /小児科への紹介状.* 1枚目$/ }).locator('img').waitFor();
      await button(hers.page, /のPDFを取り出す$/).click();
      await hers.page.locator('.path').getByText('.pdf').waitFor();
      await settle(hers.page);
      await look(hers.page, 'read', shot);
      await checkAccess(hers.page, 'shared record');
      await hers.context.close();

      // Taken back while it is closed: it ends at once. The tablet, whose medical half is open, may make the new keys before this device.
      await ask(henro.url, 'share_sync');
      await ask(henro.url, 'clinical_close');
      await visit(page, 'people');
      await button(page, /見せるのをやめる/).first().click();
      await look(page, 'stop', shot);
      await page.locator('dialog').getByRole('button', { name: '見せるのをやめる' }).click();
      await says(page, '保健師の大西さんに見せるのをやめました');
      assert.equal((await ask(henro.url, 'grant_list')).grants[0].standing, 'revoked');
      await ask(henro.url, 'clinical_open', { way: 'device' });
      await ask(henro.url, 'share_sync');
      const { grants } = await ask(henro.url, 'grant_list');
      assert.deepEqual([grants[0].standing, grants[0].owed, grants[0].keys_owed], ['revoked', false, false]);
    } finally {
      await tablet.done();
      await nurse.done();
      await server.close();
    }
  },
  { size: 'phone', keyring: true },
);
