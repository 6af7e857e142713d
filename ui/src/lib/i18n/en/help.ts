import type { WordsOf } from '../index.svelte';
import type { help as ja } from '../ja/help';

export const help: WordsOf<typeof ja> = {
  items: {
    save: {
      q: 'I wrote something wrong',
      a: 'Right after saving, press Undo at the bottom. Later, use Change or Undo on its row. What you delete can be put back for 30 days.',
    },
    past: { q: 'I want to write a past day', a: 'On Today, press the arrow left of the date, or Calendar. Choose the day: the same page appears for it.' },
    text: { q: 'The letters are too small', a: 'Settings, Text and language: choose large text.' },
    password: {
      q: 'I forgot my password',
      a: 'Nobody else knows it. With a recovery sheet, "If you forgot the password" on the cover sets a new one. Wrong tries never delete anything.',
    },
    lock: { q: 'It closed by itself', a: 'The record closes when nobody touches it for a while. Settings, Keys and card: change how long that is.' },
    backup: { q: 'If this machine breaks', a: 'Settings, Backup and restore: make a backup file and keep a copy elsewhere, on a USB stick for example.' },
    net: { q: 'Does it work with no network?', a: 'Yes. The record is on this machine. Nothing is sent anywhere unless you connect it with a server.' },
    emergency: { q: 'I feel ill', a: "Henro doesn't diagnose. Call a doctor, or 119, at once." },
  },
};
