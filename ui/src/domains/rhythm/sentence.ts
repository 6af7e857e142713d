// One sentence from the numbers of a chart: period, mean, against which limit, how many days out.
import type { RhythmItem, RhythmPeriod, RhythmSummary } from '$lib/backend';
import type { RhythmWords } from '$lib/i18n/rhythm';
import { figure, isBars, isPressure } from './items';

/** A piece of a sentence; figures stand in bold. */
export interface Piece {
  text: string;
  bold: boolean;
}

/** The sentence as plain text, as a screen reader says it. */
export function sentence(item: RhythmItem, period: RhythmPeriod, summary: RhythmSummary, words: RhythmWords): string {
  return pieces(item, period, summary, words).map(({ text }) => text).join('');
}

/** The sentence in pieces. Empty where there is nothing to say. */
export function pieces(item: RhythmItem, period: RhythmPeriod, summary: RhythmSummary, words: RhythmWords): Piece[] {
  if (typeof summary.mean !== 'number') return [];
  const unit = words.units[item] ? ` ${words.units[item]}` : '';
  const mean = isPressure(item) ? figure(item, summary.mean, summary.mean_2) : `${figure(item, summary.mean)}${unit}`;
  const text = words.mean(words.spans[period], mean) + against(item, summary, words) + rest(item, summary, words, unit);
  return cut(text);
}

/** 〈129/81〉 is set in bold. */
export const cut = (text: string): Piece[] =>
  text
    .split(/[〈〉]/)
    .map((part, nth) => ({ text: part, bold: nth % 2 === 1 }))
    .filter(({ text }) => text !== '');

function against(item: RhythmItem, { mean, mean_2, limit, limit_2, limit_low }: RhythmSummary, words: RhythmWords): string {
  if (typeof mean !== 'number') return words.stop;
  const has = (value: number | null | undefined): value is number => typeof value === 'number';
  const shown = (value: number) => (Number.isInteger(value) && !['bmi'].includes(item) ? figure(isBars(item) ? 'steps' : 'spo2', value) : String(value));
  if (isPressure(item) && has(limit) && has(limit_2)) {
    const high = mean >= limit || (has(mean_2) && mean_2 >= limit_2);
    return (high ? words.above : words.below)(figure(item, limit, limit_2));
  }
  const unit = words.units[item] ? ` ${words.units[item]}` : '';
  if (has(limit) && has(limit_low)) {
    const place = mean >= limit ? words.overRange : mean < limit_low ? words.underRange : words.inRange;
    return place(shown(limit_low), shown(limit));
  }
  if (has(limit)) return (mean >= limit ? words.over : words.under)(`${shown(limit)}${unit}`);
  if (has(limit_low)) return (mean >= limit_low ? words.reaching : words.short)(`${shown(limit_low)}${unit}`);
  return words.stop;
}

function rest(item: RhythmItem, summary: RhythmSummary, words: RhythmWords, unit: string): string {
  const days = String(summary.days);
  if (typeof summary.days_out === 'number') {
    const out = (isPressure(item) ? words.outPressure : words.outDays)(String(summary.days_out), days);
    const five = isPressure(item) && typeof summary.mean_5 === 'number' ? words.fiveDays(figure(item, summary.mean_5, summary.mean_5_2)) : '';
    return out + five;
  }
  if (isBars(item)) return words.days(days);
  const { min, max, change } = summary;
  const range = typeof min === 'number' && typeof max === 'number' && max > min ? words.wide(figure(item, min), figure(item, max)) : '';
  if (typeof change !== 'number' || summary.days < 2) return words.days(days);
  const by = `${figure(item, Math.abs(change))}${unit}`;
  return (Math.abs(change) < 0.05 ? words.same : change > 0 ? words.up(by) : words.down(by)) + range;
}
