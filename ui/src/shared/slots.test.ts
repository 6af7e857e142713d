import { describe, expect, it } from 'vitest';
import { pressureWidth, Slots } from './slots.svelte';

const typed = (keys: string) => {
  const slots = new Slots(3, pressureWidth);
  slots.now = 0;
  for (const key of keys) slots.press(key);
  return slots;
};

describe('three slots of a blood pressure', () => {
  it('takes 128 82 66 in seven keys without a key for going on', () => {
    expect(typed('1288266').values).toEqual(['128', '82', '66']);
  });
  it('gives three digits to a diastolic of 102 and a pulse of 110', () => {
    expect(typed('182102110').values).toEqual(['182', '102', '110']);
  });
  it('goes back one slot when an empty one is erased', () => {
    const slots = typed('128');
    expect(slots.now).toBe(1);
    slots.erase();
    expect(slots.now).toBe(0);
    slots.erase();
    expect(slots.values[0]).toBe('12');
  });
  it('begins anew when a full slot is typed over', () => {
    const slots = typed('1288266');
    slots.now = 0;
    slots.press('9');
    expect(slots.values[0]).toBe('9');
  });
  it('reads full-width digits and drops letters', () => {
    const slots = typed('');
    slots.write(0, '１２a８');
    expect(slots.values[0]).toBe('128');
    expect(slots.number(1)).toBeUndefined();
  });
});
