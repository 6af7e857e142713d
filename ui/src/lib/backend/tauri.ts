import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { changed } from './refresh';
import type { Tag } from './types.gen';

/** The door inside the window: one command, `rpc`. */
export function send(name: string, body: unknown): Promise<unknown> {
  return invoke('rpc', { name, body });
}

/** Hears what the window changed by itself: it locks the record on sleep and when it is left. */
export async function hear(): Promise<void> {
  await listen<Tag[]>('changed', (event) => changed(event.payload));
}
