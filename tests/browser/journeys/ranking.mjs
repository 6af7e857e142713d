// Two people on one server take part in the ranking; what leaves is said first, and leaving takes it away.
import assert from 'node:assert/strict';
import { ask, setUp } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { button, link, makeRecord, says } from '../lib/keys.mjs';
import { visit } from '../lib/screens.mjs';
import { connect, somebody, startServer } from '../lib/server.mjs';
import { look } from '../lib/sizes.mjs';

async function walked(url, count) {
  const { today } = await ask(url, 'record_status');
  await ask(url, 'entry_record', { entries: [{ day: today, minute: null, body: { kind: 'steps', count } }] });
}

for (const [language, t] of [
  ['ja', { open: 'つながりを開く', nickname: 'ニックネーム', agree: /同意します$/, join: '順位に出る', joined: '順位に出ました', second: 'あなたは 2人のうち 2位です', team: '家族チームの数字', make: '新しく作る', leave: '順位に出るのをやめる', left: '順位に出るのをやめました', consent: '見せることに、まだ同意していません。' }],
  ['en', { open: 'Open Connection', nickname: 'Nickname', agree: /^I agree/, join: 'Take part', joined: 'You take part now', second: 'Your place: 2 of 2', team: 'Code of your family team', make: 'Make a new one', leave: 'Leave the ranking', left: 'You left the ranking', consent: "You haven't agreed to show this yet." }],
]) {
  journey(
    `the ranking says what leaves, shows places and lets go (${language})`,
    async ({ page, henro, keyring, shot }) => {
      const server = await startServer();
      const other = await somebody(keyring, server.url, '大西 さつき');
      try {
        await walked(other.url, 9000);
        await ask(other.url, 'rank_join', { nickname: 'うどん県の星', town: '', team: '', with_bmi: false, agreed: true });
        await makeRecord(page);
        await setUp(henro.url, { language });
        await page.reload();
        await walked(henro.url, 4321);
        await visit(page, 'ranking');
        await link(page, t.open).waitFor();
        await look(page, 'not-connected', shot);
        await connect(henro.url, server.url, '端末');
        await visit(page, 'today');
        await visit(page, 'ranking');
        await page.getByLabel(t.nickname).fill('さぬきの亀');
        await page.getByRole('radio', { name: t.make }).click();
        await look(page, 'consent', shot);
        await button(page, t.join).click();
        await says(page, t.consent);
        assert.equal((await ask(henro.url, 'rank_read')).on, false, 'nothing leaves without the box');
        await page.getByLabel(t.agree).check();
        await button(page, t.join).click();
        await says(page, t.joined);
        await says(page, t.second);
        await says(page, 'うどん県の星');
        await says(page, t.team);
        await look(page, 'board', shot);
        await button(page, t.leave).click();
        await page.locator('dialog').getByRole('button', { name: t.leave }).click();
        await says(page, t.left);
        const { boards } = await ask(other.url, 'rank_refresh');
        assert.equal(boards[0].count, 1, 'who left is gone');
        await look(page, 'left', shot);
      } finally {
        await other.done();
        await server.close();
      }
    },
    { size: 'phone', keyring: true },
  );
}
