// The floor: the same rows through HTTP as JSON Lines into SQLite. No encryption, no merging, no signatures: not a peer.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { batches } from '../lib/entries.mjs';
import { countingServer } from '../lib/measure.mjs';

const BATCH = 1000;
const PAGE = 10_000;

export const about = { title: 'plain rows (floor)', encrypted: false, packages: [] };

export async function serve(folder) {
  const rows = openRows(folder);
  const counted = await countingServer(async (request, response) => {
    if (request.method === 'POST') {
      rows.insert(parse(await text(request)));
      return response.end();
    }
    const after = Number(new URL(request.url, 'http://localhost').searchParams.get('after'));
    return response.end(format(rows.page(after)));
  });
  return { ...counted, close: async () => (await counted.close(), rows.close()) };
}

export async function open({ folder, port }) {
  const rows = openRows(folder);
  const url = `http://127.0.0.1:${port}/`;
  return {
    insert: (entries) => {
      for (const batch of batches(entries, BATCH)) rows.insert(batch);
    },
    push: async () => {
      for (let page, after = 0; (page = rows.page(after)).length > 0; after += page.length) {
        const { ok } = await fetch(url, { method: 'POST', body: format(page) });
        if (!ok) throw new Error('the server refused');
      }
    },
    pull: async () => {
      for (let after = 0; ; ) {
        const page = parse(await (await fetch(`${url}?after=${after}`)).text());
        if (page.length === 0) return;
        rows.insert(page);
        after += page.length;
      }
    },
    read: () => rows.all(),
    close: () => rows.close(),
  };
}

const format = (entries) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
const parse = (lines) => lines.split('\n').filter(Boolean).map((line) => JSON.parse(line));

function openRows(folder) {
  const db = new DatabaseSync(join(folder, 'rows.db'));
  db.exec('pragma journal_mode = wal; pragma synchronous = normal');
  db.exec('create table entry (n integer primary key, id text not null unique, kind text not null, time integer not null, value any not null) strict');
  const add = db.prepare('insert into entry (id, kind, time, value) values (?, ?, ?, ?)');
  const page = db.prepare('select id, kind, time, value from entry where n > ? order by n limit ?');
  const all = db.prepare('select id, kind, time, value from entry');
  return {
    insert: (entries) => {
      db.exec('begin');
      for (const { id, kind, time, value } of entries) add.run(id, kind, time, value);
      db.exec('commit');
    },
    page: (after) => page.all(after, PAGE),
    all: () => all.all(),
    close: () => db.close(),
  };
}
