// Starts programs and makes sure that none outlives the run.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const running = new Set();

/** Starts a program in its own process group, keeping what it prints. `input` is all that it reads; with `talk` it can be
 * written to for as long as it runs. */
export function start(program, words, { env = {}, input, talk = false } = {}) {
  const child = spawn(program, words, {
    stdio: [input === undefined && !talk ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...env },
  });
  const started = { child, printed: '', ended: false };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (started.printed += text));
  }
  // A program that ends without reading is seen by its end.
  child.stdin?.on('error', () => {});
  if (!talk) child.stdin?.end(input);
  running.add(started);
  child.on('error', (error) => ((started.printed += `${error.message}\n`), (started.ended = true)));
  child.on('exit', () => ((started.ended = true), running.delete(started)));
  return started;
}

/** Ends a program and what it started; asks first, then insists. */
export async function stop(started) {
  if (started.ended) return;
  signal(started, 'SIGTERM');
  await until(() => started.ended, 5000).catch(() => signal(started, 'SIGKILL'));
}

/** Waits until `find` answers something true, and answers it. */
export async function until(find, limit = 30_000, what = 'what was waited for did not happen', pause = 50) {
  const end = Date.now() + limit;
  for (;;) {
    const found = await find();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} (${limit} ms)`);
    await new Promise((next) => setTimeout(next, pause));
  }
}

/** The program that a variable names, or an error that says how to get it. */
export function program(variable, fallback) {
  const path = process.env[variable] || fallback;
  if (!path || !existsSync(path)) {
    throw new Error(`${variable}: no program at ${path}; \`cargo xtask test\` builds and installs it`);
  }
  return path;
}

function signal(started, name) {
  try {
    process.kill(-started.child.pid, name);
  } catch {
    // It has ended in the meantime.
  }
}

process.on('exit', () => running.forEach((started) => signal(started, 'SIGKILL')));
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => process.exit(130));
