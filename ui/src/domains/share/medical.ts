// Medical entries in words, as others see them.
import type { ClinicalBody, Comparator, ConflictQuestion, SectionName, SharedBeside, SharedMedical } from '$lib/backend';
import { w as child } from '$lib/i18n/child';
import { dayText, roughText, type DayStyle } from '$lib/i18n/format';
import { w as documents } from '$lib/i18n/documents';
import { w } from '$lib/i18n/problems';
import { answerIn } from '$lib/i18n/said';
import { SECTIONS } from './sections';

/** Day, what it is and what was found. Of what nobody has decided each cell has everything that was written, never one alone. */
export function cellsOf(one: SharedMedical, style: DayStyle): [day: string, what: string, found: string] {
  const asked = new Set(one.beside.map(({ question }) => question));
  const all = (question: readonly ConflictQuestion[], say: (one: SharedBeside | SharedMedical) => string) =>
    [...new Set([one, ...one.beside.filter((side) => question.includes(side.question))].map(say))].join(' / ');
  return [
    all(['day'], ({ entry }) => dayText(entry.day, style)),
    all(['what', 'vaccine'], (of) => nameOf(of, style)),
    [...undecidedIn(one, style), foundIn(one.entry.body, style, asked)].filter(Boolean).join(' / '),
  ];
}

/** What nobody has decided: what is asked, and what each device has. */
export function undecidedIn(one: SharedMedical, style: DayStyle): string[] {
  const { asks, either } = w.problems.two;
  const said = (question: ConflictQuestion, { entry, title, title_en }: SharedBeside | SharedMedical) => answerIn(question, { day: entry.day, body: entry.body, name: title, name_en: title_en }, style);
  return one.beside.map((side) => either(asks[side.question], said(side.question, one), said(side.question, side)));
}

/** What it is called; a visit of a pregnancy as the pages of its person call it. */
export function nameOf({ entry: { body }, title, title_en }: SharedBeside | SharedMedical, style: DayStyle): string {
  const visit = (body.kind === 'report' && body.sheet === 'pregnancy_checkup') || (body.kind === 'paper' && isDays(body.form));
  if (body.kind === 'report' && body.sheet === 'child_checkup') return child.growth.checkups;
  const item = visit ? child.pregnancy.title : itemOf(body);
  if (body.kind === 'document' && !title) return documents.documents.kinds[body.paper];
  return item ?? (style.language === 'en' ? title_en : title);
}

/** A note of its course: of one name, or of before with all of them. */
const isDays = (form: string): boolean => form === 'pregnancy_days' || form.startsWith('pregnancy_days ');

/** An item of such a visit. */
function itemOf(body: ClinicalBody): string | undefined {
  const name = visited(body);
  return name && child.pregnancy.items[name];
}

function visited(body: ClinicalBody): VisitItem | undefined {
  return body.kind === 'result' && body.item.set === 'own' ? VISIT[body.item.code] : undefined;
}

type VisitItem = keyof typeof child.pregnancy.items;
const VISIT: Partial<Record<string, VisitItem>> = {
  pregnancy_weight: 'weight_kg',
  pregnancy_systolic: 'systolic',
  pregnancy_diastolic: 'diastolic',
  pregnancy_fundus: 'fundus_cm',
  pregnancy_girth: 'girth_cm',
  pregnancy_urine_protein: 'protein',
  pregnancy_urine_sugar: 'sugar',
  pregnancy_oedema: 'oedema',
  pregnancy_fetal_heart: 'fetal_heart',
};

/** What was found or written, in a few words; without what is `asked`. */
export function foundIn(body: ClinicalBody, style: DayStyle, asked: ReadonlySet<ConflictQuestion> = new Set()): string {
  switch (body.kind) {
    case 'dose':
      return [body.lot, body.clinic, body.note].filter(Boolean).join(' / ');
    case 'result':
    case 'growth':
      return valueOf(body.value, unitOf(visited(body)));
    case 'report':
      return [body.sheet.endsWith('_checkup') && body.institution, body.physician, body.note].filter(Boolean).join(' / ');
    case 'problem':
      return problemOf(body, style, asked);
    case 'document':
      return documentOf(body);
    case 'paper':
      return isDays(body.form) ? body.answers.map((answer) => daysOf(answer, style)).filter(Boolean).join(' / ') : '';
  }
}

/** Letters of a paper that a line has room for; the whole of it stands beside its pages. */
export const PAPER_ROOM = 80;

/** Its kind where a title stands before it, who gave it out, how many pages, and how its words begin. */
function documentOf(body: Extract<ClinicalBody, { kind: 'document' }>): string {
  const [pages, words] = [body.pages?.length ?? 0, body.words ?? ''];
  const begins = words.length > PAPER_ROOM ? `${words.slice(0, PAPER_ROOM)}…` : words;
  return [body.title && documents.documents.kinds[body.paper], body.issuer, pages > 0 && documents.documents.count(pages), begins].filter(Boolean).join(' / ');
}

/** A day of the course of a pregnancy. */
function daysOf({ question, words }: Paper['answers'][number], style: DayStyle): string {
  const { dueTitle, born, nextDay } = child.pregnancy;
  const what = ({ due: dueTitle, born, next: nextDay } as Partial<Record<string, string>>)[question];
  return what && words ? `${what}${w.common.colon}${dayText(words, style)}` : '';
}

function unitOf(item: VisitItem | undefined): string | undefined {
  const { units } = child.pregnancy;
  return item && item in units ? units[item as keyof typeof units] : undefined;
}

type Found = Extract<ClinicalBody, { kind: 'result' }>['value'];
type Problem = Extract<ClinicalBody, { kind: 'problem' }>;
type Paper = Extract<ClinicalBody, { kind: 'paper' }>;

/** What it is, how bad, whose and since when come first: without them an illness of the mother reads as the person's own. */
function problemOf(body: Problem, style: DayStyle, asked: ReadonlySet<ConflictQuestion>): string {
  const words = w.problems;
  const day = (text: string) => dayText(text, style);
  const rough = body.since && roughText(body.since, style);
  const since = rough && (body.problem === 'procedure' ? words.onText(rough) : words.sinceText(rough));
  const until = body.until && !asked.has('until') && words.untilText(day(body.until));
  const { allergyOf } = words;
  const kind = body.problem in allergyOf ? allergyOf[body.problem as keyof typeof allergyOf] : words.kinds[body.problem];
  const severity = body.severity && !asked.has('severity') && words.severities[body.severity];
  return [!asked.has('what') && kind, severity, body.relation, !asked.has('reaction') && body.reaction, body.number, body.place, since, until, body.note].filter(Boolean).join(' / ');
}

function valueOf(value: Found, unit?: string): string {
  switch (value.kind) {
    case 'quantity':
      return `${value.comparator ? SIGNS[value.comparator] : ''}${value.number} ${unit ?? value.unit_as_written ?? value.unit ?? ''}`.trim();
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
