import type { Day, EntryDraft, FoodView, MealSlot } from '$lib/backend';

/** A dish chosen but not yet written. */
export interface Pick {
  food: string;
  name: string;
  /** Portions of a dish, or hundreds of grams of a raw food. */
  portion: number;
  raw: boolean;
  /** What one portion is, where it is known. */
  serving: string;
  /** kcal of one portion, where it is known. */
  kcal: number | null;
}

/** Next amount up or down: quarters below one portion, halves above; 10 g, then 50 g, for a raw food. */
export function stepPortion(portion: number, up: boolean, raw: boolean): number {
  const fine = raw ? 0.1 : 0.25;
  const coarse = 0.5;
  const step = up ? (portion < 1 ? fine : coarse) : portion <= 1 ? fine : coarse;
  const next = Math.round((portion + (up ? step : -step)) * 100) / 100;
  return Math.min(50, Math.max(fine, next));
}

/** The dishes of one meal while they are chosen. Nothing is written before 記録する. */
export class MealPick {
  slot = $state<MealSlot>('breakfast');
  picks = $state<Pick[]>([]);

  readonly empty = $derived(this.picks.length === 0);
  /** kcal of what is chosen; null when some dish does not say. */
  readonly kcal = $derived.by(() => {
    if (this.picks.some((pick) => pick.kcal === null)) return null;
    return this.picks.reduce((sum, pick) => sum + (pick.kcal ?? 0) * pick.portion, 0);
  });

  /** Adds a dish; the same dish again adds another portion. */
  add(food: FoodView): void {
    const there = this.picks.find((pick) => pick.food === food.food);
    if (there) {
      there.portion = Math.min(50, there.portion + food.portion);
      return;
    }
    const { food: code, name, portion, raw, serving } = food;
    this.picks.push({ food: code, name, portion, raw, serving, kcal: food.kcal ?? null });
  }

  /** Fills the meal with yesterday's dishes and amounts, still to be written. */
  fill(slot: MealSlot, drafts: readonly EntryDraft[], names: readonly string[]): void {
    this.slot = slot;
    this.picks = drafts.flatMap(({ body }, i) => {
      if (body.kind !== 'intake') return [];
      const raw = /^\d/.test(body.food);
      return [{ food: body.food, name: names[i] ?? body.food, portion: body.portion, raw, serving: '', kcal: null }];
    });
  }

  more(food: string): void {
    this.#step(food, true);
  }

  less(food: string): void {
    this.#step(food, false);
  }

  remove(food: string): void {
    this.picks = this.picks.filter((pick) => pick.food !== food);
  }

  clear(): void {
    this.picks = [];
  }

  entries(day: Day, minute: number | null): EntryDraft[] {
    return this.picks.map(({ food, portion }) => ({
      day,
      minute,
      body: { kind: 'intake', slot: this.slot, food, portion },
    }));
  }

  /** For the draft of the day. */
  get text(): string {
    return this.empty ? '' : JSON.stringify({ slot: this.slot, picks: this.picks });
  }

  set text(text: string) {
    const kept = parse(text);
    this.slot = kept?.slot ?? this.slot;
    this.picks = kept?.picks ?? [];
  }

  #step(food: string, up: boolean): void {
    const pick = this.picks.find((each) => each.food === food);
    if (pick) pick.portion = stepPortion(pick.portion, up, pick.raw);
  }
}

const MEALS: readonly string[] = ['breakfast', 'lunch', 'dinner', 'other'] satisfies MealSlot[];

/** A draft that does not read is no draft. */
function parse(text: string): { slot: MealSlot; picks: Pick[] } | null {
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== 'object' || kept === null || !('slot' in kept) || !('picks' in kept)) return null;
    if (!MEALS.includes(String(kept.slot)) || !Array.isArray(kept.picks)) return null;
    return { slot: kept.slot as MealSlot, picks: kept.picks.filter(isPick) };
  } catch {
    return null;
  }
}

function isPick(pick: unknown): pick is Pick {
  if (typeof pick !== 'object' || pick === null) return false;
  const { food, name, portion } = pick as Partial<Pick>;
  return typeof food === 'string' && typeof name === 'string' && typeof portion === 'number' && portion > 0;
}
