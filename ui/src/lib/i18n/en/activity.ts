import type { WordsOf } from '../index.svelte';
import type { activity as ja } from '../ja/activity';

export const activity: WordsOf<typeof ja> = {
  title: 'Exercise',
};
