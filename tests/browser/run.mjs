// node run.mjs [FILE...]: walks the journeys of journeys/*.mjs, or only the named files', and with HENRO_JOURNEY only those
// whose name has that text. Needs HENRO_CLI.
import { readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { journeys, walkOne } from './lib/journey.mjs';
import { launch } from './lib/page.mjs';

/** A journey waits more than it works: two at once keep two cores busy. */
const AT_ONCE = 2;

const wanted = process.argv.slice(2).map((name) => basename(name, '.mjs'));
const folder = new URL('./journeys/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.mjs')).sort();
const unknown = wanted.filter((name) => !files.includes(`${name}.mjs`));
if (unknown.length > 0) {
  console.error(`no such journey: ${unknown.join(', ')}`);
  process.exit(2);
}
for (const file of files) {
  if (wanted.length === 0 || wanted.includes(basename(file, '.mjs'))) await import(new URL(file, folder));
}

if (wanted.length === 0) rmSync(new URL('./out/', import.meta.url), { recursive: true, force: true });
const chosen = journeys.filter(({ name }) => name.includes(process.env.HENRO_JOURNEY ?? ''));

/** Walks what is left, one after another, in a browser of its own; those that failed go to `failed`. */
async function walkOn(left, failed) {
  const browser = await launch();
  for (let one = left.shift(); one; one = left.shift()) {
    const begun = Date.now();
    try {
      await walkOne(browser, one);
      console.log(`ok      ${one.name} (${Date.now() - begun} ms)`);
    } catch (error) {
      failed.push(one);
      console.log(`FAILED  ${one.name}\n${String(error.stack ?? error).replace(/^/gm, '        ')}`);
    }
  }
  await browser.close();
}

const left = [...chosen];
let failed = [];
await Promise.all(Array.from({ length: Math.min(AT_ONCE, chosen.length) }, () => walkOn(left, failed)));
// What failed beside another journey is walked again alone: what fails then too has failed. More than a few are no accident.
if (failed.length > 0 && failed.length <= 2) {
  const [again, still] = [[...failed], []];
  console.log(`\nagain, alone: ${again.map(({ name }) => name).join('; ')}`);
  await walkOn(again, still);
  console.log(`shaky: ${failed.length - still.length} passed only when walked again`);
  failed = still;
}
console.log(`\n${chosen.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length > 0 || chosen.length === 0 ? 1 : 0);
