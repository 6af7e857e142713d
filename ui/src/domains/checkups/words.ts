import type { CheckupEdge } from '$lib/backend';
import { w } from '$lib/i18n/checkups';
import { lang } from '$lib/i18n/index.svelte';

/** A limit as a person says it: 120 mg/dL以上. */
export function edgeText({ side, value, unit }: CheckupEdge): string {
  return w.checkups.edges[side](unit ? `${value} ${unit}` : value);
}

/** Where something comes from, in the language of the screen. */
export function sourceText(of: { source: string; source_en: string } | null | undefined): string {
  return (lang.now === 'en' ? of?.source_en : of?.source) ?? '';
}
