import type { EntryDraft, LineFact, LineQuestion, LineSpan, LineView } from '$lib/backend';

/** One row of what was understood: a fact, or a question with its answer. */
export type LineRow = { span: LineSpan; fact: LineFact; from: number | null };

/** A line of words, what was read in it, and the answers to what was unsure. */
export class LineEntry {
  text = $state('');
  view = $state.raw<LineView | null>(null);
  /** Answers by question: the chosen one, or `none` for leaving it out. */
  #answers = $state<Record<number, LineFact | 'none'>>({});
  #turn = 0;

  readonly open = $derived.by((): { question: LineQuestion; index: number }[] =>
    (this.view?.questions ?? [])
      .map((question, index) => ({ question, index }))
      .filter(({ index }) => this.#answers[index] === undefined),
  );

  readonly rows = $derived.by((): LineRow[] => {
    const view = this.view;
    if (!view) return [];
    const sure = view.facts.map((fact) => ({ span: fact.span, fact, from: null }));
    const answered = view.questions.flatMap((question, index): LineRow[] => {
      const fact = this.#answers[index];
      return fact && fact !== 'none' ? [{ span: question.span, fact, from: index }] : [];
    });
    return [...sure, ...answered].sort((a, b) => a.span.start - b.span.start);
  });

  /** What 記録する writes. */
  readonly entries = $derived<EntryDraft[]>(this.rows.map((row) => row.fact.entry));
  readonly ready = $derived(this.rows.length > 0 && this.open.length === 0);

  /** Reads the words with `read`; a late answer to older words is dropped. */
  async read(read: (text: string) => Promise<LineView>): Promise<void> {
    const turn = ++this.#turn;
    const text = this.text.trim();
    if (text === '') return this.forget();
    const view = await read(this.text);
    if (turn !== this.#turn) return;
    this.#answers = {};
    this.view = view;
  }

  answer(index: number, fact: LineFact | 'none'): void {
    this.#answers[index] = fact;
  }

  /** Asks again. */
  reopen(index: number): void {
    delete this.#answers[index];
  }

  /** The words changed: what was read of the old ones no longer holds. */
  forget(): void {
    this.#turn += 1;
    this.view = null;
    this.#answers = {};
  }

  clear(): void {
    this.forget();
    this.text = '';
  }
}

/** The words around a stretch of the line, for underlining it. */
export function around(text: string, span: LineSpan, reach = 12): { before: string; words: string; after: string } {
  const before = text.slice(0, span.start);
  const after = text.slice(span.end);
  return {
    before: before.length > reach ? `…${before.slice(-reach)}` : before,
    words: text.slice(span.start, span.end),
    after: after.length > reach ? `${after.slice(0, reach)}…` : after,
  };
}
