import { describe, expect, it, vi } from 'vitest';

const call = vi.hoisted(() => vi.fn());
vi.mock('$lib/backend', () => ({ call }));
const { gestationDays, GrowthForm, isStrange } = await import('./form.svelte');

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
  it('asks for no value of a checkup, and says what it was filled with', () => {
    const before = { id: '7', day: '2026-07-01', clinic: 'みどり診療所', note: null, found: { height_cm: 60, weight_kg: null, head_cm: null, chest_cm: 41 } };
    const visit = { code: 'M03', before };
    const form = new GrowthForm('2026-07-10', visit);
    expect(form.text).toBe('');
    form.set('height', '');
    form.set('chest', '４１．５');
    form.note = ' 股関節よし ';
    const again = new GrowthForm('2026-07-10', { code: 'M03', before: { ...before, clinic: 'later, from elsewhere' } });
    again.text = form.text;
    const found = { height_cm: null, weight_kg: null, head_cm: null, chest_cm: 41.5 };
    const shown = { day: '2026-07-01', clinic: 'みどり診療所', note: null, found: before.found };
    const record = again.record('2026-07-10');
    expect(record && again.visited(visit, record)).toEqual({ id: '7', visit: 'M03', day: '2026-07-01', clinic: 'みどり診療所', note: '股関節よし', found, sure: [], shown });
    again.set('chest', '415');
    expect(again.record('2026-07-10')).toBeUndefined();
    expect(again.faults).toEqual({ chest: true });
  });
  it('comes back from its draft', () => {
    const form = new GrowthForm('2026-07-10');
    expect(form.text).toBe('');
    form.set('weight', '5.1');
    const again = new GrowthForm('2026-07-12');
    again.text = form.text;
    expect(again.record('2026-07-12')).toEqual({ day: '2026-07-10', height_cm: null, weight_kg: 5.1, head_cm: null });
  });
  it('is sure of a value only as it stood', () => {
    const form = new GrowthForm('2026-07-10');
    form.set('weight', '51');
    form.sure = ['weight', 'height'];
    form.set('weight', '52');
    expect(form.sure).toEqual(['height']);
    // 12 kg at twelve months is asked about at two.
    form.move('2026-07-10');
    expect(form.sure).toEqual(['height']);
    form.move('2025-09-10');
    expect(form.sure).toEqual([]);
  });
  it('asks about what is far from other children, by SD or by twice and half of the middle', async () => {
    const baby = { birth: '2026-05-10', sex: 'male' as const };
    const ask = (z: number | null, value: number) => {
      call.mockResolvedValueOnce({ z, median: 5.6 });
      return isStrange('weight', value, '2026-07-10', baby);
    };
    expect([await ask(40, 51), await ask(4.9, 51), await ask(-5.2, 2.9), await ask(-1, 5.1), await ask(null, 5.1)]).toEqual([true, true, true, false, false]);
    expect(call.mock.calls[0]).toEqual(['growth_score', { norm: 'japan', measure: 'weight', sex: 'male', birth: '2026-05-10', day: '2026-07-10', value: 51, gestation_days: null }]);
  });
  it('asks nothing where there is nothing to compare with', async () => {
    expect(await isStrange('weight', 51, '2026-07-10', { birth: '2026-05-10' })).toBe(false);
    call.mockRejectedValueOnce(new Error('value_impossible'));
    expect(await isStrange('weight', 51, '2046-07-10', { birth: '2026-05-10', sex: 'male' })).toBe(false);
  });
  it('counts weeks from 22 to 44', () => {
    // 32 x 7 + 3 = 227; 22w0d is 154, 44w6d 314.
    expect([gestationDays('32', '3'), gestationDays('22', ''), gestationDays('44', '6'), gestationDays('21', '6'), gestationDays('45', '0'), gestationDays('32', '7')]).toEqual([227, 154, 314, undefined, undefined, undefined]);
  });
});

it('of a checkup whose days are over the day is asked for', () => {
  const form = new GrowthForm('2026-07-10', { code: 'M01', over: true });
  expect([form.record('2026-07-10'), form.faults.day, form.text]).toEqual([undefined, true, '']);
  expect(new GrowthForm('2026-07-10', { code: 'M01' }).record('2026-07-10')).toBeDefined();
});
