// Something that stays with the person, about to be written down or changed.
import type { Day, ProblemBody, ProblemKind, Severity } from '$lib/backend';
import { roughOf } from '$lib/rough';
import { FIELDS, groupOfKind, isPaper, type ProblemField } from './groups';

export type ProblemFault = { field: 'words'; why: 'words' } | { field: 'since'; why: 'future' | 'since' } | { field: 'until'; why: 'order' };

const TEXTS = ['words', 'reaction', 'relation', 'number', 'place', 'since', 'until', 'note'] as const;
type TextField = (typeof TEXTS)[number];

export class ProblemForm {
  kind = $state<ProblemKind>('condition');
  severity = $state<Severity | 'none'>('none');
  texts = $state<Record<TextField, string>>(blank());
  fault = $state<ProblemFault>();
  readonly #before: ProblemBody | undefined;
  readonly #first: string;

  /** What stood there when it was first opened: what came later is not overwritten unseen. */
  drawn: number | null;

  constructor(kind: ProblemKind, before?: ProblemBody, drawn?: number) {
    this.drawn = drawn ?? null;
    this.#before = before;
    this.kind = before?.problem ?? kind;
    this.severity = before?.severity ?? 'none';
    if (before) for (const name of TEXTS) this.texts[name] = before[name] ?? '';
    this.#first = this.#all();
  }

  /** What is asked: what is usual for the kind, and whatever stands in a field already. */
  readonly fields: readonly ProblemField[] = $derived.by(() => {
    const usual = FIELDS[this.kind];
    const other = (['reaction', 'relation', 'number', 'place', 'since', 'until', 'note'] as const).filter((name) => !usual.includes(name) && this.#before?.[name]);
    return [...usual.filter((name) => name !== 'note'), ...other, 'note'];
  });

  /** As a draft; empty while nothing was typed. */
  get text(): string {
    const now = this.#all();
    return now === this.#first ? '' : this.drawn === null ? now : JSON.stringify({ ...(JSON.parse(now) as object), drawn: this.drawn });
  }
  set text(kept: string) {
    try {
      const read = JSON.parse(kept) as Record<string, unknown>;
      if (typeof read['drawn'] === 'number') this.drawn = Math.min(read['drawn'], this.drawn ?? read['drawn']);
      const kinds = groupOfKind(this.kind).kinds;
      this.kind = kinds.find((kind) => kind === read['kind']) ?? this.kind;
      this.severity = (['mild', 'moderate', 'severe', 'life_threatening', 'none'] as const).find((one) => one === read['severity']) ?? 'none';
      for (const name of TEXTS) {
        const text = read[name];
        if (typeof text === 'string') this.texts[name] = text;
      }
    } catch {
      // A draft of another version is left as it is.
    }
  }

  /** What is written; nothing where something is missing. */
  body(today: Day): ProblemBody | undefined {
    const { words, until } = this.texts;
    const since = roughOf(this.texts.since);
    this.fault = undefined;
    if (words.trim() === '') this.fault = { field: 'words', why: 'words' };
    else if (since === undefined) this.fault = { field: 'since', why: 'since' };
    else if (since > today && !isPaper(this.kind)) this.fault = { field: 'since', why: 'future' };
    else if (since && until && until < since) this.fault = { field: 'until', why: 'order' };
    if (this.fault) return undefined;
    const said = (name: TextField) => this.texts[name].trim() || null;
    return {
      problem: this.kind,
      code: this.#before?.words === words.trim() ? (this.#before.code ?? null) : null,
      words: words.trim(),
      severity: this.severity === 'none' ? null : this.severity,
      reaction: said('reaction'),
      since: since || null,
      until: said('until'),
      number: said('number'),
      place: said('place'),
      relation: said('relation'),
      note: said('note'),
    };
  }

  #all(): string {
    return JSON.stringify({ kind: this.kind, severity: this.severity, ...this.texts });
  }
}

function blank(): Record<TextField, string> {
  return { words: '', reaction: '', relation: '', number: '', place: '', since: '', until: '', note: '' };
}

/** What stands in a draft, in a line for the list. */
export function draftLine(kept: string): string {
  try {
    const read = JSON.parse(kept) as Record<string, unknown>;
    return TEXTS.map((name) => read[name]).filter((text): text is string => typeof text === 'string' && text !== '').join(' ');
  } catch {
    return '';
  }
}
