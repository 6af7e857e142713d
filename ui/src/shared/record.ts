// Writing with a way back: what is saved says so for eight seconds and can be taken back there.
import { call, type EntryDraft, type EntryEdit } from '$lib/backend';
import { toasts } from './toast.svelte';

/** Writes entries, all or none, and offers to take them back. */
export async function record(entries: EntryDraft[], text: string, confirmed = false): Promise<string[]> {
  const { ids } = await call('entry_record', { entries, confirmed });
  toasts.show({ text, undo: async () => void (await call('entry_delete', { ids })) });
  return ids;
}

/** Deletes entries and offers to put them back. */
export async function remove(ids: string[], text: string): Promise<void> {
  await call('entry_delete', { ids });
  toasts.show({ text, undo: async () => void (await call('entry_restore', { ids })) });
}

/** Changes an entry and offers the value it had before. */
export async function change(edit: EntryEdit, before: EntryDraft, text: string): Promise<void> {
  await call('entry_edit', edit);
  const back: EntryEdit = { id: edit.id, entry: before, confirmed: true };
  toasts.show({ text, undo: async () => void (await call('entry_edit', back)) });
}
