// A second device comes in with an e-mail address and a password: the daily half works there, the clinical one says why not.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { checkAccess } from '../lib/axe.mjs';
import { makeDevice } from '../lib/beside.mjs';
import { ask, setUp } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { button, makeRecord, says } from '../lib/keys.mjs';
import { pressures, writePressure } from '../lib/pressures.mjs';
import { settle, sideways, tooLow, visit } from '../lib/screens.mjs';
import { connect, startServer } from '../lib/server.mjs';

const OUT = fileURLToPath(new URL('../out/email', import.meta.url));
const EMAIL = 'naoko@example.jp';
const PASSWORD = 'an old road with many temples';
const NEXT = 'another road by the sea';
const OWN = 'this one is for the tablet';

/** What every screen has to keep. */
async function sound(page, screen) {
  await settle(page);
  assert.deepEqual(await sideways(page), [], screen);
  assert.deepEqual(await tooLow(page), [], screen);
  await checkAccess(page, screen);
}

journey(
  'a second device comes in with e-mail and password and has the daily half',
  async ({ page, henro, shot, access }) => {
    const server = await startServer();
    const other = await makeDevice(page, {}, { refusals: true });
    try {
      await makeRecord(page);
      await connect(henro.url, server.url);
      await page.reload();
      await settle(page);
      await visit(page, 'connection');
      await page.getByRole('heading', { name: 'メールとパスワード' }).scrollIntoViewIfNeeded();
      await shot('email-set');
      await access('setting e-mail and password');
      await page.getByLabel('メールアドレス').fill('naoko');
      await page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
      await button(page, '入れるようにする').click();
      await says(page, 'メールアドレスとして読めません。');
      await page.getByLabel('メールアドレス').fill(EMAIL);
      assert.equal(await page.getByLabel('パスワード', { exact: true }).inputValue(), PASSWORD, 'nothing typed is lost');
      await button(page, '入れるようにする').click();
      await says(page, 'メールとパスワードで入れるようにしました');
      await page.getByText(EMAIL).scrollIntoViewIfNeeded();
      await settle(page);
      await shot('email-is-set');
      await sound(page, 'e-mail and password are set');

      await comeIn(other, server, shot);
      await dailyHalf(other, henro);
      await clinicalHalf(other);

      // A new password, then none.
      await page.reload();
      await settle(page);
      await button(page, '変える').click();
      await page.getByLabel('パスワード', { exact: true }).fill(NEXT);
      await button(page, '変える').click();
      await says(page, 'メールとパスワードで入れるようにしました');
      await page.reload();
      await settle(page);
      await button(page, '入れなくする').click();
      await shot('email-remove');
      await access('taking it away');
      await page.locator('dialog').getByRole('button', { name: '入れなくする' }).click();
      await says(page, 'メールとパスワードでは入れなくしました');
      await button(page, '入れるようにする').waitFor();
      assert.deepEqual(other.faults, []);
    } finally {
      await other.done();
      await server.close();
    }
  },
  { size: 'phone', keyring: true, refusals: true },
);

async function comeIn({ page }, server, shot) {
  const picture = (name) => page.screenshot({ path: `${OUT}/${name}.png`, fullPage: true });
  await button(page, 'メールとパスワードで入る').waitFor();
  await picture('welcome');
  await sound(page, 'welcome');
  await button(page, 'メールとパスワードで入る').click();
  await page.getByLabel('サーバーの場所').fill('http://example.jp');
  await page.getByLabel('メールアドレス').fill(EMAIL);
  await page.getByLabel('パスワード', { exact: true }).fill('not this one');
  await button(page, '入る').click();
  await says(page, 'サーバーの場所を読みとれません。');
  await page.getByLabel('サーバーの場所').fill(server.url);
  await button(page, '入る').click();
  await says(page, 'メールかパスワードが違います。');
  await picture('email-wrong');
  await sound(page, 'a wrong password');
  await page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
  await page.getByRole('radio', { name: '別にする' }).click();
  await page.getByLabel('別のパスワード').fill(OWN);
  await picture('email-in');
  await sound(page, 'coming in');
  await button(page, '入る').click();
  await page.locator('.plates').waitFor({ timeout: 60_000 });
  await settle(page);
  await page.getByText(/128/).first().waitFor();
  await picture('email-today');
  await shot('first-device');
}

