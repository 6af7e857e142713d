import { expect, it } from 'vitest';
import type { MealSlot } from '$lib/backend';
import { slotAt } from './slot';

const meals = (written: MealSlot[]) =>
  (['breakfast', 'lunch', 'dinner', 'other'] as const).map((slot) => ({ slot, ids: written.includes(slot) ? ['1'] : [] }));

it('offers the meal of the hour while it is empty', () => {
  expect([7, 12, 19].map((hour) => slotAt(hour * 60, meals([])))).toEqual(['breakfast', 'lunch', 'dinner']);
});
it('offers a snack after dinner', () => {
  expect(slotAt(20 * 60, meals(['dinner']))).toBe('other');
});
it('offers the first empty meal of a past day', () => {
  expect(slotAt(null, meals(['breakfast']))).toBe('lunch');
  expect(slotAt(null, meals(['breakfast', 'lunch', 'dinner']))).toBe('other');
});
