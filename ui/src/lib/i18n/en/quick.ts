import type { WordsOf } from '../index.svelte';
import type { quick as ja } from '../ja/quick';

export const quick: WordsOf<typeof ja> = {
  text: 'No password needed. What you write is sealed, and goes in when the record is opened. Nothing can be read here.',
  kinds: { pressure: 'Blood pressure', weight: 'Weight', steps: 'Steps', temperature: 'Temperature', diary: 'Diary' },
  what: 'What do you want to write?',
  line: 'One line of diary',
  lineExample: 'e.g. Slept well',
  kept: (what) => `Kept: ${what}. It goes in when the record is opened.`,
  waiting: (n) => `Waiting: ${n}`,
  back: 'Back to the cover',
};
