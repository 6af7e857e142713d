// node bench-sync.mjs [NAME] [--entries N] [--far MS] [--out FILE]: a life reaches a second device and an empty record through a server, live edits at
// both, also with a server that is --far away (100 ms there and back; 0 leaves it out), and taking back from fifty people; henro-cli and henro-server as they are shipped, each a process. Needs HENRO_CLI, built
// for release, with henro-server beside it. Linux only, it reads /proc.
import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { finishJoining, letIn } from './lib/devices.mjs';
import { ask, askRaw, line, makeFolder, makeMachine, removeFolder, serve } from './lib/henro.mjs';
import { edits } from './lib/liveEdits.mjs';
import { until } from './lib/processes.mjs';
import { startSecretService } from './lib/secretService.mjs';
import { somebody, startServer } from './lib/server.mjs';
import { cpu, forgetPeak, peak } from './lib/taken.mjs';
import { countingWire } from './lib/wire.mjs';

const PEOPLE = 50;
const ALL = ['profile', 'vitals', 'activity', 'meals', 'diary', 'walk'];
const MEDICAL = ['checkups', 'vaccination', 'growth', 'problems', 'emergency', 'documents'];

const words = process.argv.slice(2);
const after = (name) => {
  const at = words.indexOf(name);
  return at >= 0 ? words.splice(at, 2)[1] : undefined;
};
const out = after('--out');
const entries = after('--entries') ?? '1000000';
const far = Number(after('--far') ?? 100);
const wanted = words[0] ?? '';

function say(name, value, unit, target = null, holds = null) {
  if (!name.includes(wanted)) return;
  const said = JSON.stringify({ name, value: Math.round(value * 1000) / 1000, unit, baseline: null, target, holds });
  console.log(said);
  if (out) appendFileSync(out, `${said}\n`);
}
const atMost = (name, value, unit, target) => say(name, value, unit, target, value <= target);

const seconds = async (work) => {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
};

const size = (folder) => readdirSync(folder, { recursive: true }).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

/** Asks again where the server has had enough of this device for a moment: a round asks once for each person, and what is refused counts too. */
async function askAgain(url, name, request) {
  for (let wait = 1000; ; wait *= 2) {
    const { ok, value } = await askRaw(url, name, request);
    if (ok) return value;
    if (value.code !== 'server_busy') throw new Error(`${name} was refused: ${JSON.stringify(value)}`);
    await new Promise((next) => setTimeout(next, wait));
  }
}

async function show(url, card, name, sections) {
  const { contacts } = await ask(url, 'contact_add', { card, name, met: true });
  const to = contacts.find((one) => one.name === name).id;
  return askAgain(url, 'grant_give', { to, sections, role: 'read', past: true, days: null, purpose: '' });
}

/** The one record that somebody is shown. */
const shown = async (who) => (await ask(who.url, 'shared_list')).records[0].record;

/** The entries of one day of it. */
const seen = async (who, record, day) => (await ask(who.url, 'shared_read', { record, from: day, to: day })).entries;

async function begun(owner, server, own) {
  const first = await seconds(() => ask(owner.url, 'share_connect', { address: own.url }));
  const { entries: count } = await ask(owner.url, 'record_verify');
  say('sync_entries', count, 'entries');
  say('sync_first_push', first, 's');
  say('sync_server_bytes_per_entry', size(server.folder) / count, 'B');
  const { today } = await ask(owner.url, 'record_status');
  return { count, today };
}

async function life(owner, keyring, server, { count, today }) {
  const wire = await countingWire(server.url);
  const other = await somebody(keyring, wire.url, '受けとる人');
  await show(owner.url, other.card, '受けとる人', ALL);
  const before = { ...(await wire.count()), cpu: cpu(server.server) };
  forgetPeak(other.server);
  const first_pull = await seconds(() => ask(other.url, 'share_sync'));
  const down = (await wire.count()).down - before.down;
  const mine = await ask(owner.url, 'day_read', { day: today });
  assert.ok(mine && (await seen(other, await shown(other), today)).length > 0, 'the life has arrived');
  say('sync_first_pull', first_pull, 's');
  say('sync_first_pull_rate', count / first_pull, 'entries/s');
  say('sync_first_pull_server_cpu', cpu(server.server) - before.cpu, 's');
  atMost('sync_wire_bytes_per_entry', down / count, 'B', 15);
  atMost('sync_client_peak', peak(other.server), 'MiB', 80);
  atMost('sync_server_peak', peak(server.server), 'MiB', 64);
  return { other, wire };
}

/** Live edits as they come to somebody: on this machine, then with both devices as far from the server as asked; without what beginning a session under TLS takes. */
async function liveEdits(name, owner, other, day, wires) {
  const [median, p99] = await edits(owner.url, other.url, other.seen, day);
  say(`sync_live_edit_${name}median`, median, 'ms');
  atMost(`sync_live_edit_${name}p99`, p99, 'ms', 10);
  if (far === 0) return;
  for (const wire of wires) await wire.far(far);
  const [far_median, far_p99] = await edits(owner.url, other.url, other.seen, day);
  for (const wire of wires) await wire.far(0);
  say(`sync_live_edit_${name}${far}ms_away_median`, far_median, 'ms');
  atMost(`sync_live_edit_${name}${far}ms_away_p99`, far_p99, 'ms', 2 * far);
}

