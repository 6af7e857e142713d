// A day of which perhaps only the year or the month is known: 2015, 2015-03, 2015-03-14.
import { plainDigits } from './i18n/format';

export type RoughPart = 'year' | 'month' | 'date';

/** The parts as they are typed; empty where nothing is. */
export function roughParts(text: string): Record<RoughPart, string> {
  const [year = '', month = '', date = ''] = text.split('-');
  return { year, month, date };
}

/** The parts as one text, whatever was typed in them. */
export function roughJoined({ year, month, date }: Record<RoughPart, string>): string {
  const clean = (part: string) => part.replaceAll('-', '');
  return [year, month, date].map(clean).join('-').replace(/-+$/, '');
}

/** As it is written down: empty where nothing was typed, `undefined` where it is no year, month or day. */
export function roughOf(typed: string): string | undefined {
  const { year, month, date } = roughParts(typed);
  const [y, m, d] = [year, month, date].map((part) => plainDigits(part).trim()) as [string, string, string];
  if (y + m + d === '') return '';
  if (!/^(19|20|21)\d\d$/.test(y) || !/^\d{0,2}$/.test(m) || !/^\d{0,2}$/.test(d) || (d !== '' && m === '')) return undefined;
  if (m === '') return y;
  const [mm, dd] = [m.padStart(2, '0'), d.padStart(2, '0')];
  const day = new Date(Date.UTC(Number(y), Number(m) - 1, d === '' ? 1 : Number(d)));
  const real = day.getUTCMonth() === Number(m) - 1 && (d === '' || day.getUTCDate() === Number(d));
  if (!real) return undefined;
  return d === '' ? `${y}-${mm}` : `${y}-${mm}-${dd}`;
}
