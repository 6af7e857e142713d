import type { Code, EntryBody, Occasion } from '$lib/backend';
import { checkPressure, DIASTOLIC, PULSE, SYSTOLIC } from './limits';

export const SLOTS = ['systolic', 'diastolic', 'pulse'] as const;
export type Slot = (typeof SLOTS)[number];

/** What stands under the slots. `rare` is a question, the others are mistakes with a way out. */
export type PressureFault =
  | { kind: 'swapped' }
  | { kind: 'rare' }
  | { kind: 'same' }
  | { kind: 'missing'; slot: Slot }
  | { kind: 'impossible'; slot: Slot; low: number; high: number }
  | { kind: 'long'; slot: Slot; typed: string; kept: string };

const RANGES: Record<Slot, readonly [number, number]> = { systolic: SYSTOLIC, diastolic: DIASTOLIC, pulse: PULSE };

/** A reading has three digits when it begins with 1 or 2, two when it begins with 3 to 9. */
export function digitsFor(first: string): number {
  return first === '1' || first === '2' ? 3 : 2;
}

/** Digits of any width, nothing else. */
export function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/\D/g, '');
}

/** 朝 until 11:59, 夜 from 17:00, ほか between: what the clock proposes before there is a record to ask. */
export function occasionAt(minute: number): Occasion {
  if (minute >= 4 * 60 && minute < 12 * 60) return 'morning';
  return minute >= 17 * 60 || minute < 4 * 60 ? 'evening' : 'other';
}

/** Three slots that fill themselves one after the other. */
export class PressureReading {
  values = $state<Record<Slot, string>>({ systolic: '', diastolic: '', pulse: '' });
  now = $state<Slot>('systolic');
  occasion = $state<Occasion>('evening');
  fault = $state<PressureFault | null>(null);
  /** The next digit begins the slot anew: the person went back to a full slot. */
  #anew = false;

  readonly empty = $derived(SLOTS.every((slot) => this.values[slot] === ''));
  readonly bad = $derived.by((): Slot[] => {
    const fault = this.fault;
    if (!fault) return [];
    if ('slot' in fault) return [fault.slot];
    return fault.kind === 'rare' ? [] : ['systolic', 'diastolic'];
  });

