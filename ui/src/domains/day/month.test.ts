import { describe, expect, it } from 'vitest';
import { arrow, daysOf, monthOf, turn } from './month';

describe('the month of cells', () => {
  it('turns over the end of a year', () => {
    expect(turn({ year: 2026, month: 1 }, -1)).toEqual({ year: 2025, month: 12 });
    expect(turn({ year: 2026, month: 12 }, 1)).toEqual({ year: 2027, month: 1 });
  });
  it('has 29 days in February 2028', () => {
    expect(daysOf({ year: 2028, month: 2 }).at(-1)).toBe('2028-02-29');
    expect(monthOf('2028-02-29')).toEqual({ year: 2028, month: 2 });
  });
  it('goes by days and weeks with the arrows', () => {
    // 18 November 2026 is a Wednesday.
    expect(arrow('2026-11-18', 'ArrowUp')).toBe('2026-11-11');
    expect(arrow('2026-11-18', 'Home')).toBe('2026-11-15');
    expect(arrow('2026-11-18', 'End')).toBe('2026-11-21');
    expect(arrow('2026-11-01', 'ArrowLeft')).toBe('2026-10-31');
    expect(arrow('2026-11-01', 'a')).toBeNull();
  });
});
