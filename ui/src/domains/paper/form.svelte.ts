// A paper being filled in. What is there already only needs to be confirmed; what was typed stays until it is kept or thrown away.
import type { PaperAnswer, PaperOf, PaperQuestionView, PaperSheetView } from '$lib/backend';
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
  faults = $state<Record<string, 'number' | 'temperature'>>({});
  unconfirmed = $state(false);
  /** As it was kept, where a kept one is changed. */
  readonly keptAs: readonly PaperAnswer[] | undefined;
  readonly #first: string;

  constructor(sheet: PaperSheetView, kept?: { id: string; answers: readonly PaperAnswer[] }) {
    this.sheet = sheet;
    this.id = kept?.id;
    this.keptAs = kept?.answers;
    for (const { id, before } of sheet.questions) {
      const own = kept?.answers.find(({ question }) => question === id);
      const from = kept ? own : before;
      this.said[id] = { choice: from?.choice ?? '', words: from?.words ?? '' };
    }
    this.#first = this.#all();
  }

  /** As a draft. A paper that was begun is one before anything is typed; one that is changed is empty until then. */
  get text(): string {
    const now = this.#all();
    return this.id !== undefined && now === this.#first ? '' : now;
  }
  /** Takes in what was typed on the same paper; of another it takes nothing. */
  set text(kept: string) {
    const read = JSON.parse(kept) as { said?: Record<string, Partial<Said>>; changing?: unknown };
    if (JSON.stringify(begunAs(kept)) !== JSON.stringify(begunAs(this.#first))) return;
    if (Array.isArray(read.changing)) for (const id of read.changing) this.changing[String(id)] = true;
    for (const question of this.sheet.questions) {
      const typed = read.said?.[question.id];
      const [choice, words] = [typed?.choice, typed?.words].map((text) => (typeof text === 'string' ? text : ''));
      if (!typed || (this.stands(question) && !choice && !words)) continue;
      // Typed before the record had an answer of its own: it is asked, not overwritten.
      if (this.stands(question)) this.changing[question.id] = true;
      this.said[question.id] = { choice: choice ?? '', words: words ?? '' };
    }
  }

  /** Whether it is this paper, for the same things and day. */
  isOf(form: PaperOf, about: readonly string[], day: string): boolean {
    const { sheet } = this;
    return sheet.form === form && sheet.day === day && sheet.about.map(({ code }) => code).sort().join() === [...about].sort().join();
  }

  #all(): string {
    const { form, about, day, questions } = this.sheet;
    // What only has to be confirmed is said by the record as it is then, never by a draft.
    const said = Object.fromEntries(questions.filter((one) => !this.stands(one)).map(({ id }) => [id, this.said[id]]));
    return JSON.stringify({ form, about: about.map(({ code }) => code), day, said, changing: Object.keys(this.changing) });
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
      // 366 is 36.6 without its point.
      else if (question.unit === '℃' && typed !== '' && (Number(typed) < 30 || Number(typed) > 45)) faults[question.id] = 'temperature';
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

/** Which paper a draft is of; nothing where it is of another version. */
export function begunAs(text: string): { form: PaperOf; about: string[]; day: string } | undefined {
  try {
    const { form, about, day } = JSON.parse(text) as Record<string, unknown>;
    if (typeof form !== 'string' || typeof day !== 'string' || !Array.isArray(about)) return undefined;
    return { form: form as PaperOf, about: about.map(String), day };
  } catch {
    return undefined;
  }
}
