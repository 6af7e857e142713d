import type { WordsOf } from '../index.svelte';
import type { create as ja } from '../ja/create';

export const create: WordsOf<typeof ja> = {
  firstTitle: 'First blood pressure',
  firstText: 'Type the reading you have just taken.',
  skip: 'Later',
  how: 'How to measure',
  steps: ['Sit down and rest for a minute or two.', 'Hold the cuff at the height of your heart.', 'Measure twice without talking.', 'In the evening, measure before bed.'],
  title: 'Make the record',
  text: (pressure) => `Blood pressure ${pressure} will be saved along with it.`,
  name: 'Name',
  nameExample: 'e.g. Naoko Miyatake',
  password: 'Password',
  passwordHint: '8 letters or more; longer is stronger. A sentence is fine.',
  strength: { none: '', short: 'short', good: 'good', great: 'very good' },
  strengthLabel: 'Length',
  forget: "If you forget it, nobody can open the record. Write it on paper and put that away.",
  make: 'Make it',
  making: 'Making the key',
  draftKept: "The blood pressure isn't saved yet. It waits on Today as a draft.",
  saved: (pressure) => `Blood pressure ${pressure} saved`,
};
