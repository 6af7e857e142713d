// Medical entries in words, as others see them.
import type { ClinicalBody, SectionName, SharedMedical } from '$lib/backend';
import { SECTIONS } from './sections';

/** What was found or written, in a few words. */
export function foundIn(body: ClinicalBody): string {
  switch (body.kind) {
    case 'dose':
      return [body.lot, body.clinic, body.note].filter(Boolean).join(' / ');
    case 'result':
    case 'growth':
      return valueOf(body.value);
    case 'report':
      return [body.physician, body.note].filter(Boolean).join(' / ');
    case 'problem':
      return [body.reaction, body.number, body.place, body.note].filter(Boolean).join(' / ');
    case 'paper':
      return '';
  }
}

type Found = Extract<ClinicalBody, { kind: 'result' }>['value'];

function valueOf(value: Found): string {
  switch (value.kind) {
    case 'quantity':
      return `${SIGNS[value.comparator ?? ''] ?? ''}${value.number} ${value.unit_as_written ?? value.unit}`.trim();
    case 'coded':
      return value.words ?? value.code;
    case 'text':
      return value.text;
    case 'absent':
      return '—';
  }
}

const SIGNS: Record<string, string> = { lt: '<', le: '≤', ge: '≥', gt: '>' };

/** By part, in the order of the book. */
export function byPart(entries: readonly SharedMedical[]): { section: SectionName; entries: SharedMedical[] }[] {
  const parts = SECTIONS.map((section) => ({ section, entries: entries.filter((one) => one.section === section) }));
  return parts.filter((part) => part.entries.length > 0);
}
