// A child of thirteen gets a Henro of their own from the mother, keeps the diary for themselves, and is handed the record at
// eighteen with the gift: on two screens, in both languages.
import assert from 'node:assert/strict';
import { ask } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { button, link, makeRecord, says } from '../lib/keys.mjs';
import { checkAccess } from '../lib/axe.mjs';
import { openPage } from '../lib/page.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { somebody, startServer } from '../lib/server.mjs';
import { set, standing, told } from '../lib/standing.mjs';

const CHILD = '宮武 陽太';
const MOTHER = '宮武 直子';
const SECRET = 'だれにも見せない一行';

/** What each language says on the way. */
const WORDS = {
  ja: {
    give: `${CHILD}さんに、自分のHenroをもたせる`, doGive: `${CHILD}さんの記録を、本人にひらく`, has: '自分のHenroをもっています', open: 'この機械の鍵で開く',
    offer: `${MOTHER}が、あなたの記録をひらいてくれました`, accept: 'わたしの記録です。受けとる', parts: 'これからは自分だけ', alone: '自分だけ', since: /から自分だけ/, keeps: /本人が自分で持っています/,
    kept: '保護者といっしょ', hand: '本人に引きつぐ', letter: /本人への手紙/, code: 'コードを出す', waiting: '本人を待っています', receive: '記録を引きつぐ', digits: '25けたの数字', next: '次へ',
    compare: '4つの絵は、本人の画面と同じですか', same: '同じ。引きつぐ', sameGive: '同じ。引きつぐ', agreed: '引きつぐことに同意しました', done: 'この記録は、あなたのものになりました', gift: '贈りものを受けとる', make: '作る', made: '贈りものができました', due: '引きついだ記録の控えを、まだ作っていません',
  },
  en: {
    give: `Give ${CHILD} a Henro of their own`, doGive: `Open the record to ${CHILD}`, has: 'has a Henro of their own', open: /Open with this device/,
    offer: `${MOTHER} opened your record to you`, accept: 'It is my record. Take it up', parts: 'Only me from now on', alone: 'Only me', since: /only me since/, keeps: /kept by them since/,
    kept: 'with guardians', hand: 'Hand it over to them', letter: /A letter to them/, code: 'Show a code', waiting: 'Waiting for them', receive: 'Take over a record', digits: '25 digits', next: 'Next',
    compare: 'Are the four pictures the same on their screen?', same: 'The same. Take over', sameGive: 'The same. Hand over', agreed: 'has agreed to take it over', done: 'This record is yours now', gift: 'Take the gift', make: 'Make it', made: 'The gift is there', due: 'is still to be made',
  },
};

