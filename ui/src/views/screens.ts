// What draws each screen. Today is in the first bundle; the others come when they are first opened.
import type { Component } from 'svelte';
import type { Screen } from '$lib/route.svelte';
import Today from './Today.svelte';

export type ScreenComponent = Component<{ args: readonly string[] }>;
type Load = () => Promise<{ default: ScreenComponent }>;

const screens: Record<Exclude<Screen, 'today'>, Load> = {
  calendar: () => import('./Calendar.svelte'),
  history: () => import('./History.svelte'),
  body: () => import('./Body.svelte'),
  activity: () => import('./Activity.svelte'),
  meals: () => import('./Meals.svelte'),
  'own-dishes': () => import('./OwnDishes.svelte'),
  rhythm: () => import('./Rhythm.svelte'),
  walk: () => import('./Walk.svelte'),
  temple: () => import('./Temple.svelte'),
  stamps: () => import('./Stamps.svelte'),
  all: () => import('./All.svelte'),
  later: () => import('./Later.svelte'),
  help: () => import('./Help.svelte'),
  profile: () => import('./settings/Profile.svelte'),
  display: () => import('./settings/Display.svelte'),
  keys: () => import('./settings/Keys.svelte'),
  backup: () => import('./settings/Backup.svelte'),
  transfer: () => import('./settings/Transfer.svelte'),
  about: () => import('./settings/About.svelte'),
  people: () => import('./share/People.svelte'),
  looks: () => import('./share/Looks.svelte'),
  shared: () => import('./share/Shared.svelte'),
  family: () => import('./family/Family.svelte'),
  ranking: () => import('./ranking/Ranking.svelte'),
  watching: () => import('./share/Watching.svelte'),
  connection: () => import('./share/Connection.svelte'),
  checkups: () => import('./checkups/Checkups.svelte'),
  desk: () => import('./desk/Desk.svelte'),
  org: () => import('./share/org/Org.svelte'),
  vaccines: () => import('./vaccines/Vaccines.svelte'),
  documents: () => import('./documents/Documents.svelte'),
  problems: () => import('./problems/Problems.svelte'),
  timeline: () => import('./timeline/Timeline.svelte'),
};

/** The component of a screen; at once for Today. */
export function screenOf(screen: Screen): ScreenComponent | Promise<ScreenComponent> {
  return screen === 'today' ? Today : screens[screen]().then((module) => module.default);
}
