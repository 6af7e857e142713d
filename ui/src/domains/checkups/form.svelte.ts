// A checkup typed from its paper: what stands in the fields, and what was said of rare values, each by itself.
import type { CheckupItemView, CheckupSheet, CheckupWrite, Day } from '$lib/backend';
import { plainDigits } from '$lib/i18n/format';
import { paperOf } from './paper';

export class CheckupForm {
  day = $state('');
  institution = $state('');
  values = $state<Record<string, string>>({});
  /** Items beside those of the usual paper. */
  extra = $state.raw<readonly CheckupItemView[]>([]);
  /** Codes whose value, as it stands, was said to be right. */
  sure = $state.raw<readonly string[]>([]);
  /** What the form was filled with, where a checkup is put right; what came later from another device is not in it. */
  shown: CheckupWrite | undefined;
  readonly #first: string;

  constructor(day: Day, before?: CheckupSheet) {
    this.day = before?.sheet.day ?? day;
    this.institution = before?.sheet.institution ?? '';
    for (const { code, value } of before?.sheet.values ?? []) this.values[code] = value;
    // What the paper of that day does not have stands beside it, and stays when it is emptied to be typed anew.
    const paper = paperOf(this.day, () => false);
    this.extra = before?.items.filter(({ code }) => !paper.some((item) => item.code === code)) ?? [];
    this.shown = before?.sheet;
    this.#first = this.#all();
  }

  /** The fields of the usual paper of this day. One that was added stays where it was typed, and is written once. */
  get paper(): CheckupItemView[] {
    return paperOf(this.day, (code) => (this.values[code] ?? '').trim() !== '').filter(({ code }) => !this.extra.some((one) => one.code === code));
  }

  get items(): CheckupItemView[] {
    return [...this.paper, ...this.extra];
  }

  /** Items with a value, in the order they are sent. */
  get written(): CheckupItemView[] {
    return this.items.filter(({ code }) => (this.values[code] ?? '').trim() !== '');
  }

  /** What was said to be right was said of the value as it stood. */
  set(code: string, to: string): void {
    if (this.values[code] === to) return;
    this.values[code] = to;
    this.sure = this.sure.filter((one) => one !== code);
  }

  confirm(code: string): void {
    if (!this.sure.includes(code)) this.sure = [...this.sure, code];
  }

  add(item: CheckupItemView): void {
    if (!this.items.some(({ code }) => code === item.code)) this.extra = [...this.extra, item];
  }

  /** The lower of two pressures, by the upper one. */
  lowOf(high: string): string | undefined {
    const pair = PRESSURES.find(([start]) => high.startsWith(start));
    return pair && this.written.find(({ code }) => code.startsWith(pair[1]))?.code;
  }

  /** Two pressures change places. */
  swap(high: string): void {
    const low = this.lowOf(high);
    if (!low) return;
    const before = this.values[high] ?? '';
    this.set(high, this.values[low] ?? '');
    this.set(low, before);
  }

  get request(): CheckupWrite {
    const values = this.written.map(({ code, kind }) => ({ code, value: kind === 'number' ? plainDigits(this.values[code] ?? '') : (this.values[code] ?? '') }));
    return { day: this.day, institution: this.institution.trim() || null, values, sure: [...this.sure] };
  }

  /** As a draft; empty while nothing was typed. */
  get text(): string {
    const now = this.#all();
    return now === this.#first ? '' : this.shown ? JSON.stringify({ ...(JSON.parse(now) as object), shown: this.shown }) : now;
  }
  set text(kept: string) {
    try {
      const read = JSON.parse(kept) as Partial<Record<string, unknown>>;
      if (this.shown) {
        // Without what it was filled with, nothing tells what was typed from what came later.
        if (!isWrite(read['shown'])) return;
        this.shown = read['shown'];
      }
      if (typeof read['day'] === 'string') this.day = read['day'];
      if (typeof read['institution'] === 'string') this.institution = read['institution'];
      if (Array.isArray(read['extra'])) this.extra = (read['extra'] as CheckupItemView[]).filter((item) => typeof item?.code === 'string' && Array.isArray(item.answers));
      // A field that was emptied is not in the draft.
      if (read['values']) for (const code of Object.keys(this.values)) this.values[code] = '';
      for (const [code, value] of Object.entries((read['values'] ?? {}) as Record<string, unknown>)) {
        if (typeof value === 'string') this.values[code] = value;
      }
    } catch {
      // A draft of another version is left as it is.
    }
  }

  #all(): string {
    const typed = Object.fromEntries(Object.entries(this.values).filter(([, value]) => value !== ''));
    return JSON.stringify({ day: this.day, institution: this.institution, values: typed, extra: this.extra });
  }
}

function isWrite(one: unknown): one is CheckupWrite {
  const of = one as Partial<CheckupWrite> | null | undefined;
  return typeof of?.day === 'string' && Array.isArray(of.values);
}

/** Upper and lower, by the place of the readings: other, second, first. */
const PRESSURES = [['9A755', '9A765'], ['9A752', '9A762'], ['9A751', '9A761']] as const;
