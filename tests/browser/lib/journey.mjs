// One journey: a person, a page, the real core, a folder of its own.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkAccess } from './axe.mjs';
import { startCardDesk } from './cardDesk.mjs';
import { makeFolder, removeFolder, serve } from './henro.mjs';
import { openPage } from './page.mjs';
import { startSecretService } from './secretService.mjs';
import { countTaps } from './taps.mjs';

const OUT = fileURLToPath(new URL('../out/', import.meta.url));
const LIMIT = 300_000;

/** The journeys that the opened files declared, in order. */
export const journeys = [];

/**
 * Declares a journey. `walk` gets `{ page, henro, taps, shot, access, restart }`; `options` go to the page
 * (`size`, `theme`, `locale`) and to the server (`words`). With `cards` there is a `desk` for cards, with `keyring` a `keyring` of this device.
 */
export function journey(name, walk, options = {}) {
  journeys.push({ name, walk, options });
}

/** Walks one journey in a browser. Throws on the first thing that is wrong. */
export async function walkOne(browser, { name, walk, options }) {
  const folder = makeFolder();
  const { page, context, faults } = await openPage(browser, options);
  const world = { page, faults, henro: undefined, desk: undefined, keyring: undefined };
  const out = join(OUT, name.replace(/[^\p{L}\p{N}]+/gu, '-'));
  world.taps = await countTaps(page);
  world.shot = async (picture, of = page) => {
    mkdirSync(out, { recursive: true });
    await of.screenshot({ path: join(out, `${picture}.png`) });
  };
  world.access = (screen) => checkAccess(page, screen);
  world.restart = async (words = options.words) => {
    await page.goto('about:blank'); // nothing is asked of a server that ends
    await world.henro?.close();
    world.henro = await serve({ folder, words, env: { ...world.desk?.env, ...world.keyring?.env } });
    await page.goto(world.henro.url);
  };
  try {
    await limited(async () => {
      if (options.cards) world.desk = await startCardDesk();
      if (options.keyring) world.keyring = await startSecretService();
      await world.restart();
      await walk(world);
    });
    if (faults.length > 0) throw new Error(faults.join('\n'));
  } catch (error) {
    await world.shot('failed').catch(() => {});
    if (world.henro?.server.ended) error.message += `\nhenro-cli serve has ended; it printed:\n${world.henro.server.printed}`;
    if (faults.length > 0 && !faults.includes(error.message)) error.message += `\n${faults.join('\n')}`;
    throw error;
  } finally {
    await context.close().catch(() => {});
    await world.henro?.close();
    await world.desk?.close();
    await world.keyring?.close();
    removeFolder(folder);
  }
}

async function limited(work) {
  let alarm;
  const late = new Promise((_, fail) => {
    alarm = setTimeout(() => fail(new Error(`not done after ${LIMIT / 1000} s`)), LIMIT);
  });
  await Promise.race([work(), late]).finally(() => clearTimeout(alarm));
}
