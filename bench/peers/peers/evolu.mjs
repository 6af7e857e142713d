// Evolu: its own database worker on both replicas (tables, history, encryption), its protocol, and its relay storage,
// over WebSocket. Its package for Node (@evolu/nodejs) of this version is not published, so the SQLite driver and the
// socket loop, about forty lines there, are written here.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as evolu from '@evolu/common';
import * as sync from '@evolu/common/local-first';
import { installPolyfills } from '@evolu/common/polyfills';
import { WebSocket, WebSocketServer } from 'ws';
import { batches } from '../lib/entries.mjs';
import { countingServer } from '../lib/measure.mjs';

installPolyfills();

const BATCH = 1000;
const TABLE = 'entry';
const SCHEMA = { tables: { [TABLE]: new Set(['kind', 'time', 'value']) }, indexes: [] };

export const about = { title: 'Evolu', encrypted: true, packages: ['@evolu/common'] };

export async function serve(folder) {
  const run = evolu.createRun({ createSqliteDriver: driverIn(folder), timingSafeEqual });
  const sqlite = await run.ok(evolu.createSqlite(evolu.Name.orThrow('relay')));
  const deps = { ...run.deps, sqlite };
  sync.createBaseSqliteStorageTables(deps);
  sync.createRelayStorageTables(deps);
  const storage = sync.createRelaySqliteStorage(deps)({ isOwnerWithinQuota: () => true });
  const relay = run.create({ ...run.deps, storage });
  const counted = await countingServer();
  const sockets = new WebSocketServer({ server: counted.server, maxPayload: sync.defaultProtocolMessageMaxSize });
  sockets.on('connection', (socket) => {
    socket.on('message', async (message) => {
      const { message: answer } = await relay.orThrow(sync.applyProtocolMessageAsRelay(new Uint8Array(message)));
      socket.send(answer);
    });
  });
  return { ...counted, close: async () => (await counted.close(), sqlite[Symbol.asyncDispose]()) };
}

export async function open({ folder, port, link }) {
  const secret = link ?? randomBytes(32).toString('base64');
  const owner = evolu.createAppOwner(evolu.OwnerSecret.orThrow(new Uint8Array(Buffer.from(secret, 'base64'))));
  const worker = await startWorker(folder, owner);
  return {
    insert: async (entries) => {
      for (const batch of batches(entries, BATCH)) {
        const changes = batch.map(({ id, ...values }) => ({ ownerId: owner.id, table: TABLE, id, values, isInsert: true, isDelete: null }));
        await worker.write({ type: 'ForEvolu', id: worker.id, message: { type: 'Mutate', changes, onCompleteIds: [], subscribedQueries: new Set() } });
      }
    },
    push: async () => (await converge(worker, owner, port), secret),
    pull: () => converge(worker, owner, port),
    read: () => readBack(folder),
    close: () => worker.close(),
  };
}

/** As Evolu's shared worker does when a device comes online: question and answer until nothing is left to say. */
async function converge(worker, owner, port) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const { protocolMessagesByOwnerId } = await worker.read({ type: 'ForSharedWorker', message: { type: 'CreateSyncMessages', owners: [owner] } });
  let message = protocolMessagesByOwnerId.get(owner.id);
  while (message) {
    const answered = new Promise((resolve, reject) => socket.once('message', resolve).once('close', reject));
    socket.send(message);
    const inputMessage = new Uint8Array(await answered);
    const { result } = await worker.write({ type: 'ForSharedWorker', message: { type: 'ApplySyncMessage', owner, inputMessage } });
    if (!result.ok) throw new Error(`sync: ${result.error.type}`);
    if (!['Response', 'Converged'].includes(result.value.type)) throw new Error(`sync: ${result.value.type}`);
    message = result.value.message;
  }
  socket.close();
}

/** Evolu's database worker in this process, and its clock, which the shared worker would keep. */
async function startWorker(folder, owner) {
  const store = evolu.createConsoleStoreOutput();
  const { createMessagePort, createBroadcastChannel } = evolu;
  const run = evolu.createRun({
    console: evolu.createConsole({ level: 'error' }),
    consoleStoreOutputEntry: store.entry,
    createMessagePort,
    createBroadcastChannel,
    lockManager: navigator.locks,
    createSqliteDriver: driverIn(folder),
  });
  const { port1, port2 } = evolu.createMessageChannel();
  const heard = () => new Promise((resolve) => (port1.onMessage = resolve));
  let stopped;
  const outside = evolu.createWorker((self) => (stopped = run(sync.startDbWorker(self))));
  const started = heard();
  outside.postMessage({
    type: 'DbWorkerInit',
    name: evolu.Name.orThrow('replica'),
    consoleLevel: 'error',
    sqliteSchema: SCHEMA,
    encryptionKey: owner.encryptionKey,
    memoryOnly: false,
    port: port2.native,
  });
  let { clock } = await started;
  const ask = async (request) => {
    const answer = heard();
    port1.postMessage({ type: 'Request', attemptId: evolu.createId(run.deps), ...request });
    return (await answer).response.message;
  };
  return {
    id: evolu.createId(run.deps),
    read: (request) => ask({ request }),
    write: async (request) => {
      const answer = await ask({ request, clock, now: run.deps.time.now() });
      clock = answer.clock;
      return answer;
    },
    close: async () => {
      port1.postMessage({ type: 'Dispose' });
      await stopped;
    },
  };
}

/** The rows of the table; an entry in quarantine would be missing and found out. */
function readBack(folder) {
  const db = new DatabaseSync(join(folder, 'replica.db'), { readOnly: true });
  const rows = db.prepare(`select id, kind, time, value from ${TABLE}`).all();
  db.close();
  return rows;
}

/** A SQLite driver as @evolu/nodejs has it, on Node's own SQLite; with WAL, which is kinder than its default. */
const driverIn = (folder) => (name) => () => {
  const path = join(folder, `${name}.db`);
  const db = new DatabaseSync(path);
  db.exec('pragma journal_mode = wal; pragma synchronous = normal');
  const statements = evolu.createPreparedStatementsCache((sql) => {
    const statement = db.prepare(sql);
    return { statement, reads: statement.columns().length > 0 };
  }, () => {});
  return evolu.ok({
    exec: (query) => {
      const { statement, reads } = statements.get(query, true);
      if (reads) return { rows: statement.all(...query.parameters), changes: 0 };
      return { rows: [], changes: Number(statement.run(...query.parameters).changes) };
    },
    export: () => {
      throw new Error(`${path} (${statSync(path).size} bytes) is not asked for here`);
    },
    deleteDatabase: () => {},
    [Symbol.dispose]: () => {
      statements[Symbol.dispose]();
      db.close();
    },
  });
};
