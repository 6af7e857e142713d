import { expect, it } from 'vitest';
import type { ClinicalView } from '$lib/backend';
import { placeOf } from './place';

const result = (code: string, set: string, report?: string) =>
  placeOf('me', { id: '1', body: { kind: 'result', item: { set, code }, ...(report ? { report } : {}) } } as unknown as ClinicalView);

it('leads to the page a result was written on', () => {
  expect(result('child_visit', 'own', '7')).toMatch(/vaccines\/checkups\/7$/);
  expect(result('child_chest', 'own')).toMatch(/vaccines\/checkups$/);
  expect(result('pregnancy_fundus', 'own', '7')).toMatch(/vaccines\/pregnancy\/7$/);
  expect(result('9N001000000000001', 'jlac10', '7')).toMatch(/checkups\/report\/7$/);
  expect(result('9N001000000000001', 'jlac10')).toMatch(/checkups$/);
});
