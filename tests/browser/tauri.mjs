// node tauri.mjs: one journey in the real window. Needs HENRO_APP, Xvfb and WebKitWebDriver.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { makeFolder, removeFolder } from './lib/henro.mjs';
import { until } from './lib/processes.mjs';
import { openWindow } from './lib/window.mjs';
import { PERSON } from './lib/words.mjs';

const OUT = new URL('./out/window/', import.meta.url);
/** Asks another address and answers the rule of the security policy that stopped it, or `none`. */
const FOREIGN_ADDRESS = `return new Promise((done) => {
  addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), { once: true });
  fetch('http://127.0.0.1:9/').catch(() => setTimeout(done, 1000, 'none'));
});`;

const folder = makeFolder();
let window;
let passed = 0;
let failed = 0;

/** Waits for something that can be seen, by its selector and its name. */
const see = (css, text) => until(() => window.session.find(css, text), 15_000, `the window shows no ${css} ${text}`);
const press = async (text) => (await see('button', text)).click();
const pressKey = async (digit) => (await until(() => window.session.find('button', digit, true), 15_000, `no key ${digit}`)).click();
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

async function onlyTheOneCommandIsOpen() {
  // What the page may not do: another command of the shell, another address.
  await assert.rejects(window.session.run('return __TAURI_INTERNALS__.invoke("plugin:window|close", {});'), /not allowed/);
  assert.equal(await window.session.run(FOREIGN_ADDRESS), 'connect-src');
}

try {
  window = await openWindow(folder);
  for (const part of [firstPressureInTheWindow, onlyTheOneCommandIsOpen]) {
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
  removeFolder(folder);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed);
