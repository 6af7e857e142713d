// Opening the clinical tier: by the card that lies there, or by this device.
import { call, Refusal, type ClinicalOpen } from '$lib/backend';
import { cards } from '$lib/cards.svelte';
import { session } from '$lib/session.svelte';
import { forOpening, onlyCard, stageOf } from './stage';

export class Opening {
  busy = $state(false);
  refused = $state.raw<Refusal>();
  /** What was refused is a card, not this device. */
  #card = false;
  private readonly seen = $derived(forOpening(cards.now));
  readonly stage = $derived(stageOf(this.seen));

  /** Opens by itself when a card is laid down that was not tried yet. Call it while a component is set up. */
  follow(): void {
    cards.follow(() => session.status?.clinical === 'closed');
    $effect(() => {
      const { now, spent } = cards;
      if (this.busy || !now || now.serial === spent) return;
      // The card was taken away: what was said of it is over.
      if (now.cards.length === 0 && this.#card) this.refused = undefined;
      if (onlyCard(this.seen)) void this.byCard();
    });
  }

  byCard = async (): Promise<void> => {
    cards.spend();
    await this.#open({ way: 'card', reader: onlyCard(this.seen)?.reader ?? null });
  };

  byDevice = async (): Promise<void> => {
    await this.#open({ way: 'device' });
  };

  async #open(way: ClinicalOpen): Promise<void> {
    this.busy = true;
    this.refused = undefined;
    this.#card = way.way === 'card';
    try {
      session.status = await call('clinical_open', way);
    } catch (thrown) {
      this.refused = thrown instanceof Refusal ? thrown : new Refusal('internal');
    } finally {
      this.busy = false;
    }
  }
}
