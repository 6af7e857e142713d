import { expect, it } from 'vitest';
import { occasionAt } from './occasion';

it('proposes the occasion with the limits of the core', () => {
  // crates/calc/src/home_bp.rs, occasion_at: 240..720 morning, 1080.. and 0..240 evening.
  expect([240, 719, 720, 1079, 1080, 239].map(occasionAt)).toEqual(['morning', 'morning', 'other', 'other', 'evening', 'evening']);
});
