import type { WordsOf } from '../index.svelte';
import type { later as ja } from '../ja/later';

export const later: WordsOf<typeof ja> = {
  text: "This part comes with a later version. There's nothing behind it yet.",
  cardText: 'It belongs to the drawer that opens with your card.',
  meanwhile: 'What you can use now',
  back: 'Back to everything',
};
