import { tags, type Commands, type Tag } from './types.gen';

type Reread = () => void;
const readers = new Map<Tag, Set<Reread>>();

/** Registers a query under the tags its command reads. Returns the way out. */
export function register(name: keyof Commands, reread: Reread): () => void {
  const own = tags[name].provides;
  for (const tag of own) {
    const set = readers.get(tag) ?? new Set();
    readers.set(tag, set.add(reread));
  }
  return () => own.forEach((tag) => readers.get(tag)?.delete(reread));
}

/** A command changed these tags: every query that reads one of them reads again, once. */
export function changed(changes: readonly Tag[]): void {
  const due = new Set<Reread>();
  for (const tag of changes) readers.get(tag)?.forEach((reread) => due.add(reread));
  due.forEach((reread) => reread());
}
