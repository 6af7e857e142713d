import type { WordsOf } from '../index.svelte';
import type { temple as ja } from '../ja/temple';

export const temple: WordsOf<typeof ja> = {
  title: 'Temple',
};
