// Passes bytes on to a server and counts them, in a process of its own: it takes no time from whoever measures.
import { fork } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Passes on to the server at `url`; `count` answers the bytes so far, up and down. */
export async function countingWire(url) {
  const child = fork(fileURLToPath(import.meta.url), [url]);
  const heard = () => new Promise((done) => child.once('message', done));
  const { port } = await heard();
  const count = () => {
    const answer = heard();
    child.send('count');
    return answer;
  };
  return { url: `http://127.0.0.1:${port}`, count, close: () => child.kill() };
}

function pass({ hostname, port }) {
  const wire = { up: 0, down: 0 };
  const passing = createServer((near) => {
    const far = connect({ host: hostname, port: Number(port), noDelay: true });
    near.setNoDelay(true);
    near.on('data', (bytes) => (wire.up += bytes.length)).pipe(far);
    far.on('data', (bytes) => (wire.down += bytes.length)).pipe(near);
    for (const end of [near, far]) end.on('error', () => (near.destroy(), far.destroy()));
  });
  process.on('message', () => process.send(wire)).on('disconnect', () => process.exit(0));
  passing.listen(0, '127.0.0.1', () => process.send({ port: passing.address().port }));
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) pass(new URL(process.argv[2]));
