// A photo is chosen for oneself and for a child: it stands where the name stands, is no one else's, and is taken away again.
import assert from 'node:assert/strict';
import { ask } from '../lib/henro.mjs';
import { button, makeRecord, says } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { PLACE, photo } from '../lib/png.mjs';
import { settle, sideways, tooLow, visit } from '../lib/screens.mjs';

const RED = [200, 40, 40];
const BLUE = [40, 60, 200];

/** Chooses a file as a person does. */
async function choose(page, name, buffer, word = '写真をえらぶ') {
  const asked = page.waitForEvent('filechooser');
  await button(page, word).click();
  await (await asked).setFiles({ name, mimeType: 'image/png', buffer });
}

/** Colour of the middle and sides of a shown photo. */
async function looks(image) {
  await image.waitFor();
  return image.evaluate(async (node) => {
    await node.decode();
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    canvas.getContext('2d').drawImage(node, 0, 0, 1, 1);
    const [red, , blue] = canvas.getContext('2d').getImageData(0, 0, 1, 1).data;
    return { red: red > blue, sides: [node.naturalWidth, node.naturalHeight] };
  });
}

journey('a photo of oneself and one of a child keep the two apart', async ({ page, henro, shot, access }) => {
  await makeRecord(page);
  await visit(page, 'profile');
  await says(page, 'まんなかを四角に切りぬき');
  await access('profile without a photo');
  await choose(page, 'me.png', photo(640, 400, RED));
  await says(page, '写真をしまいました');
  const band = page.locator('.frame > .band img, .frame .band img').first();
  assert.deepEqual(await looks(band), { red: true, sides: [512, 512] });
  await settle(page);
  await access('profile with a photo');
  assert.deepEqual(await sideways(page), []);
  assert.deepEqual(await tooLow(page), []);
  await shot('profile');

  const own = (await ask(henro.url, 'person_list')).persons[0];
  const { image } = await ask(henro.url, 'photo_read', { id: own.id });
  const bytes = Buffer.from(image.split(',')[1], 'base64');
  assert.ok(!bytes.includes(PLACE) && !bytes.includes('Exif'), 'only the picture is kept');

  await visit(page, 'family/add');
  await page.getByLabel('名前').fill('陽太');
  await button(page, '加える').click();
  await says(page, '陽太さんの記録を作りました');
  await page.getByRole('link', { name: '陽太さんのことをなおす' }).click();
  await choose(page, 'child.png', photo(400, 640, BLUE));
  await says(page, '写真をしまいました');
  await shot('child');
  // What is no picture is refused in words.
  await choose(page, 'no.png', Buffer.from('no picture'), 'ほかの写真にする');
  await says(page, 'この写真は使えません。');
  await visit(page, 'family');
  const card = page.locator('main .pband img').first();
  assert.deepEqual(await looks(card), { red: false, sides: [512, 512] });
  await settle(page);
  await access('family with a photo');
  await shot('family');
  await page.getByRole('link', { name: '陽太さんの記録を開く' }).click();
  await page.locator('.frame .band[data-subject="1"] img').waitFor();
  assert.equal((await looks(page.locator('.frame .band[data-subject="1"] img'))).red, false);
  await settle(page);
  await shot('today of the child');
  assert.deepEqual(await sideways(page), []);

  await visit(page, 'profile');
  await settle(page);
  const id = await page.evaluate(() => location.hash);
  assert.match(id, /^#\/me\//, 'back with oneself');
  await button(page, '写真をはずす').click();
  await says(page, '写真をはずしました');
  await page.locator('.frame .band img').waitFor({ state: 'detached' });
  const list = (await ask(henro.url, 'person_list')).persons;
  assert.deepEqual(list.map(({ photo }) => photo !== null), [false, true]);
});
