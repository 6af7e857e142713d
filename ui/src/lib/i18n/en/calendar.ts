import type { WordsOf } from '../index.svelte';
import type { calendar as ja } from '../ja/calendar';

export const calendar: WordsOf<typeof ja> = {
  title: 'Calendar',
};
