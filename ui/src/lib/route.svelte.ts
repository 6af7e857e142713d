// The address: #/<subject>/<screen>/<arguments>. The subject is `me`, or the record of somebody kept here.

/** Every screen that has an address. views/screens.ts says what draws it. */
export const SCREENS = [
  'today', 'calendar', 'history', 'body', 'activity', 'meals', 'own-dishes', 'rhythm', 'walk', 'temple', 'stamps',
  'all', 'later', 'help', 'profile', 'display', 'keys', 'backup', 'transfer', 'about', 'desk',
  'people', 'looks', 'shared', 'connection', 'family', 'ranking', 'watching', 'org', 'checkups', 'vaccines', 'documents', 'problems', 'timeline',
] as const;
export type Screen = (typeof SCREENS)[number];

/** Oneself. */
export const ME = 'me';

export interface Route {
  /** `me`, or the id of a record. */
  subject: string;
  screen: Screen;
  args: readonly string[];
}

/** One step towards Today, for Esc and Back; a screen that is not named leads to Today. */
const UP: Partial<Record<Screen, Screen>> = { temple: 'walk', stamps: 'walk', 'own-dishes': 'meals', later: 'all', desk: 'all', org: 'connection' };
/** Screens whose steps are arguments: one step up is the screen itself. */
const NESTED: readonly Screen[] = ['keys', 'desk', 'people', 'shared', 'family', 'watching', 'connection', 'org', 'checkups', 'vaccines', 'documents', 'problems'];
/** Screens about keys, files and the account: always one's own. */
export const OWN: readonly Screen[] = ['keys', 'backup', 'desk', 'shared', 'watching', 'connection', 'ranking', 'org'];
const HOME: Route = { subject: ME, screen: 'today', args: [] };

let now = $state.raw<Route>(HOME);

/** Where the person is. */
export const route = {
  get now(): Route {
    return now;
  },
};

/** A way back to where one came from as it stood there: what it was is the business of that screen. */
interface Way {
  to: string;
  back: string;
  place: unknown;
}
let way = $state.raw<Way>();

/** Where one came from, while one is still where one went. */
export const came = {
  get back(): string | undefined {
    return way && way.to === hrefOf(now.subject, now.screen, ...now.args) ? way.back : undefined;
  },
  /** What a screen kept of itself under its address. */
  placeOf(back: string): unknown {
    return way?.back === back ? way.place : undefined;
  },
};

/** One goes from here to there. The address of here becomes the one that leads back, for the Back of the browser too. */
export function leave(to: string, back: string, place: unknown): void {
  way = { to, back, place };
  history.replaceState(history.state, '', back);
}

/** Nothing is kept of where one was: the record was locked. */
export function forgetWay(): void {
  way = undefined;
}

/** Reads the address now and whenever it changes. Returns the way out. */
export function follow(): () => void {
  const read = () => (now = parse(location.hash));
  read();
  addEventListener('hashchange', read);
  return () => removeEventListener('hashchange', read);
}

/** `href('today', '2026-11-19')` → `#/me/today/2026-11-19`, about whom one looks at. */
export function href(screen: Screen, ...args: (string | number)[]): string {
  return hrefOf(OWN.includes(screen) ? ME : now.subject, screen, ...args);
}

/** The address of a screen about somebody. */
export function hrefOf(subject: string, screen: Screen, ...args: (string | number)[]): string {
  return `#/${[subject, screen, ...args].map((part) => encodeURIComponent(part)).join('/')}`;
}

/** Goes to a screen. */
export function go(screen: Screen, ...args: (string | number)[]): void {
  location.hash = href(screen, ...args);
}

/** One step towards Today. */
export function up(): void {
  if (now.screen === 'today' && now.args.length === 0) return;
  if (came.back) return void (location.hash = came.back);
  if (NESTED.includes(now.screen) && now.args.length > 0) go(now.screen);
  else go(now.screen === 'today' ? 'today' : (UP[now.screen] ?? 'today'));
}

/** An address that names no screen is Today. */
export function parse(hash: string): Route {
  const [whose = '', screen = '', ...args] = hash.replace(/^#\/?/, '').split('/').map(decode);
  const known = SCREENS.find((name) => name === screen);
  if (!known) return HOME;
  const subject = /^[0-9a-f]{32}$/.test(whose) && !OWN.includes(known) ? whose : ME;
  return { subject, screen: known, args: args.filter(Boolean) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
