import { inLanguage, w, type Words, type WordsOf } from './index.svelte';

/**
 * Words of a group of screens beside those that are always there. The screens that import the group bring them along;
 * a word that is missing in one language does not compile.
 */
export function withWords<T extends object>(ja: T, en: WordsOf<T>): Words & WordsOf<T> {
  const own = inLanguage<WordsOf<T>>({ ja: ja as WordsOf<T>, en });
  return new Proxy({} as Words & WordsOf<T>, {
    get: (_, noun) => (noun in ja ? own[noun as keyof WordsOf<T>] : w[noun as keyof Words]),
  });
}
