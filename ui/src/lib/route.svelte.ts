// The address: #/<subject>/<screen>/<arguments>. Only oneself (`me`) is a subject so far.

/** Every screen that has an address. views/screens.ts says what draws it. */
export const SCREENS = [
  'today', 'calendar', 'history', 'body', 'activity', 'meals', 'own-dishes', 'rhythm', 'walk', 'temple', 'stamps',
  'all', 'later', 'help', 'profile', 'display', 'keys', 'backup', 'transfer', 'about', 'desk',
] as const;
export type Screen = (typeof SCREENS)[number];

export interface Route {
  screen: Screen;
  args: readonly string[];
}

/** One step towards Today, for Esc and Back; a screen that is not named leads to Today. */
const UP: Partial<Record<Screen, Screen>> = { temple: 'walk', stamps: 'walk', 'own-dishes': 'meals', later: 'all', desk: 'all' };
const HOME: Route = { screen: 'today', args: [] };

let now = $state.raw<Route>(HOME);

/** Where the person is. */
export const route = {
  get now(): Route {
    return now;
  },
};

/** Reads the address now and whenever it changes. Returns the way out. */
export function follow(): () => void {
  const read = () => (now = parse(location.hash));
  read();
  addEventListener('hashchange', read);
  return () => removeEventListener('hashchange', read);
}

/** `href('today', '2026-11-19')` → `#/me/today/2026-11-19`. */
export function href(screen: Screen, ...args: (string | number)[]): string {
  return `#/me/${[screen, ...args].map((part) => encodeURIComponent(part)).join('/')}`;
}

/** Goes to a screen. */
export function go(screen: Screen, ...args: (string | number)[]): void {
  location.hash = href(screen, ...args);
}

/** One step towards Today. */
export function up(): void {
  if (now.screen === 'today' && now.args.length === 0) return;
  if ((now.screen === 'keys' || now.screen === 'desk') && now.args.length > 0) go(now.screen);
  else go(now.screen === 'today' ? 'today' : (UP[now.screen] ?? 'today'));
}

/** An address that names no screen is Today. */
export function parse(hash: string): Route {
  const [, screen = '', ...args] = hash.replace(/^#\/?/, '').split('/').map(decode);
  const known = SCREENS.find((name) => name === screen);
  return known ? { screen: known, args: args.filter(Boolean) } : HOME;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
