// Every screen, in both languages, at normal, large and largest text: for axe, for narrow and wide windows, for a thumb.
import { EVENING, before, fillRecord } from '../lib/fill.mjs';
import { journey } from '../lib/journey.mjs';
import { SIZES } from '../lib/page.mjs';
import { DESK, SCREENS, settle, visit } from '../lib/screens.mjs';
import { look, set, standing, told } from '../lib/standing.mjs';
import { PERSON, rpc } from '../lib/words.mjs';

for (const language of ['ja', 'en']) {
  for (const text of ['normal', 'large', 'largest']) {
    journey(
      `every screen stands up in ${language} at ${text} text`,
      async (world) => {
        const { page, henro, shot } = world;
        const wrong = [];
        const today = await fillRecord(page, henro.url);
        await set(page, henro.url, language, text);
        for (const screen of SCREENS) {
          await visit(page, screen.replace('DAY', before(today, 1)));
          const name = `${screen}, ${language}, ${text}`;
          const onToday = (await page.locator('h1.date').count()) > 0;
          if (onToday !== screen.startsWith('today')) wrong.push(`${name}: another screen opened`);
          await look(world, name, language, wrong);
          if (text !== 'large') await shot(`${screen.replace(/\W/g, '-')}-wide`);
          await page.setViewportSize(SIZES.phone);
        }
        await rpc(page, henro.url, 'record_lock');
        await page.reload();
        await settle(page);
        await look(world, `unlock, ${language}, ${text}`, language, wrong);
        told(wrong);
      },
      { size: 'phone', words: ['--at', EVENING] },
    );

    journey(
      `cards, paper and letters stand up in ${language} at ${text} text`,
      async (world) => {
        const { page, henro, desk, shot } = world;
        const wrong = [];
        await rpc(page, henro.url, 'record_create', PERSON);
        await desk.order('insert lite-s-blank name=mine');
        await set(page, henro.url, language, text);
        const see = standing(world, language, text, wrong);
        await visit(page, 'keys/card');
        await page.locator('form ol').waitFor();
        await see('plan');
        await page.locator('form .btn.main').click();
        await page.locator('.note.ok').waitFor();
        await see('added');
        for (const screen of ['keys', 'keys/card', 'keys/check', 'keys/family', 'keys/sheet']) {
          await visit(page, screen);
          await see(`open-${screen.replace('/', '-')}`);
        }
        await page.locator('.btn.main').click();
        await page.locator('.paper').waitFor();
        await see('sheet');
        await page.locator('.do .btn.main').click();
        await page.locator('fieldset input').first().fill('12345');
        await page.locator('.fault').waitFor();
        await see('typed-back');
        await visit(page, 'keys');
        await page.locator('.factor .btn').first().click();
        await see('lost');
        await desk.order('remove');
        await page.locator('.lines .line').first().waitFor();
        for (const screen of ['keys/card', 'later/medicines', 'connection']) {
          await visit(page, screen);
          await see(`closed-${screen.replace('/', '-')}`);
        }
        await page.locator('.plates .plate').last().click();
        await see('plate');
        await page.keyboard.press('Escape');
        await rpc(page, henro.url, 'record_lock');
        await page.reload();
        await see('cover');
        const [write, forgot] = language === 'ja' ? ['開かずに書く', 'パスワードを忘れたとき'] : ['Write without opening', 'If you forgot the password'];
        await page.getByRole('button', { name: forgot }).click();
        await page.locator('fieldset').waitFor();
        await see('recover');
        await page.getByRole('radio').nth(1).click();
        await see('recover-family');
        await page.reload();
        await settle(page);
        await page.getByRole('button', { name: write }).click();
        await page.locator('.kinds').waitFor();
        await see('write');
        for (const at of [0, 1, 2, 3, 4]) {
          await page.locator('.kinds .chip').nth(at).click();
          await see(`write-${at}`);
        }
        told(wrong);
      },
      { size: 'phone', words: ['--at', EVENING], cards: true },
    );

    journey(
      `an issuing desk stands up in ${language} at ${text} text`,
      async (world) => {
        const { page, henro, desk, shot } = world;
        const wrong = [];
        await rpc(page, henro.url, 'record_create', PERSON);
        await desk.order('insert lite-s-blank-2 reader=1');
        await set(page, henro.url, language, text);
        const see = standing(world, language, text, wrong);
        await visit(page, 'keys/card');
        await page.locator('form .btn.main').click();
        await page.locator('.note.ok').waitFor();
        await visit(page, 'desk');
        await page.locator('form').waitFor();
        await see('begin');
        await rpc(page, henro.url, 'desk_begin', { office: 'さぬき市役所 健康福祉部 国保健康課', contact: '電話 0879-00-0000', duties: ['inquiry', 'reception', 'issuing'], close: true });
        const people = [['0001', '遍路 花子'], ['20261122-000000000345', '勘解由小路 左衛門尉三郎太郎 Maximiliana'], ['0003', '讃岐 太郎']];
        for (const [number, name] of people) await rpc(page, henro.url, 'desk_person_add', { number, name });
        await page.reload();
        await settle(page);
        for (const screen of DESK) {
          await visit(page, screen);
          await see(`empty-${screen.slice(5)}`);
        }
        await visit(page, 'desk/issue');
        await desk.order('insert lite-s-blank serial=1 name=one');
        await page.locator('form ol').waitFor();
        await see('plan');
        await page.locator('form .btn.main').click();
        await page.locator('.note.ok').waitFor();
        await see('written');
        await page.locator('.note.ok .btn').click();
        await page.locator('.note.ok .path').waitFor();
        await see('letter');
        await visit(page, 'desk/check');
        await page.locator('.seen').waitFor();
        await see('checked');
        await visit(page, 'desk/log');
        await page.locator('td').first().waitFor();
        await see('log');
        await visit(page, 'desk/reception');
        await page.getByRole('radio').nth(2).click();
        await page.locator('.rows li').nth(2).waitFor();
        await see('people');
        await page.locator('.rows li').last().locator('.quiet').first().click();
        await page.locator('form input').waitFor();
        // The form takes the focus at the foot of the page; what lies under the head while scrolled is no fault.
        await page.evaluate(() => window.scrollTo(0, 0));
        await see('rename');
        await page.locator('.rows li', { hasText: people[0][0] }).locator('.btn').first().click();
        await page.locator('dialog').waitFor();
        await see('lost');
        await page.keyboard.press('Escape');
        await visit(page, 'later/medicines');
        await rpc(page, henro.url, 'clinical_close');
        await page.reload();
        await visit(page, 'desk');
        await see('closed');
        told(wrong);
      },
      { size: 'phone', words: ['--at', EVENING], cards: true },
    );

    journey(
      `the way to a record stands up in ${language} at ${text} text`,
      async (world) => {
        const { page, henro } = world;
        const wrong = [];
        await set(page, henro.url, language, text);
        const [start, later, back] = language === 'ja' ? ['はじめる', '血圧はあとで', '戻る'] : ['Begin', 'Later', 'Back'];
        const email = language === 'ja' ? 'メールとパスワードで入る' : 'Come in with e-mail and password';
        await look(world, `welcome, ${language}, ${text}`, language, wrong);
        await page.getByRole('button', { name: start }).click();
        await settle(page);
        await look(world, `first reading, ${language}, ${text}`, language, wrong);
        await page.getByRole('button', { name: later }).click();
        await settle(page);
        await look(world, `create, ${language}, ${text}`, language, wrong);
        await page.getByRole('button', { name: back }).click();
        await page.reload();
        await page.getByRole('button', { name: email }).click();
        await settle(page);
        await page.getByRole('radio').nth(1).click();
        await look(world, `coming in by e-mail, ${language}, ${text}`, language, wrong);
        await page.getByRole('button', { name: back }).click();
        told(wrong);
      },
      { size: 'phone', words: ['--at', EVENING] },
    );
  }
}
