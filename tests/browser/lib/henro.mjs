// The real core behind loopback, on a folder of its own that is thrown away.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { program, start, stop, until } from './processes.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** An empty folder for a record. */
export function makeFolder() {
  return mkdtempSync(join(tmpdir(), 'henro-journey-'));
}

/** Throws the folder away. */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Starts `henro-cli serve` and answers its address with the token of this run.
 * `words` go to the command line, `--at TIME` for example; `env` are variables, those of a keyring for example. A demo takes no folder of a record, so it gets `folder`
 * as the place of all data folders.
 */
export async function serve({ folder = makeFolder(), words = [], demo = false, env = {}, limit = 20_000 } = {}) {
  const cli = program('HENRO_CLI', join(ROOT, 'target/debug/henro-cli'));
  const server = start(cli, ['serve', ...(demo ? ['--demo'] : ['--data', folder]), '--port', '0', ...words], {
    env: { ...env, ...(demo ? { XDG_DATA_HOME: folder } : {}) },
  });
  try {
    const url = await until(() => {
      if (server.ended) throw new Error('henro-cli serve ended');
      return /http:\/\/127\.0\.0\.1:\d+\S*/.exec(server.printed)?.[0];
    }, limit, 'henro-cli serve printed no address');
    return { url, folder, server, close: () => stop(server) };
  } catch (error) {
    await stop(server);
    throw new Error(`${error.message}; it printed:\n${server.printed}`);
  }
}

/** Runs `henro-cli` to its end and answers what it printed. */
export async function runCli(words) {
  const cli = program('HENRO_CLI', join(ROOT, 'target/debug/henro-cli'));
  const { stdout } = await promisify(execFile)(cli, words, { maxBuffer: 16 * 2 ** 20 });
  return stdout;
}