/** All of it is taken back from one who had it, and what was written before is sealed anew and deleted. */
async function takenBackDeeply(owner, own) {
  const { grants } = await ask(owner.url, 'grant_list');
  const { id } = grants.find(({ name, standing }) => name === '受けとる人' && standing === 'holds');
  const before = { ...(await own.count()), cpu: cpu(owner.server) };
  let deep;
  const took = await seconds(async () => {
    await ask(owner.url, 'grant_revoke', { id, deep: true });
    for (let turn = 0; deep?.state !== 'done'; turn += 1) {
      if (turn > 600) throw new Error(`not done: ${JSON.stringify(deep)}`);
      await ask(owner.url, 'share_sync');
      deep = (await ask(owner.url, 'grant_list')).grants.find((one) => one.id === id).deep;
    }
  });
  say('sync_deep', took, 's');
  say('sync_deep_pieces', deep.all, 'pieces');
  const after = { ...(await own.count()), cpu: cpu(owner.server) };
  atMost('sync_deep_cpu', after.cpu - before.cpu, 's', 3);
  atMost('sync_deep_sent', (after.up - before.up) / 1e6, 'MB', 15);
  say('sync_deep_fetched', (after.down - before.down) / 1e6, 'MB');
}

/** A second device of the person: from the line being there until today stands on its page, and until it has everything. Then live edits. */
async function secondDevice(owner, keyring, server, own, today) {
  const wire = await countingWire(server.url);
  const tablet = await makeMachine(keyring.env);
  const [page, rounds] = [line(tablet.url), line(tablet.url)];
  const entries = async (ask) => (await ask('entry_list', { from: today, to: today, kinds: [] })).entries.length;
  try {
    await letIn(owner.url, tablet.url, wire.url);
    // Its password is made into a key before the clock runs.
    await wire.hold();
    await finishJoining(tablet.url);
    const all = await entries((name, request) => ask(owner.url, name, request));
    assert.ok(all > 0 && (await entries(page.ask)) === 0, 'there is something to wait for');
    await wire.release();
    const begun = performance.now();
    const since = () => (performance.now() - begun) / 1000;
    const whole = rounds.ask('share_sync', {}).then(({ filling }) => (assert.equal(filling, null), since()));
    const first = until(async () => (await entries(page.ask)) === all, 600_000, 'today did not come', 5).then(since);
    const took = await first;
    say('sync_second_device_today', took, 's');
    say('sync_second_device_whole', await whole, 's');
    atMost('sync_second_device_today_share', took / (await whole), 'ratio', 0.2);
    for (const end of [page, rounds]) end.close();
    // What joining left to do is done.
    await new Promise((next) => setTimeout(next, 5000));
    const seen = (theirs) => theirs('entry_list', { from: today, to: today, kinds: [] }).then((list) => list.entries.length);
    await liveEdits('', owner, { url: tablet.url, seen }, today, [own, wire]);
  } finally {
    for (const end of [page, rounds]) end.close();
    await tablet.done();
    wire.close();
  }
}

/** Everything was shown to fifty people; one of them, whose device listens, is taken out. */
async function takenBack(owner, keyring, server, own) {
  const people = [];
  const wire = await countingWire(server.url);
  let reader;
  try {
    let given;
    for (let n = 1; n <= PEOPLE; n += 1) {
      const one = await somebody(keyring, n === PEOPLE ? wire.url : server.url, `人 ${n}`);
      people.push(one);
      if (n === PEOPLE) reader = one;
      else await one.close();
      given = await show(owner.url, one.card, `人 ${n}`, [...ALL, ...MEDICAL]);
    }
    const grant = given.grants.find(({ name, standing }) => name === `人 ${PEOPLE}` && standing === 'holds');
    await ask(reader.url, 'share_sync');
    assert.ok((await ask(reader.url, 'shared_list')).records.some(({ ended }) => !ended), 'the reader reads');
    // As long after the last of them as a person needs.
    await new Promise((next) => setTimeout(next, 12_000));
    assert.equal(await wire.lookAgain(), 409, 'a reader who may read is only told that this look was used');
    const { up, down } = await own.count();
    const begun = performance.now();
    const since = () => performance.now() - begun;
    const revoked = ask(owner.url, 'grant_revoke', { id: grant.id }).then(async () => ({ took: since(), told: await own.count() }));
    const refused = until(async () => (await wire.lookAgain()) === 403, 60_000, 'the reader was not refused', 5).then(since);
    const { took, told } = await revoked;
    atMost('sync_revoke_12_sections_50_people', took, 'ms', 300);
    atMost('sync_revoke_sent', (told.up - up) / 1000, 'kB', 1000);
    say('sync_revoke_fetched', (told.down - down) / 1000, 'kB');
    atMost('sync_revoke_until_refused', await refused, 'ms', 1000);
    await until(async () => (await ask(reader.url, 'shared_list')).records.every(({ ended }) => ended), 60_000, 'the reader was not told');
    say('sync_revoke_until_told', since(), 'ms');
  } finally {
    await reader?.close();
    wire.close();
    for (const one of people) removeFolder(one.folder);
  }
}

const keyring = await startSecretService();
const server = await startServer();
const folder = makeFolder();
const own = await countingWire(server.url);
const owner = await serve({ folder, demo: true, words: ['--life', entries], env: keyring.env, limit: 600_000 });
try {
  await ask(owner.url, 'device_enrol', { name: 'bench' });
  const first = await begun(owner, server, own);
  await secondDevice(owner, keyring, server, own, first.today);
  const { other, wire } = await life(owner, keyring, server, first);
  const record = await shown(other);
  const seen = (theirs) => theirs('shared_read', { record, from: first.today, to: first.today }).then((view) => view.entries.length);
  await liveEdits('shown_', owner, { url: other.url, seen }, first.today, [own, wire]);
  await other.done();
  wire.close();
  await takenBackDeeply(owner, own);
  await takenBack(owner, keyring, server, own);
} finally {
  await owner.close();
  own.close();
  await server.close();
  await keyring.close();
  removeFolder(folder);
}
process.exit(0);
