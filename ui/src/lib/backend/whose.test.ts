import { afterEach, expect, it } from 'vitest';
import { addressed, hold, turnTo } from './whose';

const CHILD = '00112233445566778899aabbccddeeff';
afterEach(() => turnTo(null));

it('names the record a call is about, and none for what is about no record', () => {
  expect(addressed('day_read', { day: '2026-11-22' })).toEqual({ day: '2026-11-22' });
  turnTo(CHILD);
  expect(addressed('day_read', { day: '2026-11-22' })).toEqual({ day: '2026-11-22', subject: CHILD });
  expect(addressed('password_change', { current: 'a', new: 'b' })).toEqual({ current: 'a', new: 'b' });
});

it('lets go of what was asked for somebody else', () => {
  const own = hold('entry_record');
  const keys = hold('password_change');
  turnTo(CHILD);
  expect([own(), keys()]).toEqual([false, true]);
  const child = hold('entry_record');
  turnTo(CHILD);
  expect(child()).toBe(true);
  turnTo(null);
  expect([child(), own()]).toEqual([false, false]);
});
