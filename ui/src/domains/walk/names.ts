import type { Day, Language } from '$lib/backend';
import { lang } from '$lib/i18n/index.svelte';
import { w } from '$lib/i18n/road';
import { numberText } from '$lib/i18n/format';
import { kanji } from './art/numerals';

interface Named {
  name: string;
  name_en: string;
}

/** The name of a temple in the language of the reader. */
export const templeName = (temple: Named, language: Language = lang.now): string => (language === 'ja' ? temple.name : temple.name_en);
/** 第三十七番 / Temple 37. */
export const numberName = (number: number): string => w.walk.number(kanji(number), String(number));
/** 三十七番 / No. 37. */
export const shortNumber = (number: number): string => w.walk.numberShort(kanji(number), String(number));
/** 22.4 from metres. */
export const kilometres = (metres: number): string => numberText(metres / 1000, 1);
/** Whole days from one to the other, both counted. */
export const daysBetween = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
