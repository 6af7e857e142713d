// A card service of its own with virtual readers, and invented cards that are laid on them by word (`henro-card`).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program, start, stop, until } from './processes.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Starts it. `env` is for the app: `serve({ env: desk.env })`. `order('insert iruca name=mine')` does what the head of
 * crates/cards/src/tool/mod.rs lists, and throws what the tool refuses.
 */
export async function startCardDesk() {
  const folder = mkdtempSync(join(tmpdir(), 'henro-cards-'));
  const socket = join(folder, 'pcscd.comm');
  const tool = start(program('HENRO_CARD', join(ROOT, 'target/debug/henro-card')), [socket], { talk: true });
  const close = async () => {
    if (!tool.ended) tool.child.stdin.write('quit\n');
    await until(() => tool.ended, 3000).catch(() => stop(tool));
    rmSync(folder, { recursive: true, force: true });
  };
  const lines = () => tool.printed.split('\n').filter((line) => /^(ready|ok|no\b.*)$/.test(line));
  const answer = async (count) => {
    await until(() => tool.ended || lines().length >= count, 60_000, `henro-card did not answer; it printed:\n${tool.printed}`);
    if (tool.ended) throw new Error(`henro-card has ended; it printed:\n${tool.printed}`);
    return lines()[count - 1];
  };
  try {
    await answer(1);
    const order = async (words) => {
      const next = lines().length + 1;
      tool.child.stdin.write(`${words}\n`);
      const said = await answer(next);
      if (said !== 'ok') throw new Error(`henro-card ${words}: ${said}`);
    };
    return { env: { PCSCLITE_CSOCK_NAME: socket }, order, close };
  } catch (error) {
    await close();
    throw error;
  }
}
