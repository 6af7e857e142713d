import { expect, test } from 'vitest';
import { pictures as en } from '$lib/i18n/en/devices';
import { pictures as ja } from '$lib/i18n/ja/devices';
import { PICTURES, readPicture } from './pictures';

test('there are 64 pictures, and each has a name of its own in both languages', () => {
  for (const list of [PICTURES, ja, en]) {
    expect(list).toHaveLength(64);
    expect(new Set(list).size).toBe(64);
  }
});

test('the text of the picture is told from everything else', () => {
  const digits = '1234567890123456789012345';
  expect(readPicture(` henro:add:${digits}:https://a.jp/x `)).toEqual({ groups: digits, address: 'https://a.jp/x' });
  for (const other of ['', digits, `henro:${'ab'.repeat(32)}`, `henro:add:${digits}0:https://a.jp/`, `henro:add:${digits}:`]) {
    expect(readPicture(other)).toBeUndefined();
  }
});
