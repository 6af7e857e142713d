// The real window: a display without a screen, WebKit's driver, the built app.
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program, start, stop, until } from './processes.mjs';
import { openSession, ready } from './webdriver.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Opens the app and answers its session; `words` go to its command line, `--data FOLDER` for example, `env` to its
 * surroundings. `close` ends all that was started.
 */
export async function openWindow(words, { size = '1280x800', env: more = {} } = {}) {
  const app = program('HENRO_APP', join(ROOT, 'target/debug/henro'));
  const driver = program('HENRO_WEBDRIVER', '/usr/bin/WebKitWebDriver');
  const started = [];
  const close = async () => {
    for (const one of started.reverse()) await stop(one);
  };
  try {
    const display = await openDisplay(started, size);
    const port = await freePort();
    // GDK_BACKEND: the display below, also where a Wayland session is open. The automation variable is Tauri's own.
    const env = { DISPLAY: display, GDK_BACKEND: 'x11', TAURI_WEBVIEW_AUTOMATION: 'true', LIBGL_ALWAYS_SOFTWARE: '1', ...more };
    const webdriver = start(driver, [`--port=${port}`, '--host=127.0.0.1'], { env });
    started.push(webdriver);
    await until(() => ready(port), 30_000, 'WebKitWebDriver does not answer');
    const options = { binary: app, args: words };
    const session = await openSession(port, { 'webkitgtk:browserOptions': options }).catch((error) => {
      throw new Error(`${error.message}; it printed:\n${webdriver.printed}`);
    });
    return { session, close: () => session.close().catch(() => {}).then(close) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts Xvfb on the first display that is free; it says itself which. */
async function openDisplay(started, size) {
  const xvfb = start(program('HENRO_XVFB', '/usr/bin/Xvfb'), ['-displayfd', '1', '-screen', '0', `${size}x24`, '-nolisten', 'tcp']);
  started.push(xvfb);
  const number = await until(() => /^\d+$/m.exec(xvfb.printed)?.[0], 30_000, 'Xvfb opened no display');
  return `:${number}`;
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
