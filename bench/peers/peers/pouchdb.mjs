// PouchDB on LevelDB; express-pouchdb as the server; its own HTTP replication.
import express from 'express';
import expressPouchdb from 'express-pouchdb';
import PouchDB from 'pouchdb';
import { batches } from '../lib/entries.mjs';
import { countingServer } from '../lib/measure.mjs';

const BATCH = 1000;

export const about = { title: 'PouchDB + express-pouchdb', encrypted: false, packages: ['pouchdb', 'express-pouchdb'] };

export async function serve(folder) {
  const Served = PouchDB.defaults({ prefix: `${folder}/` });
  const app = express();
  app.use('/', expressPouchdb(Served, { mode: 'minimumForPouchDB' }));
  const counted = await countingServer(app);
  return { ...counted, close: async () => (await counted.close(), new Served('life').close()) };
}

export async function open({ folder, port }) {
  const db = new PouchDB(`${folder}/life`);
  const server = `http://127.0.0.1:${port}/life`;
  const options = { batch_size: BATCH };
  return {
    insert: async (entries) => {
      for (const batch of batches(entries, BATCH)) {
        const answers = await db.bulkDocs(batch.map(({ id, ...rest }) => ({ _id: `e${id}`, ...rest })));
        if (answers.some(({ error }) => error)) throw new Error('an entry was refused');
      }
    },
    push: async () => checked(await db.replicate.to(server, options)),
    pull: async () => checked(await db.replicate.from(server, options)),
    read: async () => {
      const { rows } = await db.allDocs({ include_docs: true });
      return rows.map(({ doc: { _id, kind, time, value } }) => ({ id: _id.slice(1), kind, time, value }));
    },
    close: () => db.close(),
  };
}

function checked({ ok, doc_write_failures: failures }) {
  if (!ok || failures > 0) throw new Error(`${failures} documents were not written`);
}
