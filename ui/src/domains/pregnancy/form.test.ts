import { describe, expect, it } from 'vitest';
import { VisitForm } from './form.svelte';

const TODAY = '2026-11-22';

describe('a visit of a pregnancy', () => {
  it('is what was typed, in whatever digits', () => {
    const form = new VisitForm(TODAY);
    form.typed.weight_kg = '５８．４';
    form.typed.systolic = '118';
    form.typed.diastolic = '72';
    form.marks.protein = 'none';
    form.next = '2026-12-06';
    expect(form.visit(TODAY)).toEqual({ id: null, day: TODAY, clinic: null, note: null, found: { weight_kg: 58.4, systolic: 118, diastolic: 72, protein: 'none' }, next: '2026-12-06', shown: null });
  });

  it('is not written with what cannot be, and says where', () => {
    const form = new VisitForm(TODAY);
    expect(form.visit(TODAY)).toBeUndefined();
    expect(form.nothing).toBe(true);
    form.typed = { weight_kg: '584', systolic: '72', diastolic: '118', fundus_cm: '2,4', girth_cm: '', fetal_heart: '140.5' };
    form.day = '2026-11-23';
    form.next = '2026-11-23';
    expect(form.visit(TODAY)).toBeUndefined();
    expect(form.faults).toEqual({ weight_kg: 'range', systolic: 'order', fundus_cm: 'range', fetal_heart: 'range', day: 'day', next: 'next' });
    const one = new VisitForm(TODAY);
    one.typed.systolic = '120';
    expect(one.visit(TODAY)).toBeUndefined();
    expect(one.faults).toEqual({ diastolic: 'pair' });
  });

  it('comes back from a draft, and takes nothing from one that is none', () => {
    const form = new VisitForm(TODAY);
    expect(form.text).toBe('');
    form.typed.girth_cm = '86';
    form.marks.sugar = 'trace';
    form.note = '鉄剤';
    const again = new VisitForm(TODAY);
    again.text = form.text;
    expect([again.typed.girth_cm, again.marks.sugar, again.note, again.day]).toEqual(['86', 'trace', '鉄剤', TODAY]);
    for (const bad of ['x', 'null', '{"typed":3,"marks":{"sugar":"much"},"day":5}']) again.text = bad;
    expect([again.typed.girth_cm, again.marks.sugar]).toEqual(['86', 'trace']);
  });

  it('says what it was filled with, also out of a draft, and nothing where a draft did not keep it', () => {
    const before = { id: '7', day: '2026-10-20', week: 20, week_day: 1, clinic: null, note: '鉄剤', found: { weight_kg: 56.2 } };
    const shown = { day: '2026-10-20', clinic: null, note: '鉄剤', found: { weight_kg: 56.2 } };
    const form = new VisitForm(TODAY, before);
    form.typed.weight_kg = '56.4';
    const later = new VisitForm(TODAY, { ...before, found: { weight_kg: 57 } });
    later.text = form.text;
    expect(later.visit(TODAY)).toMatchObject({ id: '7', found: { weight_kg: 56.4 }, shown });
    later.text = '{"typed":{"weight_kg":"58"}}';
    expect(later.visit(TODAY)).toMatchObject({ found: { weight_kg: 58 }, shown: null });
  });
});
