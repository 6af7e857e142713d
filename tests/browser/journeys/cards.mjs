// Cards that are not the right one, cards that take another's place, and readers that come and go.
import assert from 'node:assert/strict';
import { CARD, NAMED, WITH_CARDS, addCard, button, clinical, link, lock, makeRecord, otherPerson, says, status, strip, unlock, writeCard } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { visit } from '../lib/screens.mjs';
import { rpc } from '../lib/words.mjs';

/** The exchange at which a card that is written leaves: its key is on it by then, and not all the rest (26 to 31 do). */
const WHILE_WRITING = 29;
const CLOSED_BY_CARD = 'カードが離れたので、医療の記録を閉じました。';

async function recordWithCard(page, desk) {
  await makeRecord(page);
  await desk.order(`insert ${CARD}`);
  await visit(page, 'keys');
  await addCard(page);
  await strip(page).waitFor();
}

/** Another card in place of the one that lies there. */
async function lay(page, desk, card) {
  await desk.order('remove');
  await says(page, 'カードを待っています');
  await desk.order(`insert ${card}`);
}

const named = async (page, henro) => (await rpc(page, henro.url, 'factor_list')).factors.map(({ name, in_use }) => [name, in_use]);

journey(
  'a card leaves its place to a new one and opens nothing any more',
  async ({ page, henro, desk, shot }) => {
    await recordWithCard(page, desk);
    await visit(page, 'keys');
    await button(page, `${NAMED} なくした`).click();
    await link(page, '新しいカードに替える').click();
    await says(page, `加えると、「${NAMED}」では開かなくなります。`);
    await says(page, '新しいカードに取りかえてください');
    // Whoever only takes the card away and goes elsewhere has closed it.
    await desk.order('remove');
    await says(page, 'カードを待っています');
    assert.equal((await status(page, henro)).clinical, 'open');
    await shot('room');
    await visit(page, 'keys');
    await says(page, CLOSED_BY_CARD);
    await clinical(page, henro, 'closed');
    await visit(page, 'later/medicines');
    await desk.order(`insert ${CARD}`);
    await strip(page).waitFor();

    await visit(page, 'keys');
    await button(page, `${NAMED} なくした`).click();
    await link(page, '新しいカードに替える').click();
    await says(page, '新しいカードに取りかえてください');
    await lay(page, desk, 'lite-s-blank-2 name=new');
    await writeCard(page, '新しいカード');
    await shot('replaced');
    assert.deepEqual(await named(page, henro), [['新しいカード', true]]);
    await strip(page).waitFor();
    // From now on it is the new card that keeps it open.
    await desk.order('remove');
    await says(page, CLOSED_BY_CARD);
    await visit(page, 'later/medicines');
    await desk.order(`insert ${CARD}`);
    await says(page, 'このカードは、鍵になっていません。');
    await clinical(page, henro, 'closed');
    await lay(page, desk, 'lite-s-blank-2 name=new');
    await strip(page).waitFor();
  },
  { ...WITH_CARDS, refusals: true },
);

journey(
  'a foreign card, a closed one, one of another kind and one of another person are told apart',
  async ({ page, henro, desk, shot }) => {
    await otherPerson(desk, 'lite-s-blank-2 name=theirs');
    await makeRecord(page);
    await visit(page, 'keys/card');
    await desk.order('insert type-a');
    await says(page, 'この種類のカードは使えません');
    await shot('type-a');
    // Closed by somebody else: nothing can be written, and no button says otherwise.
    await lay(page, desk, 'lite-s-issued');
    await says(page, 'このカードは閉じてあるので、書けません。');
    assert.equal(await button(page, '書きなおして使う').count(), 0);
    assert.equal(await button(page, '書いて加える').count(), 0);
    await shot('closed');
    // Of another person: written over only when that is said, and then it is theirs no more.
    await lay(page, desk, 'lite-s-blank-2 name=theirs');
    await says(page, 'このカードには、ほかの鍵が入っています。');
    assert.equal(await button(page, '書いて加える').count(), 0);
    await shot('foreign');
    await lay(page, desk, CARD);
    await writeCard(page);
    await desk.order('remove');
    await says(page, CLOSED_BY_CARD);
    await visit(page, 'later/medicines');
    const notOurs = 'このカードは、鍵になっていません。';
    for (const [card, said] of [['lite-s-blank-2 name=theirs', notOurs], ['suica', notOurs], ['student', notOurs], ['lite-s-wrong-key', 'カードの鍵が違います。']]) {
      await desk.order(`insert ${card}`);
      await says(page, said);
      await clinical(page, henro, 'closed');
      await desk.order('remove');
      await says(page, 'カードを待っています');
    }
    await desk.order(`insert ${CARD}`);
    await strip(page).waitFor();
    await visit(page, 'keys/card');
    await says(page, '新しいカードに取りかえてください');
    await lay(page, desk, 'lite-s-blank-2 name=theirs');
    await button(page, '書きなおして使う').click();
    await writeCard(page, '書きなおしたカード');
    assert.deepEqual(await named(page, henro), [[NAMED, false], ['書きなおしたカード', true]]);
  },
  { ...WITH_CARDS, refusals: true },
);

