// Yjs: one document with a map of entries; y-websocket and its server, which keeps updates in LevelDB.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { batches } from '../lib/entries.mjs';
import { countingServer } from '../lib/measure.mjs';

const BATCH = 1000;
const ROOM = 'life';

export const about = { title: 'Yjs + y-websocket + y-leveldb', encrypted: false, packages: ['yjs', 'y-websocket', 'y-leveldb'] };

export async function serve(folder) {
  // The server is CommonJS and reads its folder from here.
  process.env.YPERSISTENCE = join(folder, 'leveldb');
  const { setupWSConnection, getPersistence } = createRequire(import.meta.url)('y-websocket/bin/utils');
  const counted = await countingServer();
  const sockets = new WebSocketServer({ server: counted.server });
  sockets.on('connection', setupWSConnection);
  const close = async () => {
    const { provider } = getPersistence();
    await provider.getStateVector(ROOM); // waits for what is still being written
    await counted.close();
    await provider.destroy();
  };
  return { ...counted, close };
}

export async function open({ folder, port }) {
  const Y = await import('yjs');
  const { WebsocketProvider } = await import('y-websocket');
  const doc = new Y.Doc();
  const map = doc.getMap('entries');
  let provider;
  const save = () => writeFileSync(join(folder, 'state'), Y.encodeStateAsUpdate(doc));
  const connect = async () => {
    provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, ROOM, doc, { WebSocketPolyfill: WebSocket, disableBc: true });
    await new Promise((resolve) => provider.once('sync', resolve));
  };
  return {
    insert: (entries) => {
      for (const batch of batches(entries, BATCH)) {
        doc.transact(() => {
          for (const { id, kind, time, value } of batch) map.set(id, [kind, time, value]);
        });
      }
      save();
    },
    push: async () => {
      await connect();
      await roundTrip(Y, provider, doc);
    },
    pull: async () => {
      await connect();
      save();
    },
    read: () => {
      // What was saved, not what is in memory.
      const saved = new Y.Doc();
      Y.applyUpdate(saved, readFileSync(join(folder, 'state')));
      return [...saved.getMap('entries')].map(([id, [kind, time, value]]) => ({ id, kind, time, value }));
    },
    close: () => provider.destroy(),
  };
}

/** The server reads in order: once it answers a question asked after the entries, it has them. */
async function roundTrip(Y, provider, doc) {
  const { ws } = provider;
  const SYNC = 0;
  const STEP_1 = 0;
  const STEP_2 = 1;
  const vector = Y.encodeStateVector(doc);
  if (vector.length > 127) throw new Error('the length must fit one byte');
  const answered = new Promise((resolve) => {
    ws.addEventListener('message', ({ data }) => {
      const [kind, step] = new Uint8Array(data);
      if (kind === SYNC && step === STEP_2) resolve();
    });
  });
  ws.send(Uint8Array.of(SYNC, STEP_1, vector.length, ...vector));
  await answered;
}
