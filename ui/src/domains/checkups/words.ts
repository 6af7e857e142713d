import type { CheckupEdge } from '$lib/backend';
import { w } from '$lib/i18n/checkups';
import { lang } from '$lib/i18n/index.svelte';

/** A limit as a person says it: 120 mg/dL以上. */
export function edgeText({ side, value, unit }: CheckupEdge): string {
  return w.checkups.edges[side](unit ? `${value} ${unit}` : value);
}

const SIDES = { '<': 'below', '>': 'above', '≤': 'at_most', '≥': 'at_least' } as const;

/** A range as a person says it: 90 cm未満; one with two ends or words of its own stays as it is. */
export function rangeText(range: string | null | undefined, unit = ''): string {
  const [, sign, number] = /^([<>≤≥]) (.+)$/.exec(range ?? '') ?? [];
  if (!sign || !number) return [range ?? '', unit].filter(Boolean).join(' ');
  return w.checkups.edges[SIDES[sign as keyof typeof SIDES]](unit ? `${number} ${unit}` : number);
}

/** Where something comes from, in the language of the screen. */
export function sourceText(of: { source: string; source_en: string } | null | undefined): string {
  return (lang.now === 'en' ? of?.source_en : of?.source) ?? '';
}

/** Items shown together, by the name of their group. */
export function groupText(name: string): string {
  return name ? ((lang.now === 'en' && w.checkups.groups[name as keyof typeof w.checkups.groups]) || name) : w.checkups.other;
}

/** What was said of a value, where it is out. */
export function judgedText(word: string | null | undefined): string {
  return word && word !== 'normal' ? w.checkups.judged[word as keyof typeof w.checkups.judged] : '';
}
