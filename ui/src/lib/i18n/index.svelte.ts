// Words of the reader's language. `w.<noun>.<word>` in a template follows the language at once.
import type { Language } from '$lib/backend/types.gen';
import { en } from './en';
import { ja } from './ja';

/** The shape of a table of words: the same keys, any text; functions keep their arguments. */
export type WordsOf<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => R
    : T[K] extends string
      ? string
      : T[K] extends readonly string[]
        ? readonly string[]
        : WordsOf<T[K]>;
};

export type Words = WordsOf<typeof ja>;

const tables: Record<Language, Words> = { ja, en };
let language = $state<Language>(preferred());

/** The language now; set it to switch every screen at once. */
export const lang = {
  get now(): Language {
    return language;
  },
  set now(next: Language) {
    language = next;
  },
};

/** The words of the language now. */
export const w: Words = new Proxy(ja as Words, {
  get: (_, noun) => tables[language][noun as keyof Words],
});

function preferred(): Language {
  const first = globalThis.navigator?.language ?? 'ja';
  return first.startsWith('ja') ? 'ja' : 'en';
}
