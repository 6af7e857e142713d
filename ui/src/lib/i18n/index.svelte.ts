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

/** Of two tables with the same keys, whatever is read comes from that of the language now. */
export function inLanguage<T extends object>(tables: Record<Language, T>): T {
  return new Proxy({} as T, { get: (_, noun) => tables[language][noun as keyof T] });
}

/** The words that are always there, in the language now. */
export const w = inLanguage<Words>({ ja, en });

function preferred(): Language {
  const first = globalThis.navigator?.language ?? 'ja';
  return first.startsWith('ja') ? 'ja' : 'en';
}
