// One person, two devices, no server: the second one is added over the local network, a file goes there and one comes back,
// and they meet on the network.
import assert from 'node:assert/strict';
import { makeDevice } from '../lib/beside.mjs';
import { ask, setUp } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { button, link, makeRecord, says } from '../lib/keys.mjs';
import { pressures, writePressure } from '../lib/pressures.mjs';
import { visit } from '../lib/screens.mjs';
import { look } from '../lib/sizes.mjs';

const PASSWORD = 'このタブレットのことば';

const JA = {
  add: '機械を加える', digits: '数字を出す', waiting: '加える機械を待っています', other: 'もう一台で使っています', place: 'サーバーの場所', group: '数字 1組目', whole: 'そろいました', name: 'この機械の呼び名', connect: 'つなぐ',
  compare: 'この四つの絵は、もう一台と同じですか', clinical: '医療の記録も', same: '同じ。加える', ready: '加わりました。この機械のパスワードを決めてください', password: 'この機械のパスワード', fetch: '記録を受けとる', filled: '記録がそろいました', begin: '使いはじめる', joined: '居間のタブレットを加えました',
  make: 'ファイルを作る', made: 'ファイルを作りました', news: 'まだここにない書きこみは 1件です。', apply: '取りこむ', taken: '1件を取りこみました', wait: '数字を出して待つ', waits: 'もう一台を待っています', go: '数字を打つ', at: '場所', meet: '合わせる', met: /と合わせました/, bad: 'これは、へんろの手渡しファイルではありません。',
};
const EN = {
  add: 'Add a device', digits: 'Show the digits', waiting: 'Waiting for the other device', other: 'I already use Henro on another device', place: 'Address of the server', group: 'Digits Group 1', whole: 'complete', name: 'Name for this device', connect: 'Connect',
  compare: 'Are these four pictures the same on the other device?', clinical: 'Care record too', same: 'The same. Add it', ready: 'Added. Choose a password for this device', password: 'Password of this device', fetch: 'Fetch the record', filled: 'The record is complete', begin: 'Begin', joined: '居間のタブレット was added',
  make: 'Make a file', made: 'The file is made', news: 'Changes that are not here yet: 1.', apply: 'Take it in', taken: 'Changes taken in: 1', wait: 'Show digits and wait', waits: 'Waiting for the other device', go: 'Type digits', at: 'Address', meet: 'Meet', met: /^Met /, bad: "This isn't a hand-over file of Henro.",
};

for (const [language, t] of [['ja', JA], ['en', EN]]) {
  journey(
    `two devices are kept in step without a server (${language})`,
    async ({ page, henro, keyring, shot }) => {
      const tablet = await makeDevice(page, keyring.env, { locale: language === 'ja' ? 'ja-JP' : 'en-GB', refusals: true });
      const theirs = tablet.page;
      try {
        await makeRecord(page);
        await ask(henro.url, 'device_enrol', { name: '端末' });
        for (const url of [henro.url, tablet.url]) await setUp(url, { language });
        await page.reload();
        await theirs.reload();
        await visit(page, 'connection/without');
        await look(page, 'nobody-yet', shot);
        await link(page, t.add).click();
        await look(page, 'add-begin', shot);
        await button(page, t.digits).click();
        await says(page, t.waiting);
        await look(page, 'add-code', shot);
        const { address, groups } = await ask(henro.url, 'enrol_look');
        await button(theirs, t.other).click();
        await theirs.getByLabel(t.place).fill(address);
        await theirs.getByLabel(t.group, { exact: true }).click();
        for (const group of groups) await theirs.keyboard.type(group);
        await theirs.getByLabel(t.name).fill('居間のタブレット');
        await button(theirs, t.connect).click();
        await says(page, t.compare);
        await page.getByRole('radio', { name: t.clinical }).click();
        await button(page, t.same).click();
        await says(theirs, t.ready);
        await theirs.getByLabel(t.password, { exact: true }).fill(PASSWORD);
        await button(theirs, t.fetch).click();
        await theirs.getByText(t.filled).waitFor({ timeout: 40_000 });
        await button(theirs, t.begin).click();
        await theirs.locator('.plates').waitFor();
        await says(page, t.joined);
        assert.deepEqual(await pressures(tablet.url), [128]);

        await writePressure(henro.url, 131);
        await visit(page, 'connection/without');
        await button(page, t.make).click();
        await says(page, t.made);
        await look(page, 'file-made', shot);
        const { path } = await ask(henro.url, 'parcel_make', {});
        await visit(theirs, 'connection/without');
        await theirs.locator('input[type=file]').setInputFiles({ name: 'x.henro-parcel', mimeType: 'application/octet-stream', buffer: Buffer.from('nothing of the kind') });
        await says(theirs, t.bad);
        await theirs.locator('input[type=file]').setInputFiles(path);
        await says(theirs, t.news);
        await look(theirs, 'file-looked-at', shot);
        await button(theirs, t.apply).click();
        await says(theirs, t.taken);
        assert.deepEqual(await pressures(tablet.url), [128, 131]);

        await writePressure(tablet.url, 140);
        await button(page, t.wait).click();
        await says(page, t.waits);
        await look(page, 'near-waits', shot);
        const near = await ask(henro.url, 'near_look');
        await theirs.getByRole('radio', { name: t.go }).click();
        await theirs.getByLabel(t.at).fill(near.address);
        await theirs.getByLabel(t.group, { exact: true }).click();
        for (const group of near.groups) await theirs.keyboard.type(group);
        await look(theirs, 'near-typed', shot);
        await button(theirs, t.meet).click();
        await says(theirs, t.met);
        await says(page, t.met);
        await look(page, 'near-met', shot);
        for (const url of [henro.url, tablet.url]) assert.deepEqual(await pressures(url), [128, 131, 140]);
      } finally {
        await tablet.done();
      }
      assert.deepEqual(tablet.faults, []);
    },
    { size: 'phone', keyring: true },
  );
}
