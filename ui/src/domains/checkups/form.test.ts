import { describe, expect, it } from 'vitest';
import { CheckupForm } from './form.svelte';
import { paperOf } from './paper';

const [WEIGHT, GLUCOSE, HIGH, LOW] = ['9N006000000000001', '3D010000001999901', '9A755000000000001', '9A765000000000001'];

describe('a checkup typed from its paper', () => {
  it('is sure of one value and not of the others, and no longer when that value changes', () => {
    const form = new CheckupForm('2026-06-08');
    form.set(WEIGHT, '20.0');
    form.set(GLUCOSE, '1080');
    form.confirm(WEIGHT);
    expect(form.request.sure).toEqual([WEIGHT]);
    form.set(WEIGHT, '200');
    expect(form.request.sure).toEqual([]);
  });

  it('swaps two pressures that stand the wrong way round', () => {
    const form = new CheckupForm('2026-06-08');
    form.set(HIGH, '82');
    form.set(LOW, '128');
    form.swap(HIGH);
    expect([form.values[HIGH], form.values[LOW]]).toEqual(['128', '82']);
  });

  it('sends what is written, in plain digits', () => {
    const form = new CheckupForm('2026-06-08');
    form.set(WEIGHT, '６２．５');
    form.set(GLUCOSE, ' ');
    expect(form.request).toEqual({ day: '2026-06-08', institution: null, values: [{ code: WEIGHT, value: '62.5' }], sure: [] });
  });

  it('has an item of the paper once when it was added beside it, whatever the day becomes', () => {
    const jds = '3D045000001999902';
    const form = new CheckupForm('2013-06-10');
    form.add({ code: jds, name: 'HbA1c（JDS）', name_en: 'HbA1c (JDS)', method: '', group: '', unit: '%', kind: 'number', answers: [] });
    form.set(jds, '5.2');
    expect(form.request.values).toEqual([{ code: jds, value: '5.2' }]);
    form.day = '2009-06-10';
    expect(form.items.filter(({ code }) => code === jds).length).toBe(1);
  });

  it('comes back from its draft whole, with items that were added, and is empty while nothing was typed', () => {
    const form = new CheckupForm('2026-06-08');
    expect(form.text).toBe('');
    form.add({ code: '5C070000002306201', name: 'CRP', name_en: 'CRP', method: '', group: '', unit: 'mg/dL', kind: 'number', answers: [] });
    form.set('5C070000002306201', '0.3');
    form.day = '2026-05-01';
    form.institution = 'みどり診療所';
    const again = new CheckupForm('2026-06-09');
    again.text = form.text;
    expect(again.request).toEqual(form.request);
    expect(again.extra.map(({ name }) => name)).toEqual(['CRP']);
    again.text = 'not a draft';
    expect(again.request).toEqual(form.request);
  });

  const sheet = (...values: [string, string][]) => ({ sheet: { day: '2026-06-08', institution: null, values: values.map(([code, value]) => ({ code, value })), sure: [] }, items: [] });

  it('comes back with what it was filled with: what another device wrote meanwhile was not taken away here', () => {
    const before = sheet([WEIGHT, '62']);
    const form = new CheckupForm('2026-11-22', before);
    form.set(GLUCOSE, '95');
    const again = new CheckupForm('2026-11-22', sheet([WEIGHT, '63'], ['1A010000000190111', '2']));
    again.text = form.text;
    expect(again.shown).toEqual(before.sheet);
    expect(again.request.values).toEqual([{ code: WEIGHT, value: '62' }, { code: GLUCOSE, value: '95' }]);
    // As a draft once more it still is.
    const third = new CheckupForm('2026-11-22', sheet([WEIGHT, '64']));
    third.text = again.text;
    expect([third.shown, third.values[WEIGHT]]).toEqual([before.sheet, '62']);
  });

  it('takes nothing from a draft that does not say what it was filled with', () => {
    const form = new CheckupForm('2026-11-22', sheet([WEIGHT, '63']));
    form.text = JSON.stringify({ day: '2026-06-01', values: { [WEIGHT]: '60' } });
    expect([form.values[WEIGHT], form.text]).toEqual(['63', '']);
  });

  it('keeps the field of an item that the paper of its day does not have, while it is typed anew', () => {
    const ngsp = '3D046000001999902';
    const before = { sheet: { ...sheet([ngsp, '5.6']).sheet, day: '2009-06-10' }, items: paperOf('2026-06-08', () => false).filter(({ code }) => code === ngsp) };
    const form = new CheckupForm('2026-11-22', before);
    form.set(ngsp, '');
    expect(form.items.filter(({ code }) => code === ngsp).length).toBe(1);
  });
});
