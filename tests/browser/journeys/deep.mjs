// A consent is taken back with the earlier records: chosen in the dialog, hindered by a consent without the past, and shown
// until the server has signed that the old is gone. In both languages, narrow and wide.
import assert from 'node:assert/strict';
import { fillRecord } from '../lib/fill.mjs';
import { ask } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { visit } from '../lib/screens.mjs';
import { somebody, startServer } from '../lib/server.mjs';
import { set, standing, told } from '../lib/standing.mjs';

const SAY = {
  ja: { stop: /さつきに見せるのをやめる/, deep: '前の記録も', does: 'サーバーにある古いものは消えます', hindered: 'いま選べません', stopDo: '見せるのをやめる', keep: '見せておく', ended: '終わったもの', laterOf: /さつき：前の記録も/, laterDo: '封をしなおす', done: 'サーバーの古い記録は消えました' },
  en: { stop: /Stop showing .*さつき/, deep: 'Earlier records too', does: 'the server deletes the old ones', hindered: "can't be chosen now", stopDo: 'Stop showing', keep: 'Keep showing', ended: 'Over', laterOf: /さつき: Earlier records too/, laterDo: 'Seal again', done: 'The server has deleted the old records' },
};

for (const language of ['ja', 'en']) {
  journey(
    `earlier records are sealed again when a consent is taken back, in ${language}`,
    async (world) => {
      const { page, henro, keyring } = world;
      const server = await startServer();
      const people = [];
      for (const name of ['さつき', '山下']) people.push(await somebody(keyring, server.url, name));
      const wrong = [];
      const say = SAY[language];
      try {
        await fillRecord(page, henro.url);
        await ask(henro.url, 'device_enrol', { name: 'この機械' });
        await ask(henro.url, 'share_connect', { address: server.url });
        const [to, late] = await known(henro, people);
        const terms = { sections: ['vitals'], role: 'read', days: 31, purpose: '相談' };
        await ask(henro.url, 'grant_give', { ...terms, to, past: true });
        const { grants } = await ask(henro.url, 'grant_give', { ...terms, to: late, past: false });
        await set(page, henro.url, language, 'normal');
        const see = standing(world, language, 'normal', wrong);
        const dialog = page.locator('dialog');
        const open = async () => {
          await page.reload();
          await visit(page, 'people');
          await page.getByRole('button', { name: say.stop }).first().click();
          await dialog.waitFor();
        };

        // Somebody may see only what comes: it cannot be chosen, and the screen says because of whom.
        await open();
        await dialog.getByText(say.hindered).waitFor();
        assert.equal(await dialog.getByRole('radio').count(), 0);
        await see('deep-hindered');
        await dialog.getByRole('button', { name: say.keep }).click();
        await ask(henro.url, 'grant_revoke', { id: grants.find((one) => one.to === late).id });

        // Now it can, also by keyboard.
        await open();
        await see('deep-shallow');
        await dialog.getByRole('radio', { checked: true }).focus();
        await page.keyboard.press('ArrowRight');
        assert.equal(await dialog.getByRole('radio', { name: say.deep }).getAttribute('aria-checked'), 'true');
        await dialog.getByText(say.does).waitFor();
        await see('deep-chosen');
        await dialog.getByRole('button', { name: say.stopDo }).click();
        await dialog.waitFor({ state: 'detached' });

        await done(henro, to);
        await visit(page, 'people');
        await page.getByRole('button', { name: say.ended }).first().click();
        await page.getByText(say.done).waitFor();
        await see('deep-done');

        // Given once more and taken back without them: they are sealed again later, from the list of what is over.
        const again = await ask(henro.url, 'grant_give', { ...terms, to, past: true });
        const { id } = again.grants.find((one) => one.to === to && one.standing === 'holds');
        await ask(henro.url, 'grant_revoke', { id });
        await page.reload();
        await visit(page, 'people');
        await page.getByRole('button', { name: say.ended }).first().click();
        await see('deep-over');
        await page.getByRole('button', { name: say.laterOf }).click();
        await dialog.getByText(say.does).waitFor();
        await see('deep-later');
        await dialog.getByRole('button', { name: say.laterDo }).click();
        await dialog.waitFor({ state: 'detached' });
        await done(henro, to, id);
        assert.equal(await page.getByRole('button', { name: say.laterOf }).count(), 0);
        told(wrong);
      } finally {
        for (const one of people) await one.done();
        await server.close();
      }
    },
    { size: 'phone', keyring: true },
  );
}

/** Ids of people, by their codes. */
async function known(henro, people) {
  const ids = [];
  for (const [n, { card }] of people.entries()) {
    const name = n === 0 ? '保健師の大西 さつき' : '山下さん';
    const { contacts } = await ask(henro.url, 'contact_add', { card, name, met: true });
    ids.push(contacts.find((one) => one.name === name).id);
  }
  return ids;
}

/** Until the server has signed that nothing older is left. */
async function done(henro, to, id) {
  for (let turn = 0; turn < 200; turn += 1) {
    const { grants } = await ask(henro.url, 'grant_list');
    const { deep } = grants.find((one) => (id ? one.id === id : one.to === to));
    if (deep?.state === 'done') return assert.ok(deep.all > 0 && deep.done === deep.all, JSON.stringify(deep));
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error('it is not done');
}
