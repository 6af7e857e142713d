import type { WordsOf } from '../index.svelte';
import type { unlock as ja } from '../ja/unlock';

export const unlock: WordsOf<typeof ja> = {
  ofRecord: "'s record",
  record: 'My record',
  password: 'Password',
  open: 'Open',
  opening: 'Opening',
  daily: 'Daily record',
  dailyText: 'Blood pressure, meals, walk',
  clinical: 'Care record',
  clinicalText: 'Checkups, medicines, sharing',
  needPassword: 'Password',
  needCard: '+ card',
  forgot: 'If you forgot the password',
  wait: (seconds) => `You can try again in ${seconds} second${seconds === 1 ? '' : 's'}.`,
  waitMinutes: (minutes) => `You can try again in about ${minutes} minute${minutes === 1 ? '' : 's'}.`,
  ready: 'You can try again now.',
  safe: 'However often it is wrong, the record is never deleted.',
  demo: 'An invented person, for trying out.',
  write: 'Write without opening',
};
