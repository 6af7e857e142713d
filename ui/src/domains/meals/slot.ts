import type { MealSlot, MealView } from '$lib/backend';

/** The meal that is probably written now: that of the hour, on a past day the first that is empty. */
export function slotAt(minute: number | null, meals: readonly Pick<MealView, 'slot' | 'ids'>[]): MealSlot {
  const empty = (slot: MealSlot) => meals.some((meal) => meal.slot === slot && meal.ids.length === 0);
  const hour: MealSlot = minute === null ? 'breakfast' : minute < 10 * 60 + 30 ? 'breakfast' : minute < 15 * 60 + 30 ? 'lunch' : 'dinner';
  if (empty(hour)) return hour;
  if (minute !== null) return hour === 'dinner' ? 'other' : hour;
  return (['breakfast', 'lunch', 'dinner'] as const).find(empty) ?? 'other';
}
