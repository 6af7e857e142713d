import type { Code, EntryBody, LatestMeasure, MeasureItem } from '$lib/backend';
import { numberText } from '$lib/i18n/format';
import { NumberEntry } from '$shared/number.svelte';
import { fromPounds, MEASURES } from './limits';

export type MeasureFault =
  | { kind: 'missing' }
  | { kind: 'impossible'; low: string; high: string }
  | { kind: 'rare'; value: string }
  | { kind: 'pounds'; value: string; kg: number };

/** One measured number while it is typed. */
export class MeasureEntry {
  readonly number: NumberEntry;
  fault = $state<MeasureFault | null>(null);
  /** Yesterday's value, filled in by きのうと同じ and not yet saved. */
  same = $state(false);
  #sure = false;

  constructor(readonly item: MeasureItem) {
    this.number = new NumberEntry(3, MEASURES[item].decimals);
  }

  /** The entry to write, or null with a sentence under the slot. `last` is the value before, for pounds. */
  body(last: LatestMeasure | undefined): EntryBody | null {
    const value = this.number.value;
    const { low, high, decimals } = MEASURES[this.item];
    if (value === null) {
      this.fault = { kind: 'missing' };
      return null;
    }
    const kg = this.item === 'weight_kg' && !this.#sure ? fromPounds(value, last?.value ?? null) : null;
    if (value < low || value > high) this.fault = { kind: 'impossible', low: String(low), high: String(high) };
    else if (kg !== null) this.fault = { kind: 'pounds', value: numberText(value, decimals), kg };
    else this.fault = null;
    return this.fault ? null : { kind: 'measurement', item: this.item, value };
  }

  /** What the core refused; true when it was about this number. */
  refused(code: Code): boolean {
    const { low, high, decimals } = MEASURES[this.item];
    if (code === 'value_rare') this.fault = { kind: 'rare', value: numberText(this.number.value ?? 0, decimals) };
    else if (code === 'value_impossible') this.fault = { kind: 'impossible', low: String(low), high: String(high) };
    else return false;
    return true;
  }

  /** The person says that the number is right as it stands. */
  insist(): void {
    this.#sure = true;
    this.fault = null;
  }

  /** Takes another value in place of the typed one. */
  take(value: number): void {
    this.number.set(value);
    this.fault = null;
  }

  clear(): void {
    this.number.clear();
    this.fault = null;
    this.same = false;
    this.#sure = false;
  }
}
