import type { WordsOf } from '../index.svelte';
import type { body as ja } from '../ja/body';

export const body: WordsOf<typeof ja> = {
  title: 'Body',
};
