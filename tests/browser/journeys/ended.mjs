// A consent to medical sections is taken back with the card away: it ends at once, the new keys follow when it opens. In both
// languages, narrow and wide.
import assert from 'node:assert/strict';
import { fillRecord } from '../lib/fill.mjs';
import { ask } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { visit } from '../lib/screens.mjs';
import { somebody, startServer } from '../lib/server.mjs';
import { set, standing, told } from '../lib/standing.mjs';

const SAY = {
  ja: { stop: /さつきに見せるのをやめる/, now: 'すぐにやめて', deep: '前の記録も', later: '次に医療の記録を開いたとき', stopDo: '見せるのをやめる', over: '見せるのは終わりました' },
  en: { stop: /Stop showing .*さつき/, now: 'It stops now', deep: 'Earlier records too', later: 'when the care record is opened next', stopDo: 'Stop showing', over: 'It has ended' },
};

for (const language of ['ja', 'en']) {
  journey(
    `a consent ends with the medical half closed, in ${language}`,
    async (world) => {
      const { page, henro, keyring } = world;
      const server = await startServer();
      const person = await somebody(keyring, server.url, 'さつき');
      const wrong = [];
      const say = SAY[language];
      try {
        await fillRecord(page, henro.url);
        await ask(henro.url, 'device_enrol', { name: 'この機械' });
        await ask(henro.url, 'share_connect', { address: server.url });
        const { card } = person;
        const { contacts } = await ask(henro.url, 'contact_add', { card, name: 'さつき', met: true });
        const terms = { to: contacts[0].id, sections: ['vaccination'], role: 'read', past: true, days: 31, purpose: '接種の相談' };
        await ask(henro.url, 'grant_give', terms);
        await set(page, henro.url, language, 'normal');
        const see = standing(world, language, 'normal', wrong);
        const dialog = page.locator('dialog');

        await ask(henro.url, 'clinical_close', {});
        await page.reload();
        await visit(page, 'people');
        await page.getByRole('button', { name: say.stop }).first().click();
        await dialog.getByText(say.now).waitFor();
        await see('ended-ask');
        await dialog.getByText(say.deep, { exact: true }).click();
        await dialog.getByText(say.later).first().waitFor();
        await see('ended-deep');
        await dialog.getByRole('button', { name: say.stopDo }).click();
        await dialog.waitFor({ state: 'detached' });
        await page.getByText(say.over).waitFor();
        await see('ended-owed');
        const stand = async () => (await ask(henro.url, 'grant_list', {})).grants[0];
        const ended = await stand();
        assert.deepEqual([ended.standing, ended.keys_owed, ended.owed], ['revoked', true, true]);
        await ask(henro.url, 'clinical_open', { way: 'device' });
        await ask(henro.url, 'share_sync', {});
        const done = await stand();
        assert.deepEqual([done.standing, done.keys_owed, done.owed], ['revoked', false, false]);
        told(wrong);
      } finally {
        await person.done();
        await server.close();
      }
    },
    { size: 'phone', keyring: true },
  );
}
