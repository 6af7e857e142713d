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
const left = [...chosen];
let failed = 0;

/** Walks what is left, one after another, in a browser of its own. */
async function walkOn() {
  const browser = await launch();
  for (let one = left.shift(); one; one = left.shift()) {
    const begun = Date.now();
    try {
      await walkOne(browser, one);
      console.log(`ok      ${one.name} (${Date.now() - begun} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${one.name}\n${String(error.stack ?? error).replace(/^/gm, '        ')}`);
    }
  }
  await browser.close();
}

await Promise.all(Array.from({ length: Math.min(AT_ONCE, chosen.length) }, walkOn));
console.log(`\n${chosen.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 || chosen.length === 0 ? 1 : 0);
