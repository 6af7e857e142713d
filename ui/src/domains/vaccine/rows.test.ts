import { describe, expect, it } from 'vitest';
import type { VaccineRow } from '$lib/backend';
import { howMany, likely, missed, rowsOf, standing } from './rows';

function row(series: string, state: string, more: Partial<VaccineRow['answer']> = {}): VaccineRow {
  const answer = {
    vaccine: series, name: series, diseases: [], series, label: '', category: 'a', state, next: 1, possible: null, from: null, to: null,
    last_free: null, choice: null, check: false, why: [], confidence: 'high', sources: [], ...more,
  };
  return { short: series, name_en: series, answer, slots: [], others: [], mother: null, notes: [] };
}

describe('series in order', () => {
  it('puts what is over under one heading, and what nobody knows under ask', () => {
    expect(['expired', 'too_late', 'due', 'new_word'].map((state) => standing(row('X', state)))).toEqual(['over', 'over', 'due', 'ask']);
  });
  it('puts routine first, then what ends first', () => {
    const rows = [
      row('choice', 'due', { category: 'voluntary', to: '2026-01-01' }),
      row('late', 'due', { to: '2026-09-01' }),
      row('soon', 'due', { to: '2026-08-01' }),
    ];
    expect(rowsOf(rows, 'due').map(({ short }) => short)).toEqual(['soon', 'late', 'choice']);
  });
  it('counts several to choose from as one', () => {
    expect(howMany([row('ROTA1', 'due', { choice: 'ROTA' }), row('ROTA5', 'due', { choice: 'ROTA' }), row('PCV', 'due')])).toBe(2);
  });
  it('tells of a programme that ended without its doses, not of one that never was for the person', () => {
    const child = (state: string, more: Partial<VaccineRow['answer']>) => missed(row('MR-1', state, more), '2022-04-01', '2026-11-22');
    expect(child('expired', { last_free: '2024-03-31' })).toBe(true);
    expect(child('too_late', { last_free: '2022-09-16' })).toBe(true);
    expect(child('expired', { last_free: null })).toBe(false);
    expect(child('too_late', { last_free: '2024-03-31', category: 'voluntary' })).toBe(false);
    expect(child('due', { last_free: '2028-03-31' })).toBe(false);
    const woman = (last: string) => missed(row('HPV9-3D', 'expired', { last_free: last }), '2003-04-01', '2026-11-22');
    expect([woman('2026-03-31'), woman('2020-03-31')]).toEqual([true, false]);
    const older = (vaccine: string, last: string) => missed(row(vaccine, 'too_late', { vaccine, last_free: last }), '2009-05-10', '2026-11-22');
    expect([older('ROTA1', '2009-10-25'), older('VAR', '2012-05-09'), older('MR', '2011-05-09')]).toEqual([false, false, true]);
  });
  it('offers each vaccine once and nothing for the old', () => {
    const rows = [row('MR-2', 'due', { vaccine: 'MR' }), row('MR-1', 'overdue', { vaccine: 'MR' }), row('FLU65', 'possible', { category: 'b' }), row('DONE', 'done')];
    expect(likely(rows).map(({ short }) => short)).toEqual(['MR-1']);
  });
});
