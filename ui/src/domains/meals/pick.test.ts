import { describe, expect, it } from 'vitest';
import type { EntryDraft, FoodView } from '$lib/backend';
import { MealPick, stepPortion } from './pick.svelte';

const dish = (food: string, kcal: number | null = 200): FoodView => ({
  food, name: `dish ${food}`, name_en: null, serving: '1杯', kcal, nutrients: [], portion: 1, category: '', raw: false, note: '',
});

describe('choosing the dishes of a meal', () => {
  it('makes one entry a dish for the chosen meal', () => {
    const meal = new MealPick();
    meal.slot = 'dinner';
    meal.add(dish('R001'));
    meal.add(dish('S002'));
    expect(meal.entries('2026-11-21', 1145).map((entry) => entry.body)).toEqual([
      { kind: 'intake', slot: 'dinner', food: 'R001', portion: 1 },
      { kind: 'intake', slot: 'dinner', food: 'S002', portion: 1 },
    ]);
  });

  it('adds a portion when the same dish is chosen again', () => {
    const meal = new MealPick();
    meal.add(dish('R001'));
    meal.add(dish('R001'));
    expect(meal.picks).toHaveLength(1);
    expect(meal.kcal).toBe(400); // 200 kcal x 2
  });

  it('does not pretend to know the energy when one dish has none', () => {
    const meal = new MealPick();
    meal.add(dish('R001'));
    meal.add(dish('R002', null));
    expect(meal.kcal).toBeNull();
  });

  it('steps by quarters, then halves; raw foods by 10 g, then 50 g', () => {
    expect(stepPortion(1, true, false)).toBe(1.5);
    expect(stepPortion(1, false, false)).toBe(0.75);
    expect(stepPortion(0.25, false, false)).toBe(0.25);
    expect(stepPortion(0.9, true, true)).toBe(1);
    expect(stepPortion(1, true, true)).toBe(1.5);
    expect(stepPortion(50, true, false)).toBe(50);
  });

  it('fills the meal of yesterday with its amounts', () => {
    const yesterday: EntryDraft[] = [{ day: '2026-11-21', minute: null, body: { kind: 'intake', slot: 'breakfast', food: '01088', portion: 1.5 } }];
    const meal = new MealPick();
    meal.fill('breakfast', yesterday, ['ごはん']);
    expect(meal.picks[0]).toMatchObject({ name: 'ごはん', portion: 1.5, raw: true });
    expect(meal.entries('2026-11-21', 420)[0]?.body).toEqual(yesterday[0]?.body);
  });

  it('comes back from its draft, and from a spoilt draft empty', () => {
    const meal = new MealPick();
    meal.slot = 'lunch';
    meal.add(dish('R001'));
    meal.more('R001');
    const later = new MealPick();
    later.text = meal.text;
    expect(later.slot).toBe('lunch');
    expect(later.picks[0]?.portion).toBe(1.5);
    later.text = '{"slot":"brunch","picks":3}';
    expect(later.empty).toBe(true);
    later.text = 'x';
    expect(later.text).toBe('');
  });
});
