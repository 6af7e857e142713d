import type { Nutrient, NutrientLine } from '$lib/backend';
import { numberText } from '$lib/i18n/format';
import { w } from '$lib/i18n/index.svelte';

/** Unit and decimals of each nutrient, as its name says them. */
export const NUTRIENTS: Record<Nutrient, { unit: string; decimals: number }> = {
  energy_kcal: { unit: 'kcal', decimals: 0 },
  protein_g: { unit: 'g', decimals: 1 },
  fat_g: { unit: 'g', decimals: 1 },
  carbohydrate_g: { unit: 'g', decimals: 1 },
  fibre_g: { unit: 'g', decimals: 1 },
  salt_g: { unit: 'g', decimals: 1 },
  potassium_mg: { unit: 'mg', decimals: 0 },
  calcium_mg: { unit: 'mg', decimals: 0 },
  iron_mg: { unit: 'mg', decimals: 1 },
  vitamin_a_ug: { unit: 'µg', decimals: 0 },
  vitamin_b1_mg: { unit: 'mg', decimals: 2 },
  vitamin_b2_mg: { unit: 'mg', decimals: 2 },
  vitamin_c_mg: { unit: 'mg', decimals: 0 },
  alcohol_g: { unit: 'g', decimals: 1 },
};

/** 5.6 of salt, 835 of energy. */
export function amount(nutrient: Nutrient, value: number): string {
  return numberText(value, NUTRIENTS[nutrient].decimals);
}

/** The reference in words: 6.5 g 未満, 650 mg 以上, 45〜60 g; empty where there is none. */
export function goal({ nutrient, at_least, at_most }: NutrientLine): string {
  const text = (value: number) => `${amount(nutrient, value)} ${NUTRIENTS[nutrient].unit}`;
  if (nutrient === 'energy_kcal' && at_least) return text(at_least); // a need, not a limit
  if (at_least && at_most) return at_least === at_most ? text(at_least) : w.meals.between(amount(nutrient, at_least), text(at_most));
  if (at_most) return w.meals.atMost(text(at_most));
  return at_least ? w.meals.atLeast(text(at_least)) : '';
}

/** How full the bar is, 0 to 1: against the upper limit where there is one. */
export function fraction({ amount: eaten, at_least, at_most }: NutrientLine): number | null {
  const full = at_most ?? at_least;
  return full ? Math.min(1, Math.max(0, eaten / full)) : null;
}
