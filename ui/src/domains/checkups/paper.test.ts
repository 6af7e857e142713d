import { expect, test } from 'vitest';
import { paperOf } from './paper';

const JDS = '3D045000001999902';
const NGSP = '3D046000001999902';
const hba1c = (day: string, written: string[] = []) =>
  paperOf(day, (code) => written.includes(code)).map(({ code }) => code).filter((code) => code === JDS || code === NGSP);

test('HbA1c is asked for on the scale of the day', () => {
  expect(hba1c('2009-05-10')).toEqual([JDS]);
  expect(hba1c('2012-03-31')).toEqual([JDS]);
  expect(hba1c('2012-04-01')).toEqual([JDS, NGSP]);
  expect(hba1c('2013-04-01')).toEqual([NGSP]);
});

test('what was written in stays in sight when the day changes', () => {
  expect(hba1c('2009-05-10', [NGSP])).toEqual([JDS, NGSP]);
  expect(hba1c('2026-06-08', [JDS])).toEqual([JDS, NGSP]);
});