/** Read and written on both. */
async function dailyHalf({ url }, henro) {
  assert.deepEqual(await pressures(url), [128]);
  await writePressure(url, 117);
  await ask(url, 'share_sync');
  await ask(henro.url, 'share_sync');
  assert.deepEqual(await pressures(henro.url), [117, 128]);
}

/** Closed, with the reason and what opens it, wherever somebody looks for it. */
async function clinicalHalf({ page }) {
  const picture = (name) => page.screenshot({ path: `${OUT}/${name}.png` });
  await page.locator('.plates .plate').nth(1).click();
  await says(page, 'この機械では、医療の記録を開けません');
  await picture('clinical-why');
  await sound(page, 'why the clinical half is closed');
  await page.locator('dialog').getByRole('button', { name: 'やめる' }).click();
  for (const screen of ['keys', 'connection', 'later/medicines']) {
    await visit(page, screen);
    await page.getByText(/鍵だけがあります/).first().waitFor();
    await picture(`daily-only-${screen.replace('/', '-')}`);
    await sound(page, screen);
  }
}

journey(
  'the same in English on a wide screen',
  async ({ page, henro, shot, access }) => {
    const server = await startServer();
    const other = await makeDevice(page, {}, { size: 'desktop', locale: 'en-GB', refusals: true });
    try {
      await ask(henro.url, 'record_create', { name: 'Naoko Miyatake', password: 'pilgrim in white' });
      await connect(henro.url, server.url, 'this machine');
      await setUp(henro.url, { language: 'en' });
      await page.reload();
      await settle(page);
      await visit(page, 'connection');
      await shot('email-set');
      await access('setting e-mail and password');
      await page.getByLabel('E-mail address').fill(EMAIL);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await button(page, 'Let devices come in').click();
      await says(page, 'Devices can come in with e-mail and password');
      await settle(page);
      await shot('email-is-set');
      await sound(page, 'e-mail and password are set');

      await setUp(other.url, { language: 'en' });
      await other.page.reload();
      await settle(other.page);
      const picture = (name) => other.page.screenshot({ path: `${OUT}/en-${name}.png`, fullPage: true });
      await picture('welcome');
      await sound(other.page, 'welcome');
      await button(other.page, 'Come in with e-mail and password').click();
      await other.page.getByLabel('Address of the server').fill(server.url);
      await other.page.getByLabel('E-mail address').fill('nobody@example.org');
      await other.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await button(other.page, 'Come in').click();
      await says(other.page, "E-mail or password isn't right.");
      await picture('email-wrong');
      await sound(other.page, 'an unknown address');
      await other.page.getByLabel('E-mail address').fill(EMAIL);
      await button(other.page, 'Come in').click();
      await other.page.locator('.plates').waitFor({ timeout: 60_000 });
      for (const screen of ['keys', 'connection', 'later/medicines']) {
        await visit(other.page, screen);
        await other.page.getByText(/key of the daily record only/).first().waitFor();
        await picture(`daily-only-${screen.replace('/', '-')}`);
        await sound(other.page, screen);
      }
      // One tap from the closed place: what goes on with a card, said before anything happens; then the welcome screen.
      await other.page.getByRole('link', { name: 'Go on with a card', exact: true }).click();
      await button(other.page, 'Add this device again').click();
      await says(other.page, 'Put the record of this device aside and add it again');
      await picture('go-on-with-a-card');
      await sound(other.page, 'going on with a card');
      await other.page.getByRole('dialog').getByRole('button', { name: 'Put it aside' }).click();
      await button(other.page, 'Come in with e-mail and password').waitFor();
      assert.equal((await ask(other.url, 'record_status')).state, 'missing');
      assert.deepEqual(other.faults, []);
    } finally {
      await other.done();
      await server.close();
    }
  },
  { size: 'desktop', locale: 'en-GB', keyring: true },
);
