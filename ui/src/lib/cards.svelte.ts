// What lies on the card readers: asked only while something on the screen needs to know.
import { call, onChange, type CardsView } from '$lib/backend';

/** How long one question waits for news, in milliseconds. */
const PATIENCE_MS = 5_000;
/** After a question that failed. */
const PAUSE_MS = 2_000;

class Cards {
  /** The newest answer; undefined until the first, and while nobody asks. */
  now = $state.raw<CardsView>();
  /** Counts the answers: one at least every five seconds. */
  answers = $state(0);
  /** The laying of cards that opened, was refused, or was closed by hand: it opens nothing by itself any more. */
  spent = $state(0);

  #wanting = 0;
  #turn = 0;
  #end = () => {};

  /** Watches the readers for as long as `wanted` says so. Call it while a component is set up. */
  follow(wanted: () => boolean = () => true): void {
    $effect(() => {
      if (!wanted()) return;
      this.#wanting += 1;
      if (this.#wanting === 1) this.#begin();
      return () => {
        this.#wanting -= 1;
        if (this.#wanting > 0) return;
        this.#turn += 1;
        this.#end();
        this.now = undefined;
      };
    });
  }

  /** What lies there now is not tried again by itself. */
  spend(): void {
    this.spent = this.now?.serial ?? this.spent;
  }

  #begin(): void {
    const turn = (this.#turn += 1);
    void this.#ask(turn);
    // Which factor a card is may have changed: one question that does not wait, beside the one that does.
    this.#end = onChange('card_watch', () => void this.#look(turn));
  }

  async #look(turn: number): Promise<void> {
    const seen = await call('card_watch', { after: 0, patience_ms: 0 }).catch(() => undefined);
    if (seen && turn === this.#turn && seen.serial >= (this.now?.serial ?? 0)) this.now = seen;
  }

  async #ask(turn: number): Promise<void> {
    let after = 0;
    while (turn === this.#turn) {
      try {
        const seen = await call('card_watch', { after, patience_ms: PATIENCE_MS });
        if (turn !== this.#turn) return;
        after = seen.serial;
        this.now = seen;
        this.answers += 1;
      } catch {
        await new Promise((next) => setTimeout(next, PAUSE_MS));
      }
    }
  }
}

export const cards = new Cards();
