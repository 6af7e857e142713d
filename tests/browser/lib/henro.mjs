// The real core behind loopback, on a folder of its own that is thrown away.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
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
export async function serve({ folder = makeFolder(), words = [], demo = false, env = {}, limit = 60_000 } = {}) {
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

/** A machine without a record; `done` ends it and throws its folder away. */
export async function makeMachine(env) {
  const own = await serve({ env });
  const done = async () => {
    await own.close();
    removeFolder(own.folder);
  };
  return { ...own, done };
}

/** Sends one command to a served Henro from beside its page; throws what the core refused. */
export async function ask(url, name, request = {}) {
  const { ok, value } = await askRaw(url, name, request);
  if (!ok) throw new Error(`${name} was refused: ${JSON.stringify(value)}`);
  return value;
}

/** The same, answering a refusal too. */
export async function askRaw(url, name, request) {
  const { origin, hash } = new URL(url);
  const headers = { 'Content-Type': 'application/json', Origin: origin, 'X-Henro-Token': hash.replace(/^#\/?token=/, '') };
  const answer = await fetch(`${origin}/rpc/${name}`, { method: 'POST', headers, body: JSON.stringify(request) });
  return { ok: answer.ok, value: await answer.json() };
}

/** Asks over one connection that stays: what is measured is Henro and not what `fetch` takes for each call. */
export function line(url) {
  const { origin, hash } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { 'Content-Type': 'application/json', Origin: origin, 'X-Henro-Token': hash.replace(/^#\/?token=/, '') };
  const ask = (name, body) =>
    new Promise((done, failed) => {
      const asked = request(`${origin}/rpc/${name}`, { method: 'POST', agent, headers }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part)).on('error', failed);
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (answer.statusCode === 200) done(JSON.parse(text));
          else failed(new Error(`${name} was refused: ${text}`));
        });
      });
      asked.on('error', failed).end(JSON.stringify(body));
    });
  return { ask, close: () => agent.destroy() };
}

/** Changes settings of a served record, its language for example; the page has to be loaded anew. */
export async function setUp(url, changes) {
  await ask(url, 'settings_write', { ...(await ask(url, 'settings_read')), ...changes });
}

/** Runs `henro-cli` to its end and answers what it printed. */
export async function runCli(words) {
  const cli = program('HENRO_CLI', join(ROOT, 'target/debug/henro-cli'));
  const { stdout } = await promisify(execFile)(cli, words, { maxBuffer: 16 * 2 ** 20 });
  return stdout;
}
