// Henro as it is shipped: henro-server, and a henro-cli for each replica, two devices of one person. Their pages are not opened;
// the commands that the pages ask are asked through the same door.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { finishJoining, letIn } from '../../../tests/browser/lib/devices.mjs';
import { ask, line, serve as begin } from '../../../tests/browser/lib/henro.mjs';
import { startSecretService } from '../../../tests/browser/lib/secretService.mjs';
import { startServer } from '../../../tests/browser/lib/server.mjs';
import { cpu, forgetPeak, peak } from '../../../tests/browser/lib/taken.mjs';
import { countingWire } from '../../../tests/browser/lib/wire.mjs';
import { batches } from '../lib/entries.mjs';
import { bodies, values } from '../lib/henroEntries.mjs';

const BATCH = 200; // the most that `entry_record` takes
const WINDOW = 30; // days; `entry_list` shows 2,000 entries at most

process.env.HENRO_CLI ||= fileURLToPath(new URL('../../../target/release/henro-cli', import.meta.url));

export const about = { title: 'Henro', encrypted: true, packages: [] };

/** Henro gives ids of its own, so replicas are compared by kinds, times and values. */
export const ownIds = true;

/** Why it cannot run here; nothing where it can. */
export function missing() {
  if (process.platform !== 'linux') return 'its figures are read from /proc, which only Linux has';
  const programs = ['henro-cli', 'henro-server'].map((name) => join(dirname(process.env.HENRO_CLI), name));
  if (!programs.every(existsSync)) {
    return 'no henro-cli with henro-server beside it: `npm ci && npm run build` in ui, then `cargo build --release -p henro-cli -p henro-server`; elsewhere than in target/release, HENRO_CLI names it';
  }
  const without = ['dbus-daemon', 'gnome-keyring-daemon'].filter((name) => spawnSync(name, ['--version']).error);
  return without.length > 0 ? `no ${without.join(' and ')}: \`cargo xtask setup\` installs them` : null;
}

export async function serve(folder) {
  const { url, server, close } = await startServer([], folder);
  const taken = { cpu: () => cpu(server), memory: () => peak(server) };
  // Each replica counts its own wire.
  return { port: Number(new URL(url).port), wire: () => 0, ...taken, close };
}

export async function open({ folder, port, link }) {
  const keyring = await startSecretService();
  const wire = await countingWire(`http://127.0.0.1:${port}`);
  const henro = await begin({ folder, env: keyring.env });
  const kept = line(henro.url);
  if (link) {
    await letIn(link, henro.url, wire.url);
    // Its password is made into a key and its record laid while nothing comes through.
    await wire.hold();
    await finishJoining(henro.url);
    forgetPeak(henro.server);
  } else {
    await ask(henro.url, 'record_create', { name: '測る人', password: 'a sentence for measuring' });
    await ask(henro.url, 'device_enrol', { name: 'この機械' });
  }
  return {
    insert: async (entries) => {
      for (const batch of batches([...bodies(entries)], BATCH)) await kept.ask('entry_record', { entries: batch, confirmed: true });
    },
    push: async () => {
      const { waiting } = await kept.ask('share_connect', { address: wire.url });
      if (waiting > 0) throw new Error(`${waiting} changes are not on the server`);
      return henro.url;
    },
    pull: async () => {
      await wire.release();
      const { filling, trouble } = await kept.ask('share_sync', {});
      if (filling || trouble) throw new Error(`not all came: ${JSON.stringify({ filling, trouble })}`);
    },
    read: () => readBack(kept),
    wire: async () => {
      const { up, down } = await wire.count();
      return up + down;
    },
    cpu: () => cpu(henro.server),
    memory: () => peak(henro.server),
    close: async () => {
      kept.close();
      await henro.close();
      wire.close();
      await keyring.close();
    },
  };
}

/** Every entry of the record, as lines of the file. */
async function readBack({ ask }) {
  const lines = [];
  const { today } = await ask('record_status', {});
  for (let from = FIRST; from <= today; from = after(from, WINDOW)) {
    const { entries, more } = await ask('entry_list', { from, to: after(from, WINDOW - 1), kinds: [] });
    if (more) throw new Error(`more than fits an answer from ${from} on`);
    for (const entry of entries) lines.push(...values(entry));
  }
  return lines;
}

const FIRST = '1961-01-01';
const after = (day, days) => new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
