import type { DocumentBody } from '$lib/backend';
import { w } from '$lib/i18n/documents';

/** What a paper is called: its title, or what kind of paper it is. */
export const nameOf = (body: DocumentBody): string => body.title || w.documents.kinds[body.paper];

/** Beside its name: its kind where a title stands there, who gave it out, how many pages. */
export function detailOf(body: DocumentBody): string {
  const pages = body.pages?.length ?? 0;
  return [body.title && w.documents.kinds[body.paper], body.issuer, pages > 0 && w.documents.count(pages)].filter(Boolean).join(w.common.list);
}
