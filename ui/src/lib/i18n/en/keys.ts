import type { WordsOf } from '../index.svelte';
import type { keys as ja } from '../ja/keys';

export const keys: WordsOf<typeof ja> = {
  title: 'Keys and card',
  change: 'Change the password',
  current: 'Present password',
  new: 'New password',
  changed: 'Password changed',
  changeText: 'From then on the record opens with the new one. Older backups still need the older one.',
  lock: 'Time until it closes',
  lockText: 'The record closes when nobody touches it for this long.',
  minutes: (n) => `${n} min`,
  blur: 'Close when I leave the window',
  blurText: 'It closes as soon as you move to another window.',
  on: 'Close',
  off: "Don't close",
  card: 'Card',
  cardText: 'A transit card can be a second key. That comes with a later version.',
};
