// Writing with a way back: what is saved says so for eight seconds and can be taken back there. On the screen of a record that
// somebody lets us write in, it goes into that record, and every word says so.
import { call, type EntryDraft, type EntryEdit } from '$lib/backend';
import { w } from '$lib/i18n/index.svelte';
import { viewing } from '$lib/subject.svelte';
import { toasts } from './toast.svelte';

/** Writes entries, all or none, and offers to take them back. */
export async function record(entries: EntryDraft[], text: string, confirmed = false): Promise<string[]> {
  const to = theirs();
  const { ids } = to ? await call('shared_write', { record: to.record, entries, confirmed }) : await call('entry_record', { entries, confirmed });
  toasts.show({ text: said(to, text), undo: () => take(to, ids) });
  return ids;
}

/** Deletes entries and offers to put them back. */
export async function remove(ids: string[], text: string): Promise<void> {
  const to = theirs();
  await take(to, ids);
  const undo = async () => void (to ? await call('shared_restore', { record: to.record, ids }) : await call('entry_restore', { ids }));
  toasts.show({ text: said(to, text), undo });
}

/** Changes an entry and offers the value it had before. */
export async function change(edit: EntryEdit, before: EntryDraft, text: string): Promise<void> {
  const to = theirs();
  const write = async (next: EntryEdit) => void (to ? await call('shared_edit', { ...next, record: to.record }) : await call('entry_edit', next));
  await write(edit);
  toasts.show({ text: said(to, text), undo: () => write({ id: edit.id, entry: before, confirmed: true }) });
}

/** 記録する, or 母の記録に書く: what is pressed says where it goes. */
export const recordWord = (): string => {
  const to = theirs();
  return to ? w.common.recordInto(to.name) : w.common.record;
};

/** Whose record is written in, where it is somebody else's. Asked once, before anything is sent. */
function theirs(): { name: string; record: string } | undefined {
  const now = viewing.now;
  return now?.record === undefined ? undefined : { name: now.name, record: now.record };
}

async function take(to: { record: string } | undefined, ids: string[]): Promise<void> {
  if (to) await call('shared_delete', { record: to.record, ids });
  else await call('entry_delete', { ids });
}

const said = (to: { name: string } | undefined, text: string): string => (to ? w.common.into(to.name, text) : text);
