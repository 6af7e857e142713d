import { expect, it } from 'vitest';
import { href, parse } from './route.svelte';

it('reads back the address it wrote', () => {
  expect(parse(href('today', '2026-11-19'))).toEqual({ screen: 'today', args: ['2026-11-19'] });
});
it('takes an address it does not know, or a broken one, for Today', () => {
  for (const hash of ['', '#', '#/me/nowhere', '#/me/%E0%A4%A', '#token=abc']) expect(parse(hash).screen).toBe('today');
});
