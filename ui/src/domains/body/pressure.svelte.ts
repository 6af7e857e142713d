import type { EntryBody, Occasion, Refusal } from '$lib/backend';
import { pressureWidth, Slots } from '$shared/slots.svelte';

/** What is certain to be wrong before the core is asked. */
export type PressureFault = 'missing' | 'swapped';

/** A blood pressure that is being typed: 上, 下, 脈, and when of the day. */
export class PressureTyping {
  slots = new Slots(3, pressureWidth, /[^0-9]/g, 4);
  occasion = $state<Occasion>('morning');
  fault = $state<PressureFault>();
  /** Why the core would not write it; the caller sets it, the next key clears it. */
  refused = $state.raw<Refusal>();

  /** 128/82, as far as it is typed. */
  get pair(): string {
    return `${this.slots.values[0]}/${this.slots.values[1]}`;
  }

  /** The pair the other way round, for the offer to swap. */
  get swapped(): string {
    return `${this.slots.values[1]}/${this.slots.values[0]}`;
  }

  swap(): void {
    const [upper = '', lower = '', pulse = ''] = this.slots.values;
    this.slots.values = [lower, upper, pulse];
    this.fault = undefined;
  }

  /** The entry to write, or undefined with `fault` set. */
  entry(): EntryBody | undefined {
    const [systolic, diastolic, pulse] = [0, 1, 2].map((at) => this.slots.number(at));
    if (systolic === undefined || diastolic === undefined) {
      this.fault = 'missing';
      this.slots.now = systolic === undefined ? 0 : 1;
      return undefined;
    }
    this.fault = systolic <= diastolic ? 'swapped' : undefined;
    if (this.fault) return undefined;
    return { kind: 'blood_pressure', systolic, diastolic, pulse: pulse ?? null, occasion: this.occasion };
  }
}

/** The clock's proposal where the core cannot be asked yet, with its limits: morning 4:00-11:59, evening 18:00-3:59. */
export function occasionAt(minute: number): Occasion {
  if (minute >= 4 * 60 && minute < 12 * 60) return 'morning';
  return minute >= 18 * 60 || minute < 4 * 60 ? 'evening' : 'other';
}
