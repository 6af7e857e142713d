import type { EntryBody, EntryView, FoodView } from '$lib/backend';
import { MealPick } from './pick.svelte';

export type DishFault = 'name' | 'parts';

/** A dish of one's own while it is put together. */
export class DishEntry {
  name = $state('');
  readonly parts = new MealPick();
  fault = $state<DishFault | null>(null);
  /** The dish that is changed; null for a new one. */
  before = $state.raw<EntryView | null>(null);

  add(food: FoodView): void {
    this.fault = null;
    this.parts.add(food);
  }

  /** Opens a dish for changing. `names` are those of its parts, in order. */
  open(dish: EntryView, names: readonly string[]): void {
    if (dish.body.kind !== 'own_dish') return;
    this.before = dish;
    this.name = dish.body.name;
    this.parts.picks = dish.body.parts.map(({ food, portion }, i) => ({ food, portion, name: names[i] ?? food, raw: /^\d/.test(food), serving: '', kcal: null }));
  }

  body(): EntryBody | null {
    const name = this.name.trim();
    this.fault = name === '' ? 'name' : this.parts.empty ? 'parts' : null;
    if (this.fault) return null;
    return { kind: 'own_dish', name, parts: this.parts.picks.map(({ food, portion }) => ({ food, portion })) };
  }

  clear(): void {
    this.name = '';
    this.parts.clear();
    this.fault = null;
    this.before = null;
  }
}
