// Automerge: one document with a list of entries, through automerge-repo: WebSocket and files.
import { Repo, ImmutableString } from '@automerge/automerge-repo';
import { WebSocketClientAdapter, WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { WebSocketServer } from 'ws';
import { batches } from '../lib/entries.mjs';
import { countingServer } from '../lib/measure.mjs';

const BATCH = 1000;

export const about = {
  title: 'Automerge + automerge-repo',
  encrypted: false,
  packages: ['@automerge/automerge', '@automerge/automerge-repo'],
};

export async function serve(folder) {
  const counted = await countingServer();
  const network = [new WebSocketServerAdapter(new WebSocketServer({ server: counted.server }))];
  const repo = new Repo({ network, storage: new NodeFSStorageAdapter(folder), peerId: 'server', sharePolicy: async () => false });
  return { ...counted, close: async () => (await repo.flush(), counted.close()) };
}

export async function open({ folder, port, link }) {
  const repo = new Repo({ storage: new NodeFSStorageAdapter(folder) });
  const connect = () => repo.networkSubsystem.addNetworkAdapter(new WebSocketClientAdapter(`ws://127.0.0.1:${port}`));
  let handle;
  return {
    insert: async (entries) => {
      handle = repo.create({ entries: [] });
      for (const batch of batches(entries, BATCH)) {
        const plain = batch.map((entry) => Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, scalar(value)])));
        handle.change((doc) => doc.entries.push(...plain));
      }
      await repo.flush();
    },
    push: async () => {
      const arrived = new Promise((resolve) => {
        handle.on('remote-heads', ({ heads }) => {
          if (String(heads) === String(handle.heads())) resolve();
        });
      });
      connect();
      await arrived;
      return handle.url;
    },
    pull: async () => {
      connect();
      handle = await repo.find(link);
      await repo.flush();
    },
    read: async () => {
      // What was saved, not what is in memory.
      const saved = await new Repo({ storage: new NodeFSStorageAdapter(folder) }).find(handle.url);
      return saved.doc().entries.map(({ id, kind, time, value }) => ({ id: text(id), kind: text(kind), time, value: text(value) }));
    },
    close: () => repo.shutdown(),
  };
}

// A plain string would become a text that many hands can edit letter by letter; that is dear and not wanted here.
const scalar = (value) => (typeof value === 'string' ? new ImmutableString(value) : value);
const text = (value) => (value instanceof ImmutableString ? value.toString() : value);
