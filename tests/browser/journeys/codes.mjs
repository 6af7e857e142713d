// Codes that are read instead of typed: with a camera that films what the other screen shows, and from pictures in files.
import assert from 'node:assert/strict';
import { makeTablet, openCamera, tracks, whichCameras } from '../lib/camera.mjs';
import { ask } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { button, makeRecord, says } from '../lib/keys.mjs';
import { SIZES } from '../lib/page.mjs';
import { png, printed } from '../lib/png.mjs';
import { until } from '../lib/processes.mjs';
import { visit } from '../lib/screens.mjs';
import { startServer } from '../lib/server.mjs';
import { look } from '../lib/sizes.mjs';

/** The QR code a page shows, as a picture, once nothing lies over it. */
async function codeOf(page) {
  await page.locator('.toast').waitFor({ state: 'detached', timeout: 30_000 });
  return page.locator('svg[shape-rendering]').screenshot();
}
const dialog = (page) => page.getByRole('dialog');
const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim());

journey(
  'a device is added with the camera, from begin to end',
  async ({ page, henro, keyring, shot }) => {
    const server = await startServer();
    const camera = await openCamera();
    // Locked from beside the page, its open question is refused.
    const tablet = await makeTablet(camera.browser, { env: keyring.env, refusals: true });
    const theirs = tablet.page;
    try {
      await makeRecord(page);
      await visit(page, 'keys');
      await button(page, 'この機械を加える').click();
      await says(page, 'この機械を鍵に加えました');
      await ask(henro.url, 'share_connect', { address: server.url });

      // Nothing to be seen, then the code of a person: the camera looks on and says what it is; Escape turns it off.
      await button(theirs, 'もう一台で使っています').click();
      await theirs.getByLabel('この機械の呼び名').fill('居間のタブレット');
      await look(theirs, 'join', shot);
      await button(theirs, 'カメラで読む').click();
      await says(theirs, '四角いコードを、カメラに映してください。');
      assert.deepEqual(await tracks(theirs), ['live']);
      await look(theirs, 'camera-looks', shot);
      await theirs.keyboard.press('Escape');
      await dialog(theirs).waitFor({ state: 'detached' });
      assert.deepEqual(await tracks(theirs), ['ended']);
      assert.equal(await focused(theirs), 'カメラで読む');
      await visit(page, 'people/me');
      await camera.show(await codeOf(page));
      await button(theirs, 'カメラで読む').click();
      await says(theirs, 'これは、人や団体の「わたしのコード」です。ここで読むのは、自分の機械を加えるコードです。');
      await look(theirs, 'camera-other-kind', shot);
      await button(dialog(theirs), 'やめる').click();
      await dialog(theirs).waitFor({ state: 'detached' });
      assert.equal(await theirs.getByText('返事を待っています').count(), 0);

      // The code that the other device shows now: what was filled in already goes off by itself.
      await visit(page, 'connection/add');
      await button(page, '数字を出す').click();
      await says(page, '加える機械を待っています');
      await camera.show(await codeOf(page));
      await button(theirs, 'カメラで読む').click();
      await says(theirs, 'コードを読みました');
      await says(theirs, 'この四つの絵が、いま使っている機械と同じか見くらべてください');
      await says(page, 'この四つの絵は、もう一台と同じですか');
      assert.deepEqual(await tracks(theirs), ['ended', 'ended', 'ended']);
      assert.equal(await theirs.locator('video').count(), 0);
      await look(theirs, 'join-compare', shot);
      await button(page, '同じ。加える').click();
      await says(theirs, '加わりました。この機械のパスワードを決めてください');
      await theirs.getByLabel('この機械のパスワード', { exact: true }).fill('このタブレットのことば');
      await button(theirs, '記録を受けとる').click();
      await theirs.getByText('記録がそろいました').waitFor({ timeout: 40_000 });
      await button(theirs, '使いはじめる').click();
      await says(page, '居間のタブレットを加えました');
      const { today } = await ask(tablet.url, 'record_status');
      const { entries } = await ask(tablet.url, 'entry_list', { from: today, to: today, kinds: ['blood_pressure'] });
      assert.deepEqual(entries.map(({ body }) => body.systolic), [128]);

      // The two meet without the server: what the film shows now is still the used code, then comes the one that waits.
      await visit(theirs, 'connection/without');
      await theirs.getByRole('radio', { name: '数字を打つ' }).click();
      await button(theirs, 'カメラで読む').click();
      await says(theirs, 'ここで読むのは、サーバーなしで自分の機械を合わせるコードです。');
      await button(dialog(theirs), 'やめる').click();
      const { qr } = await ask(henro.url, 'near_begin');
      await camera.show(printed(qr));
      await button(theirs, 'カメラで読む').click();
      await says(theirs, /と合わせました/);
      await look(theirs, 'met', shot);

      // Locking turns the camera off.
      await visit(theirs, 'people/add');
      await button(theirs, 'カメラで読む').click();
      await says(theirs, 'これは、サーバーなしで自分の機械を合わせるコードです。');
      assert.equal((await tracks(theirs)).at(-1), 'live');
      await ask(tablet.url, 'record_lock');
      await theirs.getByLabel('パスワード', { exact: true }).waitFor();
      assert.equal((await tracks(theirs)).at(-1), 'ended');
    } finally {
      await tablet.done();
      await camera.close();
      await server.close();
    }
  },
  { size: 'phone', keyring: true },
);

