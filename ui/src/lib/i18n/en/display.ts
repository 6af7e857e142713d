import type { WordsOf } from '../index.svelte';
import type { display as ja } from '../ja/display';

export const display: WordsOf<typeof ja> = {
  title: 'Text and language',
  size: 'Size of the text',
  sizes: { normal: 'Normal', large: 'Large', largest: 'Largest' },
  sample: 'Blood pressure 127/81, weight 58.6 kg',
  language: 'Language',
  languages: { ja: '日本語', en: 'English' },
  theme: 'Brightness',
  themes: { auto: 'As the device', light: 'Light', dark: 'Dark' },
  years: 'Years in Japanese',
  western: 'Western (2026年)',
  era: 'Era (令和8年)',
  preview: 'Sample',
};
