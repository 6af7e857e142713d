// Days, times and numbers as each language writes them. Days travel as 2026-11-21, times as minutes since midnight.
import type { Day, Language } from '$lib/backend/types.gen';

const WEEKDAYS = { ja: ['日', '月', '火', '水', '木', '金', '土'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] };
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** First days of the eras of 和暦, newest first. */
const ERAS: readonly (readonly [string, string])[] = [['2019-05-01', '令和'], ['1989-01-08', '平成'], ['1926-12-25', '昭和'], ['1912-07-30', '大正'], ['1868-01-25', '明治']];

/** How this reader wants days written. */
export interface DayStyle {
  language: Language;
  /** Years as 令和 (Japanese only). */
  era?: boolean;
  /** The present day: its year is left out. */
  today?: Day;
}

export interface DayParts {
  year: number;
  month: number;
  date: number;
  /** 0 Sunday … 6 Saturday. */
  weekday: number;
}

export function dayParts(day: Day): DayParts {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return { year, month, date, weekday: new Date(Date.UTC(year, month - 1, date)).getUTCDay() };
}

/** 11月21日 / 21 Nov; the year stands only when it is not this one. */
export function dayText(day: Day, style: DayStyle): string {
  const { year, month, date } = dayParts(day);
  const other = !style.today || dayParts(style.today).year !== year;
  if (style.language === 'en') return `${date} ${MONTHS[month - 1]}${other ? ` ${year}` : ''}`;
  return `${other ? yearText(day, style) : ''}${month}月${date}日`;
}

/** What is known of a day: 2015年頃, 2015年3月頃, 2015年3月14日 / about 2015, about Mar 2015. */
export function roughText(rough: string, style: DayStyle): string {
  if (rough.length === 10) return dayText(rough, style);
  const { year, month } = dayParts(`${rough}-01-01`.slice(0, 10));
  const whole = monthText(year, month, style);
  if (style.language === 'en') return `about ${rough.length === 4 ? year : whole}`;
  return `${rough.length === 4 ? whole.replace(/1月$/, '') : whole}頃`;
}

/** 11月21日（土） / Sat 21 Nov. */
export function dayWithWeekday(day: Day, style: DayStyle): string {
  const text = dayText(day, style);
  const name = weekdayText(day, style.language);
  return style.language === 'ja' ? `${text}（${name}）` : `${name} ${text}`;
}

/** 土 / Sat. */
export function weekdayText(day: Day, language: Language): string {
  return WEEKDAYS[language][dayParts(day).weekday] ?? '';
}

/** 2026年11月 / Nov 2026. */
export function monthText(year: number, month: number, style: DayStyle): string {
  if (style.language === 'en') return `${MONTHS[month - 1]} ${year}`;
  return `${yearText(`${year}-${String(month).padStart(2, '0')}-01`, style)}${month}月`;
}

/** 10月23日〜11月21日 / 23 Oct – 21 Nov. */
export function rangeText(from: Day, to: Day, style: DayStyle): string {
  return style.language === 'ja' ? `${dayText(from, style)}〜${dayText(to, style)}` : `${dayText(from, style)} – ${dayText(to, style)}`;
}

/** 19:05. */
export function timeText(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}

/** 6,204 or 58.6: a comma at thousands, as many decimals as asked. */
export function numberText(value: number, decimals = 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** As it was written: 3.245 kg stays so. */
export const valueText = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** 12 kB, 3.4 MB. */
export function bytesText(bytes: number): string {
  return bytes < 1_000_000 ? `${numberText(Math.ceil(bytes / 1000))} kB` : `${numberText(bytes / 1_000_000, 1)} MB`;
}

/** The day `by` days later. */
export function addDays(day: Day, by: number): Day {
  const { year, month, date } = dayParts(day);
  return new Date(Date.UTC(year, month - 1, date + by)).toISOString().slice(0, 10);
}

/** Full years from one day to another. */
export function yearsBetween(birth: Day, today: Day): number {
  const [b, t] = [dayParts(birth), dayParts(today)];
  return t.year - b.year - (t.month < b.month || (t.month === b.month && t.date < b.date) ? 1 : 0);
}

/** 5歳9か月 for a child, 76歳; empty where the day of birth is not known. */
export function ageText(person: { years?: number | null; months?: number | null } | undefined, language: Language): string {
  if (person?.years === null || person?.years === undefined) return '';
  const { years, months } = person;
  const more = years < 20 && months ? months : 0;
  if (language === 'ja') return years === 0 ? `${more}か月` : `${years}歳${more ? `${more}か月` : ''}`;
  if (years === 0) return `${more} months`;
  return more ? `${years} years ${more} months` : `${years} years`;
}

/** Full-width digits and signs as half-width ones; what a person typed into a number field. */
export function plainDigits(text: string): string {
  return text.replace(/[０-９．－]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).trim();
}

function yearText(day: Day, style: DayStyle): string {
  const { year } = dayParts(day);
  const era = style.era ? ERAS.find(([first]) => day >= first) : undefined;
  if (!era) return `${year}年`;
  const n = year - Number(era[0].slice(0, 4)) + 1;
  return `${era[1]}${n === 1 ? '元' : n}年`;
}
