// Whose record calls are about. A call names it at the moment it is made; what comes back after one has turned to somebody else is
// thrown away, so that nothing begun for one person goes on for another.
import { ofSubject } from './types.gen';

let subject: string | null = null;
let turn = 0;

/** From now on calls are about this record; null for the person's own. */
export function turnTo(id: string | null): void {
  if (id === subject) return;
  subject = id;
  turn += 1;
}

/** The request with whose record it is about; what it names itself comes first. */
export function addressed(name: string, request: object): object {
  return subject !== null && ofSubject.has(name) ? { subject, ...request } : request;
}

/** Holds for as long as nobody turns to somebody else; a command that is about no record holds for ever. */
export function hold(name: string): () => boolean {
  const mine = turn;
  return () => mine === turn || !ofSubject.has(name);
}
