// A visit of a pregnancy, about to be written down or changed.
import type { Day, PregnancyFound, PregnancyMark, PregnancySeen, PregnancyShown, PregnancyVisit } from '$lib/backend';
import { plainDigits } from '$lib/i18n/format';

export const NUMBERS = ['weight_kg', 'systolic', 'diastolic', 'fundus_cm', 'girth_cm', 'fetal_heart'] as const;
export const MARKED = ['protein', 'sugar', 'oedema'] as const;
export const MARKS: readonly PregnancyMark[] = ['none', 'trace', 'plus1', 'plus2', 'plus3', 'plus4'];
export type NumberItem = (typeof NUMBERS)[number];
export type MarkItem = (typeof MARKED)[number];

/** What can be, as the core says it. */
export const RANGES: Record<NumberItem, readonly [number, number]> = { weight_kg: [25, 250], systolic: [50, 300], diastolic: [20, 200], fundus_cm: [4, 50], girth_cm: [40, 180], fetal_heart: [50, 250] };
const WHOLE: readonly NumberItem[] = ['systolic', 'diastolic', 'fetal_heart'];

export type VisitFault = 'range' | 'pair' | 'order' | 'day' | 'next';

export class VisitForm {
  day = $state('');
  clinic = $state('');
  note = $state('');
  next = $state('');
  typed = $state<Record<NumberItem, string>>({ weight_kg: '', systolic: '', diastolic: '', fundus_cm: '', girth_cm: '', fetal_heart: '' });
  marks = $state<Record<MarkItem, PregnancyMark | ''>>({ protein: '', sugar: '', oedema: '' });
  faults = $state.raw<Partial<Record<NumberItem | 'day' | 'next', VisitFault>>>({});
  nothing = $state(false);
  readonly id: string | undefined;
  /** What the form was filled with; what came later from another device is not in it. */
  shown: PregnancyShown | null = null;
  readonly #first: string;

  constructor(today: Day, before?: PregnancySeen) {
    this.id = before?.id;
    this.day = before?.day ?? today;
    if (before) {
      this.shown = shownOf(before);
      this.clinic = before.clinic ?? '';
      this.note = before.note ?? '';
      for (const item of NUMBERS) this.typed[item] = String(before.found[item] ?? '');
      for (const item of MARKED) this.marks[item] = before.found[item] ?? '';
    }
    this.#first = this.#all();
  }

  /** As a draft; empty while nothing was typed. */
  get text(): string {
    const now = this.#all();
    return now === this.#first ? '' : this.shown ? JSON.stringify({ ...(JSON.parse(now) as object), shown: this.shown }) : now;
  }
  set text(kept: string) {
    try {
      const read = JSON.parse(kept) as Record<string, unknown>;
      const said = (from: unknown, name: string) => (from && typeof from === 'object' ? (from as Record<string, unknown>)[name] : undefined);
      // A draft of before did not keep it: what it says is written whole.
      if (this.shown) this.shown = said(read['shown'], 'found') ? (read['shown'] as PregnancyShown) : null;
      for (const name of ['day', 'clinic', 'note', 'next'] as const) if (typeof read[name] === 'string') this[name] = read[name];
      for (const item of NUMBERS) {
        const text = said(read['typed'], item);
        if (typeof text === 'string') this.typed[item] = text;
      }
      for (const item of MARKED) this.marks[item] = MARKS.find((mark) => mark === said(read['marks'], item)) ?? this.marks[item];
    } catch {
      // A draft of another version is left as it is.
    }
  }

  /** What is written; nothing where something is wrong. */
  visit(today: Day): PregnancyVisit | undefined {
    const faults: VisitForm['faults'] = {};
    const found: Partial<Record<string, number | PregnancyMark>> = {};
    for (const item of NUMBERS) {
      const text = plainDigits(this.typed[item]).replace('．', '.').trim();
      if (text === '') continue;
      const value = Number(text);
      const [low, high] = RANGES[item];
      const good = /^\d{1,3}(\.\d{1,2})?$/.test(text) && value >= low && value <= high && (!WHOLE.includes(item) || Number.isInteger(value));
      if (good) found[item] = value;
      else faults[item] = 'range';
    }
    const { systolic, diastolic } = found as PregnancyFound;
    if (this.typed.systolic.trim() === '' && this.typed.diastolic.trim() !== '') faults.systolic ??= 'pair';
    if (this.typed.diastolic.trim() === '' && this.typed.systolic.trim() !== '') faults.diastolic ??= 'pair';
    if (systolic && diastolic && systolic <= diastolic) faults.systolic = 'order';
    if (!real(this.day) || this.day > today) faults.day = 'day';
    if (this.next !== '' && (!real(this.next) || this.next <= this.day)) faults.next = 'next';
    for (const item of MARKED) if (this.marks[item] !== '') found[item] = this.marks[item];
    const [clinic, note] = [this.clinic.trim() || null, this.note.trim() || null];
    this.faults = faults;
    this.nothing = Object.keys(faults).length === 0 && Object.keys(found).length === 0 && !note && this.next === '';
    if (this.nothing || Object.keys(faults).length > 0) return undefined;
    return { id: this.id ?? null, day: this.day, clinic, note, found: found as PregnancyFound, next: this.next || null, shown: this.shown };
  }

  #all(): string {
    const { day, clinic, note, next, typed, marks } = this;
    return JSON.stringify({ day, clinic, note, next, typed, marks });
  }
}

/** A visit as a form shows it. */
export const shownOf = ({ day, clinic, note, found }: Pick<PregnancySeen, 'day' | 'clinic' | 'note' | 'found'>): PregnancyShown => ({ day, clinic: clinic ?? null, note: note ?? null, found });

const real = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day);
