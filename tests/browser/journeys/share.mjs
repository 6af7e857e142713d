// Two people, two records, one server: one shows the other blood pressure for a month, sees the look, takes it back.
import assert from 'node:assert/strict';
import { checkAccess } from '../lib/axe.mjs';
import { openHome } from '../lib/beside.mjs';
import { before } from '../lib/fill.mjs';
import { ask } from '../lib/henro.mjs';
import { button, enrolHere, link, makeRecord, says } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { writePressure } from '../lib/pressures.mjs';
import { visit } from '../lib/screens.mjs';
import { somebody, startServer } from '../lib/server.mjs';

/** The systolic values the nurse has of the record shown to her. */
async function seen(nurse) {
  await ask(nurse.url, 'share_sync');
  const { records } = await ask(nurse.url, 'shared_list');
  if (records.length === 0) return [];
  const { today } = await ask(nurse.url, 'record_status');
  const { entries } = await ask(nurse.url, 'shared_read', { record: records[0].record, from: '2020-01-01', to: today });
  return entries.map((entry) => entry.body.systolic).filter(Boolean).sort();
}

journey(
  'blood pressure is shown to a nurse for a month, the look is seen, and it is taken back',
  async ({ page, henro, keyring, shot, access }) => {
    const server = await startServer();
    const nurse = await somebody(keyring, server.url, '大西 さつき');
    try {
      await makeRecord(page);
      await enrolHere(page);
      await visit(page, 'connection');
      await page.getByLabel('サーバーの場所').fill(server.url);
      await button(page, 'つなぐ').click();
      await says(page, 'つながっています');
      await shot('connected');
      await access('connection');

      await visit(page, 'people');
      await link(page, '相手を加える').first().click();
      await page.getByLabel('相手のコード').fill(nurse.card);
      await page.getByLabel('呼び名').fill('保健センターの大西さん');
      await page.getByText('会って受けとった').click();
      await button(page, '加える').click();
      await says(page, '保健センターの大西さんを加えました');
      await shot('person');
      await link(page, '保健センターの大西さんに見せる').click();
      await page.getByText('血圧・体重など').first().click();
      await page.getByText('日付', { exact: true }).click();
      await says(page, '見せる最後の日を、上でえらんでください。');
      await page.getByLabel('見せる最後の日').fill('2020-01-01');
      await says(page, 'あしたから10年先までの日にしてください。');
      await page.getByLabel('見せる最後の日').fill(before((await ask(henro.url, 'record_status')).today, -40));
      await says(page, 'に、自動で終わります。');
      await shot('until-a-day');
      await access('until a day');
      await page.getByText('1か月', { exact: true }).click();
      await says(page, '相手の画面に出るのは、これだけです。');
      await page.getByText(/128/).first().waitFor();
      await shot('preview');
      await access('show');
      await button(page, '保健センターの大西さんに見せる').click();
      await says(page, '保健センターの大西さんに見せるようにしました');
      assert.deepEqual(await seen(nurse), [128]);

      // What she sees, on her own screen: whose it is and who reads.
      const hers = await openHome(page, nurse.url);
      await visit(hers.page, 'shared');
      await hers.page.locator('main').getByRole('link', { name: /宮武 直子/ }).first().click();
      await hers.page.getByText(/128/).first().waitFor();
      await checkAccess(hers.page, 'shared record');
      // What is written meanwhile comes to her open screen by itself.
      await writePressure(henro.url, 133);
      await hers.page.getByText(/133/).first().waitFor();
      await hers.context.close();

      await ask(henro.url, 'share_sync');
      await visit(page, 'looks');
      await says(page, '保健センターの大西さん');
      await says(page, 'はじめて見ました');
      await shot('looks');
      await access('looks');

      await visit(page, 'people');
      await button(page, /見せるのをやめる/).first().click();
      await shot('stop');
      await page.locator('dialog').getByRole('button', { name: '見せるのをやめる' }).click();
      await says(page, '保健センターの大西さんに見せるのをやめました');
      const { today } = await ask(henro.url, 'record_status');
      const later = { kind: 'blood_pressure', systolic: 141, diastolic: 90, pulse: null };
      await ask(henro.url, 'entry_record', { entries: [{ day: today, minute: null, body: later }] });
      await ask(henro.url, 'share_sync');
      assert.deepEqual(await seen(nurse), [128, 133], 'nothing new reaches her');
    } finally {
      await nurse.done();
      await server.close();
    }
  },
  { size: 'phone', keyring: true },
);
