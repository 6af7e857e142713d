// Two devices wrote different things: how each side is said.
import type { ConflictQuestion, ConflictSide, ConflictView } from '$lib/backend';
import { dayText, timeText } from '$lib/i18n/format';
import { lang } from '$lib/i18n/index.svelte';
import { w } from '$lib/i18n/problems';
import { answerIn } from '$lib/i18n/said';
import { session } from '$lib/session.svelte';

/** What it is about. */
export function subjectOf(view: ConflictView): string {
  const side = view.sides[0];
  if (!side) return '';
  return side.body.kind === 'problem' ? side.body.words : ((lang.now === 'en' ? side.name_en : side.name) ?? '');
}

/** The answer of a side. */
export const answerOf = (question: ConflictQuestion, side: ConflictSide): string => answerIn(question, side, session.style);

/** Whose it is: this device or another, and who. */
export function whoWrote(side: ConflictSide): string {
  const device = side.here ? w.problems.two.here : side.device || w.problems.two.elsewhere;
  const who = side.by.who === 'reader' ? '' : (side.by.name ?? '');
  return [device, who].filter(Boolean).join(w.common.list);
}

/** When it was written, by the clock of this device. */
export function writtenAt(side: ConflictSide): string {
  const at = new Date(side.at_ms);
  const two = (n: number) => `${n}`.padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${dayText(day, session.style)} ${timeText(at.getHours() * 60 + at.getMinutes())}`;
}
