// Passes bytes on to a server and counts them, in a process of its own: it takes no time from whoever measures.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Transform } from 'node:stream';
import { fileURLToPath } from 'node:url';

/**
 * Passes on to the server at `url`. `count` answers the bytes so far, up and down.
 * `hold` cuts the line and lets nobody through until `release`; `far` puts so many milliseconds between question and answer.
 * `lookAgain` asks the newest look of a reader again, with its session, and answers the server's status.
 */
export async function countingWire(url) {
  const child = fork(fileURLToPath(import.meta.url), [url]);
  const heard = () => new Promise((done) => child.once('message', done));
  const { port } = await heard();
  const say = (what) => (given) => {
    const answer = heard();
    child.send({ what, given });
    return answer;
  };
  const means = Object.fromEntries(['count', 'hold', 'release', 'far', 'lookAgain'].map((what) => [what, say(what)]));
  return { url: `http://127.0.0.1:${port}`, ...means, close: () => child.kill() };
}

function pass({ hostname, port }) {
  const wire = { up: 0, down: 0 };
  const ends = new Set();
  let held = false;
  let way = 0; // milliseconds in one direction
  let look = []; // the newest, as it went
  const reach = () => connect({ host: hostname, port: Number(port), noDelay: true });
  const passing = createServer((near) => {
    if (held) return near.destroy();
    const far = reach();
    near.setNoDelay(true);
    // Beginning a connection takes a way there and back before the first byte goes.
    const begins = performance.now() + 2 * way;
    let looking = false;
    near.on('data', (bytes) => {
      wire.up += bytes.length;
      if (LOOK.test(bytes.toString('latin1', 0, 80))) [look, looking] = [[], true];
      if (looking) look.push(bytes);
    });
    far.on('data', (bytes) => ((wire.down += bytes.length), (looking = false)));
    near.pipe(later(() => way + Math.max(0, begins - performance.now()))).pipe(far);
    far.pipe(later(() => way)).pipe(near);
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => (near.destroy(), far.destroy())).on('close', () => ends.delete(end));
    }
  });
  const does = {
    count: () => wire,
    hold: () => ((held = true), ends.forEach((end) => end.destroy()), wire),
    release: () => ((held = false), wire),
    far: (round_trip) => ((way = round_trip / 2), wire),
    lookAgain: async () => {
      if (look.length === 0) return 0;
      const far = reach();
      far.write(Buffer.concat(look));
      const [answer] = await Promise.race([once(far, 'data'), once(far, 'close').then(() => [Buffer.alloc(0)])]);
      far.destroy();
      return Number(answer.toString('latin1', 9, 12));
    },
  };
  process.on('message', async ({ what, given }) => process.send(await does[what](given))).on('disconnect', () => process.exit(0));
  passing.listen(0, '127.0.0.1', () => process.send({ port: passing.address().port }));
}

/** Hands bytes on in their order, each after so many milliseconds. */
function later(wait) {
  const waiting = [];
  return new Transform({
    transform(bytes, _, done) {
      const left = wait();
      if (left === 0 && waiting.length === 0) return done(null, bytes);
      waiting.push(bytes);
      // Whichever clock ends first, the oldest goes first.
      setTimeout(() => this.destroyed || this.push(waiting.shift()), left);
      return done();
    },
    flush: function drain(done) {
      if (waiting.length === 0) done();
      else setTimeout(drain, 1, done);
    },
  });
}

const LOOK = /^POST \/v1\/records\/[0-9a-f]+\/pull /;

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) pass(new URL(process.argv[2]));
