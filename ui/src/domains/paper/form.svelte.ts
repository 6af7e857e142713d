// A paper being filled in. What is there already only needs to be confirmed; what was typed stays until it is kept or thrown away.
import type { PaperAnswer, PaperQuestionView, PaperSheetView } from '$lib/backend';
import { plainDigits } from '$lib/i18n/format';

export interface Said {
  choice: string;
  words: string;
}

export class PaperForm {
  readonly sheet: PaperSheetView;
  /** The paper that is changed. */
  readonly id: string | undefined;
  said = $state<Record<string, Said>>({});
  /** Questions with an answer of before that is being changed. */
  changing = $state<Record<string, true>>({});
  confirmed = $state(false);
  faults = $state<Record<string, 'number'>>({});
  unconfirmed = $state(false);

  constructor(sheet: PaperSheetView, kept?: { id: string; answers: readonly PaperAnswer[] }) {
    this.sheet = sheet;
    this.id = kept?.id;
    for (const { id, before } of sheet.questions) {
      const own = kept?.answers.find(({ question }) => question === id);
      const from = kept ? own : before;
      this.said[id] = { choice: from?.choice ?? '', words: from?.words ?? '' };
    }
  }

  /** What is asked now: what has no answer of before, and what is being changed. */
  get asked(): PaperQuestionView[] {
    return this.sheet.questions.filter((question) => !this.stands(question));
  }

  /** What stands there to be confirmed. */
  get before(): PaperQuestionView[] {
    return this.sheet.questions.filter((question) => this.stands(question));
  }

  stands({ id, before }: PaperQuestionView): boolean {
    return this.id === undefined && !!before && !this.changing[id];
  }

  change(id: string): void {
    this.changing[id] = true;
  }

  get open(): number {
    return this.sheet.questions.filter(({ id }) => !this.said[id]?.choice && !this.said[id]?.words.trim()).length;
  }

  /** What is kept; nothing where something is missing. */
  answers(): PaperAnswer[] | undefined {
    const faults: typeof this.faults = {};
    const answers: PaperAnswer[] = [];
    for (const question of this.sheet.questions) {
      const { choice, words } = this.said[question.id] ?? { choice: '', words: '' };
      const typed = question.answer === 'number' ? plainDigits(words).replace('．', '.').trim() : words.trim();
      if (question.answer === 'number' && typed !== '' && !/^\d{1,5}(\.\d+)?$/.test(typed)) faults[question.id] = 'number';
      // Words belong to yes; a no with words of an earlier yes would be said of nothing.
      const told = hasWords(question.answer, choice) ? typed : '';
      if (choice || told) answers.push({ question: question.id, choice: choice || null, words: told || null });
    }
    this.faults = faults;
    this.unconfirmed = this.before.length > 0 && !this.confirmed;
    return Object.keys(faults).length === 0 && !this.unconfirmed ? answers : undefined;
  }
}

/** Whether a question has room for words beside this choice. */
export function hasWords(answer: string, choice: string): boolean {
  if (answer === 'yes_no' || answer === 'choice') return false;
  return !answer.startsWith('yes_no') || choice === 'yes';
}

/** What was begun, by whose record: it outlives a look at another page, and goes when the record is locked. */
export const begun = $state<Record<string, PaperForm>>({});

export function forget(): void {
  for (const key of Object.keys(begun)) delete begun[key];
}
