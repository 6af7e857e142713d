import type { WordsOf } from '../index.svelte';
import type { stamps as ja } from '../ja/stamps';

export const stamps: WordsOf<typeof ja> = {
  title: 'Stamp book',
  round: 'Which round',
  dojo: 'Province',
  count: (n) => `${n} of 88`,
  page: (dojo) => `Page of ${dojo}`,
  next: 'next',
  nextLabel: (number, name) => `Next: ${number}, ${name}`,
  seal: (number, name) => `${number}, stamp of ${name}`,
  none: 'This page is still white.',
  empty: 'The stamps of the temples you reach will stand here.',
  emptyLink: 'Write steps',
  own: 'The stamps are drawn by Henro. They are not the stamps of the temples.',
};
