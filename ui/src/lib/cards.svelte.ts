// What lies on the card readers: asked only while something on the screen needs to know.
import { call, type CardsView } from '$lib/backend';

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

  /** Watches the readers for as long as `wanted` says so. Call it while a component is set up. */
  follow(wanted: () => boolean = () => true): void {
    $effect(() => {
      if (!wanted()) return;
      this.#wanting += 1;
      if (this.#wanting === 1) void this.#ask((this.#turn += 1));
      return () => {
        this.#wanting -= 1;
        if (this.#wanting > 0) return;
        this.#turn += 1;
        this.now = undefined;
      };
    });
  }

  /** What lies there now is not tried again by itself. */
  spend(): void {
    this.spent = this.now?.serial ?? this.spent;
  }

  /** Looks anew: which factor a card is has changed. */
  again(): void {
    this.now = undefined;
    this.#turn += 1;
    if (this.#wanting > 0) void this.#ask(this.#turn);
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
