// What was measured of a child, as it is typed.
import { call, type ChildSeen, type ChildShown, type ChildVisit, type ClinicalDraft, type Day, type GrowthRecord, type Sex } from '$lib/backend';
import { plainDigits } from '$lib/i18n/format';

export type Measured = 'height' | 'weight' | 'head';
export const MEASURES: readonly Measured[] = ['height', 'weight', 'head'];
/** The chest is measured at checkups alone. */
export type Typed = Measured | 'chest';
const VISIT: readonly Typed[] = [...MEASURES, 'chest'];
const RANGES: Record<Typed, readonly [number, number]> = { height: [20, 260], weight: [0.3, 400], head: [15, 80], chest: [15, 150] };

/** A checkup that is written down, or put right. */
export interface Visiting {
  code: string;
  before?: ChildSeen;
  /** Its days are over: it was on another day than today. */
  over?: boolean;
}

/** A checkup as a form shows it. */
export const shownOf = ({ day, clinic, note, found }: Pick<ChildSeen | ChildVisit, 'day' | 'clinic' | 'note' | 'found'>): ChildShown => ({ day, clinic: clinic ?? null, note: note ?? null, found: found ?? {} });

export class GrowthForm {
  day = $state('');
  typed = $state<Record<Measured, string> & { chest?: string }>({ height: '', weight: '', head: '' });
  faults = $state<Partial<Record<Typed | 'day' | 'none', true>>>({});
  clinic = $state('');
  note = $state('');

  /** Measures whose value, as it stands, was said to be right. */
  sure = $state.raw<readonly Measured[]>([]);
  readonly measures: readonly Typed[];
  /** What the form was filled with; what came later from another device is not in it. */
  #shown: ChildShown | undefined;
  #chest: number | null = null;
  readonly #first: string;

  constructor(
    day: Day,
    readonly visit?: Visiting,
  ) {
    const before = visit?.before;
    this.day = before?.day ?? (visit?.over ? '' : day);
    if (visit) this.typed.chest = '';
    this.measures = visit ? VISIT : MEASURES;
    if (before) {
      this.#shown = shownOf(before);
      this.clinic = before.clinic ?? '';
      this.note = before.note ?? '';
      const { height_cm: height, weight_kg: weight, head_cm: head, chest_cm: chest } = before.found;
      this.typed = { height: String(height ?? ''), weight: String(weight ?? ''), head: String(head ?? ''), chest: String(chest ?? '') };
    }
    this.#first = this.#all();
  }

  /** As a draft; empty while nothing was typed. */
  get text(): string {
    const now = this.#all();
    return now === this.#first ? '' : now;
  }
  set text(kept: string) {
    const { day, typed, clinic, note, shown } = JSON.parse(kept) as { day?: unknown; typed?: Partial<Record<Typed, unknown>>; clinic?: unknown; note?: unknown; shown?: ChildShown };
    if (typeof day === 'string') this.day = day;
    if (typeof clinic === 'string') this.clinic = clinic;
    if (typeof note === 'string') this.note = note;
    if (this.#shown && shown?.found) this.#shown = shown;
    for (const of of this.measures) {
      const text = typed?.[of];
      if (typeof text === 'string') this.typed[of] = text;
    }
  }

  #all(): string {
    const { day, typed, clinic, note } = this;
    return JSON.stringify({ day, typed, clinic, note, shown: this.#shown });
  }

  /** What was said to be right was said of the value as it stood. */
  set(of: Typed, text: string): void {
    if (this.typed[of] === text) return;
    this.typed[of] = text;
    this.sure = this.sure.filter((one) => one !== of);
  }

  /** It was said to be right at that age. */
  move(day: string): void {
    if (this.day === day) return;
    this.day = day;
    this.sure = [];
  }

  /** What is written; nothing where something cannot be. */
  record(today: Day): GrowthRecord | undefined {
    const faults: typeof this.faults = {};
    const value = (of: Typed): number | null => {
      const text = plainDigits(this.typed[of] ?? '').replace('．', '.');
      if (text === '') return null;
      const number = Number(text);
      const [low, high] = RANGES[of];
      if (!/^\d+(\.\d+)?$/.test(text) || number < low || number > high) faults[of] = true;
      return number;
    };
    const found = { day: this.day, height_cm: value('height'), weight_kg: value('weight'), head_cm: value('head') };
    this.#chest = value('chest');
    if (!/^\d{4}-\d{2}-\d{2}$/.test(this.day) || this.day > today) faults.day = true;
    if (!this.visit && found.height_cm === null && found.weight_kg === null && found.head_cm === null) faults.none = true;
    this.faults = faults;
    return Object.keys(faults).length === 0 ? found : undefined;
  }

  /** A checkup as it is written: that it was is enough. */
  visited({ code, before }: Visiting, { day, height_cm, weight_kg, head_cm }: GrowthRecord): ChildVisit {
    const [clinic, note] = [this.clinic.trim() || null, this.note.trim() || null];
    return { id: before?.id ?? null, visit: code, day, clinic, note, found: { height_cm, weight_kg, head_cm, chest_cm: this.#chest }, sure: [...this.sure], shown: this.#shown ?? null };
  }
}

/** Who was measured, as far as it is known. */
export interface Measuring {
  birth?: Day | null;
  sex?: Sex | null;
  gestation_days?: number | null;
}

/** Whether a value is so far from those of children of the same age that it may be a slip: 51 for 5.1 kg. The core says how far. */
export async function isStrange(of: Measured, value: number, day: Day, { birth, sex, gestation_days }: Measuring): Promise<boolean> {
  if (!birth || !sex || day < birth) return false;
  try {
    const { z, median } = await call('growth_score', { norm: 'japan', measure: of, sex, birth, day, value, gestation_days: gestation_days ?? null });
    return (typeof z === 'number' && Math.abs(z) > 5) || (typeof median === 'number' && (value > 2 * median || value < median / 2));
  } catch {
    // Older than the tables: nothing to compare with.
    return false;
  }
}

/** A value as it stands corrected, or what is wrong with it. */
export function correction(of: Measured, day: Day, typed: string, today: Day): ClinicalDraft | 'day' | 'value' {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day > today) return 'day';
  const number = plainDigits(typed).replace('．', '.').trim();
  const [low, high] = RANGES[of];
  if (!/^\d{1,3}(\.\d{1,3})?$/.test(number) || Number(number) < low || Number(number) > high) return 'value';
  return {
    day,
    minute: null,
    body: { kind: 'growth', item: { set: 'own', code: `growth_${of}` }, value: { kind: 'quantity', number, unit: of === 'weight' ? 'kg' : 'cm' } },
  };
}

/** Days of a pregnancy, by weeks and days; nothing where that cannot be. */
export function gestationDays(weeks: string, days: string): number | undefined {
  const [w, d] = [plainDigits(weeks), plainDigits(days) || '0'];
  if (!/^\d+$/.test(w) || !/^[0-6]$/.test(d)) return undefined;
  const sum = Number(w) * 7 + Number(d);
  return sum >= 154 && sum <= 314 ? sum : undefined;
}
