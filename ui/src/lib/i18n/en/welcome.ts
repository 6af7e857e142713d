import type { WordsOf } from '../index.svelte';
import type { welcome as ja } from '../ja/welcome';

export const welcome: WordsOf<typeof ja> = {
  together: ['同行', '二人'],
  lead: 'Write down each day, and walk the road of Shikoku step by step.',
  start: 'Begin',
  restore: 'Put back a backup',
  join: 'I already use Henro on another device',
  email: 'Come in with e-mail and password',
  parts: {
    write: { title: 'Write', text: 'Blood pressure, meals: one page a day. Just press numbers.' },
    see: { title: 'See', text: 'A line, a table, one sentence: how your body is going.' },
    walk: { title: 'Walk', text: 'Your steps take you round the 88 temples.' },
    keep: { title: 'Keep', text: 'The record stays on this machine, under lock and key.' },
  },
  promise: 'No account. No network.',
};