journey(
  'a card torn away while it is written is finished when it lies there again',
  async ({ page, henro, desk, shot }) => {
    await makeRecord(page);
    await desk.order(`insert lite-s-blank name=torn torn=${WHILE_WRITING}`);
    await visit(page, 'keys/card');
    await button(page, '書いて加える').click();
    await says(page, '読む途中で、カードが動きました。');
    assert.equal((await status(page, henro)).clinical, 'none');
    await shot('torn');
    // What happened stays to be read while no card lies there.
    await desk.order('remove');
    await says(page, 'カードを待っています');
    await page.waitForTimeout(300);
    await says(page, '読む途中で、カードが動きました。');
    await desk.order('insert lite-s-blank name=torn');
    await says(page, '前に書きかけたカードです。続きから書きます。');
    const steps = await page.locator('form ol li').count();
    assert.ok(steps > 0 && steps < 6, `${steps} steps are left of 6`);
    await shot('half-written');
    await writeCard(page, '書きおえたカード');
    await clinical(page, henro, 'open');
    await visit(page, 'keys/check');
    await says(page, '自分の鍵で、本物と示しました。');
  },
  { ...WITH_CARDS, refusals: true },
);

journey(
  'a half-written card whose key Henro has forgotten is written anew, when the person says so',
  async (world) => {
    const { page, desk } = world;
    await makeRecord(page);
    await desk.order(`insert lite-s-blank name=torn torn=${WHILE_WRITING}`);
    await visit(page, 'keys/card');
    await button(page, '書いて加える').click();
    await says(page, '読む途中で、カードが動きました。');
    await desk.order('remove');
    await world.restart();
    await unlock(page);
    await visit(page, 'keys/card');
    await desk.order('insert lite-s-blank name=torn');
    await says(page, '前に書きかけたカードか、ほかの記録のカードです。');
    await button(page, '書きなおして使う').click();
    await writeCard(page);
    await clinical(page, world.henro, 'open');
    await visit(page, 'keys/check');
    await says(page, '自分の鍵で、本物と示しました。');
  },
  { ...WITH_CARDS, refusals: true },
);

journey(
  'a copy of a card opens nothing, whether it lies there before or after the password',
  async ({ page, henro, desk, shot }) => {
    await recordWithCard(page, desk);
    await visit(page, 'keys');
    await button(page, 'この機械を加える').click();
    await says(page, 'この機械を鍵に加えました');
    await desk.order('remove');
    await says(page, CLOSED_BY_CARD);
    await lock(page);
    await desk.order('clone of=mine');
    await page.getByRole('status').getByText('カードがあります').waitFor();
    await unlock(page);
    await says(page, /医療の記録は、まだ閉じています。カードの鍵が違います。/);
    assert.equal((await status(page, henro)).clinical, 'closed');
    await shot('copy-first');
    await visit(page, 'later/medicines');
    await desk.order('remove');
    await says(page, 'カードを待っています');
    await desk.order('clone of=mine');
    await says(page, 'カードの鍵が違います。');
    assert.equal((await status(page, henro)).clinical, 'closed');
    await shot('copy-after');
    // Opened in another way, the check says why.
    await button(page, 'この機械の鍵で開く').click();
    await strip(page).waitFor();
    await visit(page, 'keys/check');
    await says(page, '番号は同じですが、鍵が違います。写しか、書きかえられたカードです。');
    await shot('check');
  },
  { ...WITH_CARDS, keyring: true, refusals: true },
);

journey(
  'two readers with a card each: the key opens, a new one is added beside it, two strangers are one too many',
  async ({ page, henro, desk, shot }) => {
    await recordWithCard(page, desk);
    await desk.order('insert lite-s-blank-2 reader=1 name=second');
    await visit(page, 'keys');
    await visit(page, 'keys/card');
    // The key lies where it is; the other card is the one that is meant.
    await writeCard(page, '二枚目');
    assert.deepEqual(await named(page, henro), [[NAMED, false], ['二枚目', true]]);
    await shot('added-beside');
    // Two keys: which one is meant cannot be known.
    await desk.order('remove reader=1');
    await says(page, CLOSED_BY_CARD);
    await visit(page, 'later/medicines');
    await strip(page).waitFor(); // the first key lies there still
    await strip(page).getByRole('button', { name: '閉じる' }).click();
    await desk.order('insert lite-s-blank-2 reader=1 name=second');
    await says(page, 'カードが二枚あります');
    await says(page, '使うカードを一枚だけ残してください。');
    await clinical(page, henro, 'closed');
    await shot('two-keys');
    await desk.order('remove');
    await strip(page).waitFor();
    await desk.order('remove reader=1');
    await says(page, CLOSED_BY_CARD);
    // A key beside a stranger opens, at the unlock too.
    await lock(page);
    await desk.order('insert iruca');
    await desk.order('insert lite-s-blank-2 reader=1 name=second');
    await says(page, 'カードが二枚あります');
    await unlock(page);
    await strip(page).waitFor();
    await desk.order('remove reader=1');
    await says(page, CLOSED_BY_CARD);
  },
  { ...WITH_CARDS, refusals: true },
);

journey(
  'readers and the card service come and go, and the person is told each time',
  async ({ page, henro, desk, shot }) => {
    await recordWithCard(page, desk);
    // The service ends while it is open: the same as a card that leaves.
    await desk.order('service kill');
    await says(page, CLOSED_BY_CARD);
    await clinical(page, henro, 'closed');
    await visit(page, 'later/medicines');
    await says(page, 'カードの読み取りが動いていません');
    await shot('no-service');
    await desk.order('service bare');
    await says(page, '読み取り機がありません');
    await says(page, '読み取り機をUSBにつないでください。つなぐと、ここに出ます。');
    await shot('no-reader');
    // The password opens the daily half without them, and the cover says so.
    await lock(page);
    await says(page, '読み取り機がありません');
    await says(page, 'パスワードだけでも、日々の記録は開きます。');
    await unlock(page);
    await desk.order('service stop');
    await visit(page, 'later/medicines');
    await says(page, 'カードの読み取りが動いていません');
    await desk.order('service start');
    await says(page, 'カードを待っています');
    await desk.order(`insert ${CARD}`);
    await strip(page).waitFor();
    await clinical(page, henro, 'open');
  },
  { ...WITH_CARDS, refusals: true },
);
