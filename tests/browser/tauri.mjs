// node tauri.mjs: journeys in the real window. Needs HENRO_APP, HENRO_CLI, Xvfb and WebKitWebDriver.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crowded } from './lib/crowded.mjs';
import { EVENING, before } from './lib/fill.mjs';
import { startCardDesk } from './lib/cardDesk.mjs';
import { askRaw, makeFolder, removeFolder, runCli, serve } from './lib/henro.mjs';
import { until } from './lib/processes.mjs';
import { SIZES } from './lib/page.mjs';
import { printed } from './lib/png.mjs';
import { SCREENS } from './lib/screens.mjs';
import { MAKE, SAMPLES, THEN, TRIED, askAll } from './lib/samples.mjs';
import { openWindow } from './lib/window.mjs';
import { PERSON } from './lib/words.mjs';

const OUT = new URL('./out/window/', import.meta.url);
/** Asks another address and answers the rule of the security policy that stopped it, or `none`. */
const FOREIGN_ADDRESS = `return new Promise((done) => {
  addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), { once: true });
  fetch('http://127.0.0.1:9/').catch(() => setTimeout(done, 1000, 'none'));
});`;
/** The digits of the sheets that are shown, group by group. */
const SHEETS = `return [...document.querySelectorAll('.paper')].map((paper) => [...paper.querySelectorAll('li')].map((li) => li.lastChild.textContent));`;
const IS_SET = `return document.querySelector('h1') && document.documentElement.lang === arguments[0]
  && (document.documentElement.dataset.text ?? 'normal') === arguments[1];`;
/** Waits until nothing of the page has changed for a moment. */
const STILL = `return new Promise((done) => {
  const stop = () => (watch.disconnect(), done());
  let quiet = setTimeout(stop, 150);
  const watch = new MutationObserver(() => (clearTimeout(quiet), (quiet = setTimeout(stop, 150))));
  watch.observe(document.documentElement, { childList: true, subtree: true, characterData: true });
  setTimeout(stop, 3000);
});`;

const folder = makeFolder();
let window;
let passed = 0;
let failed = 0;

/** Waits for something that can be seen, by its selector and its name. */
const see = (css, text) => until(() => window.session.find(css, text), 30_000, `the window shows no ${css} ${text}`);
const press = async (text) => (await see('button', text)).click();
const pressKey = async (digit) => (await until(() => window.session.find('button', digit, true), 30_000, `no key ${digit}`)).click();
const shot = async (name) => {
  mkdirSync(OUT, { recursive: true });
  writeFileSync(new URL(`${name}.png`, OUT), await window.session.picture());
};
const rpc = (name, body) => window.session.run('return __TAURI_INTERNALS__.invoke("rpc", { name: arguments[0], body: arguments[1] });', name, body);

async function firstPressureInTheWindow() {
  await press('はじめる');
  for (const digit of '1288266') await pressKey(digit);
  await press('記録する');
  await (await see('input', '名前')).type(PERSON.name);
  await (await see('input', 'パスワード')).type(PERSON.password);
  await press('作る');
  await see('body', '128/82 を記録しました');
  await shot('today');
  const { today } = await rpc('record_status', {});
  assert.match(JSON.stringify(await rpc('day_read', { day: today })), /"systolic":128/);
}

/** The window has the camera's door and keeps that of the microphone shut; a picture is read as in a browser. */
async function aCodeIsReadFromAPicture() {
  const card = `henro:${'0a'.repeat(32)}`;
  writeFileSync(new URL('card.png', OUT), printed(card));
  await window.session.run('location.hash = "#/me/people/add";');
  await see('button', 'カメラで読む');
  await assert.rejects(window.session.run('return navigator.mediaDevices.getUserMedia({ audio: true }).then(() => "it listens");'));
  await (await see('input[type=file]', '')).type(fileURLToPath(new URL('card.png', OUT)));
  await see('[role=status]', 'コードを読みました');
  assert.equal(await window.session.run('return document.querySelector("main form input[type=text]").value;'), card);
  await shot('code-read');
}

