// How something is said in a line.
import type { ProblemBody } from '$lib/backend';
import { dayText, roughText } from '$lib/i18n/format';
import { w } from '$lib/i18n/problems';
import { session } from '$lib/session.svelte';
import { people } from '$lib/subject.svelte';
import { groupOfKind, isPaper } from './groups';

/** What is said beside the words and the severity. */
export function detail(body: ProblemBody, whole = false): string {
  const words = w.problems;
  const day = (text: string) => dayText(text, whole ? { ...session.style, today: '1900-01-01' } : session.style);
  const rough = (text: string) => roughText(text, whole ? { ...session.style, today: '1900-01-01' } : session.style);
  const since = body.since && (body.problem === 'procedure' ? words.onText(rough(body.since)) : words.sinceText(rough(body.since)));
  const until = body.until && words.untilText(day(body.until));
  return [kindTag(body), body.reaction, body.relation, body.number, body.place, since, until].filter(Boolean).join(w.common.list);
}

/** The kind, where the heading does not say it. */
export function kindTag(body: ProblemBody): string {
  return groupOfKind(body.problem).kinds.length > 1 ? w.problems.kinds[body.problem] : '';
}

/** With whose it is, for toasts. */
export function whose(what: string): string {
  return people.person ? w.problems.of(people.person.name, what) : what;
}

/** What a paper says of its end. */
export function endText(body: ProblemBody, left: number | null | undefined): string {
  if (!body.until || !isPaper(body.problem)) return '';
  const day = dayText(body.until, session.style);
  return typeof left === 'number' && left < 0 ? w.problems.endedOn(whose(body.words), day) : w.problems.ends(whose(body.words), day, left ?? 0);
}
