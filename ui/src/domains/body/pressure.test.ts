import { expect, it } from 'vitest';
import { occasionAt, PressureTyping } from './pressure.svelte';

const typed = (keys: string) => {
  const typing = new PressureTyping();
  for (const key of keys) typing.slots.press(key);
  return typing;
};

it('makes an entry of three numbers, and of two when the pulse is empty', () => {
  expect(typed('1288266').entry()).toMatchObject({ systolic: 128, diastolic: 82, pulse: 66 });
  expect(typed('12882').entry()).toMatchObject({ systolic: 128, diastolic: 82, pulse: null });
});
it('offers to swap 82/128 and then accepts it', () => {
  const typing = typed('82128');
  expect(typing.entry()).toBeUndefined();
  expect(typing.fault).toBe('swapped');
  expect(typing.swapped).toBe('128/82');
  typing.swap();
  expect(typing.entry()).toMatchObject({ systolic: 128, diastolic: 82 });
});
it('asks for the missing one and goes to its slot', () => {
  const typing = typed('128');
  expect(typing.entry()).toBeUndefined();
  expect([typing.fault, typing.slots.now]).toEqual(['missing', 1]);
});
it('proposes the occasion by the clock', () => {
  expect([7 * 60, 14 * 60, 19 * 60 + 5, 30].map(occasionAt)).toEqual(['morning', 'other', 'evening', 'evening']);
});
