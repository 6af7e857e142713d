// A phone and a tablet without a line write different things about one allergy: both are shown, and a person decides.
import assert from 'node:assert/strict';
import { checkAccess } from '../lib/axe.mjs';
import { makeDevice, openHome } from '../lib/beside.mjs';
import { addDevice } from '../lib/devices.mjs';
import { ask } from '../lib/henro.mjs';
import { button, enrolHere, link, makeRecord, says } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { until } from '../lib/processes.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { somebody, startServer } from '../lib/server.mjs';
import { look } from '../lib/sizes.mjs';

const allergy = (severity) => ({ problem: 'food_allergy', words: 'そば', severity, reaction: 'じんましん' });
const severity = async (url) => (await ask(url, 'problem_list')).problems[0].problem.severity;
const open = async (url) => (await ask(url, 'conflict_list')).conflicts.length;

journey(
  'two devices disagree about an allergy, the emergency card shows both, and one press decides',
  async ({ page, henro, keyring, shot, access }) => {
    const server = await startServer();
    const nurse = await somebody(keyring, server.url, '大西 さつき');
    const tablet = await makeDevice(page, keyring.env);
    try {
      await makeRecord(page);
      await enrolHere(page);
      await ask(henro.url, 'share_connect', { address: server.url });
      const { ids } = await ask(henro.url, 'problem_record', { problem: allergy('moderate') });
      await ask(henro.url, 'share_sync');
      await addDevice(henro.url, tablet.url);
      await ask(tablet.url, 'clinical_open', { way: 'device' });
      await ask(tablet.url, 'share_sync');
      assert.equal(await severity(tablet.url), 'moderate');

      // The line is cut: both write, and neither hears of the other.
      process.kill(server.server.child.pid, 'SIGSTOP');
      await ask(henro.url, 'problem_edit', { id: ids[0], problem: allergy('severe') });
      await ask(tablet.url, 'problem_edit', { id: ids[0], problem: allergy('mild') });
      process.kill(server.server.child.pid, 'SIGCONT');
      const both = async () => {
        for (const url of [henro.url, tablet.url]) await ask(url, 'share_sync');
        return (await open(henro.url)) === 1 && (await open(tablet.url)) === 1;
      };
      await until(both, 60_000, 'both devices know that they disagree');

      await visit(page, 'today');
      await says(page, '機械によって内容が違うものが、1件あります');
      await look(page, 'today', shot);
      await visit(page, 'problems/emergency');
      await says(page, '重さ：「軽い」か「重い」');
      await look(page, 'emergency', shot);
      await access('emergency');
      await visit(page, 'problems');
      await says(page, '機械によって違います');
      await look(page, 'list', shot);
      await access('list');

      // Who is shown it reads both, and never one alone.
      const { contacts } = await ask(henro.url, 'contact_add', { card: nurse.card, name: '保健師の大西さん', met: true });
      await ask(henro.url, 'grant_give', { to: contacts[0].id, sections: ['problems'], role: 'read', past: true, days: 31, purpose: '' });
      await ask(nurse.url, 'share_sync');
      const hers = await openHome(page, nurse.url);
      await visit(hers.page, 'shared');
      await hers.page.locator('main').getByRole('link', { name: /宮武 直子/ }).first().click();
      await hers.page.getByText('まだ決まっていません').first().waitFor();
      assert.equal(await hers.page.getByRole('cell', { name: /重さ：「軽い」か「重い」/ }).count(), 1);
      await settle(hers.page);
      await look(hers.page, 'shown', shot);
      await checkAccess(hers.page, 'shown');
      await hers.context.close();

      // By the keyboard alone.
      await link(page, '機械によって内容が違うものが、1件あります').focus();
      await page.keyboard.press('Enter');
      await says(page, '2つの機械で、違う内容が書かれました。どちらが正しいですか。');
      await says(page, '居間のタブレット');
      await look(page, 'question', shot);
      await access('question');
      await button(page, 'どちらでもない').click();
      await look(page, 'neither', shot);
      await access('neither');
      // Nothing is chosen beforehand, so nothing is decided by a slip.
      assert.ok(await button(page, 'これに決める').isDisabled());
      await page.getByRole('radio').first().focus();
      await page.keyboard.press('ArrowRight');
      assert.ok(await button(page, 'これに決める').isEnabled());
      await button(page, 'やめる').click();
      await button(page, '「重い」が正しい').focus();
      await page.keyboard.press('Enter');
      await says(page, 'そばを決めました');
      await says(page, '決めるものは、もうありません。');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'main', 'the focus is not lost with the button');
      await look(page, 'decided', shot);

      const decided = async () => {
        for (const url of [henro.url, tablet.url]) await ask(url, 'share_sync');
        return (await open(tablet.url)) === 0 && (await severity(tablet.url)) === 'severe';
      };
      await until(decided, 60_000, 'the tablet knows what was decided');
      assert.equal(await open(henro.url), 0);
    } finally {
      await tablet.done();
      await nurse.done();
      await server.close();
    }
  },
  { size: 'phone', keyring: true },
);
