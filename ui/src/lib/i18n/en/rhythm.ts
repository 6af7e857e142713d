import type { WordsOf } from '../index.svelte';
import type { rhythm as ja } from '../ja/rhythm';

export const rhythm: WordsOf<typeof ja> = {
  title: 'My life rhythm',
};
