// npm ci && node run.mjs [--entries N] [--rounds N] [--peers a,b] [--json FILE]: peers on invented entries. See README.md.
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { node, start } from './lib/child.mjs';
import { writeEntries } from './lib/entries.mjs';
import { folderBytes } from './lib/measure.mjs';
import { lines, tables, targets } from './lib/table.mjs';

const FLOOR = 'plain';
const PEERS = ['henro', 'evolu', 'pouchdb', 'yjs', 'automerge'];

const { values: asked } = parseArgs({
  options: {
    entries: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '1' },
    peers: { type: 'string', default: PEERS.join() },
    json: { type: 'string' },
  },
});
const count = whole('entries');
const rounds = whole('rounds');
const peers = asked.peers.split(',');
for (const peer of peers) if (!PEERS.includes(peer)) throw new Error(`no peer ${peer}; there are ${PEERS.join()}`);

const work = mkdtempSync(join(tmpdir(), 'henro-peers-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
await main();

async function main() {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const [major, minor] = version.slice(1).split('.').map(Number);
  if (major < 24 || (major === 24 && minor < 20)) throw new Error(`the peers need Node 24.20 or later, not ${version}; see README.md`);
  const path = join(work, 'entries.jsonl');
  const bytes = writeEntries(path, count);
  note(`Node ${version}, ${count} entries, ${(bytes / count).toFixed(1)} bytes each as JSON Lines, load ${load()}`);
  const rows = new Map();
  // All once, then all again: a busy quarter of an hour does not fall on one peer alone.
  for (let round = 1; round <= rounds; round += 1) {
    const told = {};
    for (const peer of [FLOOR, ...peers]) {
      const { about, figures, missing } = await measure(peer, path);
      if (missing) {
        note(`round ${round}: ${peer} is left out: ${missing}`);
        continue;
      }
      tell(lines(peer, figures, told[FLOOR]));
      told[peer] = figures;
      if (!rows.has(peer)) rows.set(peer, { about: withVersions(about), rounds: [] });
      rows.get(peer).rounds.push(figures);
      note(`round ${round}: ${peer} converged on ${count} entries, load ${load()}`);
    }
    tell(targets(told));
  }
  note(`\n${tables([...rows.values()])}`);
}

/** One round of one peer: a server, replica A and the empty replica B, each a process of its own. */
async function measure(peer, path) {
  const folders = Object.fromEntries(['server', 'a', 'b'].map((name) => [name, folder(name)]));
  const running = [];
  const begin = async () => {
    running.unshift(await start(peer));
    return running[0];
  };
  try {
    const server = await begin();
    const missing = await server.ask('missing');
    if (missing) return { missing };
    const { port } = await server.ask('serve', { folder: folders.server });
    const a = await begin();
    await a.ask('open', { folder: folders.a, port });
    const { link, ...pushed } = await writeAndPush(a, server, path);
    const b = await begin();
    await b.ask('open', { folder: folders.b, port, link });
    const pulled = await pull(b, server);
    await mustAgree(peer, path, a, b);
    const about = await a.ask('about');
    for (const child of running) await child.ask('close');
    const stored = { replica_stored: folderBytes(folders.b) / count, server_stored: folderBytes(folders.server) / count };
    return { about, figures: { ...pushed, ...pulled, ...stored } };
  } finally {
    for (const child of running) await child.stop();
    for (const each of Object.values(folders)) rmSync(each, { recursive: true, force: true });
  }
}

async function writeAndPush(replica, server, path) {
  await replica.ask('load', { path });
  const insert = await replica.ask('insert');
  const push = await replica.ask('push');
  const wire = (await server.ask('wire')) + (await replica.ask('wire'));
  return {
    link: push.link,
    insert_rate: count / insert.seconds,
    insert_cpu: insert.cpu,
    push: push.seconds,
    push_replica_cpu: push.cpu,
    push_wire: wire / count,
  };
}

async function pull(replica, server) {
  // One of the two counts; the other says 0.
  const wire = async () => (await server.ask('wire')) + (await replica.ask('wire'));
  const look = async () => ({ cpu: await server.ask('cpu'), wire: await wire() });
  const before = await look();
  const { seconds, cpu } = await replica.ask('pull');
  const after = await look();
  return {
    pull: seconds,
    pull_replica_cpu: cpu,
    pull_server_cpu: after.cpu - before.cpu,
    pull_wire: (after.wire - before.wire) / count,
    replica_memory: await replica.ask('memory'),
    server_memory: await server.ask('memory'),
  };
}

/** Both replicas hold every entry of the file with its values, or nothing is told. */
async function mustAgree(peer, path, a, b) {
  const wanted = await a.ask('fingerprint', { path });
  for (const [name, replica] of [['A', a], ['B', b]]) {
    const found = await replica.ask('read');
    if (found.count !== wanted.count || found.sum !== wanted.sum) {
      throw new Error(`${peer}: replica ${name} has ${found.count} entries (${found.sum.slice(0, 8)}), not the ${wanted.count} of the file (${wanted.sum.slice(0, 8)})`);
    }
  }
}

function folder(name) {
  const path = join(work, name);
  mkdirSync(path);
  return path;
}

function withVersions({ title, encrypted, packages }) {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
  const versions = packages.map((name) => dependencies[name]);
  return { title: [title, versions.join(' / ')].filter(Boolean).join(' '), encrypted };
}

function whole(name) {
  const number = Number(asked[name]);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} wants a whole number from 1 on`);
  return number;
}

function tell(figures) {
  for (const figure of figures) {
    console.log(figure);
    if (asked.json) appendFileSync(asked.json, `${figure}\n`);
  }
}

function note(words) {
  console.error(words);
}

function load() {
  return loadavg()[0].toFixed(1);
}