  press(digit: string): void {
    this.fault = null;
    const full = this.#full(this.now);
    let value = this.#anew ? '' : this.values[this.now];
    if (full && !this.#anew) return this.#tooLong(this.now, value + digit);
    if (value === '' && digit === '0') return this.#leadingZero();
    this.#anew = false;
    value += digit;
    this.values[this.now] = value;
    if (this.#full(this.now)) {
      this.#advance();
      this.#look();
    }
  }

  /** Takes what was pasted or dictated into a slot. */
  write(slot: Slot, text: string): void {
    this.fault = null;
    this.now = slot;
    this.#anew = false;
    const digits = digitsOf(text);
    if (digits.length > 3) return this.#tooLong(slot, digits);
    this.values[slot] = digits;
    this.#look();
  }

  /** Rubs out one digit; on an empty slot goes back one. */
  erase(): void {
    this.fault = null;
    const value = this.values[this.now];
    this.#anew = false;
    if (value !== '') this.values[this.now] = value.slice(0, -1);
    else this.now = SLOTS[Math.max(0, SLOTS.indexOf(this.now) - 1)] ?? 'systolic';
  }

  focus(slot: Slot): void {
    this.now = slot;
    this.#anew = this.#full(slot);
  }

  next(): void {
    this.focus(SLOTS[(SLOTS.indexOf(this.now) + 1) % SLOTS.length] ?? 'systolic');
  }

  /** The first slot that still wants digits. */
  begin(): void {
    this.focus(SLOTS.find((slot) => !this.#full(slot)) ?? 'systolic');
  }

  swap(): void {
    const { systolic, diastolic } = this.values;
    this.values = { ...this.values, systolic: diastolic, diastolic: systolic };
    this.fault = null;
    this.begin();
  }

  /** Puts the cursor where the mistake is, ready to be typed over. */
  mend(): void {
    const slot = this.bad[0] ?? 'systolic';
    this.fault = null;
    this.focus(slot);
    this.#anew = this.values[slot] !== '';
  }

  /** The entry to write, or null with a sentence under the slot. */
  body(): EntryBody | null {
    const [sys, dia, pulse] = SLOTS.map((slot) => this.#number(slot)) as [number | null, number | null, number | null];
    if (sys === null || dia === null) {
      this.fault = { kind: 'missing', slot: sys === null ? 'systolic' : 'diastolic' };
      this.focus(this.fault.slot);
      return null;
    }
    this.fault = certain(sys, dia, pulse);
    return this.fault ? null : { kind: 'blood_pressure', systolic: sys, diastolic: dia, pulse, occasion: this.occasion };
  }

  /** What the core refused becomes the sentence under the slots. True when it was about these numbers. */
  refused(code: Code): boolean {
    if (code === 'value_rare') this.fault = { kind: 'rare' };
    else if (code === 'value_swapped') this.fault = { kind: 'swapped' };
    else if (code === 'value_impossible') this.fault = impossible('systolic');
    else return false;
    return true;
  }

  clear(): void {
    this.values = { systolic: '', diastolic: '', pulse: '' };
    this.fault = null;
    this.now = 'systolic';
    this.#anew = false;
  }

  /** For the draft of the day: `128/8/`, empty when nothing was typed. */
  get text(): string {
    return this.empty ? '' : SLOTS.map((slot) => this.values[slot]).join('/');
  }

  set text(text: string) {
    const [systolic = '', diastolic = '', pulse = ''] = text.split('/').map((part) => digitsOf(part).slice(0, 3));
    this.values = { systolic, diastolic, pulse };
    this.fault = null;
    this.begin();
  }

  #number(slot: Slot): number | null {
    return this.values[slot] === '' ? null : Number(this.values[slot]);
  }

  #full(slot: Slot): boolean {
    const value = this.values[slot];
    return value !== '' && value.length >= digitsFor(value[0] ?? '');
  }

  #advance(): void {
    const following = SLOTS[SLOTS.indexOf(this.now) + 1];
    if (following) this.focus(following);
  }

  /** Says while typing only what is certain: both pressures whole and not possible together. */
  #look(): void {
    if (!this.#full('systolic') || !this.#full('diastolic')) return;
    const [sys, dia] = [this.#number('systolic') ?? 0, this.#number('diastolic') ?? 0];
    this.fault = certain(sys, dia, this.#full('pulse') ? this.#number('pulse') : null);
  }

  /** No reading begins with 0: it is a fourth digit of the slot before. */
  #leadingZero(): void {
    const before = SLOTS[SLOTS.indexOf(this.now) - 1];
    if (before) this.#tooLong(before, this.values[before] + '0');
  }

  #tooLong(slot: Slot, typed: string): void {
    const kept = typed.slice(0, digitsFor(typed[0] ?? ''));
    this.values[slot] = kept;
    this.fault = { kind: 'long', slot, typed, kept };
  }
}

function certain(sys: number, dia: number, pulse: number | null): PressureFault | null {
  const verdict = checkPressure(sys, dia, pulse);
  if (verdict === 'swapped') return { kind: 'swapped' };
  if (verdict !== 'impossible') return null;
  if (sys === dia) return { kind: 'same' };
  const outside = (slot: Slot, value: number | null) =>
    value !== null && (value < RANGES[slot][0] || value > RANGES[slot][1]);
  if (outside('systolic', sys)) return impossible('systolic');
  if (outside('diastolic', dia)) return impossible('diastolic');
  return impossible('pulse');
}

function impossible(slot: Slot): PressureFault {
  const [low, high] = RANGES[slot];
  return { kind: 'impossible', slot, low, high };
}
