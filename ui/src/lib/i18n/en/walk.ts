import type { WordsOf } from '../index.svelte';
import type { walk as ja } from '../ja/walk';

export const walk: WordsOf<typeof ja> = {
  title: 'Pilgrimage',
};
