// node role.mjs PEER: one process of one peer, a server or a replica. Does what its parent asks, one thing at a time.
import { fingerprint, readEntries } from './entries.mjs';
import { cpuSeconds, peakMemory } from './measure.mjs';

const peer = await import(`../peers/${process.argv[2]}.mjs`);
let held; // the server or the replica
let entries = [];

const ask = {
  serve: async ({ folder }) => {
    held = await peer.serve(folder);
    return { port: held.port };
  },
  missing: () => peer.missing?.() ?? null,
  wire: () => held.wire?.() ?? 0,
  open: async (given) => {
    held = await peer.open(given);
  },
  load: ({ path }) => {
    entries = readEntries(path);
  },
  insert: () => timed(() => held.insert(entries)),
  push: () => timed(() => held.push()),
  pull: () => timed(() => held.pull()),
  memory: () => held.memory?.() ?? peakMemory(),
  cpu: () => taken(),
  about: () => peer.about,
  fingerprint: ({ path }) => fingerprint(readEntries(path), peer.ownIds),
  read: async () => fingerprint(await held.read(), peer.ownIds),
  close: () => held.close(),
};

/** Seconds of processor: of the program this process started for the peer, or of this process, where the peer itself runs. */
const taken = () => held?.cpu?.() ?? cpuSeconds();

/** Seconds by the clock, seconds of processor, and what the work answered. */
async function timed(work) {
  const start = performance.now();
  const before = taken();
  const link = await work();
  return { seconds: (performance.now() - start) / 1000, cpu: taken() - before, link };
}

process.on('message', async ({ what, given }) => {
  try {
    process.send({ answer: await ask[what](given) });
  } catch (error) {
    process.send({ error: `${process.argv[2]} ${what}: ${error?.stack ?? error}` });
  }
});
process.on('disconnect', () => process.exit());
process.send({ answer: 'ready' });
