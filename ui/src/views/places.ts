// The eight groups and their items: the one list behind the rail, すべて and the tabs on a page's head.
import { href, ME, OWN, route as address, type Route, type Screen } from '$lib/route.svelte';
import type { Words } from '$lib/i18n/index.svelte';
import type { IconName } from '$shared/icons';

export type GroupName = keyof Words['places']['groups'];
export type ItemName = keyof Words['places']['items'];

export interface Item {
  name: ItemName;
  screen: Screen;
  args: readonly string[];
}
export interface Group {
  name: GroupName;
  icon: IconName;
  /** Opens with the card: shown with a lock. */
  card: boolean;
  items: readonly Item[];
}

const at = (name: ItemName, screen: Screen, ...args: string[]): Item => ({ name, screen, args });
/** An item that comes with a later version: its own page says so. */
const later = (name: ItemName): Item => at(name, 'later', name);

export const GROUPS: readonly Group[] = [
  { name: 'body', icon: 'body', card: false, items: [at('body', 'body'), at('vitals', 'body', 'vitals'), at('diary', 'body', 'diary')] },
  { name: 'activity', icon: 'activity', card: false, items: [at('activity', 'activity'), at('steps', 'activity', 'steps')] },
  { name: 'meals', icon: 'meals', card: false, items: [at('meals', 'meals'), at('ownDishes', 'own-dishes')] },
  { name: 'walk', icon: 'graph', card: false, items: [at('rhythm', 'rhythm'), at('walk', 'walk'), at('stamps', 'stamps'), at('ranking', 'ranking')] },
  {
    name: 'clinical',
    icon: 'clinical',
    card: true,
    items: [at('checkups', 'checkups'), at('vaccines', 'vaccines'), later('medicines'), at('documents', 'documents'), at('problems', 'problems'), at('timeline', 'timeline'), later('doctorPage'), later('lessons')],
  },
  { name: 'family', icon: 'family', card: false, items: [at('familyRecords', 'family'), at('watching', 'watching')] },
  {
    name: 'sharing',
    icon: 'sharing',
    card: false,
    items: [at('shownTo', 'people'), at('lookedAt', 'looks'), at('sharedWithMe', 'shared'), at('connection', 'connection'), later('advice')],
  },
  {
    name: 'settings',
    icon: 'settings',
    card: false,
    items: [at('profile', 'profile'), at('display', 'display'), at('keys', 'keys'), at('backup', 'backup'), at('transfer', 'transfer'), at('about', 'about')],
  },
];

/** The groups of whom one looks at: what is about keys and the account is one's own. */
export function groupsNow(): readonly Group[] {
  if (address.now.subject === ME) return GROUPS;
  const groups = GROUPS.map((group) => ({ ...group, items: group.items.filter((item) => !OWN.includes(item.screen)).map(theirs) }));
  return groups.filter((group) => group.items.length > 0);
}

/** An item as it is called for somebody else. */
const theirs = (item: Item): Item => (item.name === 'profile' ? { ...item, name: 'aboutThem' } : item);

export const itemHref = (item: Item): string => href(item.screen, ...item.args);

/** The item a route shows; a screen of its own, like a temple, belongs to the item it hangs under. */
export function itemOf(route: Route): Item | undefined {
  const screen = route.screen === 'temple' ? 'walk' : route.screen === 'org' ? 'connection' : route.screen;
  const items = GROUPS.flatMap((group) => group.items).filter((item) => item.screen === screen);
  return items.find((item) => item.args.length > 0 && item.args[0] === route.args[0]) ?? items.find((item) => item.args.length === 0);
}

export function groupOf(route: Route): GroupName | undefined {
  if (['today', 'calendar', 'history'].includes(route.screen)) return 'today';
  const item = itemOf(route);
  return GROUPS.find((group) => item && group.items.includes(item))?.name;
}

/** The group whose items stand as tabs over this screen. */
export function tabsOf(route: Route): Group | undefined {
  const name = groupOf(route);
  return groupsNow().find((group) => group.name === name && group.items.length > 1);
}
