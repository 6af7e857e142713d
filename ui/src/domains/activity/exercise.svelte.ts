import type { ActivityView, Code, EntryBody } from '$lib/backend';
import { NumberEntry } from '$shared/number.svelte';

/** Minutes on the chips. */
export const MINUTES = [10, 20, 30, 60] as const;

/** 歩く(少し速め・時速4.5〜5.1km) → 歩く(少し速め): enough to know it again on a chip. */
export function shortName(name: string): string {
  return name.replace(/([(（][^・,、)）]+)[・,、][^)）]*([)）])/, '$1$2');
}

export type ExerciseFault = 'impossible' | 'rare';

/** An exercise while it is chosen and timed. */
export class ExerciseEntry {
  chosen = $state.raw<ActivityView | null>(null);
  readonly minutes = new NumberEntry(4);
  fault = $state<ExerciseFault | null>(null);

  /** Energy of these minutes, by the core's figure for ten; null while no weight is known. */
  readonly kcal = $derived.by(() => {
    const ten = this.chosen?.kcal_10min;
    return ten === null || ten === undefined || this.minutes.value === null ? null : (ten * this.minutes.value) / 10;
  });

  /** Chooses an activity with the minutes this person usually writes. */
  choose(activity: ActivityView): void {
    this.chosen = activity;
    this.fault = null;
    this.minutes.set(activity.usual_minutes ?? 30);
  }

  body(): EntryBody | null {
    const minutes = this.minutes.value;
    if (!this.chosen) return null;
    this.fault = minutes === null || minutes < 1 || minutes > 1440 ? 'impossible' : null;
    return this.fault || minutes === null ? null : { kind: 'exercise', activity: this.chosen.code, minutes };
  }

  refused(code: Code): boolean {
    if (code === 'value_rare') this.fault = 'rare';
    else if (code === 'value_impossible') this.fault = 'impossible';
    else return false;
    return true;
  }

  clear(): void {
    this.chosen = null;
    this.minutes.clear();
    this.fault = null;
  }
}
