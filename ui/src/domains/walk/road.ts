// The order of temples and legs of a round. Leg 0 leads from temple 1 to 2, leg 87 from temple 88 home to 1.
import type { WalkDirection, WalkSettings, WalkView } from '$lib/backend';

const TEMPLES = 88;

/** The temple a round begins at. */
export const firstTemple = (direction: WalkDirection): number => (direction === 'forward' ? 1 : TEMPLES);
/** The temple at which the vow is fulfilled. */
export const lastTemple = (direction: WalkDirection): number => (direction === 'forward' ? TEMPLES : 1);

/** The leg that leaves a temple. */
export function legFrom(temple: number, direction: WalkDirection): number {
  if (direction === 'forward') return temple - 1;
  return temple === 1 ? TEMPLES - 1 : temple - 2;
}

/** The legs of this round as the pilgrim stands: walked to the end, the present one (none before the first step), and ahead. */
export function legsOf(walk: Pick<WalkView, 'from_temple' | 'direction'>): { walked: number[]; now: number | null; ahead: number[] } {
  const { direction } = walk;
  const order = Array.from({ length: TEMPLES }, (_, nth) => legFrom(direction === 'forward' ? nth + 1 : TEMPLES - nth, direction));
  if (walk.from_temple === 0) return { walked: [], now: null, ahead: order.slice(0, TEMPLES - 1) };
  const now = legFrom(walk.from_temple, direction);
  const at = order.indexOf(now);
  // The way home is drawn only while it is walked.
  return { walked: order.slice(0, at), now, ahead: order.slice(at + 1, TEMPLES - 1) };
}

/** The same walk with a round, and those after it up to the next turn, going another way. Rounds before it stay as walked. */
export function turned(settings: WalkSettings, round: number, direction: WalkDirection): WalkSettings {
  if (round <= 1) return { ...settings, direction };
  const others = (settings.turns ?? []).filter((turn) => turn.round !== round);
  return { ...settings, turns: [...others, { round, direction }].sort((a, b) => a.round - b.round) };
}

/** Temples already reached in the present round. */
export function reached(walk: Pick<WalkView, 'stamps' | 'round'>): Set<number> {
  return new Set(walk.stamps.filter((stamp) => stamp.round === walk.round).map((stamp) => stamp.temple));
}

/** The four 道場 in the order of the temples. */
export const DOJOS = ['awa', 'tosa', 'iyo', 'sanuki'] as const;
export type Dojo = (typeof DOJOS)[number];

/** The 道場 of a temple by its number. */
export function dojoOf(temple: number): Dojo {
  if (temple <= 23) return 'awa';
  if (temple <= 39) return 'tosa';
  return temple <= 65 ? 'iyo' : 'sanuki';
}
