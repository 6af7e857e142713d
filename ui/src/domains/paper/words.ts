// Answers in words.
import type { PaperQuestionView } from '$lib/backend';
import type { Said } from './form.svelte';

/** An answer as it is read. */
export function spoken(question: PaperQuestionView, said: Said | undefined, words: { yes: string; no: string; nothing: string }, language: 'ja' | 'en'): string {
  const { choice, words: typed } = said ?? { choice: '', words: '' };
  const options = language === 'ja' ? question.options : question.options_en;
  const chosen = choice === 'yes' ? words.yes : choice === 'no' ? words.no : choice ? (options[Number(choice) - 1] ?? choice) : '';
  const told = typed && question.unit ? `${typed}${question.unit}` : typed;
  if (chosen && told) return language === 'ja' ? `${chosen}（${told}）` : `${chosen} (${told})`;
  return chosen || told || words.nothing;
}
