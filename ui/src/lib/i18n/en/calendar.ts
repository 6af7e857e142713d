import type { WordsOf } from '../index.svelte';
import type { calendar as ja } from '../ja/calendar';

export const calendar: WordsOf<typeof ja> = {
  title: 'Days',
  lead: 'Choose a day to open what was written on it.',
  before: 'Month before',
  after: 'Month after',
  weekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  seal: '済',
  recorded: (n) => `${n} ${n === 1 ? 'entry' : 'entries'}`,
  none: 'nothing written',
  today: 'today',
  future: 'not come yet',
  thisMonth: 'Back to this month',
  days: (n) => `${n} ${n === 1 ? 'day' : 'days'} written in this month.`,
  key: { recorded: 'Something written', none: 'Nothing written', today: 'Today' },
};
