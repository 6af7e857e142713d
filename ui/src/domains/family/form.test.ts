import { expect, it } from 'vitest';
import type { PersonView } from '$lib/backend';
import { blank, formOfPerson, saidOf } from './form';

const TODAY = '2026-11-22';

it('reads a person back as they were written', () => {
  const person = { name: '陽太', birth: '2021-02-20', sex: 'male', relation: 'child', mark: 2 } as PersonView;
  const form = formOfPerson(person);
  expect(form.mark).toBe(2);
  expect(saidOf(form, TODAY)).toEqual({ name: '陽太', birth: '2021-02-20', sex: 'male', relation: 'child' });
});

it('needs no day of birth, but one that can be', () => {
  expect(saidOf({ ...blank(), name: ' 和子 ', relation: 'parent' }, TODAY)).toEqual({ name: '和子', birth: null, sex: null, relation: 'parent' });
  expect(saidOf({ ...blank(), year: '2021', month: '2', date: '30' }, TODAY)).toEqual({ fault: 'birth' });
  expect(saidOf({ ...blank(), year: '2026', month: '11', date: '23' }, TODAY)).toEqual({ fault: 'birthFuture' });
  expect(saidOf({ ...blank(), year: '２０２６', month: '１１', date: '２２' }, TODAY)).toMatchObject({ birth: TODAY });
});
