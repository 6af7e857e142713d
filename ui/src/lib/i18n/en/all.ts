import type { WordsOf } from '../index.svelte';
import type { all as ja } from '../ja/all';

export const all: WordsOf<typeof ja> = {
  title: 'Everything',
  search: 'Search',
  example: 'Search, e.g. pressure, noodles',
  none: 'Nothing found. Try another word.',
  found: (n) => `${n} found`,
  emergency: 'Emergency card',
};
