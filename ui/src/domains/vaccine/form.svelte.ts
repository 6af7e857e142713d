// Vaccinations about to be written down: which, when, and what the sticker says. Several of one visit go in together.
import type { ClinicalDraft, Day, VaccineDose } from '$lib/backend';

export type DoseFault = 'none' | 'day' | 'future';

export class DoseForm {
  /** Codes of vaccines. */
  chosen = $state<string[]>([]);
  day = $state('');
  /** By vaccine. */
  products = $state<Record<string, string>>({});
  lots = $state<Record<string, string>>({});
  sites = $state<Record<string, string>>({});
  clinic = $state('');
  note = $state('');
  fault = $state<DoseFault>();
  /** The dose that is being changed. */
  readonly before: VaccineDose | undefined;
  readonly #first: string;
  /** What stood there when it was first opened: what came later is not overwritten unseen. */
  drawn: number | null;

  constructor(day: Day, chosen: readonly string[], before?: VaccineDose) {
    this.before = before;
    this.drawn = before?.drawn ?? null;
    this.day = before?.day ?? day;
    this.chosen = before ? [before.code] : [...chosen];
    if (before) {
      this.lots = { [before.code]: before.lot ?? '' };
      this.sites = { [before.code]: before.site ?? '' };
      this.clinic = before.clinic ?? '';
      this.note = before.note ?? '';
    }
    this.#first = this.#all();
  }

  /** As a draft; empty while nothing was typed. */
  get text(): string {
    const now = this.#all();
    return now === this.#first ? '' : this.drawn === null ? now : JSON.stringify({ ...(JSON.parse(now) as object), drawn: this.drawn });
  }
  set text(kept: string) {
    const read = JSON.parse(kept) as Record<string, unknown>;
    const { day, chosen, clinic, note, drawn } = read;
    if (this.drawn !== null && typeof drawn === 'number') this.drawn = Math.min(drawn, this.drawn);
    if (typeof day === 'string') this.day = day;
    if (typeof clinic === 'string') this.clinic = clinic;
    if (typeof note === 'string') this.note = note;
    if (!this.before && Array.isArray(chosen)) this.chosen = [...new Set([...this.chosen, ...chosen.filter((code) => typeof code === 'string')])];
    this.products = texts(read['products']);
    this.lots = texts(read['lots']);
    this.sites = { ...this.sites, ...texts(read['sites']) };
  }

  #all(): string {
    const { day, chosen, products, lots, sites, clinic, note } = this;
    return JSON.stringify({ day, chosen, products, lots, sites, clinic, note });
  }

  toggle(code: string): void {
    this.chosen = this.chosen.includes(code) ? this.chosen.filter((one) => one !== code) : [...this.chosen, code];
    this.fault = undefined;
  }

  /** What is written; nothing where something is missing. */
  drafts(today: Day): ClinicalDraft[] | undefined {
    this.fault = this.chosen.length === 0 ? 'none' : !/^\d{4}-\d{2}-\d{2}$/.test(this.day) ? 'day' : this.day > today ? 'future' : undefined;
    if (this.fault) return undefined;
    return this.chosen.map((code) => ({
      day: this.day,
      minute: null,
      body: {
        kind: 'dose' as const,
        vaccine: this.products[code] || code,
        product: this.before?.product ?? null,
        lot: said(this.lots[code]),
        site: said(this.sites[code]),
        clinic: said(this.clinic),
        country: this.before?.country ?? null,
        number: this.before?.number ?? null,
        photo: this.before?.photo ?? null,
        note: said(this.note),
      },
    }));
  }
}

/** A dose as it was, for taking a change back. */
export function draftOf(dose: VaccineDose): ClinicalDraft {
  const { day, code, product, lot, site, clinic, country, number, photo, note } = dose;
  return { day, minute: null, body: { kind: 'dose', vaccine: code, product, lot, site, clinic, country, number, photo, note } };
}

/** Texts by name, whatever else stands there left out. */
const texts = (read: unknown): Record<string, string> => Object.fromEntries(Object.entries(read ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
const said = (text: string | undefined): string | null => text?.trim() || null;
