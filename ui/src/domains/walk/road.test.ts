import { describe, expect, it } from 'vitest';
import { dojoOf, legFrom, legsOf, reached, turned } from './road';

const at = (from_temple: number, direction: 'forward' | 'backward' = 'forward') => ({ from_temple, direction });

describe('legs of a round', () => {
  it('lead forward from 1 to 88 and then home', () => {
    expect([legFrom(1, 'forward'), legFrom(87, 'forward'), legFrom(88, 'forward')]).toEqual([0, 86, 87]);
  });
  it('lead backward over the same legs', () => {
    // 88 to 87 is the leg between 87 and 88 (number 86 from 0); from 1 the way home leads back to 88.
    expect([legFrom(88, 'backward'), legFrom(2, 'backward'), legFrom(1, 'backward')]).toEqual([86, 0, 87]);
  });
  it('stand all ahead before the first step, without the way home', () => {
    const { walked, now, ahead } = legsOf(at(0));
    expect([walked.length, now, ahead.length]).toEqual([0, null, 87]);
  });
  it('are 35 walked and 51 ahead between 36 and 37', () => {
    const { walked, now, ahead } = legsOf(at(36));
    expect([walked.length, now, ahead.length, ahead[0]]).toEqual([35, 35, 51, 36]);
  });
  it('are all walked on the way home', () => {
    expect(legsOf(at(88))).toMatchObject({ now: 87, ahead: [] });
    expect(legsOf(at(1, 'backward')).walked).toHaveLength(87);
  });
});

it('turns a round and leaves those before it', () => {
  const settings = { direction: 'forward' as const, start: null, turns: [{ round: 4, direction: 'forward' as const }] };
  expect(turned(settings, 1, 'backward')).toEqual({ ...settings, direction: 'backward' });
  const turns = [{ round: 2, direction: 'backward' }, { round: 4, direction: 'forward' }];
  expect(turned(settings, 2, 'backward')).toEqual({ ...settings, turns });
  expect(turned(turned(settings, 2, 'backward'), 2, 'forward').turns).toEqual([{ round: 2, direction: 'forward' }, turns[1]]);
});

it('counts only the temples of the present round as reached', () => {
  const stamp = (temple: number, round: number) => ({ temple, round, name: '', day: '2026-11-01' });
  expect([...reached({ round: 2, stamps: [stamp(1, 1), stamp(2, 1), stamp(1, 2)] })]).toEqual([1]);
});

it('knows the 道場 of a temple', () => {
  // 1 to 23 Awa, 24 to 39 Tosa, 40 to 65 Iyo, 66 to 88 Sanuki.
  expect([1, 23, 24, 39, 40, 65, 66, 88].map(dojoOf)).toEqual(['awa', 'awa', 'tosa', 'tosa', 'iyo', 'iyo', 'sanuki', 'sanuki']);
});
