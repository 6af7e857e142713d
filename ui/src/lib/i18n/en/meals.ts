import type { WordsOf } from '../index.svelte';
import type { meals as ja } from '../ja/meals';

export const meals: WordsOf<typeof ja> = {
  title: 'Meals',
};
