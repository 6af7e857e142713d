import { expect, test } from 'vitest';
import { secondsLeft, WARN_S } from './countdown';

test('the last minute begins four minutes after the last touch', () => {
  expect(secondsLeft(239_000, 0)).toBeGreaterThan(WARN_S);
  expect(secondsLeft(240_000, 0)).toBe(WARN_S);
});

test('it counts down in fives and never below nothing', () => {
  expect(secondsLeft(241_000, 0)).toBe(60);
  expect(secondsLeft(246_000, 0)).toBe(55);
  expect(secondsLeft(299_500, 0)).toBe(5);
  expect(secondsLeft(400_000, 0)).toBe(0);
});
