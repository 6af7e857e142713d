// Debian's Chromium, one page per journey, and everything that must not happen on it.
import { chromium } from 'playwright-core';
import { program } from './processes.mjs';

/** The two sizes that screens are made for on purpose. */
export const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };

const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'];

/** Starts the browser, with more `words` on its command line; no sandbox, because CI runs as root and only our own page is opened. */
export function launch(words = []) {
  const executablePath = program('HENRO_CHROMIUM', '/usr/bin/chromium');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...QUIET, ...words] });
}

/** What the browser logs when the core refuses a command. */
const REFUSED = /^Failed to load resource: the server responded with a status of 422/;

/**
 * A fresh page. `faults` collects errors of the page and every request that leaves this machine; `refusals`: the
 * journey makes the core refuse, which is then no fault of the page.
 */
export async function openPage(browser, { size = 'desktop', theme = 'light', locale = 'ja-JP', timezone = 'Asia/Tokyo', refusals = false } = {}) {
  const context = await browser.newContext({
    viewport: SIZES[size] ?? size,
    hasTouch: size === 'phone',
    colorScheme: theme,
    locale,
    timezoneId: timezone,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults = [];
  page.on('pageerror', (error) => faults.push(`the page threw: ${error.message}`));
  page.on('console', (message) => {
    if (refusals && REFUSED.test(message.text())) return;
    if (message.type() === 'error') faults.push(`the page logged an error: ${message.text()} ${message.location().url}`);
  });
  await context.route(
    (url) => url.hostname !== '127.0.0.1',
    (route) => {
      faults.push(`the page asked for ${new URL(route.request().url()).origin}`);
      return route.abort();
    },
  );
  return { page, context, faults };
}
