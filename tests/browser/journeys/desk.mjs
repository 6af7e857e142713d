// The issuing desk through the screens, with the real core, a real card service and cards in software.
import assert from 'node:assert/strict';
import { EVENING } from '../lib/fill.mjs';
import { journey } from '../lib/journey.mjs';
import { settle, visit } from '../lib/screens.mjs';
import { firstPressure, rpc } from '../lib/words.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const says = (page, text) => page.getByText(text).first().waitFor();
const LIST = '番号,氏名\n0001,遍路 花子\n0002,讃岐 太郎\n0001,二度目\n,名だけ\n';

/** The operator's own card lies on the second reader. */
async function openDesk(page, henro, desk) {
  await firstPressure(page);
  await desk.order('insert lite-s-blank-2 reader=1');
  await visit(page, 'keys/card');
  await page.getByRole('button', { name: '書いて加える' }).click();
  await page.getByText(/を鍵に加えました$/).waitFor();
  await visit(page, 'keys');
  await page.getByRole('link', { name: 'カード窓口をはじめる' }).click();
  await page.getByLabel('窓口の名前').fill('さぬき市 健康課');
  await page.getByLabel('問い合わせ先').fill('電話 0879-00-0000');
  await button(page, 'これで決める').click();
  await page.getByRole('link', { name: '受付', exact: true }).click();
  await page.locator('input[type=file]').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(LIST) });
  await says(page, '加える 2人');
  await says(page, '同じ番号が前にあります（2行目）');
}

for (const size of ['phone', 'desktop']) {
  journey(
    `a desk takes people in, writes a card by keyboard alone and tells a lost one apart, ${size}`,
    async ({ page, henro, desk, shot, access }) => {
      await openDesk(page, henro, desk);
      await shot('preview');
      await button(page, '取りこむ').click();
      await says(page, '0002');
      await settle(page);
      await access('desk reception');
      await shot('reception');
      await page.getByRole('link', { name: '発行', exact: true }).first().click();
      await says(page, 'つぎの人');
      await says(page, 'カードを待っています');
      await settle(page);
      await shot('waiting');
      await desk.order('insert lite-s-blank serial=1 name=one');
      await says(page, '新しいカードです。');
      await page.waitForFunction(() => document.activeElement?.textContent?.trim() === '書く');
      await settle(page);
      await access('desk issue');
      await shot('plan');
      await page.keyboard.press('Enter');
      await says(page, '0001 遍路 花子 さんのカードができました');
      await settle(page);
      await shot('done');
      await button(page, '手紙を作る').press('Enter');
      await says(page, '手紙ができました');
      await desk.order('remove');
      await says(page, '讃岐 太郎');
      await desk.order('insert lite-s-blank serial=1 name=one');
      await says(page, 'ほかの人のカードです。');
      await says(page, 'いまは 0001 遍路 花子 さんのカードです。');
      await settle(page);
      await shot('other');
      assert.equal(await button(page, '書く').count(), 0);
      await page.getByRole('link', { name: '照会' }).click();
      await says(page, 'いま使えるカードです。');
      await settle(page);
      await access('desk check');
      await shot('check');
      await rpc(page, henro.url, 'desk_revoke', { number: '0001' });
      await desk.order('remove');
      await says(page, 'カードを待っています');
      await desk.order('insert lite-s-blank serial=1 name=one');
      await says(page, '紛失になったか、取りかえたカードです。');
      await page.getByRole('link', { name: '発行の記録' }).click();
      await says(page, '紛失');
      await settle(page);
      await access('desk log');
      await shot('log');
      // Somebody moves away: said whose name goes, asked once, gone from the list.
      await page.getByRole('link', { name: '受付', exact: true }).first().click();
      const second = page.getByRole('listitem').filter({ hasText: '讃岐 太郎' });
      await second.getByRole('button', { name: '名簿から外す' }).click();
      await says(page, '讃岐 太郎 さんの氏名と統合IDを消します。');
      await settle(page);
      await shot('remove');
      await page.getByRole('dialog').getByRole('button', { name: '名簿から外す' }).click();
      await says(page, '讃岐 太郎 さんを名簿から外しました');
      await second.waitFor({ state: 'detached' });
      await rpc(page, henro.url, 'settings_write', { ...(await rpc(page, henro.url, 'settings_read')), language: 'en' });
      await page.reload();
      await visit(page, 'desk/issue');
      await settle(page);
      await shot('en');
    },
    { size, words: ['--at', EVENING], cards: true },
  );
}
