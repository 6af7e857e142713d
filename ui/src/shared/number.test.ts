import { describe, expect, it } from 'vitest';
import { NumberEntry } from './number.svelte';

const typed = (keys: string, entry = new NumberEntry(3, 1)) => {
  for (const key of keys) entry.press(key);
  return entry;
};

describe('a number on the keypad', () => {
  it('takes one decimal point and its decimals', () => {
    expect(typed('63.5').value).toBe(63.5);
    expect(typed('63.57').text).toBe('63.5');
    expect(typed('6..3').text).toBe('6.3');
    expect(typed('.5').value).toBe(0.5);
  });

  it('takes no point where there are no decimals', () => {
    expect(typed('98.2', new NumberEntry(3)).value).toBe(982);
  });

  it('is empty, not zero, before the first digit', () => {
    const entry = typed('6');
    entry.erase();
    expect(entry.value).toBeNull();
  });

  it('types over a shown value', () => {
    const entry = new NumberEntry(3, 1);
    entry.set(58.6);
    expect(entry.text).toBe('58.6');
    expect(typed('5', entry).text).toBe('5');
  });

  it('reads full-width digits and commas from a paste', () => {
    const entry = new NumberEntry(6);
    entry.write('１２，３４５歩');
    expect(entry.value).toBe(12345);
  });

  it('does not cut a pasted number short: the core says that it cannot be', () => {
    const entry = new NumberEntry(3, 1);
    entry.write('6350.25');
    expect(entry.value).toBe(6350.25);
  });
});
