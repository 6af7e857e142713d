// The device as a key, names of keys, and everything that closes the record by itself.
import assert from 'node:assert/strict';
import { EVENING } from '../lib/fill.mjs';
import { CARD, NAMED, WITH_CARDS, addCard, button, clinical, lock, makeRecord, says, status, strip, unlock } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { visit } from '../lib/screens.mjs';
import { PERSON, rpc } from '../lib/words.mjs';

const PHONE = { size: 'phone', words: ['--at', EVENING] };
const password = (page) => page.getByLabel('パスワード', { exact: true });
/** Leaves a page and comes back, so that what it says is read anew. */
const again = async (page, screen) => {
  await visit(page, 'about');
  await visit(page, screen);
};

/** That many minutes after the evening of the journeys. */
const later = (minutes) => `${new Date(Date.parse(`${EVENING.slice(0, 16)}Z`) + minutes * 60_000).toISOString().slice(0, 16)}+09:00`;

journey(
  'this device is a key as long as its keyring is open, and a keyring that is closed or missing says so',
  async ({ page, henro, keyring, shot }) => {
    await makeRecord(page);
    await visit(page, 'keys');
    await button(page, 'この機械を加える').click();
    await says(page, 'この機械を鍵に加えました');
    await says(page, 'この機械に入れる人は、パスワードだけで開けます。');
    assert.equal(await button(page, 'この機械を加える').count(), 0);
    await strip(page).waitFor();
    await lock(page);
    await unlock(page);
    assert.equal((await status(page, henro)).clinical, 'closed');
    await visit(page, 'later/medicines');
    const open = button(page, 'この機械の鍵で開く');
    await open.click();
    await strip(page).waitFor();
    await strip(page).getByRole('button', { name: '閉じる' }).click();

    await keyring.lock();
    await open.click();
    await says(page, 'この機械の鍵束が閉じています。');
    await shot('keyring-locked');
    await again(page, 'keys');
    await says(page, 'この機械の鍵束が閉じています。開くと、交通系カードとこの機械を鍵にできます。');
    await keyring.kill();
    await again(page, 'keys');
    await says(page, 'この機械には秘密をしまう場所（鍵束）がないので、交通系カードとこの機械は鍵にできません。');
    await shot('keyring-missing');
    await visit(page, 'later/medicines');
    await open.click();
    await says(page, 'この機械には、秘密をしまう場所がありません。');
    await clinical(page, henro, 'closed');
    await keyring.unlock();
    await open.click();
    await strip(page).waitFor();
  },
  { ...PHONE, keyring: true, refusals: true },
);

journey(
  'a key gets another name, and a name that is none is refused where it is typed',
  async ({ page, henro, desk, access, shot }) => {
    await makeRecord(page);
    await desk.order(`insert ${CARD}`);
    await visit(page, 'keys');
    await addCard(page);
    await visit(page, 'keys');
    await button(page, `${NAMED} 名前を変える`).click();
    const name = page.getByLabel('呼び名');
    assert.equal(await name.inputValue(), NAMED);
    const save = page.getByRole('listitem').getByRole('button', { name: '変える', exact: true });
    await name.fill('  ');
    await save.click();
    await says(page, '名前を読みとれません。');
    await access('a name that is refused');
    await name.fill('財布の青いカード');
    await save.click();
    await says(page, '名前を変えました');
    await button(page, '財布の青いカード 名前を変える').waitFor();
    const { factors } = await rpc(page, henro.url, 'factor_list');
    assert.deepEqual(factors.map((one) => [one.name, one.in_use]), [['財布の青いカード', true]]);
    await shot('renamed');
    await visit(page, 'keys/check');
    await says(page, '財布の青いカード');
  },
  { ...WITH_CARDS, refusals: true },
);

