// Where a row of the line leads, and where one was on the line when it was pressed.
import { tick } from 'svelte';
import type { ClinicalView, TimelineDirection, TimelineKind, TimelineNamed, TimelineZoom } from '$lib/backend';
import { hrefOf } from '$lib/route.svelte';

/** The line as it stood. */
export interface LinePlace {
  typed: string;
  zoom: TimelineZoom;
  direction: TimelineDirection;
  from: string | undefined;
  kinds: readonly TimelineKind[];
  chosen: readonly string[];
  named: TimelineNamed | undefined;
  /** What there is to choose from. */
  years: readonly number[];
  /** How many pages were read. */
  pages: number;
  /** The row that was pressed. */
  row: string;
}

const CONTACTS = ['insurance', 'certificate', 'doctor', 'clinic', 'pharmacy', 'emergency_contact'];

const OWN = [['child_', 'checkups'], ['pregnancy_', 'pregnancy']] as const;

/** The place in the book where something medical is shown. */
export function placeOf(subject: string, { id, body }: ClinicalView): string {
  switch (body.kind) {
    case 'report':
      if (body.sheet === 'child_checkup') return hrefOf(subject, 'vaccines', 'checkups', id);
      return body.sheet === 'pregnancy_checkup' ? hrefOf(subject, 'vaccines', 'pregnancy', id) : hrefOf(subject, 'checkups', 'report', id);
    case 'result': {
      // Results of our own codes stand on the page their sheet was written on.
      const tab = body.item.set === 'own' && OWN.find(([begin]) => body.item.code.startsWith(begin))?.[1];
      if (tab) return hrefOf(subject, 'vaccines', tab, ...(body.report ? [body.report] : []));
      return body.report ? hrefOf(subject, 'checkups', 'report', body.report) : hrefOf(subject, 'checkups');
    }
    case 'growth': {
      const measure = ['height', 'weight', 'head'].find((name) => body.item.code.includes(name));
      return measure ? hrefOf(subject, 'vaccines', 'growth', measure, id) : hrefOf(subject, 'vaccines', 'growth');
    }
    case 'dose':
      return hrefOf(subject, 'vaccines', 'dose', id);
    case 'problem':
      return hrefOf(subject, 'problems', CONTACTS.includes(body.problem) ? 'contacts' : 'at', id);
    case 'document':
      return hrefOf(subject, 'documents', 'show', id);
    case 'paper':
      return hrefOf(subject, 'vaccines', 'papers', id);
  }
}

/** Reads on until as many pages are there as there were, and gives the row that was pressed the focus again. */
export async function returnTo({ pages, row }: { pages: number; row: string }, next: () => unknown, on: () => Promise<void>): Promise<void> {
  for (let page = 1; page < pages && next(); page += 1) await on();
  await tick();
  const node = document.getElementById(row);
  node?.scrollIntoView({ block: 'center' });
  node?.focus({ preventScroll: true });
}
