import type { WordsOf } from '../index.svelte';
import type { today as ja } from '../ja/today';

export const today: WordsOf<typeof ja> = {
  title: 'Today',
};
