import type { WordsOf } from '../index.svelte';
import type { shell as ja } from '../ja/shell';

export const shell: WordsOf<typeof ja> = {
  self: 'my record',
  daily: 'Daily',
  clinical: 'Care',
  ofRecord: ' record: ',
  isOpen: 'open',
  isClosed: 'closed',
  closeNow: 'Close',
  closeRecord: 'Close the record',
  closeTitle: 'Close the record?',
  closeText: "Nobody can see it until it's opened again. What you wrote stays.",
  clinicalTitle: 'Checkups and care',
  clinicalText: "Checkups, medicines, vaccinations and papers belong to a drawer that opens with a card. A later version opens it. This version doesn't have it yet.",
  understood: 'I see',
  measures: 'Body at a glance',
  height: 'Height',
  weight: 'Weight',
  bmi: 'BMI',
  none: '–',
  rolledBack: 'This record looks older than the one opened before.',
  rolledBackText: "If you put back a backup, go on. If you didn't, look for a newer one under Backup and restore.",
  demo: 'An invented person, for trying out.',
  updated: 'Today',
};
