// Recovery on paper: made, typed back, and opening the record when the password or the card is gone.
import assert from 'node:assert/strict';
import { askRaw } from '../lib/henro.mjs';
import { CARD, WITH_CARDS, addCard, button, link, lock, makeRecord, otherPerson, says, sheetsOf, status, typeSheet, unlock } from '../lib/keys.mjs';
import { journey } from '../lib/journey.mjs';
import { visit } from '../lib/screens.mjs';

const anotherDigit = (group) => group.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
const open = (page) => button(page, '開く');

async function recordWithCard(page, desk) {
  await makeRecord(page);
  await desk.order(`insert ${CARD}`);
  await visit(page, 'keys');
  await addCard(page);
}

/** From the closed record to the page for sheets. */
async function forgot(page, desk) {
  await desk.order('remove');
  await lock(page);
  await button(page, 'パスワードを忘れたとき').click();
}

journey(
  'a recovery sheet is made, typed back, and opens the record with a new password',
  async ({ page, henro, desk, shot }) => {
    const theirs = await otherPerson(desk, 'lite-s-blank-2 name=theirs');
    await recordWithCard(page, desk);
    await link(page, '復旧シートを作る').click();
    await button(page, 'シートを作る').click();
    await page.locator('.paper li').nth(9).waitFor();
    const [groups] = await sheetsOf(page);
    assert.ok(groups.length === 10 && groups.every((group) => /^\d{5}$/.test(group)), String(groups.length));
    await shot('sheet');
    await button(page, '印刷用のファイルを作る').click();
    await says(page, 'ファイルを作りました');
    await button(page, '紙に写しました').click();
    // A slip of the pen is told by its group.
    await typeSheet(page, '復旧シート', [...groups.slice(0, 3), anotherDigit(groups[3])]);
    await says(page, '4組目が違います。紙を見て、打ちなおしてください。');
    await shot('wrong-group');
    await page.getByLabel('復旧シート 4組目').fill(groups[3]); // leads on to the fifth
    for (const group of groups.slice(4)) await page.keyboard.type(group);
    await says(page, '数字はそろいました。');
    await button(page, 'たしかめる').click();
    await says(page, 'シートが使えるようになりました');

    await forgot(page, desk);
    // On the cover too the wrong group is named, and two that changed places are.
    const swapped = [...groups.slice(0, 6), groups[7], groups[6], ...groups.slice(8)];
    await typeSheet(page, '復旧シート', swapped);
    await says(page, '7、8組目が違います。');
    assert.ok(await open(page).isDisabled());
    await shot('swapped');
    // The whole sheet of another person fits itself and opens nothing here.
    await page.getByLabel('復旧シート 1組目').fill(theirs.recovery[0].join(' '));
    await says(page, '数字はそろいました。');
    await page.getByLabel('新しいパスワード').fill('another long sentence');
    await open(page).click();
    await says(page, 'このシートでは開きません。');
    assert.equal((await status(page, henro)).state, 'locked');
    await page.getByLabel('復旧シート 1組目').fill(groups.join(''));
    await says(page, '数字はそろいました。');
    await shot('recover');
    await open(page).click();
    await says(page, 'シートで開きました。');
    await shot('recovered');
    assert.equal((await status(page, henro)).clinical, 'open');
    await lock(page);
    await unlock(page, 'another long sentence');
  },
  { ...WITH_CARDS, refusals: true },
);

journey(
  'two of three family sheets open the record, one tells nothing, and those of another family are told',
  async ({ page, henro, desk, shot }) => {
    const theirs = await otherPerson(desk, 'lite-s-blank-2 name=theirs');
    await recordWithCard(page, desk);
    await visit(page, 'keys');
    await link(page, '家族のシートを作る').click();
    for (const [at, name] of ['長女', '長男', '妹'].entries()) await page.getByLabel(`${at + 1}枚目を預ける人`).fill(name);
    await button(page, 'シートを作る').click();
    await page.locator('.paper').nth(2).waitFor();
    const sheets = await sheetsOf(page);
    assert.deepEqual(sheets.map((groups) => groups.length), [12, 12, 12]);
    await says(page, '2枚目 長男');
    await shot('three');
    await button(page, '紙に写しました').click();
    await typeSheet(page, '1枚目', sheets[0]);
    await typeSheet(page, '2枚目', sheets[1]);
    await button(page, 'たしかめる').click();
    await says(page, 'シートが使えるようになりました');

    await forgot(page, desk);
    await page.getByRole('radio', { name: '家族のシート（2枚）' }).click();
    await page.getByLabel('新しいパスワード').fill('the family remembers');
    // One alone: nothing can be pressed, and the core tells nothing of it either.
    await typeSheet(page, '1枚目', sheets[0]);
    await page.getByText('数字はそろいました。').waitFor();
    assert.ok(await open(page).isDisabled());
    const alone = await askRaw(henro.url, 'sheet_open', { kind: 'family', codes: [sheets[0].join(' ')], password: 'the family remembers' });
    assert.deepEqual([alone.ok, alone.value.code], [false, 'request_invalid']);
    // The same one twice is one.
    const second = (groups) => page.getByLabel('2枚目 1組目').fill(groups.join(''));
    await second(sheets[0]);
    await page.getByText('数字はそろいました。').nth(1).waitFor();
    await open(page).click();
    await says(page, '同じシートが二度入っています。');
    // One of another family.
    await second(theirs.family[0]);
    await open(page).click();
    await says(page, '二枚目は、ほかの記録のシートです。');
    await shot('another-family');
    assert.equal((await status(page, henro)).state, 'locked');
    // The third, which was never typed back, is as good.
    await second(sheets[2]);
    await open(page).click();
    await says(page, 'シートで開きました。');
    assert.equal((await status(page, henro)).clinical, 'open');
    await visit(page, 'keys');
    await says(page, 'いま使っています');
    await shot('opened');
    await lock(page);
    await unlock(page, 'the family remembers');
  },
  { ...WITH_CARDS, refusals: true },
);
