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

/** Of two cards the one that is a key, so that a card to be written may lie on another reader. */
export function forOpening(seen: CardsView | undefined): CardsView | undefined {
  const keys = seen?.cards.filter(({ factor }) => factor) ?? [];
  return seen && keys.length === 1 ? { ...seen, cards: keys } : seen;
}

/** Of two cards the one that is no key yet. */
export function forAdding(seen: CardsView | undefined): CardsView | undefined {
  return seen && seen.cards.length > 1 ? withoutKeys(seen) : seen;
}

/** What lies there besides cards that are keys of this record. */
export function withoutKeys(seen: CardsView): CardsView {
  return { ...seen, cards: seen.cards.filter(({ factor }) => !factor) };
}

/** The one card that can be used, if there is just one. */
export function onlyCard(seen: CardsView | undefined): CardView | undefined {
  return stageOf(seen) === 'ready' ? seen?.cards[0] : undefined;
}
