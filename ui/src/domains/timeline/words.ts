// Lines of a life in words.
import type { ClinicalView, TimelineEvent, TimelineKind, TimelinePeriod, TimelineShare, TimelineZoom } from '$lib/backend';
import { dayParts, dayText, dayWithWeekday, monthText, numberText, rangeText, type DayStyle } from '$lib/i18n/format';
import { w } from '$lib/i18n/timeline';
import type { IconName } from '$shared/icons';

/** 2026年 / 11月 / 11月16日〜22日 / 11月21日（土）. The year stands over them. */
export function periodName(period: Pick<TimelinePeriod, 'from' | 'to'>, zoom: TimelineZoom, style: DayStyle): string {
  const { year, month } = dayParts(period.from);
  // Days of another year carry it: a week may lie in two.
  const plain = { ...style, today: undefined };
  if (zoom === 'year') return monthText(year, 1, plain).replace(/1月$|^Jan /, '');
  if (zoom === 'month') return monthText(year, month, plain);
  return zoom === 'week' ? rangeText(period.from, period.to, plain) : dayWithWeekday(period.from, plain);
}

/** What daily entries add up to, one part after the other. */
export function foldedWords(share: TimelineShare): string[] {
  const parts = share.counts.map(({ kind, count }) => {
    const n = numberText(count);
    const name = w.day.kinds[kind];
    if (kind === 'blood_pressure') {
      const mean = share.pressure ? w.timeline.mean(`${share.pressure.systolic}/${share.pressure.diastolic}`) : '';
      return `${name} ${w.timeline.times(n)}${mean}`;
    }
    if (kind === 'measurement') {
      const mean = typeof share.weight === 'number' ? w.timeline.mean(`${w.day.measures.weight_kg} ${numberText(share.weight, 1)} kg`) : '';
      return `${name} ${w.timeline.times(n)}${mean}`;
    }
    if (kind === 'steps') return `${name} ${w.timeline.steps(numberText(share.steps))}`;
    if (kind === 'intake') return `${name} ${w.timeline.dishes(n)}`;
    return `${name} ${kind === 'diary' ? w.timeline.items(n) : w.timeline.times(n)}`;
  });
  if (share.results > 0) parts.push(w.timeline.loose(numberText(share.results)));
  return parts;
}

export interface EventWords {
  icon: IconName;
  group: string;
  label: string;
  text: string;
}

/** What stands by itself. */
export function eventWords(event: TimelineEvent, style: DayStyle): EventWords {
  const medical = event.medical[0];
  switch (event.what) {
    case 'diary':
      return { icon: 'brush', group: 'body', label: w.day.kinds.diary, text: event.entry?.body.kind === 'diary' ? event.entry.body.text : '' };
    case 'dose':
      return { icon: 'syringe', group: 'clinical', label: w.timeline.dose, text: nameIn(event.name, style) };
    case 'growth':
      return { icon: 'person', group: 'clinical', label: w.timeline.growth, text: event.medical.map(measured).join(w.common.list) };
    case 'report': {
      const body = medical?.body.kind === 'report' ? medical.body : undefined;
      const results = event.results > 0 ? w.timeline.results(numberText(event.results)) : '';
      return { icon: 'clinical', group: 'clinical', label: body ? w.timeline.sheets[body.sheet] : '', text: [body?.institution, results].filter(Boolean).join(' ') };
    }
    case 'paper':
      return { icon: 'brush', group: 'clinical', label: medical?.body.kind === 'paper' ? (w.timeline.papers[medical.body.form] ?? '') : '', text: nameIn(event.name, style) };
    case 'document': {
      const body = medical?.body.kind === 'document' ? medical.body : undefined;
      return { icon: 'picture', group: 'clinical', label: body ? w.documents.kinds[body.paper] : '', text: [body?.title, body?.issuer].filter(Boolean).join(w.common.list) };
    }
    default: {
      const body = medical?.body.kind === 'problem' ? medical.body : undefined;
      const ended = event.what === 'ended' ? w.timeline.ended : '';
      return { icon: 'pill', group: 'clinical', label: body ? w.timeline.began[body.problem] : '', text: `${body?.words ?? ''}${ended}` };
    }
  }
}

/** A name in the language of the screen. */
export const nameIn = (name: { ja: string; en: string } | null | undefined, style: DayStyle): string => (style.language === 'ja' ? name?.ja : name?.en) ?? '';

/** 身長 75.2 cm. */
function measured({ body }: ClinicalView): string {
  if (body.kind !== 'growth' || body.value.kind !== 'quantity') return '';
  const name = Object.entries(w.timeline.measures).find(([key]) => body.item.code.includes(key))?.[1] ?? body.item.name ?? '';
  return [name, body.value.number, body.value.unit].filter(Boolean).join(' ');
}

export const KIND_ICONS: Record<TimelineKind, IconName> = {
  body: 'body', activity: 'activity', meals: 'meals', diary: 'brush', checkups: 'clinical', vaccines: 'syringe', growth: 'person', problems: 'pill', papers: 'brush', documents: 'picture', contacts: 'sos',
};

/** 2026年11月21日: what was found may be of any year. */
export const foundDay = (day: string, style: DayStyle): string => dayText(day, { ...style, today: undefined });
