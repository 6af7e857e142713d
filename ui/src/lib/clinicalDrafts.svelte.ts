import { call } from '$lib/backend';
import { session } from '$lib/session.svelte';
import { people } from '$lib/subject.svelte';

const PAUSE_MS = 300;
/** What could not be written because the medical half closed in the middle, by whose and which form. Until it opens again, or the record is locked. */
const waiting = new Map<string, string>();

/** The record is locked: nothing medical stays with the page. */
export function forgetWaiting(): void {
  waiting.clear();
}

/** A half-typed form about something medical. It is kept in the medical file, so that it closes with it, and nothing typed is lost when that happens. */
export class ClinicalDraft {
  /** Whose it is. What is typed for one person is never written into the record of another. */
  readonly #whose = people.now;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #kept = '';

  constructor(readonly form: string) {}

  /** What was left half typed; nothing when there is none. */
  async load(): Promise<string> {
    const left = waiting.get(this.#key);
    if (left !== undefined) {
      this.#write(left);
      return left;
    }
    const { drafts } = await call('clinical_draft_list', {});
    this.#kept = drafts.find(({ form }) => form === this.form)?.text ?? '';
    return this.#kept;
  }

  /** Keeps what stands in the form, written after a short pause; an empty text forgets it at once. */
  keep(text: string): void {
    if (text === (waiting.get(this.#key) ?? this.#kept)) return;
    waiting.set(this.#key, text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), PAUSE_MS);
    if (text === '') this.flush();
  }

  /** Writes at once what is still waiting: the page is left or the window closes. */
  flush(): void {
    clearTimeout(this.#timer);
    const text = waiting.get(this.#key);
    if (text !== undefined) this.#write(text);
  }

  get #key(): string {
    return `${this.#whose} ${this.form}`;
  }

  #write(text: string): void {
    // Closed, or somebody else is being looked at: it goes on waiting.
    if (session.status?.clinical !== 'open' || people.now !== this.#whose) return;
    const done = () => {
      this.#kept = text;
      if (waiting.get(this.#key) === text) waiting.delete(this.#key);
    };
    // A draft that cannot be kept stops nobody from writing the entry itself.
    call('clinical_draft_write', { form: this.form, text }).then(done).catch(() => {});
  }
}
