import { describe, expect, it } from 'vitest';
import { flower } from './flowers';
import { kanji } from './numerals';
import { ridge } from './ridge';
import { seeded } from './seeded';
import { land } from './temple/land';

describe('numbers in kanji', () => {
  it('write the numbers of temples', () => {
    expect([1, 10, 11, 20, 37, 88].map(kanji)).toEqual(['一', '十', '十一', '二十', '三十七', '八十八']);
  });
});

describe('choices from a number', () => {
  it('are the same each time and differ between temples', () => {
    const draw = (number: number) => land('hill', false, 1, seeded(number)).ridges[0]?.d;
    expect(draw(37)).toBe(draw(37));
    const all = new Set(Array.from({ length: 88 }, (_, nth) => draw(nth + 1)));
    expect(all.size).toBe(88);
  });
});

describe('the land of a drawing', () => {
  it('has houses only in a town and sea only where it can be seen', () => {
    expect(land('mountain', false, 1, seeded(12))).toMatchObject({ town: '', sea: 0 });
    expect(land('town', false, 1, seeded(1)).town).not.toBe('');
    expect(land('coast', true, 1, seeded(24)).sea).not.toBe(0);
  });
  it('is made of finite numbers', () => {
    for (const setting of ['mountain', 'hill', 'town', 'coast', 'river', 'unheard of']) {
      const text = JSON.stringify(land(setting, true, 1.1, seeded(5)));
      expect(text).not.toMatch(/NaN|Infinity|null/);
    }
  });
});

it('closes a flower and a ridge', () => {
  // Five petals are five arcs.
  expect(flower(5, 0).match(/A/g)).toHaveLength(5);
  expect(ridge({ low: 10, high: 20, peaks: 3, sharp: true }, 300, 100, seeded(1))).toMatch(/^M.*z$/);
});
