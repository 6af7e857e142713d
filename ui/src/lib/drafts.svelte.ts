import { call, type Day } from '$lib/backend';

const PAUSE_MS = 400;
const LONGEST = 4000;

/** Half-typed entries of one day. What is kept here is written to the record, so a closed window loses nothing. */
export class Drafts {
  /** By field, as they were when the day was opened and as they are kept since. */
  kept = $state.raw<Record<string, string>>({});
  loaded = $state(false);
  #waiting = new Map<string, { text: string; timer: ReturnType<typeof setTimeout> }>();

  /** `of`: the record of somebody else it is for; kept in one's own. */
  constructor(
    readonly day: Day,
    readonly of?: string,
  ) {}

  /** Reads what was left; fields already typed in since keep what they have. */
  async load(): Promise<void> {
    const { drafts } = await call('draft_list', { day: this.day });
    const ending = this.#named('');
    const own = drafts.filter(({ field }) => (ending ? field.endsWith(ending) : !field.includes('@')));
    const read = Object.fromEntries(own.map(({ field, text }) => [field.slice(0, field.length - ending.length), text]));
    this.kept = { ...read, ...this.kept };
    this.loaded = true;
  }

  /** Keeps what stands in a field, written after a short pause; an empty text forgets it at once, so that nothing saved comes back. */
  keep(field: string, text: string): void {
    if (text === (this.kept[field] ?? '') || text.length > LONGEST) return;
    this.kept = { ...this.kept, [field]: text };
    clearTimeout(this.#waiting.get(field)?.timer);
    this.#waiting.set(field, { text, timer: setTimeout(() => this.#write(field), PAUSE_MS) });
    if (text === '') this.#write(field);
  }

  /** Writes at once what is still waiting: the day is left or the window closes. */
  flush(): void {
    for (const field of [...this.#waiting.keys()]) this.#write(field);
  }

  #named(field: string): string {
    return this.of ? `${field}@${this.of.slice(0, 16)}` : field;
  }

  #write(field: string): void {
    const waiting = this.#waiting.get(field);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(field);
    // A draft that cannot be kept stops nobody from writing the entry itself.
    call('draft_write', { day: this.day, field: this.#named(field), text: waiting.text }).catch(() => {});
  }
}
