// An entry in words: the same everywhere it is named.
import type { EntryBody, EntryDraft, Day } from '$lib/backend';
import { numberText } from '$lib/i18n/format';
import { w } from '$lib/i18n/index.svelte';
import { session } from '$lib/session.svelte';

export interface Described {
  /** 血圧、夜 · 体重 · うどん. */
  label: string;
  /** 128/82 · 58.6 · 200; empty where the label says all. */
  value: string;
  /** kg, 分, kcal. */
  unit: string;
  /** 脈 66. */
  more: string;
}

const DECIMALS: Partial<Record<string, number>> = { spo2_pct: 0, glucose_mgdl: 0 };
const UNITS: Record<string, string> = {
  weight_kg: 'kg', height_cm: 'cm', waist_cm: 'cm', body_fat_pct: '%', temperature_c: '℃', spo2_pct: '%', glucose_mgdl: 'mg/dL',
};

/** What an entry says. `name` is that of the dish or activity, `kcal` its energy. */
export function describe(body: EntryBody, name?: string | null, kcal?: number | null): Described {
  const energy = kcal === null || kcal === undefined ? '' : `${numberText(Math.round(kcal))} kcal`;
  switch (body.kind) {
    case 'blood_pressure': {
      const occasion = body.occasion ? w.day.occasions[body.occasion] : '';
      return {
        label: [occasion, w.day.kinds.blood_pressure].filter(Boolean).join(' '),
        value: `${body.systolic}/${body.diastolic}`,
        unit: '',
        more: body.pulse ? w.day.pulse(String(body.pulse)) : '',
      };
    }
    case 'measurement':
      return { label: w.day.measures[body.item], value: numberText(body.value, DECIMALS[body.item] ?? 1), unit: UNITS[body.item] ?? '', more: '' };
    case 'condition':
      return { label: w.day.kinds.condition, value: w.day.levels[body.level - 1] ?? '', unit: '', more: '' };
    case 'diary':
      return { label: w.day.kinds.diary, value: '', unit: '', more: body.text };
    case 'exercise':
      return { label: name ?? w.day.kinds.exercise, value: String(body.minutes), unit: w.day.minutes, more: energy };
    case 'steps':
      return { label: w.day.kinds.steps, value: numberText(body.count), unit: w.day.steps, more: '' };
    case 'intake':
      return { label: name ?? body.food, value: amountText(body.food, body.portion), unit: '', more: [w.day.meals[body.slot], energy].filter(Boolean).join(' · ') };
    case 'own_dish':
      return { label: body.name, value: '', unit: '', more: energy };
  }
}

/** The same in one line, for toasts and labels: 夜 血圧 128/82 脈 66. */
export function oneLine(said: Described): string {
  return [said.label, [said.value, said.unit].filter(Boolean).join(' ')].filter(Boolean).join(' ');
}

/** 2人分 of a dish, 150 g of a food. */
export function amountText(food: string, portion: number): string {
  return isFood(food) ? w.day.grams(numberText(Math.round(portion * 100))) : w.day.portions(String(portion));
}

/** A food of the composition table, measured in hundreds of grams. */
export function isFood(food: string): boolean {
  return /^\d/.test(food);
}

/** The time now when the day is today; another day has no time of writing. */
export function minuteFor(day: Day): number | null {
  return day === session.today ? (session.status?.minute ?? null) : null;
}

/** An entry for a day. */
export function draftFor(day: Day, body: EntryBody): EntryDraft {
  return { day, minute: minuteFor(day), body };
}
