import { expect, it } from 'vitest';
import { placeLabels } from './labels';

const seen = { left: 0, right: 1000, top: 0, bottom: 800 };

it('sets a name over its point, and beside it where that is taken', () => {
  const [first, second] = placeLabels([{ x: 500, y: 400, text: '岩本寺' }, { x: 500, y: 404, text: '青龍寺' }], 20, seen);
  expect(first).toMatchObject({ anchor: 'middle', text: '岩本寺' });
  expect(second).toMatchObject({ anchor: 'start', text: '青龍寺' });
});
it('leaves out a name that finds no room', () => {
  const crowd = Array.from({ length: 12 }, () => ({ x: 500, y: 400, text: '国分寺' }));
  // There are four places round a point.
  expect(placeLabels(crowd, 20, seen).length).toBeLessThanOrEqual(4);
});
it('keeps a name inside what is seen', () => {
  const [label] = placeLabels([{ x: 990, y: 400, text: '大窪寺' }], 20, seen);
  expect(label?.anchor).toBe('end');
});
it('keeps away from what must stay free', () => {
  const over = { left: 400, right: 600, top: 360, bottom: 399 };
  expect(placeLabels([{ x: 500, y: 400, text: '岩本寺' }], 20, seen, [over])[0]?.y).toBeGreaterThan(400);
});
