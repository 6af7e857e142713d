import { invoke } from '@tauri-apps/api/core';

/** The door inside the window: one command, `rpc`. */
export function send(name: string, body: unknown): Promise<unknown> {
  return invoke('rpc', { name, body });
}
