import { beforeEach, expect, it } from 'vitest';
import type { WalkView } from '$lib/backend';
import { forget, startOf } from './stretch.svelte';

const walk = { round: 1, from_temple: 36, fraction: 0.6, metres_left: 22_400 } as WalkView;
beforeEach(forget);

it('begins today’s metres back', () => {
  // A leg of 22,400 / 0.4 = 56,000 m; 5,600 m are a tenth of it.
  expect(startOf(walk, 5_600)).toBeCloseTo(0.5);
});
it('never begins before the present leg', () => expect(startOf(walk, 90_000)).toBe(0));
it('stays where it is without steps today', () => expect(startOf(walk, 0)).toBeCloseTo(0.6));
