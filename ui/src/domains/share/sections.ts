// The parts of a record that consent is given for: where each belongs in the book, and which entries are in it.
import type { Day, EntryBody, EntryView, SectionName } from '$lib/backend';
import type { IconName } from '$shared/icons';

/** Every part that can be shown, in the order of the book: first what is written from day to day, then what is medical. The walk is
 * not among them: its choices stand with the profile, its steps with the activity. */
export const SECTIONS: readonly SectionName[] = [
  'vitals', 'activity', 'meals', 'diary', 'profile', 'checkups', 'vaccination', 'growth', 'problems', 'emergency', 'documents',
];

/** Those of the medical half. Two of them hold nothing yet and are not offered. */
const MEDICAL: readonly SectionName[] = ['checkups', 'vaccination', 'growth', 'problems', 'emergency', 'documents', 'medication', 'guidance'];

/** Whether a part is of the medical half: then it is read only with the card, and others only look. */
export const isMedical = (section: SectionName): boolean => MEDICAL.includes(section);

/** Its icon, and the group whose colour it has. */
export const SECTION_SIGNS: Record<SectionName, { icon: IconName; group: string }> = {
  vitals: { icon: 'body', group: 'body' },
  activity: { icon: 'activity', group: 'activity' },
  meals: { icon: 'meals', group: 'meals' },
  diary: { icon: 'brush', group: 'body' },
  walk: { icon: 'walk', group: 'walk' },
  profile: { icon: 'person', group: 'settings' },
  checkups: { icon: 'clinical', group: 'clinical' },
  vaccination: { icon: 'clinical', group: 'clinical' },
  growth: { icon: 'clinical', group: 'clinical' },
  problems: { icon: 'clinical', group: 'clinical' },
  emergency: { icon: 'clinical', group: 'clinical' },
  documents: { icon: 'picture', group: 'clinical' },
  medication: { icon: 'clinical', group: 'clinical' },
  guidance: { icon: 'clinical', group: 'clinical' },
};

const OF: Record<EntryBody['kind'], SectionName> = {
  blood_pressure: 'vitals', measurement: 'vitals', condition: 'diary', diary: 'diary', exercise: 'activity', steps: 'activity', intake: 'meals', own_dish: 'meals',
};

/** The part an entry belongs to. */
export const sectionOf = (body: EntryBody): SectionName => OF[body.kind];

/** In the order of the book, each once. */
export const inOrder = (sections: readonly SectionName[]): SectionName[] => SECTIONS.filter((section) => sections.includes(section));

/** The parts that are not among these. */
export const others = (sections: readonly SectionName[]): SectionName[] => SECTIONS.filter((section) => !sections.includes(section));

export interface DayOfEntries {
  day: Day;
  parts: { section: SectionName; entries: EntryView[] }[];
}

/** Entries by day, newest day first, and within a day by part; a deleted entry is left out. */
export function byDay(entries: readonly EntryView[]): DayOfEntries[] {
  const days = new Map<Day, EntryView[]>();
  for (const entry of entries) if (!entry.deleted) days.set(entry.day, [...(days.get(entry.day) ?? []), entry]);
  return [...days]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([day, all]) => ({
      day,
      parts: SECTIONS.map((section) => ({
        section,
        entries: all.filter(({ body }) => sectionOf(body) === section).sort((a, b) => (a.minute ?? 1440) - (b.minute ?? 1440)),
      })).filter((part) => part.entries.length > 0),
    }));
}
