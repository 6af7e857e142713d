// A health centre is shown vaccinations and a letter: who joined with their medical half open reads them, who joined with it closed is told what to do, and the person
// reads which of them looked.
import assert from 'node:assert/strict';
import { openHome } from '../lib/beside.mjs';
import { ask } from '../lib/henro.mjs';
import { journey } from '../lib/journey.mjs';
import { button, enrolHere, link, makeRecord, says } from '../lib/keys.mjs';
import { addLetter } from '../lib/medical.mjs';
import { join } from '../lib/organisation.mjs';
import { visit } from '../lib/screens.mjs';
import { somebody, startServer, unconnected } from '../lib/server.mjs';
import { look } from '../lib/sizes.mjs';

const [YAMADA, SATO] = [{ name: '山田 花子', duty: '保健師' }, { name: '佐藤 健', duty: '管理栄養士' }];
const record = (page) => page.locator('main').getByRole('link', { name: /宮武 直子/ }).first();

journey(
  'a member of a health centre reads vaccinations and a letter, and the person sees which member looked',
  async ({ page, henro, keyring, shot }) => {
    const server = await startServer();
    const seat = await unconnected(keyring, 'みどり');
    const [yamada, sato] = [await somebody(keyring, server.url, YAMADA.name), await somebody(keyring, server.url, SATO.name)];
    const opened = [await openHome(page, seat.url), await openHome(page, yamada.url), await openHome(page, sato.url)];
    const [head, hers, his] = opened.map(({ page: one }) => one);
    /** Sends and fetches, one after another. */
    const rounds = async (...of) => {
      for (const { url } of of) await ask(url, 'share_sync');
    };
    try {
      await ask(seat.url, 'org_begin', { kind: 'health_centre', name: 'みどり保健センター', address: server.url });
      await join(head, hers, YAMADA);
      await ask(sato.url, 'clinical_close');
      await join(head, his, SATO);
      await visit(head, 'org');
      await look(head, 'members', shot);

      // The person shows the centre vaccinations and letters, and is told who can open them.
      await makeRecord(page);
      await enrolHere(page);
      await ask(henro.url, 'share_connect', { address: server.url });
      await ask(henro.url, 'dose_record', { day: '2026-05-02', dose: { vaccine: 'BCG', lot: 'LOT-1' } });
      await addLetter(henro.url);
      const { card } = await ask(seat.url, 'org_read');
      const { contacts } = await ask(henro.url, 'contact_add', { card, name: '保健センター', met: true });
      await visit(page, `people/${contacts[0].id}/show`);
      for (const part of ['予防接種', '書類']) await button(page, part).click();
      await says(page, '医療の部分は、この団体で、自分の医療の鍵を持つ人だけが開けます。');
      await says(page, 'LOT-1');
      await look(page, 'preview', shot);
      await button(page, '保健センターに見せる').click();
      await says(page, '保健センターに見せるようにしました');

      await rounds(yamada, seat, yamada, sato);
      await visit(hers, 'shared');
      await says(hers, '医療の部分も見られます');
      await look(hers, 'list', shot);
      await record(hers).click();
      await hers.getByText(/LOT-1/).first().waitFor();
      await hers.getByText('川崎病を疑い').first().waitFor();
      await hers.getByRole('button', { name: /小児科への紹介状.* 1枚目$/ }).locator('img').waitFor();
      await look(hers, 'read', shot);

      // Her own half closed: it is asked for right there.
      await ask(yamada.url, 'clinical_close');
      await visit(hers, 'shared');
      await record(hers).click();
      await says(hers, 'この人の医療の記録を見るには、自分の医療の記録を開きます。');
      assert.equal(await hers.getByText(/LOT-1/).count(), 0);
      await look(hers, 'closed', shot);
      await button(hers, 'この機械の鍵で開く').click();
      await hers.getByText(/LOT-1/).first().waitFor();

      // Who has no key for them sees none of it, and is told what to do.
      await visit(his, 'shared');
      await look(his, 'without-list', shot);
      await record(his).click();
      await says(his, '加わりなおします');
      await look(his, 'without', shot);
      assert.equal(await his.getByText(/LOT-1|川崎病/).count(), 0);

      // The person reads who looked at what.
      await rounds(seat, henro, henro);
      await visit(page, 'looks');
      await says(page, '保健師 山田 花子');
      const looks = await page.locator('main li').allTextContents();
      assert.ok(looks.some((line) => line.includes('山田') && line.includes('予防接種') && line.includes('書類')), looks.join('\n'));
      assert.ok(!looks.some((line) => line.includes('佐藤') && /予防接種|書類/.test(line)), looks.join('\n'));
      await look(page, 'looks', shot);
      assert.equal((await ask(henro.url, 'share_status')).looks_doubted, 0);

      // He does as he was told.
      await visit(head, 'org');
      await button(head, '佐藤 健 外す').click();
      await head.locator('dialog').getByRole('button', { name: '外す', exact: true }).click();
      await says(head, '佐藤 健を外しました');
      await rounds(sato);
      await ask(sato.url, 'clinical_open', { way: 'device' });
      await join(head, his, SATO);
      await rounds(sato, seat, sato);
      // His half was opened behind the page, which hears of it only now and then.
      await his.reload();
      await visit(his, 'shared');
      await record(his).click();
      await his.getByText(/LOT-1/).first().waitFor();
    } finally {
      for (const { context } of opened) await context.close();
      await sato.done();
      await yamada.done();
      await seat.done();
      await server.close();
    }
  },
  { size: 'phone', keyring: true },
);
