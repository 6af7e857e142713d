// What one side of a question says about which devices disagree.
import type { ClinicalBody, ConflictQuestion, Day, ProblemBody } from '$lib/backend';
import { dayText, type DayStyle } from './format';
import { w } from './problems';

/** A side: the entry as one device has it; of a dose with the names of its vaccine. */
export interface Said {
  day: Day;
  body: ClinicalBody;
  name?: string | null;
  name_en?: string | null;
}

/** The answer of a side. */
export function answerIn(question: ConflictQuestion, side: Said, style: DayStyle): string {
  if (question === 'day') return dayText(side.day, style);
  if (question === 'vaccine') return (style.language === 'en' ? side.name_en : side.name) ?? '';
  return side.body.kind === 'problem' ? saidOf(question, side.body, style) : '';
}

/** The answer in a problem, whatever is asked of it. */
export function saidOf(question: ConflictQuestion, body: ProblemBody, style: DayStyle): string {
  const { problems } = w;
  if (question === 'severity') return problems.severities[body.severity ?? 'none'];
  if (question === 'reaction') return body.reaction || problems.two.noReaction;
  if (question === 'until') return body.until ? dayText(body.until, style) : problems.two.goesOn;
  return `${problems.kinds[body.problem]}${w.common.colon}${body.words}`;
}
