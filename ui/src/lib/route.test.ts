import { expect, it } from 'vitest';
import { href, hrefOf, parse } from './route.svelte';

it('reads back the address it wrote', () => {
  expect(parse(href('today', '2026-11-19'))).toEqual({ subject: 'me', screen: 'today', args: ['2026-11-19'] });
});
it('takes an address it does not know, or a broken one, for Today', () => {
  for (const hash of ['', '#', '#/me/nowhere', '#/me/%E0%A4%A', '#token=abc']) expect(parse(hash).screen).toBe('today');
});
it('names somebody else by the id of their record, but never for what is about keys and the account', () => {
  const child = '00112233445566778899aabbccddeeff';
  expect(parse(hrefOf(child, 'body', 'vitals'))).toEqual({ subject: child, screen: 'body', args: ['vitals'] });
  expect(parse(`#/${child}/connection`).subject).toBe('me');
  expect(parse(`#/${child}/people`).subject).toBe(child);
  for (const odd of ['you', child.toUpperCase(), `${child}0`]) expect(parse(`#/${odd}/today`).subject).toBe('me');
});
