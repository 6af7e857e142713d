// A code of groups of five digits, as it is typed from paper.
import { call, type SheetKind } from '$lib/backend';

/** Digits of a group. */
const GROUP = 5;
/** Groups of a sheet (crates/recovery). */
export const GROUPS: Record<SheetKind, number> = { recovery: 10, family: 12 };

/** What is known of a code while it is typed. */
export interface Checked {
  wrong: readonly number[];
  right: boolean;
}

/** Groups of digits. What is certain is said while typing: a whole group that does not fit its place. */
export class TypedCode {
  groups = $state<string[]>([]);
  wrong = $state<readonly number[]>([]);
  right = $state(false);
  #asked = 0;
  readonly #ask: (text: string) => Promise<Checked | undefined>;

  constructor(count: number, ask: (text: string) => Promise<Checked | undefined>) {
    this.groups = Array<string>(count).fill('');
    this.#ask = ask;
  }

  /** How many groups are whole. */
  readonly done = $derived(this.groups.filter((group) => group.length === GROUP).length);

  /** Takes what was typed or pasted into a group; the rest goes on to the next. Answers where to go on. */
  write(at: number, text: string): number {
    const digits = text.normalize('NFKC').replace(/\D/g, '');
    const next = [...this.groups];
    let place = at;
    for (let from = 0; place < next.length; from += GROUP, place += 1) {
      next[place] = digits.slice(from, from + GROUP);
      if (from + GROUP > digits.length) break;
      if (from + GROUP === digits.length) {
        place += 1;
        break;
      }
    }
    this.groups = next;
    this.right = false;
    this.wrong = this.wrong.filter((group) => (next[group - 1] ?? '').length === GROUP && group !== at + 1);
    void this.#check();
    return Math.min(place, next.length - 1);
  }

  /** The whole code, groups set apart. A group that is missing stands as one digit, so that the places stay told apart. */
  get text(): string {
    return this.groups.map((group) => group || '0').join(' ');
  }

  async #check(): Promise<void> {
    if (this.done === 0) return;
    const mine = ++this.#asked;
    const answer = await this.#ask(this.text).catch(() => undefined);
    if (mine !== this.#asked || !answer) return;
    this.wrong = answer.wrong.filter((group) => (this.groups[group - 1] ?? '').length === GROUP);
    this.right = answer.right;
  }
}

/** One sheet. */
export class SheetCode extends TypedCode {
  constructor(readonly kind: SheetKind) {
    super(GROUPS[kind], async (text) => (await call('sheet_check', { kind, codes: [text] })).sheets[0]);
  }
}
