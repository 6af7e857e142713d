import type { RhythmItem, RhythmSummary } from '$lib/backend';
import type { RhythmWords } from '$lib/i18n/rhythm';
import { isPressure } from './items';

/** Where the limit of a chart comes from; nothing where none is drawn. */
export function sourceOf(item: RhythmItem, summary: RhythmSummary, words: RhythmWords): string | undefined {
  if (typeof summary.limit !== 'number' && typeof summary.limit_low !== 'number') return undefined;
  const sources: Partial<Record<RhythmItem, string>> = words.sources;
  return isPressure(item) ? words.sources.pressure : sources[item];
}
