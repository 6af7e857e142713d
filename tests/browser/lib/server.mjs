// The real henro-server, on a folder of its own that is thrown away unless one is given.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, makeMachine } from './henro.mjs';
import { program, start, stop, until } from './processes.mjs';

/** Starts the server that lies beside henro-cli; `words` go to its command line. A folder that is given stays. */
export async function startServer(words = [], given) {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'henro-server-'));
  const cli = program('HENRO_CLI', '');
  const server = start(join(cli, '..', 'henro-server'), ['--listen', '127.0.0.1:0', '--data', folder, ...words]);
  const close = async () => {
    await stop(server);
    if (!given) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await until(() => {
      if (server.ended) throw new Error(`henro-server ended: ${server.printed}`);
      return /listens on (\S+)/.exec(server.printed)?.[1];
    }, 60_000, 'henro-server printed no address');
    return { url, folder, server, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Makes a served record's device a second factor and connects it with the server at `address`. */
export async function connect(url, address, name = 'この機械') {
  await ask(url, 'device_enrol', { name });
  return ask(url, 'share_connect', { address });
}

/** Somebody with an empty record of their own and a second factor, on no server. */
export async function unconnected(keyring, name) {
  const own = await makeMachine(keyring.env);
  await ask(own.url, 'record_create', { name, password: 'somebody else has one too' });
  await ask(own.url, 'device_enrol', { name: '端末' });
  return own;
}

/** The same, connected with the server at `address`; `card` is their code. */
export async function somebody(keyring, address, name) {
  const own = await unconnected(keyring, name);
  const { card } = await ask(own.url, 'share_connect', { address });
  return { ...own, card };
}