/** A blank card is written, opens the medical half, closes it when it leaves, and opens it after the password. */
async function aCardOpensTheMedicalHalf() {
  const card = 'lite-s-blank name=mine';
  const clinical = async () => (await rpc('record_status', {})).clinical;
  await desk.order(`insert ${card}`);
  await window.session.run('location.hash = "#/me/keys/card";');
  await press('書いて加える');
  await see('body', 'を鍵に加えました');
  await see('body', '医療の記録も開いています');
  assert.equal(await clinical(), 'open');
  await shot('clinical-open');
  await desk.order('remove');
  await see('[role=status]', 'カードが離れたので、医療の記録を閉じました。');
  assert.equal(await clinical(), 'closed');
  await rpc('record_lock', {});
  await window.session.run('setTimeout(() => location.reload());');
  await desk.order(`insert ${card}`);
  await (await see('input', 'パスワード')).type(PERSON.password);
  await press('開く');
  await see('body', '医療の記録も開いています');
  assert.equal(await clinical(), 'open');
  await shot('card-and-password');
  // The page that adds a card lets the one that opened make room; when it is left, what the card opened closes.
  await desk.order('remove');
  const lying = async () => (await rpc('card_watch', { after: 0, patience_ms: 0 })).cards.length;
  await until(async () => (await lying()) === 0, 30_000, 'the card is not seen to leave');
  assert.equal(await clinical(), 'open');
  await window.session.run('location.hash = "#/me/later/medicines";');
  await see('[role=status]', 'カードが離れたので、医療の記録を閉じました。');
  assert.equal(await clinical(), 'closed');
}

/** The card is gone for good: the sheet opens both halves with a new password. Then there is no reader either. */
async function aSheetOpensWhatTheCardDid() {
  const clinical = async () => (await rpc('record_status', {})).clinical;
  const go = (screen) => window.session.run('location.hash = "#/me/" + arguments[0];', screen);
  await desk.order('insert lite-s-blank name=mine');
  await go('later/medicines');
  await see('body', '医療の記録も開いています');
  assert.equal(await clinical(), 'open');
  await go('keys/sheet');
  await press('シートを作る');
  await see('.paper', '');
  const [groups] = await window.session.run(SHEETS);
  assert.equal(groups.length, 10);
  await press('紙に写しました');
  await (await see('input', '復旧シート 1組目')).type(groups.join(''));
  await see('body', '数字はそろいました。');
  await press('たしかめる');
  await see('body', 'シートが使えるようになりました');
  await desk.order('remove');
  await see('[role=status]', 'カードが離れたので、医療の記録を閉じました。');
  assert.equal(await clinical(), 'closed');

  await rpc('record_lock', {});
  await window.session.run('setTimeout(() => location.reload());');
  await press('パスワードを忘れたとき');
  await (await see('input', '復旧シート 1組目')).type(groups.join(''));
  await see('body', '数字はそろいました。');
  await (await see('input', '新しいパスワード')).type('another long sentence');
  await press('開く');
  await see('body', 'シートで開きました。');
  assert.equal(await clinical(), 'open');
  await shot('by-sheet');

  await rpc('clinical_close', {});
  await desk.order('service kill');
  await go('later/medicines');
  await see('[role=status]', 'カードの読み取りが動いていません');
  await desk.order('service bare');
  await see('[role=status]', '読み取り機がありません');
  await see('body', '読み取り機をUSBにつないでください。');
  await shot('no-reader');
}

async function onlyTheOneCommandIsOpen() {
  // What the page may not do: another command of the shell, another address.
  await assert.rejects(window.session.run('return __TAURI_INTERNALS__.invoke("plugin:window|close", {});'), /not allowed/);
  assert.equal(await window.session.run(FOREIGN_ADDRESS), 'connect-src');
}

