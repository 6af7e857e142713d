// A daughter writes into her mother's record on her own screen; the mother sees who wrote; it ends while the daughter types.
// Then the daughter watches over her: the mother consents, and the days without an entry are counted.
import assert from 'node:assert/strict';
import { checkAccess } from '../lib/axe.mjs';
import { fillRecord } from '../lib/fill.mjs';
import { openHome } from '../lib/beside.mjs';
import { ask } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { button, link, says } from '../lib/keys.mjs';
import { SIZES } from '../lib/page.mjs';
import { visit } from '../lib/screens.mjs';
import { connect, somebody, startServer } from '../lib/server.mjs';
import { set, standing, told } from '../lib/standing.mjs';
import { pressKeys } from '../lib/words.mjs';

const MOTHER = '宮武 直子';
const DAUGHTER = '大西 さつき';

/** What each language says on the way. */
const WORDS = {
  ja: {
    care: '家族・介護をする人', show: `${DAUGHTER}に見せる`, shown: `${DAUGHTER}に見せるようにしました`, more: '書きたすことも', write: `${MOTHER}の記録に書く`,
    diary: 'きょうの一行', by: `書いた人：${DAUGHTER}`, mine: 'あなたが書きました', closed: 'もう書けません', refused: '届かなかったもの', waits: 'まだ届いていないもの',
    watch: '見守ってもらう', give: `${DAUGHTER}に見守ってもらう`, given: `${DAUGHTER}に見守ってもらうようにしました`, only: '相手の画面に出るのは、これだけです。', fine: '記録が届いています', open: `${MOTHER}の記録を見る`, shownTag: '見せてもらっている',
    stop: `${DAUGHTER}の見守りをやめる`, stopDo: '見守りをやめる', stopped: `${DAUGHTER}の見守りをやめました`, edit: /なおす$/, actions: /にできること/,
  },
  en: {
    care: 'Family or carer', show: `Show to ${DAUGHTER}`, shown: `Now shown to ${DAUGHTER}`, more: 'Add entries too', write: `Write into ${MOTHER}'s record`,
    diary: 'A line', by: `by ${DAUGHTER}`, mine: 'You wrote this', closed: 'You can no longer write', refused: "Didn't get there", waits: 'Not there yet',
    watch: 'Let somebody watch', give: `Let ${DAUGHTER} watch over me`, given: `${DAUGHTER} now watches over you`, only: 'This is all that appears on their screen.', fine: 'Entries are coming', open: `See ${MOTHER}'s record`, shownTag: 'Shown to you',
    stop: `Stop ${DAUGHTER} watching over you`, stopDo: 'Stop it', stopped: `${DAUGHTER} no longer watches over you`, edit: /Change$/, actions: /./,
  },
};

for (const language of ['ja', 'en']) {
  journey(
    `a daughter writes for her mother and watches over her, in ${language}`,
    async (world) => {
      const { page, henro, keyring } = world;
      const say = WORDS[language];
      const server = await startServer();
      const daughter = await somebody(keyring, server.url, DAUGHTER);
      const wrong = [];
      try {
        await fillRecord(page, henro.url, { days: 8 });
        const { card } = await connect(henro.url, server.url);
        await ask(henro.url, 'contact_add', { card: daughter.card, name: DAUGHTER, met: true });
        await ask(daughter.url, 'contact_add', { card, name: MOTHER, met: true });
        const { contacts } = await ask(henro.url, 'contact_list');
        await set(page, henro.url, language, 'normal');
        const see = standing(world, language, 'normal', wrong);

        // 家族・介護をする人: one press chooses what such a person needs.
        await visit(page, `people/${contacts[0].id}/show`);
        await button(page, say.care).click();
        await page.getByRole('radio', { name: say.more, checked: true }).waitFor();
        await see('grant-carer');
        await button(page, say.show).click();
        await says(page, say.shown);
        await ask(daughter.url, 'share_sync');

        const hers = await herScreen(world, daughter, language, wrong);
        await writes(hers, say, wrong);
        await ask(daughter.url, 'share_sync');
        await ask(henro.url, 'share_sync');
        await visit(page, 'history');
        await visit(page, 'body/diary');
        await says(page, say.by);
        await see('owner-sees-who-wrote');

        await watched(world, hers, daughter, contacts[0].id, say, see);
        await ends(henro, hers, daughter, say);
        await hers.context.close();
        told(wrong);
      } finally {
        await daughter.done();
        await server.close();
      }
    },
    { size: 'phone', keyring: true },
  );
}

