import { Refusal, refusal } from './envelope';

const TOKEN = 'henro-token';

/** The door of the loopback server: POST /rpc/NAME with the token of this run. */
export async function send(name: string, body: unknown): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(`/rpc/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Henro-Token': token() },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refusal('internal');
  }
  const text = await answer.text();
  if (!answer.ok) throw refusal(text);
  return JSON.parse(text);
}

/** The token comes in the page (meta tag) or once in the address (#token=…); the address is cleaned at once. */
export function takeToken(): void {
  const found = /^#\/?token=([\w-]+)/.exec(location.hash)?.[1];
  if (!found) return;
  sessionStorage.setItem(TOKEN, found);
  history.replaceState(null, '', location.pathname + location.search);
}

function token(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="henro-token"]')?.content;
  return meta || sessionStorage.getItem(TOKEN) || '';
}
