// node bench.mjs [NAME] [--out FILE]: the figures of the screens, one JSON line each. Needs HENRO_CLI, built for release.
import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { makeFolder, removeFolder, serve } from './lib/henro.mjs';
import { launch, openPage } from './lib/page.mjs';

const REPEATS = 7;
const FIGURES = { ui_bundle_gzip: bundle, ui_today_first_paint: firstPaint };

/** Bytes of everything that the page loads but fonts, each file packed alone. */
async function bundle() {
  const dist = new URL('../../ui/dist/', import.meta.url);
  const files = readdirSync(dist, { recursive: true }).filter((file) => /\.(js|css|html|svg)$/.test(file));
  const value = files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
  return { value, unit: 'bytes', target: 200_000 };
}

/** From the start of the navigation to the frame that shows Today of a demo record; median of fresh pages. */
async function firstPaint() {
  const folder = makeFolder();
  const henro = await serve({ folder, demo: true, limit: 120_000 });
  const browser = await launch();
  try {
    const times = [];
    for (let turn = 0; turn <= REPEATS; turn += 1) {
      const { page, context } = await openPage(browser);
      await page.addInitScript(watchToday);
      await page.goto(henro.url);
      times.push(await page.waitForFunction(() => globalThis.henroPainted).then((handle) => handle.jsonValue()));
      await context.close();
    }
    // The first page also warms the server and the browser; it is not counted.
    const counted = times.slice(1).sort((a, b) => a - b);
    return { value: Math.round(counted[REPEATS >> 1]), unit: 'ms', target: 300 };
  } finally {
    await browser.close();
    await henro.close();
    removeFolder(folder);
  }
}

/** Runs in the page: notes the first frame after the main part has a heading. */
function watchToday() {
  const look = () => {
    if (document.querySelector('main h1')) requestAnimationFrame(() => setTimeout(() => (globalThis.henroPainted = performance.now())));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const words = process.argv.slice(2);
const at = words.indexOf('--out');
const out = at >= 0 ? words.splice(at, 2)[1] : undefined;
for (const [name, measure] of Object.entries(FIGURES)) {
  if (words.length > 0 && !name.includes(words[0])) continue;
  const { value, unit, target } = await measure();
  const line = JSON.stringify({ name, value, unit, baseline: null, target, holds: value <= target });
  console.log(line);
  if (out) appendFileSync(out, `${line}\n`);
}