journey(
  'the chosen minutes and the leaving of the window close the record',
  async ({ page, henro, shot }) => {
    await page.clock.install();
    await makeRecord(page);
    await visit(page, 'keys');
    await button(page, '1分').click();
    await page.locator('button[aria-pressed=true]', { hasText: /^1分$/ }).waitFor();
    await shot('chosen');
    await page.clock.fastForward(40_000);
    assert.equal(await password(page).count(), 0);
    await page.keyboard.press('Shift'); // a hand on the keyboard begins the minute anew
    await page.clock.fastForward(40_000);
    assert.equal(await password(page).count(), 0);
    await page.clock.fastForward(30_000);
    await password(page).waitFor();
    assert.equal((await status(page, henro)).state, 'locked');

    // The window is left: nothing happens until that was asked for.
    const leave = async () => {
      const other = await page.context().newPage();
      await other.bringToFront();
      await other.waitForTimeout(300);
      await other.close();
      await page.bringToFront();
    };
    const focus = await page.context().newCDPSession(page);
    await focus.send('Emulation.setFocusEmulationEnabled', { enabled: false });
    await unlock(page);
    await leave();
    await page.clock.fastForward(6_000);
    assert.equal((await status(page, henro)).state, 'open');
    await visit(page, 'keys');
    await page.getByRole('radio', { name: '閉じる', exact: true }).click();
    await leave();
    await password(page).waitFor();
    assert.equal((await status(page, henro)).state, 'locked');
  },
  PHONE,
);

journey(
  'five idle minutes close the medical half, with a warning, and the daily half stays',
  async ({ page, henro, desk, shot }) => {
    await page.clock.install();
    await makeRecord(page);
    await desk.order(`insert ${CARD}`);
    await visit(page, 'keys');
    await addCard(page);
    await strip(page).waitFor();
    await page.clock.fastForward(245_000);
    await strip(page).getByText('あと1分で、医療の記録を閉じます').waitFor();
    await shot('soon');
    await strip(page).getByRole('button', { name: '続ける' }).click();
    await strip(page).getByText('医療の記録も開いています').waitFor();
    assert.equal((await status(page, henro)).clinical, 'open');
    // Nobody touches anything; what the page asks by itself is no touch.
    const begun = Date.now();
    await page.getByText('5分さわらなかったので、医療の記録を閉じました。').waitFor({ timeout: 60_000 });
    const waited = Date.now() - begun;
    assert.ok(waited > 25_000, `closed after ${waited} ms, which are ${waited / 6000} minutes there`);
    const { state, clinical: half } = await status(page, henro);
    assert.deepEqual([state, half], ['open', 'closed']);
    await shot('idle');
    // The card that lies there does not open it again by itself; one tap does.
    await visit(page, 'later/medicines');
    await button(page, 'このカードで開く').click();
    await strip(page).waitFor();
  },
  // The core's clock goes ten times as fast: five minutes are half a minute. The page's is moved by hand.
  { ...WITH_CARDS, words: ['--at', EVENING, '--pace', '10'] },
);

journey(
  'ten wrong passwords with the right card open nothing, wait longer and longer, and lose nothing',
  async (world) => {
    const { page, desk, shot } = world;
    await makeRecord(page);
    await desk.order(`insert ${CARD}`);
    await visit(page, 'keys');
    await addCard(page);
    await lock(page);
    const waits = [];
    for (let tries = 1; tries <= 10; tries += 1) {
      await page.getByRole('status').getByText('カードがあります').waitFor();
      await password(page).fill(`違うことば ${tries}`);
      await button(page, '開く').click();
      await says(page, 'パスワードが違います。');
      const { state, clinical: half, wait_s } = await rpc(page, world.henro.url, 'record_status');
      assert.deepEqual([state, half], ['locked', 'closed']);
      waits.push(wait_s);
      if (wait_s === 0) continue;
      assert.ok(await button(page, '開く').isDisabled());
      // The clock stands, so the wait is over in another run only: it outlives the one that made it.
      await world.restart(['--at', later(tries * 10)]);
      await password(page).waitFor();
    }
    assert.deepEqual(waits, [0, 0, 0, 5, 15, 30, 60, 120, 240, 300]);
    await shot('ten');
    await unlock(page);
    await strip(page).waitFor();
    await visit(page, 'today');
    await says(page, '128');
  },
  { ...WITH_CARDS, refusals: true },
);