/** The same requests over loopback and then in the window, on copies of one record at one place, under one clock. */
async function everyCommandAnswersAsOverLoopback() {
  const { commands } = JSON.parse(await runCli(['--json', 'rpc', '--list']));
  assert.deepEqual([...TRIED].sort(), commands.map(({ name }) => name).sort(), 'a command has no sample, or a sample no command');
  const home = makeFolder();
  const [data, made, csv] = ['data', 'made', 'in.csv'].map((name) => join(home, name));
  writeFileSync(csv, SAMPLES.csv);
  try {
    const words = ['--at', SAMPLES.at];
    const putBack = () => {
      rmSync(data, { recursive: true, force: true });
      if (existsSync(made)) cpSync(made, data, { recursive: true });
    };
    for (const list of [MAKE, THEN]) {
      putBack();
      const henro = await serve({ folder: data, words });
      const expected = await askAll(list, csv, (name, body) => overLoopback(henro.url, name, body)).finally(henro.close);
      assertRefusedAreThose(expected);
      await window.close();
      putBack();
      window = await openWindow(['--data', data, ...words]);
      const answers = await askAll(list, csv, askWindow);
      // As text, so that the order of the fields counts too.
      expected.forEach((one, at) => assert.equal(JSON.stringify(answers[at]), JSON.stringify(one), `${one.name} in the window`));
      if (list === MAKE) await window.close().then(() => cpSync(data, made, { recursive: true }));
    }
  } finally {
    removeFolder(home);
  }
}

function assertRefusedAreThose(ran) {
  const refused = ran.filter(({ answer }) => 'refused' in answer).map(({ name }) => name);
  assert.deepEqual(refused, ran.length === MAKE.length ? [] : SAMPLES.refused.map(([name]) => name));
}

/** Asks the shell; the answer comes as text, because WebDriver sorts fields in its own way. */
async function askWindow(name, body) {
  const script = `return __TAURI_INTERNALS__.invoke("rpc", { name: arguments[0], body: arguments[1] })
    .then((reply) => ({ reply }), (refused) => ({ refused })).then(JSON.stringify);`;
  return JSON.parse(await window.session.run(script, name, body));
}

async function overLoopback(url, name, body) {
  const { ok, value } = await askRaw(url, name, body);
  return { [ok ? 'reply' : 'refused']: value };
}

/** Every screen of the demonstration in WebKit, which sets lines in its own way. */
async function everyScreenStandsUpInTheWindow() {
  const home = makeFolder();
  const wrong = [];
  await window.close();
  window = await openWindow(['--demo', '--at', EVENING], { env: { XDG_DATA_HOME: home } });
  try {
    const { today } = await rpc('record_status', {});
    for (const [language, text_size] of [['ja', 'normal'], ['ja', 'largest'], ['en', 'largest']]) {
      await rpc('settings_write', { ...(await rpc('settings_read', {})), language, text_size });
      await window.session.run('setTimeout(() => location.reload());');
      await until(() => window.session.run(IS_SET, language, text_size).catch(() => false), 30_000, 'the page did not open anew');
      for (const size of Object.values(SIZES)) {
        await window.session.resize(size);
        for (const screen of SCREENS) {
          await window.session.run('location.hash = "#/me/" + arguments[0];', screen.replace('DAY', before(today, 1)));
          await window.session.run(STILL);
          const [wide, page, ...texts] = await window.session.run(`return [innerWidth, document.documentElement.scrollWidth, ...(${crowded})()];`);
          assert.equal(wide, size.width);
          wrong.push(...(page > wide ? [`${page - wide} px too wide`, ...texts] : texts).map((fault) => `${screen}, ${language}, ${text_size}, ${size.width} px: ${fault}`));
        }
      }
    }
  } finally {
    await window.close();
    removeFolder(home);
  }
  assert.ok(wrong.length === 0, `${wrong.length} faults\n${wrong.join('\n')}`);
}

let desk;
try {
  desk = await startCardDesk();
  window = await openWindow(['--data', folder], { env: desk.env });
  for (const part of [firstPressureInTheWindow, aCodeIsReadFromAPicture, aCardOpensTheMedicalHalf, aSheetOpensWhatTheCardDid, onlyTheOneCommandIsOpen, everyCommandAnswersAsOverLoopback, everyScreenStandsUpInTheWindow]) {
    await part();
    passed += 1;
    console.log(`ok      ${part.name}`);
  }
} catch (error) {
  failed = 1;
  await shot('failed').catch(() => {});
  console.log(`FAILED  ${error.stack}`);
} finally {
  await window?.close();
  await desk?.close();
  removeFolder(folder);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed);
