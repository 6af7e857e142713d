import { refusal, type Refusal } from './envelope';
import { send, takeToken } from './http';
import { changed } from './refresh';
import { tags, type Commands } from './types.gen';
import { addressed, hold } from './whose';

export type CommandName = keyof Commands;
export type Request<N extends CommandName> = Commands[N]['request'];
export type Reply<N extends CommandName> = Commands[N]['reply'];

type Send = (name: string, body: unknown) => Promise<unknown>;
let door: Promise<Send> | undefined;
let onRefusal: (refused: Refusal) => void = () => {};

/** True in the app's own window, where files can be named by their place. */
export const inWindow = '__TAURI_INTERNALS__' in globalThis;

async function open(): Promise<Send> {
  if (inWindow) {
    const window = await import('./tauri');
    await window.hear();
    return window.send;
  }
  takeToken();
  return send;
}

/** Sends one command about the record that is being looked at. Throws a `Refusal`; screens that read the changed tags read again. Never ends where one has turned to somebody else meanwhile. */
export async function call<N extends CommandName>(name: N, request: Request<N>): Promise<Reply<N>> {
  const [body, holds] = [addressed(name, request), hold(name)];
  try {
    door ??= open().catch((thrown) => ((door = undefined), Promise.reject(thrown)));
    const reply = (await (await door)(name, body)) as Reply<N>;
    changed(tags[name].changes);
    return holds() ? reply : await never();
  } catch (thrown) {
    const refused = refusal(thrown);
    if (!holds()) return await never();
    onRefusal(refused);
    throw refused;
  }
}

const never = () => new Promise<never>(() => {});

/** The shell listens here to learn that the record has been locked from outside. */
export function watchRefusals(listener: (refused: Refusal) => void): void {
  onRefusal = listener;
}
