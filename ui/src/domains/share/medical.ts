// Medical entries in words, as others see them.
import type { ClinicalBody, Comparator, SectionName, SharedMedical } from '$lib/backend';
import { dayText, roughText, type DayStyle } from '$lib/i18n/format';
import { w as documents } from '$lib/i18n/documents';
import { w } from '$lib/i18n/problems';
import { SECTIONS } from './sections';

/** What was found or written, in a few words. */
export function foundIn(body: ClinicalBody, style: DayStyle): string {
  switch (body.kind) {
    case 'dose':
      return [body.lot, body.clinic, body.note].filter(Boolean).join(' / ');
    case 'result':
    case 'growth':
      return valueOf(body.value);
    case 'report':
      return [body.physician, body.note].filter(Boolean).join(' / ');
    case 'problem':
      return problemOf(body, style);
    case 'document':
      return [documents.documents.kinds[body.paper], body.issuer, body.words].filter(Boolean).join(' / ');
    case 'paper':
      return '';
  }
}

type Found = Extract<ClinicalBody, { kind: 'result' }>['value'];
type Problem = Extract<ClinicalBody, { kind: 'problem' }>;

/** What it is, how bad, whose and since when come first: without them an illness of the mother reads as the person's own. */
function problemOf(body: Problem, style: DayStyle): string {
  const words = w.problems;
  const day = (text: string) => dayText(text, style);
  const rough = body.since && roughText(body.since, style);
  const since = rough && (body.problem === 'procedure' ? words.onText(rough) : words.sinceText(rough));
  const until = body.until && words.untilText(day(body.until));
  const { allergyOf } = words;
  const kind = body.problem in allergyOf ? allergyOf[body.problem as keyof typeof allergyOf] : words.kinds[body.problem];
  return [kind, body.severity && words.severities[body.severity], body.relation, body.reaction, body.number, body.place, since, until, body.note].filter(Boolean).join(' / ');
}

function valueOf(value: Found): string {
  switch (value.kind) {
    case 'quantity':
      return `${value.comparator ? SIGNS[value.comparator] : ''}${value.number} ${value.unit_as_written ?? value.unit ?? ''}`.trim();
    case 'coded':
      return value.words ?? value.code;
    case 'text':
      return value.text;
    case 'absent':
      return '—';
  }
}

const SIGNS: Record<Comparator, string> = { less: '<', at_most: '≤', at_least: '≥', greater: '>' };

/** By part, in the order of the book. */
export function byPart(entries: readonly SharedMedical[]): { section: SectionName; entries: SharedMedical[] }[] {
  const parts = SECTIONS.map((section) => ({ section, entries: entries.filter((one) => one.section === section) }));
  return parts.filter((part) => part.entries.length > 0);
}
