import type { WordsOf } from '../index.svelte';
import type { history as ja } from '../ja/history';

export const history: WordsOf<typeof ja> = {
  title: 'Past entries',
};
