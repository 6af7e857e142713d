// Steps of an organisation that several journeys take.
import assert from 'node:assert/strict';
import { button, link, says } from './keys.mjs';
import { visit } from './screens.mjs';
import { look } from './sizes.mjs';

const pictures = (page) => page.locator('ol[aria-label] li b').allTextContents();

/** The head shows a code, the member types it, both compare. With `shot` each page is looked at. */
export async function join(head, theirs, { name, duty }, shot) {
  const see = async (page, picture) => shot && look(page, picture, shot);
  await visit(head, 'org');
  await link(head, '仲間を加える').click();
  await head.getByLabel('仲間の名前').fill(name);
  await head.getByLabel('役目').fill(duty);
  await see(head, 'member-who');
  await button(head, '数字を出す').click();
  await says(head, '仲間になる人を待っています');
  await see(head, 'member-code');
  const groups = await head.locator('ol.groups li b').allTextContents();
  assert.equal(groups.length, 5);
  await visit(theirs, 'shared');
  await link(theirs, '団体の仲間になる').click();
  await theirs.getByLabel('数字 1組目', { exact: true }).click();
  for (const group of groups) await theirs.keyboard.type(group);
  await says(theirs, 'そろいました');
  await see(theirs, 'join-typed');
  await button(theirs, 'つなぐ').click();
  await says(head, 'この四つの絵は、仲間になる人の画面と同じですか');
  await says(theirs, 'この四つの絵が、団体の画面と同じか見くらべてください');
  assert.equal((await pictures(head)).length, 4);
  assert.deepEqual(await pictures(head), await pictures(theirs));
  await see(head, 'member-compare');
  await see(theirs, 'join-compare');
  await button(head, '同じ。仲間にする').click();
  await says(theirs, '仲間になりました');
  await says(head, `${name}さんが、仲間になりました`);
  await see(theirs, 'join-done');
  await see(head, 'member-joined');
}
