// How the series of a person are put in order: what is late first.
import type { Day, VaccineRow } from '$lib/backend';
import { addDays } from '$lib/i18n/format';

export type Standing = 'overdue' | 'due' | 'ask' | 'possible' | 'not_yet' | 'done' | 'over';

/** In the order in which they are shown. */
export const STANDINGS: readonly Standing[] = ['overdue', 'due', 'ask', 'over', 'not_yet', 'possible', 'done'];

/** Under which heading a series stands. */
export function standing({ answer }: VaccineRow): Standing {
  if (isOver(answer)) return 'over';
  const known = STANDINGS.find((one) => one === answer.state);
  return known ?? 'ask';
}

/** Series of a heading, the most urgent first. */
export function rowsOf(rows: readonly VaccineRow[], which: Standing): VaccineRow[] {
  return rows.filter((row) => standing(row) === which).sort((a, b) => kind(a) - kind(b) || (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : 0));
}

/** A programme that was there for this person and is over, doses missing: told to the young, and to others for two years. */
export function missed({ answer }: VaccineRow, birth: Day, today: Day): boolean {
  const { category, last_free: last } = answer;
  const began = BEGAN[answer.vaccine];
  const there = !began || (birth >= (began.born ?? birth) && !!last && last >= (began.day ?? last));
  return isOver(answer) && category === 'a' && !!last && there && (birth > addDays(today, -7305) || last > addDays(today, -730));
}

/** Programmes that began while some who are young now were too old for them: 予防接種法施行令 as it was changed in 2013, 2014 and 2020. */
const BEGAN: Readonly<Record<string, { born?: Day; day?: Day }>> = { ROTA1: { born: '2020-08-01' }, ROTA5: { born: '2020-08-01' }, VAR: { day: '2014-10-01' }, PCV: { day: '2013-04-01' }, HIB: { day: '2013-04-01' } };

/** How many are to be done: of several to choose from one counts. */
export function howMany(rows: readonly VaccineRow[]): number {
  return new Set(rows.map(({ answer }) => answer.choice ?? answer.series)).size;
}

/** Vaccines that are likely to have just been given: what is due, late or possible. Each once. */
export function likely(rows: readonly VaccineRow[]): VaccineRow[] {
  const open = (['overdue', 'due', 'ask', 'possible'] as const).flatMap((which) => rowsOf(rows, which)).filter(({ answer }) => answer.category !== 'b');
  return open.filter((row, at) => open.findIndex((other) => other.answer.vaccine === row.answer.vaccine) === at);
}

const isOver = ({ state }: VaccineRow['answer']): boolean => state === 'expired' || state === 'too_late';
/** Routine before what is by choice. */
const kind = ({ answer }: VaccineRow): number => (answer.category === 'voluntary' ? 1 : 0);
/** By when it is to be done, or when it begins. */
function day({ answer }: VaccineRow): Day {
  const { state, last_free: last, from, possible, to } = answer;
  return (state === 'overdue' || state === 'due' ? (to ?? last) : (from ?? possible)) ?? '9999-12-31';
}