/** The daughter's own page, with what looks at it. */
async function herScreen(world, daughter, language, wrong) {
  const opened = await openHome(world.page, daughter.url);
  await set(opened.page, daughter.url, language, 'normal');
  const own = { ...world, page: opened.page, shot: (name) => world.shot(name, opened.page), access: (screen) => checkAccess(opened.page, screen) };
  return { ...opened, see: standing(own, language, 'normal', wrong), faults: opened.faults };
}

/** By the keyboard of the screen and the real one: a pressure, a line of diary; then one's own is changed. */
async function writes({ page, see }, say, wrong) {
  await visit(page, 'shared');
  await page.locator('main').getByRole('link', { name: MOTHER }).first().click();
  await says(page, /128|124/);
  await see('shared-record-append');
  await link(page, say.write).first().click();
  await page.locator('.note').first().waitFor();
  await see('shared-write');
  await page.locator('.slots, [role=group] input, input').first().waitFor();
  await page.locator('section.g-body').first().locator('input').first().click();
  await pressKeys(page, '1418870');
  await see('shared-write-pressure');
  // The button says whose record it is.
  await button(page, say.write).first().click();
  await says(page, new RegExp(`${MOTHER}.*`));
  const diary = page.locator('textarea').first();
  await diary.focus();
  await page.keyboard.type('よく食べ、よく眠れたそうです');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('textarea')?.value === '');
  await visit(page, 'shared');
  await page.locator('main').getByRole('link', { name: MOTHER }).first().click();
  await says(page, '141/88');
  await see('shared-record-written');
  if (!(await page.locator('.own').count())) wrong.push('what the daughter wrote cannot be told from the rest');
}

/** The mother lets her watch; what the daughter sees is the day alone. */
async function watched(world, hers, daughter, to, say, see) {
  const { page, henro } = world;
  await visit(page, 'watching');
  await see('watching-none');
  await link(page, say.watch).click();
  await page.locator('main').getByRole('link', { name: DAUGHTER }).click();
  await says(page, say.only);
  await page.locator('article.card').waitFor();
  await see('watch-consent');
  await button(page, say.give).click();
  await says(page, say.given);
  await visit(page, 'watching');
  await see('watching-given');
  await ask(daughter.url, 'share_sync');
  await visit(hers.page, 'watching');
  await says(hers.page, say.fine);
  await hers.see('watching-over');
  const { watched: list } = await ask(daughter.url, 'watch_list');
  const keys = Object.keys(list[0]).sort();
  assert.deepEqual(keys, ['as_of_ms', 'days', 'last', 'name', 'overdue', 'owner', 'record', 'silent', 'since']);
  await visit(hers.page, 'family');
  await says(hers.page, say.shownTag);
  await hers.see('family-with-mother');
  await visit(page, 'watching');
  await button(page, say.stop).click();
  await page.locator('dialog').getByRole('button', { name: say.stopDo }).click();
  await says(page, say.stopped);
  assert.equal((await ask(henro.url, 'watch_list')).given.length, 0);
  assert.ok(to);
}

/** It ends while she types: she is told, and nothing is lost. */
async function ends(henro, { page, see }, daughter, say) {
  await visit(page, 'shared');
  await page.locator('main').getByRole('link', { name: MOTHER }).first().click();
  await link(page, say.write).first().click();
  const diary = page.locator('textarea').first();
  await diary.fill('まだ送っていない一行');
  const { grants } = await ask(henro.url, 'grant_list');
  await ask(henro.url, 'grant_revoke', { id: grants.find((grant) => grant.standing === 'holds').id });
  await ask(daughter.url, 'share_sync');
  await says(page, say.closed);
  await says(page, 'まだ送っていない一行');
  await see('ended-while-typing');
  await page.setViewportSize(SIZES.phone);
}
