import type { CardView, CardsView } from '$lib/backend';

/** What the readers show, in one word. */
export type Stage = 'looking' | 'no_service' | 'no_reader' | 'waiting' | 'two' | 'not_felica' | 'unread' | 'ready';

/** `undefined` before the first answer. */
export function stageOf(seen: CardsView | undefined): Stage {
  if (!seen) return 'looking';
  if (seen.service !== 'ready') return seen.service;
  const [card, another] = seen.cards;
  if (another) return 'two';
  if (!card) return 'waiting';
  return card.class === 'not_felica' || card.class === 'unread' ? card.class : 'ready';
}

/** The one card that can be used, if there is just one. */
export function onlyCard(seen: CardsView | undefined): CardView | undefined {
  return stageOf(seen) === 'ready' ? seen?.cards[0] : undefined;
}
