import { describe, expect, it } from 'vitest';
import type { FoodView } from '$lib/backend';
import { DishEntry } from './dish.svelte';

const rice: FoodView = { food: '01088', name: '米飯', name_en: null, serving: '100 g', kcal: 156, nutrients: [], portion: 1, category: '', raw: true, note: '' };

describe('a dish of one’s own', () => {
  it('needs a name and something in it', () => {
    const dish = new DishEntry();
    expect([dish.body(), dish.fault]).toEqual([null, 'name']);
    dish.name = ' ちらしずし ';
    expect([dish.body(), dish.fault]).toEqual([null, 'parts']);
    dish.add(rice);
    expect(dish.body()).toEqual({ kind: 'own_dish', name: 'ちらしずし', parts: [{ food: '01088', portion: 1 }] });
  });
});
