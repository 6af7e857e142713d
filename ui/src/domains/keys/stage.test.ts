import { expect, test } from 'vitest';
import type { CardClass, CardsView } from '$lib/backend';
import { forAdding, forOpening, onlyCard, stageOf } from './stage';

const card = (kind: CardClass, reader = 'A') => ({ reader, class: kind, system: null, factor: null });
const seen = (...kinds: CardClass[]): CardsView => ({
  serial: 1,
  service: 'ready',
  readers: ['A', 'B'],
  cards: kinds.map((kind, i) => card(kind, 'AB'[i])),
});

test('before the first answer the reader is looked for', () => {
  expect(stageOf(undefined)).toBe('looking');
});

test('a missing service and a missing reader are told apart, whatever lies there', () => {
  expect(stageOf({ ...seen('keyed'), service: 'no_service' })).toBe('no_service');
  expect(stageOf({ ...seen(), service: 'no_reader', readers: [] })).toBe('no_reader');
});

test('one FeliCa card is ready, two are one too many', () => {
  expect(stageOf(seen())).toBe('waiting');
  expect(stageOf(seen('keyed'))).toBe('ready');
  expect(stageOf(seen('transit'))).toBe('ready');
  expect(stageOf(seen('keyed', 'transit'))).toBe('two');
});

test('a card of another kind and one that could not be read say so', () => {
  expect(stageOf(seen('not_felica'))).toBe('not_felica');
  expect(stageOf(seen('unread'))).toBe('unread');
});

test('only a card that can be used is handed on', () => {
  expect(onlyCard(seen('transit'))?.reader).toBe('A');
  expect(onlyCard(seen('unread'))).toBeUndefined();
  expect(onlyCard(seen('keyed', 'keyed'))).toBeUndefined();
});

test('of two cards the key opens and the other is added', () => {
  const both = seen('keyed', 'keyed');
  const own: CardsView = { ...both, cards: both.cards.map((one) => ({ ...one, factor: one.reader === 'A' ? 'mine' : null })) };
  expect(onlyCard(forOpening(own))?.reader).toBe('A');
  expect(onlyCard(forAdding(own))?.reader).toBe('B');
  expect(stageOf(forOpening(both))).toBe('two');
  expect(stageOf(forAdding(both))).toBe('two');
  // A key alone is neither hidden nor added by itself.
  expect(onlyCard(forAdding({ ...own, cards: own.cards.slice(0, 1) }))?.factor).toBe('mine');
});
