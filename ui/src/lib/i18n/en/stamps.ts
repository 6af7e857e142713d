import type { WordsOf } from '../index.svelte';
import type { stamps as ja } from '../ja/stamps';

export const stamps: WordsOf<typeof ja> = {
  title: 'Stamp book',
};
