// Days and names of vaccinations as they are read.
import type { Day, VaccineRow, VaccineSlot } from '$lib/backend';
import { lang } from '$lib/i18n/index.svelte';

/** 26.07.10 on a stamp. */
export const stampDay = (day: Day): string => (lang.now === 'ja' ? day.slice(2).replaceAll('-', '.') : day);

/** 1, 2, 追: what stands large on a stamp. */
export const stampMark = (slot: VaccineSlot): string => (lang.now === 'ja' && slot.label.startsWith('追加') ? '追' : String(slot.number));

/** What a series is called. */
export const rowName = (row: VaccineRow): string => (lang.now === 'ja' ? row.short : row.name_en);

/** What the next dose is called: 1回目, dose 1. */
export function doseName(row: VaccineRow, number: number | null | undefined): string {
  const slot = row.slots.find((one) => one.number === number);
  if (!slot || row.slots.length < 2) return '';
  return lang.now === 'ja' ? slot.label : `dose ${slot.number}`;
}
