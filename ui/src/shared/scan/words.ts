import { w } from '$lib/i18n/scan';
import { kindOf, type Kind } from '$lib/scan/kinds';

/** What was read, and what is read here instead. */
export function notWanted(text: string, wanted: Kind): string {
  const kind = kindOf(text);
  return `${kind === 'other' ? w.scan.other : w.scan.is(w.scan.kinds[kind])}${w.scan.gap}${w.scan.wanted(w.scan.kinds[wanted])}`;
}
