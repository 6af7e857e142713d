import { describe, expect, it } from 'vitest';
import type { VaccineDose } from '$lib/backend';
import { DoseForm } from './form.svelte';

describe('a vaccination half written', () => {
  it('comes back with everything that was typed, beside what is chosen now', () => {
    const form = new DoseForm('2026-11-22', ['MR']);
    expect(form.text).toBe('');
    form.toggle('BCG');
    form.lots['BCG'] = 'AB1';
    form.sites['BCG'] = '左うで';
    form.clinic = 'みどり診療所';
    const again = new DoseForm('2026-11-23', ['HIB']);
    again.text = form.text;
    expect([again.chosen, again.day, again.lots, again.clinic]).toEqual([['HIB', 'MR', 'BCG'], '2026-11-22', { BCG: 'AB1' }, 'みどり診療所']);
    expect(again.drafts('2026-11-23')?.map(({ body }) => 'site' in body && body.site)).toEqual([null, null, '左うで']);
  });

  it('that is changed stays the same vaccine', () => {
    const dose = { id: '1', code: 'BCG', day: '2026-05-02', name: '', name_en: '', said: [], verdict: 'counts', lot: 'LOT1', site: '右うで', drawn: 3 } as VaccineDose;
    const form = new DoseForm('2026-11-22', [], dose);
    expect(form.text).toBe('');
    form.lots['BCG'] = 'LOT2';
    const again = new DoseForm('2026-11-22', [], dose);
    again.text = form.text;
    expect(again.drafts('2026-11-22')).toMatchObject([{ day: '2026-05-02', body: { vaccine: 'BCG', lot: 'LOT2', site: '右うで' } }]);
  });

  it('has seen what stood there when it was first opened, also after it came back', () => {
    const dose = (drawn: number) => ({ id: '1', code: 'BCG', day: '2026-05-02', name: '', name_en: '', said: [], verdict: 'counts', drawn }) as VaccineDose;
    const form = new DoseForm('2026-11-22', [], dose(7));
    form.clinic = 'みどり診療所';
    const again = new DoseForm('2026-11-22', [], dose(12));
    again.text = form.text;
    expect([form.drawn, again.drawn, new DoseForm('2026-11-22', ['MR']).drawn]).toEqual([7, 7, null]);
  });
});
