import { describe, expect, it } from 'vitest';
import { growth } from '$lib/i18n/ja/growth';
import { agesOf, placeOf } from './words';

describe('how old a child was', () => {
  it('is a year on the first birthday and two months on the day', () => {
    const at = (birth: string, day: string) => agesOf(birth, day, growth);
    // 365, 730, 1095 and 59 days: each a month less when a month is 30.4375 days.
    expect([at('2025-05-10', '2026-05-10'), at('2025-05-10', '2027-05-10'), at('2025-05-10', '2028-05-09'), at('2026-01-10', '2026-03-10')]).toEqual(['1歳0か月', '2歳0か月', '2歳11か月', '2か月']);
  });
  it('is days below one month', () => {
    expect([agesOf('2026-01-31', '2026-02-28', growth), agesOf('2026-05-10', '2026-06-10', growth), agesOf('2026-05-10', '2026-05-10', growth)]).toEqual(['28日', '1か月', '0日']);
  });
});

describe('values', () => {
  it('have a place from 1 to 99', () => expect([placeOf(0.2), placeOf(99.8), placeOf(49.6)]).toEqual(['1', '99', '50']));
});
