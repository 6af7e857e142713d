import { expect, test } from 'vitest';
import type { CardsView } from '$lib/backend';
import { laid } from './laid';

const card = (reader: string, factor: string | null) => ({ reader, class: 'keyed' as const, system: 'lite_s' as const, factor });
const seen = (readers: string[], ...cards: CardsView['cards']): CardsView => ({ serial: 1, service: 'ready', readers, cards });

test('the card beside the operator’s own is the one to write', () => {
  expect(laid(seen(['a', 'b'], card('a', 'mine'), card('b', null)))).toEqual({ stage: 'ready', reader: 'b', own: false });
  expect(laid(seen(['a'], card('a', null)))).toEqual({ stage: 'ready', reader: 'a', own: false });
});

test('the operator’s own card is never meant', () => {
  expect(laid(seen(['a'], card('a', 'mine')))).toEqual({ stage: 'waiting', reader: undefined, own: true });
  expect(laid(seen(['a', 'b'], card('a', 'mine')))).toEqual({ stage: 'waiting', reader: undefined, own: false });
});

test('two cards to write are one too many', () => {
  expect(laid(seen(['a', 'b'], card('a', null), card('b', null))).stage).toBe('two');
  expect(laid(undefined).stage).toBe('looking');
});
