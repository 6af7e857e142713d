// A paper about to be kept, or changed. Its pages lie aside in the medical half already; what is typed is kept beside them.
import type { Day, DocumentBody, DocumentKind, DocumentPage, DocumentView } from '$lib/backend';
import { w } from '$lib/i18n/documents';

export const KINDS = ['referral', 'result', 'certificate', 'prescription', 'image', 'receipt', 'other'] as const satisfies readonly DocumentKind[];
/** Most pages. */
export const MOST_PAGES = 20;
const TEXTS = ['day', 'title', 'issuer', 'words'] as const;

export type DocumentFault = 'nothing' | 'day' | 'future';

export class DocumentForm {
  kind = $state<DocumentKind>('referral');
  texts = $state<Record<(typeof TEXTS)[number], string>>({ day: '', title: '', issuer: '', words: '' });
  pages = $state.raw<readonly DocumentPage[]>([]);
  fault = $state<DocumentFault>();
  /** Photos are being read in: what was kept now would be without them. */
  adding = $state(false);
  /** What stood there when it was first opened: what came later is not overwritten unseen. */
  drawn: number | null;
  /** Pages of the paper as it was opened: one of them that is gone by now was taken out elsewhere. */
  #stood: readonly string[] = [];
  readonly #first: string;

  constructor(today: Day, before?: DocumentView) {
    this.drawn = before?.drawn ?? null;
    this.texts.day = before?.day ?? today;
    if (before) {
      this.kind = before.body.paper;
      for (const name of ['title', 'issuer', 'words'] as const) this.texts[name] = before.body[name] ?? '';
      this.pages = before.body.pages ?? [];
      this.#stood = this.pages.map(({ name }) => name);
    }
    this.#first = this.#all();
  }

  /** As a draft; empty while nothing was typed. */
  get text(): string {
    const now = this.#all();
    return now === this.#first ? '' : JSON.stringify({ ...(JSON.parse(now) as object), drawn: this.drawn, stood: this.#stood });
  }
  set text(kept: string) {
    try {
      const read = JSON.parse(kept) as Record<string, unknown>;
      if (typeof read['drawn'] === 'number') this.drawn = Math.min(read['drawn'], this.drawn ?? read['drawn']);
      this.kind = KINDS.find((kind) => kind === read['kind']) ?? this.kind;
      for (const name of TEXTS) {
        const text = read[name];
        if (typeof text === 'string') this.texts[name] = text;
      }
      const stood = Array.isArray(read['stood']) ? read['stood'] : [];
      const there = ({ name }: DocumentPage) => this.#stood.includes(name) || !stood.includes(name);
      if (Array.isArray(read['pages'])) this.pages = read['pages'].filter(isPage).filter(there);
    } catch {
      // A draft of another version is left as it is.
    }
  }

  get room(): number {
    return Math.max(0, MOST_PAGES - this.pages.length);
  }
  add(page: DocumentPage): void {
    this.pages = [...this.pages, page];
    this.fault = undefined;
  }
  remove(at: number): void {
    this.pages = this.pages.filter((_, place) => place !== at);
  }
  /** One place towards the first. */
  earlier(at: number): void {
    const [before, page] = [this.pages[at - 1], this.pages[at]];
    if (before && page) this.pages = this.pages.map((one, place) => (place === at - 1 ? page : place === at ? before : one));
  }

  /** What is kept; nothing where something is missing. */
  body(today: Day): DocumentBody | undefined {
    const said = (name: 'title' | 'issuer' | 'words') => this.texts[name].trim() || null;
    const [title, words] = [said('title'), said('words')];
    this.fault = !/^\d{4}-\d{2}-\d{2}$/.test(this.texts.day) ? 'day' : this.texts.day > today ? 'future' : !title && !words && this.pages.length === 0 ? 'nothing' : undefined;
    return this.fault ? undefined : { paper: this.kind, title, issuer: said('issuer'), pages: [...this.pages], words };
  }

  #all(): string {
    return JSON.stringify({ kind: this.kind, ...this.texts, pages: this.pages });
  }
}

function isPage(page: unknown): page is DocumentPage {
  const of = page as Partial<DocumentPage> | null;
  return typeof of?.name === 'string' && typeof of.pdf === 'boolean';
}

/** What stands in a draft, in a line for the list. */
export function draftLine(kept: string): string {
  try {
    const read = JSON.parse(kept) as Record<string, unknown>;
    const [kind, pages] = [KINDS.find((kind) => kind === read['kind']), Array.isArray(read['pages']) ? read['pages'].length : 0];
    const said = ['title', 'issuer', 'words'].map((name) => read[name]).filter((text): text is string => typeof text === 'string' && text !== '');
    return said.join(' ').slice(0, 60) || [kind && w.documents.kinds[kind], pages > 0 && w.documents.count(pages)].filter(Boolean).join(w.common.list);
  } catch {
    return '';
  }
}
