import { describe, expect, it } from 'vitest';
import { gestationDays, GrowthForm } from './form.svelte';

describe('what was measured', () => {
  it('takes full-width digits and leaves out what is empty', () => {
    const form = new GrowthForm('2026-07-10');
    form.typed = { height: '５８．２', weight: '', head: '' };
    expect(form.record('2026-07-10')).toEqual({ day: '2026-07-10', height_cm: 58.2, weight_kg: null, head_cm: null });
  });
  it('refuses what cannot be, by field', () => {
    const form = new GrowthForm('2026-07-11');
    form.typed = { height: '582', weight: '5,8', head: '40' };
    expect(form.record('2026-07-10')).toBeUndefined();
    expect(Object.keys(form.faults).sort()).toEqual(['day', 'height', 'weight']);
  });
  it('wants one value', () => {
    const form = new GrowthForm('2026-07-10');
    expect(form.record('2026-07-10')).toBeUndefined();
    expect(form.faults.none).toBe(true);
  });
  it('counts weeks from 22 to 44', () => {
    // 32 x 7 + 3 = 227; 22w0d is 154, 44w6d 314.
    expect([gestationDays('32', '3'), gestationDays('22', ''), gestationDays('44', '6'), gestationDays('21', '6'), gestationDays('45', '0'), gestationDays('32', '7')]).toEqual([227, 154, 314, undefined, undefined, undefined]);
  });
});
