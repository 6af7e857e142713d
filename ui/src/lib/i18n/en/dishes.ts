import type { WordsOf } from '../index.svelte';
import type { dishes as ja } from '../ja/dishes';

export const dishes: WordsOf<typeof ja> = {
  title: 'My dishes',
};
