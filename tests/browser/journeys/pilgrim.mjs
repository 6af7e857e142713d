// Steps move the pilgrim: stamps, the way round, temple pages by keyboard, and charts that speak.
import assert from 'node:assert/strict';
import { EVENING, before, fillRecord, write } from '../lib/fill.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { rpc } from '../lib/words.mjs';

const WIDE = { size: 'desktop', words: ['--at', EVENING] };
const walk = (page, url) => rpc(page, url, 'walk_read');

journey('steps bring stamps, and taking them back takes the stamps back', async ({ page, henro, shot, access }) => {
  const today = await fillRecord(page, henro.url, { days: 1 });
  await page.reload();
  await settle(page);
  await visit(page, 'stamps');
  const first = (await walk(page, henro.url)).stamps.length;
  const { ids } = await write(page, henro.url, before(today, 1), [{ kind: 'steps', count: 60_000 }]);
  const now = await walk(page, henro.url);
  assert.ok(now.stamps.length > first, `${first} stamps, then ${now.stamps.length}`);
  await page.reload();
  await settle(page);
  assert.equal(await page.getByRole('img', { name: /の朱印$/ }).count(), now.stamps.length);
  await shot('stamps');
  await access('stamps');
  await rpc(page, henro.url, 'entry_delete', { ids });
  assert.equal((await walk(page, henro.url)).stamps.length, first);
}, WIDE);

journey('the other way round begins at the eighty-eighth temple', async ({ page, henro, access }) => {
  await fillRecord(page, henro.url, { days: 3 });
  await page.reload();
  await settle(page);
  await visit(page, 'walk');
  const round = page.getByRole('radiogroup', { name: 'この巡の向き' });
  await round.getByRole('radio', { name: '逆打ち' }).click();
  await page.locator('.toast').getByText('歩きかたを変えました').waitFor();
  const back = await walk(page, henro.url);
  assert.equal(back.settings.direction, 'backward');
  assert.ok(back.next_temple > 44, `next is temple ${back.next_temple}`);
  await access('the other way round');
  await page.locator('.toast').getByRole('button', { name: '取り消す' }).click();
  await round.getByRole('radio', { name: '順打ち', checked: true }).waitFor();
  assert.equal((await walk(page, henro.url)).settings.direction, 'forward');
}, WIDE);

journey('temples can be leafed through with the keyboard', async ({ page, henro, taps }) => {
  await fillRecord(page, henro.url, { days: 1 });
  await page.reload();
  await settle(page);
  await visit(page, 'temple/1');
  const done = await taps.of(async () => {
    await page.getByRole('link', { name: /^つぎの札所/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /極楽寺/ }).waitFor();
  });
  assert.equal(done.taps, 1);
  await page.getByRole('link', { name: /^前の札所/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /霊山寺/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL(/#\/me\/walk$/);
}, WIDE);

journey('the points of a chart speak under the arrow keys', async ({ page, henro }) => {
  await fillRecord(page, henro.url);
  await page.reload();
  await settle(page);
  await visit(page, 'rhythm');
  const points = page.getByRole('slider').first();
  await points.focus();
  const said = [await points.getAttribute('aria-valuetext')];
  for (let press = 0; press < 3; press += 1) {
    await page.keyboard.press('ArrowLeft');
    said.push(await points.getAttribute('aria-valuetext'));
  }
  assert.equal(new Set(said).size, 4, `each point says its own: ${said.join('; ')}`);
  for (const words of said) assert.match(words, /\d+月\d+日.*\d/);
}, WIDE);
