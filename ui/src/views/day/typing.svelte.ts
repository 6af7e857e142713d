// Everything that is half typed on one day, and where it is kept.
import { ExerciseEntry } from '$domains/activity/exercise.svelte';
import { MeasureEntry } from '$domains/body/measure.svelte';
import { PressureReading } from '$domains/body/reading.svelte';
import { LineEntry } from '$domains/day/line.svelte';
import { MealPick } from '$domains/meals/pick.svelte';
import type { Day } from '$lib/backend';
import { Drafts } from '$lib/drafts.svelte';
import { NumberEntry } from '$shared/number.svelte';

/** Which keypad is up; only one at a time. */
export type Dock = 'pressure' | 'weight' | 'steps';

export class DayTyping {
  readonly pressure = new PressureReading();
  readonly weight = new MeasureEntry('weight_kg');
  readonly steps = new NumberEntry(6);
  readonly line = new LineEntry();
  readonly meal = new MealPick();
  readonly exercise = new ExerciseEntry();
  diary = $state('');
  dock = $state<Dock | null>(null);
  readonly drafts: Drafts;

  /** `of`: somebody else's record that it is for. */
  constructor(day: Day, of?: string) {
    this.drafts = new Drafts(day, of);
  }

  /** Puts back what was left half typed; call while a component is set up. */
  follow(): void {
    let ready = $state(false);
    void this.drafts
      .load()
      .then(() => this.#restore())
      .catch(() => {})
      .finally(() => (ready = true));
    $effect(() => {
      if (!ready) return;
      this.drafts.keep('pressure', this.pressure.text);
      this.drafts.keep('weight', this.weight.same ? '' : this.weight.number.text);
      this.drafts.keep('steps', this.steps.text);
      this.drafts.keep('line', this.line.text);
      this.drafts.keep('meal', this.meal.text);
      this.drafts.keep('diary', this.diary);
    });
    $effect(() => {
      const flush = () => this.drafts.flush();
      addEventListener('pagehide', flush);
      return () => {
        removeEventListener('pagehide', flush);
        flush();
      };
    });
  }

  /** Fields that the person has begun meanwhile keep what they have. */
  #restore(): void {
    const { pressure, weight, steps, line, meal, diary } = this.drafts.kept;
    if (pressure && this.pressure.empty) this.pressure.text = pressure;
    if (weight && !this.weight.number.text) this.weight.number.write(weight);
    if (steps && !this.steps.text) this.steps.write(steps);
    if (line && !this.line.text) this.line.text = line;
    if (meal && this.meal.empty) this.meal.text = meal;
    if (diary && !this.diary) this.diary = diary;
  }
}
