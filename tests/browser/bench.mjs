// node bench.mjs [NAME] [--out FILE]: the figures of the screens, one JSON line each. Needs HENRO_CLI, built for release.
import { appendFileSync } from 'node:fs';
import { LIMITS, measure as weigh } from '../../ui/scripts/check-size.mjs';
import { makeFolder, removeFolder, serve } from './lib/henro.mjs';
import { launch, openPage } from './lib/page.mjs';

const REPEATS = 7;
const FIGURES = { ui_first_screen_gzip: () => bytes('first'), ui_whole_gzip: () => bytes('whole'), ui_today_first_paint: firstPaint };

/** Bytes without fonts, each file packed alone: of what the first screen loads, or of everything. */
async function bytes(part) {
  return { value: weigh().bytes[part], unit: 'bytes', target: LIMITS[part] };
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
