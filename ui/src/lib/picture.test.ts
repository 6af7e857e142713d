import { expect, test } from 'vitest';
import { middle } from './picture';

test('the middle square of a picture is kept', () => {
  expect(middle(400, 300)).toEqual({ x: 50, y: 0, side: 300 });
  expect(middle(301, 400)).toEqual({ x: 0, y: 49, side: 301 });
  expect(middle(7, 7)).toEqual({ x: 0, y: 0, side: 7 });
});
