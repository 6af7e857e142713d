// A code of groups of five digits, as it is typed from paper.
import { call, type SheetKind } from '$lib/backend';

/** Digits of a group. */
const GROUP = 5;
/** Groups of a sheet (crates/recovery). */
export const GROUPS: Record<SheetKind, number> = { recovery: 10, family: 12 };

/** One sheet. What is certain is said while typing: a whole group that does not fit its place. */
export class SheetCode {
  groups = $state<string[]>([]);
  wrong = $state<readonly number[]>([]);
  right = $state(false);
  #asked = 0;

  constructor(readonly kind: SheetKind) {
    this.groups = Array<string>(GROUPS[kind]).fill('');
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
    const answer = await call('sheet_check', { kind: this.kind, codes: [this.text] }).catch(() => undefined);
    const sheet = answer?.sheets[0];
    if (mine !== this.#asked || !sheet) return;
    this.wrong = sheet.wrong.filter((group) => (this.groups[group - 1] ?? '').length === GROUP);
    this.right = sheet.right;
  }
}
