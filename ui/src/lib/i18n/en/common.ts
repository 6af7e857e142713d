import type { WordsOf } from '../index.svelte';
import type { common as ja } from '../ja/common';

export const common: WordsOf<typeof ja> = {
  app: 'Henro',
  record: 'Save',
  cancel: 'Leave',
  undo: 'Undo',
  fix: 'Change',
  delete: 'Delete',
  close: 'Close',
  next: 'Continue',
  back: 'Back',
  again: 'Try again',
  save: 'Change',
  yes: 'This value is right',
  optional: 'you may leave this out',
  open: 'Open',
  show: 'Show',
  hide: 'Hide',
  recorded: 'Saved',
  empty: 'empty',
  wait: 'Reading',
  toMain: 'To the page',
  list: ', ',
  stop: '.',
  undone: 'Undone',
  percent: (done, all) => `${done} of ${all}`,
};