for (const language of ['ja', 'en']) {
  journey(
    `a child of thirteen keeps the diary and takes the record over at eighteen, in ${language}`,
    async (world) => {
      const { page, henro, keyring } = world;
      const say = WORDS[language];
      const server = await startServer();
      const child = await somebody(keyring, server.url, CHILD);
      const wrong = [];
      try {
        await makeRecord(page);
        await ask(henro.url, 'device_enrol', { name: 'この機械' });
        const { card } = await ask(henro.url, 'share_connect', { address: server.url });
        await ask(child.url, 'contact_add', { card, name: MOTHER, met: true });
        await ask(henro.url, 'contact_add', { card: child.card, name: CHILD, met: true });
        const { today } = await ask(henro.url, 'record_status');
        const year = Number(today.slice(0, 4));
        const born = (years) => `${year - years}-01-05`;
        const { persons } = await ask(henro.url, 'person_add', { name: CHILD, relation: 'child', birth: born(13), sex: null });
        const record = persons.find((person) => person.name === CHILD).id;
        const weight = { kind: 'measurement', item: 'weight_kg', value: 48.5 };
        await ask(henro.url, 'entry_record', { entries: [{ day: today, minute: 60, body: weight }], subject: record });
        await set(page, henro.url, language, 'normal');
        const see = standing(world, language, 'normal', wrong);

        // The mother reads what it means, and opens the record.
        await visit(page, `family/${record}`);
        await button(page, say.give).click();
        await see('give');
        await page.locator('main').getByText(CHILD, { exact: true }).last().click();
        await button(page, say.doGive).click();
        await says(page, say.has);
        await see('given');

        // The child finds it on Today, takes it up, and keeps the diary.
        await ask(child.url, 'share_sync');
        const hers = await theirScreen(world, child, language, wrong);
        await hers.page.getByText(say.offer).first().waitFor();
        await visit(hers.page, 'family/own');
        await hers.see('offered');
        await button(hers.page, say.accept).click();
        await says(hers.page, say.parts);
        await hers.page.locator('.parts li').last().getByRole('radio', { name: say.alone, exact: true }).click();
        await says(hers.page, say.since);
        await hers.see('kept');
        const line = (text) => ({ entries: [{ day: today, minute: 70, body: { kind: 'diary', text } }] });
        await ask(child.url, 'entry_record', line(SECRET));
        await visit(hers.page, 'body/diary');
        await says(hers.page, SECRET);
        await visit(hers.page, 'history');
        await says(hers.page, say.kept);
        await hers.see('both');
        await visit(hers.page, 'rhythm');
        await hers.see('rhythm-both');
        await visit(hers.page, 'family');
        await hers.see('their-family');

        // The mother is told which part, and nothing of what is in it.
        await ask(child.url, 'share_sync');
        await ask(henro.url, 'share_sync');
        await page.reload();
        await visit(page, `family/${record}`);
        await says(page, say.keeps);
        await see('told');
        const all = await ask(henro.url, 'entry_list', { kinds: [], from: '2000-01-01', to: today, subject: record });
        assert.ok(!JSON.stringify(all).includes(SECRET));

        await handedOver(world, hers, { henro, child, record, born, language, say, see });
        assert.deepEqual(hers.faults, []);
        await hers.context.close();
        told(wrong);
      } finally {
        await child.done();
        await server.close();
      }
    },
    { size: 'phone', keyring: true },
  );
}

/** The child's own page, with what looks at it. */
async function theirScreen(world, child, language, wrong) {
  const opened = await openPage(world.page.context().browser(), { size: 'phone' });
  await opened.page.goto(child.url);
  await settle(opened.page);
  await set(opened.page, child.url, language, 'normal');
  const own = { ...world, page: opened.page, shot: (name) => world.shot(name, opened.page), access: (screen) => checkAccess(opened.page, screen) };
  return { ...opened, see: standing(own, language, 'normal', wrong) };
}

/** Five years later: the ceremony, and the gift. */
async function handedOver({ page }, hers, { henro, child, record, born, say, see }) {
  await ask(henro.url, 'person_edit', { id: record, name: CHILD, relation: 'child', birth: born(18), sex: null, mark: 1 });
  await page.reload();
  await visit(page, `family/${record}/hand`);
  await page.locator('main').getByText(CHILD, { exact: true }).last().click();
  await page.getByLabel(say.letter).fill('げんきで。\nこれからは、あなたの記録です。');
  await see('before');
  await button(page, say.code).click();
  await says(page, say.waiting);
  const groups = await page.locator('.groups b').allInnerTexts();
  const other = hers.page;
  await visit(other, 'family');
  await other.getByRole('link', { name: say.receive }).click();
  await other.getByLabel(say.digits).fill(groups.join(' '));
  await button(other, say.next).click();
  await says(other, say.compare);
  await button(other, say.same).click();
  await says(page, say.agreed);
  await button(page, say.sameGive).click();
  await page.locator('dialog').getByRole('button', { name: say.sameGive }).click();
  await says(other, say.done);
  await hers.see('taken');
  // Later is remembered: Today says so.
  await visit(other, 'today');
  await says(other, say.due);
  await visit(other, 'family/gift');
  await hers.see('gift');
  await button(other, say.make).click();
  await says(other, say.made);
  await hers.see('gift-made');
  const { records } = await ask(child.url, 'gift_read');
  assert.deepEqual(records, []);
  const { entries } = await ask(child.url, 'day_read', { day: (await ask(child.url, 'record_status')).today });
  assert.deepEqual(entries.map(({ body }) => body.text), [SECRET], 'what was kept is in the own record');
}
