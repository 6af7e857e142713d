import type { RhythmItem, RhythmPeriod } from '$lib/backend';
import { MOST } from './items';

/** What is looked at. It stays while the app runs, so that coming back finds the same page. */
class Choice {
  items = $state.raw<readonly RhythmItem[]>(['pressure_morning']);
  period = $state<RhythmPeriod>('month');
  /** One more would be too many. */
  full = $derived(this.items.length >= MOST);

  /** Shows only this one. */
  only(item: RhythmItem): void {
    this.items = [item];
  }
  /** Adds or takes away; the last one stays, and a fifth is not taken. */
  toggle(item: RhythmItem): void {
    if (!this.items.includes(item)) {
      if (!this.full) this.items = [...this.items, item];
    } else if (this.items.length > 1) this.items = this.items.filter((other) => other !== item);
  }
}

export const choice = new Choice();
