import type { WordsOf } from '../index.svelte';
import type { about as ja } from '../ja/about';

export const about: WordsOf<typeof ja> = {
  title: 'This app',
  version: 'Version',
  what: 'Henro keeps the record of your body in your own hands, for life.',
  where: 'The record is encrypted on this machine. Nothing is sent anywhere unless you connect it with a server, and then sealed.',
  limit: "Henro doesn't diagnose. If something worries you, ask a doctor or a public-health nurse.",
  licence: 'Published under the Apache License 2.0.',
  sources: 'Where the figures come from',
  terms: 'Terms',
  together: 'A henro is a person who walks the 88 temples of Shikoku. 同行二人: nobody walks alone.',
};
