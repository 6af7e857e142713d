// Passes bytes on to a server and counts them, in a process of its own: it takes no time from whoever measures.
import { fork } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { Transform } from 'node:stream';
import { fileURLToPath } from 'node:url';

/**
 * Passes on to the server at `url`. `count` answers the bytes so far, up and down, and how often the server answered 403.
 * `hold` cuts the line and lets nobody through until `release`; `far` puts so many milliseconds between question and answer.
 */
export async function countingWire(url) {
  const child = fork(fileURLToPath(import.meta.url), [url]);
  const heard = () => new Promise((done) => child.once('message', done));
  const { port } = await heard();
  const say = (what, given) => {
    const answer = heard();
    child.send({ what, given });
    return answer;
  };
  const close = () => child.kill();
  const far = (round_trip) => say('far', round_trip);
  return { url: `http://127.0.0.1:${port}`, count: () => say('count'), hold: () => say('hold'), release: () => say('release'), far, close };
}

function pass({ hostname, port }) {
  const wire = { up: 0, down: 0, refused: 0 };
  const ends = new Set();
  let held = false;
  let way = 0; // milliseconds in one direction
  const passing = createServer((near) => {
    if (held) return near.destroy();
    const far = connect({ host: hostname, port: Number(port), noDelay: true });
    near.setNoDelay(true);
    // Beginning a connection takes a way there and back before the first byte goes.
    const begins = performance.now() + 2 * way;
    near.on('data', (bytes) => (wire.up += bytes.length)).pipe(later(() => way + Math.max(0, begins - performance.now()))).pipe(far);
    far.on('data', heard).pipe(later(() => way)).pipe(near);
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => (near.destroy(), far.destroy())).on('close', () => ends.delete(end));
    }
  });
  const heard = (bytes) => {
    wire.down += bytes.length;
    if (bytes.subarray(0, REFUSED.length).equals(REFUSED)) wire.refused += 1;
  };
  const does = {
    count: () => {},
    hold: () => {
      held = true;
      ends.forEach((end) => end.destroy());
    },
    release: () => (held = false),
    far: (round_trip) => (way = round_trip / 2),
  };
  process.on('message', ({ what, given }) => (does[what](given), process.send(wire))).on('disconnect', () => process.exit(0));
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

const REFUSED = Buffer.from('HTTP/1.1 403');

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) pass(new URL(process.argv[2]));
