// The screens of sharing with something on them: people, consents, looks, a record shown, in both languages and text sizes.
import { checkAccess } from '../lib/axe.mjs';
import { fillRecord } from '../lib/fill.mjs';
import { openHome } from '../lib/beside.mjs';
import { ask } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { visit } from '../lib/screens.mjs';
import { connect, somebody, startServer } from '../lib/server.mjs';
import { set, standing, told } from '../lib/standing.mjs';

const NURSE = '東かがわ市 保健センターの大西 さつき 保健師さん';

for (const language of ['ja', 'en']) {
  for (const text of ['normal', 'largest']) {
    journey(
      `people and what they are shown stand up in ${language} at ${text} text`,
      async (world) => {
        const { page, henro, keyring } = world;
        const server = await startServer();
        const nurse = await somebody(keyring, server.url, '大西 さつき');
        const wrong = [];
        try {
          await fillRecord(page, henro.url);
          await connect(henro.url, server.url);
          await set(page, henro.url, language, text);
          const see = standing(world, language, text, wrong);
          const at = async (screen, name) => (await visit(page, screen), see(name));
          await at('connection', 'connection');
          await at('people', 'people-none');
          await at('people/me', 'me');
          await ask(henro.url, 'contact_add', { card: nurse.card, name: NURSE, met: false });
          const { contacts } = await ask(henro.url, 'contact_list');
          await page.reload();
          await at(`people/${contacts[0].id}`, 'person-unverified');
          await ask(henro.url, 'contact_verify', { id: contacts[0].id });
          await at(`people/${contacts[0].id}/show/vitals`, 'show');
          const terms = { to: contacts[0].id, role: 'read', past: true, purpose: '血圧の相談' };
          await ask(henro.url, 'grant_give', { ...terms, sections: ['vitals', 'meals', 'activity'], days: 31 });
          const { grants } = await ask(henro.url, 'grant_give', { ...terms, sections: ['diary'], days: null });
          await ask(nurse.url, 'share_sync');
          await ask(henro.url, 'grant_revoke', { id: grants.find((grant) => grant.sections.includes('diary')).id });
          await ask(henro.url, 'share_sync');
          // All of that was done beside the page.
          await page.reload();
          await at('people', 'people');
          await at(`people/${contacts[0].id}`, 'person');
          await at('looks', 'looks');
          await hers(world, nurse, language, text, wrong);
          told(wrong);
        } finally {
          await nurse.done();
          await server.close();
        }
      },
      { size: 'phone', keyring: true },
    );
  }
}

/** What the nurse sees of it. */
async function hers(world, nurse, language, text, wrong) {
  const { page, context } = await openHome(world.page, nurse.url);
  await set(page, nurse.url, language, text);
  const see = standing({ ...world, page, shot: (name) => world.shot(name, page), access: (screen) => checkAccess(page, screen) }, language, text, wrong);
  await visit(page, 'shared');
  await see('shared-list');
  const { records } = await ask(nurse.url, 'shared_list');
  await visit(page, `shared/${records[0].record}`);
  await see('shared-record');
  await page.getByRole('radio').nth(5).click();
  await page.locator('.frame svg').first().waitFor();
  await see('shared-charts');
  await context.close();
}