journey(
  'a camera that is not there, not allowed or hidden is said in plain words',
  async ({ page, shot }) => {
    // This browser has no camera at all.
    await button(page, 'もう一台で使っています').click();
    await button(page, 'カメラで読む').click();
    await says(page, 'この機械に、カメラが見つかりません。');
    await says(page, '「写真から読む」でも読めます。');
    await look(page, 'no-camera', shot);
    await button(dialog(page), '閉じる').click();

    const asking = await openCamera({ asks: true });
    const refused = await makeTablet(asking.browser, { locale: 'en-GB', language: 'en' });
    try {
      await button(refused.page, 'I already use Henro on another device').click();
      await button(refused.page, 'Read with the camera').click();
      await says(refused.page, 'Using the camera is not allowed.');
      await look(refused.page, 'refused-en', shot);
      await button(dialog(refused.page), 'Try again').click();
      await says(refused.page, 'Using the camera is not allowed.');
    } finally {
      await refused.done();
      await asking.close();
    }

    const camera = await openCamera({ cameras: 2 });
    const tablet = await makeTablet(camera.browser, { locale: 'en-GB', language: 'en' });
    try {
      await button(tablet.page, 'I already use Henro on another device').click();
      await button(tablet.page, 'Read with the camera').click();
      await says(tablet.page, 'Hold the square code in front of the camera.');
      await look(tablet.page, 'camera-looks-en', shot);
      // What the browser tells a page that goes out of sight.
      await tablet.page.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      });
      await says(tablet.page, 'The screen was hidden, so the camera was stopped.');
      assert.deepEqual(await tracks(tablet.page), ['ended']);
      await look(tablet.page, 'hidden-en', shot);
      await tablet.page.evaluate(() => delete document.visibilityState);

      // It asked for the camera that looks away, and takes the next one when told.
      assert.deepEqual(await tablet.page.evaluate(() => [window.wishes[0].audio, window.wishes[0].video.facingMode]), [false, 'environment']);
      await button(tablet.page, 'Read with the camera').click();
      await button(dialog(tablet.page), 'Another camera').click();
      await until(async () => (await tracks(tablet.page)).join() === 'ended,ended,live', 30_000, 'the next camera is not on');
      const [, before, after] = await whichCameras(tablet.page);
      assert.notEqual(before, after);
      // What the browser tells a page whose camera is pulled out.
      await tablet.page.evaluate(() => window.tracks.at(-1).dispatchEvent(new Event('ended')));
      await says(tablet.page, 'The camera was unplugged.');
      await button(dialog(tablet.page), 'Close').click();

      // Closed before the camera came: it does not stay on.
      await tablet.page.evaluate(() => (window.late = 1000));
      await button(tablet.page, 'Read with the camera').click();
      await says(tablet.page, 'Opening the camera');
      await tablet.page.keyboard.press('Escape');
      await until(async () => (await tracks(tablet.page)).length === 4, 30_000, 'the camera never came');
      assert.equal((await tracks(tablet.page)).at(-1), 'ended');
    } finally {
      await tablet.done();
      await camera.close();
    }
  },
  { size: 'phone' },
);

journey(
  'a code is read from a picture, and what is wrong with a picture is said',
  async ({ page, henro, keyring, shot }) => {
    const server = await startServer();
    const tablet = await makeTablet(page.context().browser(), { env: keyring.env });
    const theirs = tablet.page;
    const choose = async (buffer, mimeType = 'image/png', name = 'photo.png') => {
      const chosen = theirs.waitForEvent('filechooser');
      await button(theirs, '写真から読む').click();
      await (await chosen).setFiles({ name, mimeType, buffer });
    };
    try {
      await makeRecord(page);
      await ask(henro.url, 'device_enrol', { name: 'この機械' });
      await ask(henro.url, 'share_connect', { address: server.url });
      await page.reload();
      await visit(page, 'people/me');
      const card = await codeOf(page);
      await visit(page, 'connection/add');
      const empty = await page.screenshot();
      await button(page, '数字を出す').click();
      await says(page, '加える機械を待っています');

      await button(theirs, 'もう一台で使っています').click();
      await choose(empty);
      await says(theirs, 'この写真に、コードが見つかりません。');
      await look(theirs, 'no-code', shot);
      await choose(png(8001, 5000));
      await says(theirs, 'この写真は大きすぎます。');
      await choose(png(8000, 5000));
      await says(theirs, 'この写真に、コードが見つかりません。');
      await choose(Buffer.from('not a picture at all'), 'image/jpeg', 'broken.jpg');
      await says(theirs, 'この写真は開けませんでした。');
      await choose(png(40, 40).subarray(0, 60));
      await says(theirs, /この写真は開けませんでした。|コードが見つかりません。/);
      await choose(card);
      await says(theirs, 'これは、人や団体の「わたしのコード」です。ここで読むのは、自分の機械を加えるコードです。');
      await look(theirs, 'other-kind', shot);

      // The whole screen of the other device as a picture, the code somewhere in it. Without a name it waits for one.
      await page.setViewportSize(SIZES.desktop);
      await page.locator('svg[shape-rendering]').scrollIntoViewIfNeeded();
      await choose(await page.screenshot());
      await says(theirs, 'コードを読みました');
      assert.equal(await theirs.getByLabel('絵を読んだ文字').inputValue(), (await ask(henro.url, 'enrol_look')).qr);
      assert.equal(await theirs.getByText('コードが見つかりません').count(), 0);
      await look(theirs, 'filled', shot);
      await theirs.getByLabel('この機械の呼び名').fill('タブレット');
      await button(theirs, 'つなぐ').click();
      await says(theirs, 'この四つの絵が、いま使っている機械と同じか見くらべてください');
    } finally {
      await page.goto('about:blank'); // nothing is asked of a server that ends
      await tablet.done();
      await server.close();
    }
  },
  { size: 'phone', keyring: true },
);
