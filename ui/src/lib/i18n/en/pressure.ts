import type { WordsOf } from '../index.svelte';
import type { pressure as ja } from '../ja/pressure';

export const pressure: WordsOf<typeof ja> = {
  title: 'Blood pressure',
  occasions: { morning: 'Morning', evening: 'Evening', other: 'Other' },
  which: 'Morning or evening',
  upper: 'Upper',
  upperSmall: '',
  lower: 'Lower',
  lowerSmall: '',
  pulse: 'Pulse',
  pulseSmall: '',
  labels: ['Systolic pressure', 'Diastolic pressure', 'Pulse'],
  hint: 'It goes on when a value has all its digits.',
  hardware: 'The keyboard works too. Enter saves, Esc leaves.',
  keys: 'Number keys',
  erase: 'Delete one digit',
  nextSlot: 'Next',
  missing: 'Type the upper and the lower value.',
  missingTodo: 'The pulse may be left out.',
  swap: (pair) => `Swap to ${pair}`,
  rareTodo: 'If you feel ill, call a doctor or 119 at once.',
  rareYes: 'It is right',
};
