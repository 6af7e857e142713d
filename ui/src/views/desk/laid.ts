import type { CardsView } from '$lib/backend';
import { stageOf, withoutKeys, type Stage } from '$domains/keys/stage';

/** What lies there besides the operator's own card. */
export interface Laid {
  stage: Stage;
  reader: string | undefined;
  /** Only the operator's own card lies there, on the only reader. */
  own: boolean;
}

export function laid(seen: CardsView | undefined): Laid {
  const others = seen && withoutKeys(seen);
  const stage = stageOf(others);
  const own = stage === 'waiting' && seen?.readers.length === 1 && seen.cards.length === 1;
  return { stage, reader: stage === 'ready' ? others?.cards[0]?.reader : undefined, own };
}
