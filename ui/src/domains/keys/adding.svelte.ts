// Adding a card: look at it, show what would be done, do that and nothing else.
import { untrack } from 'svelte';
import { call, Refusal, type CardPlanView } from '$lib/backend';
import { cards } from '$lib/cards.svelte';
import { w } from '$lib/i18n/index.svelte';
import { session } from '$lib/session.svelte';
import { forAdding, onlyCard, stageOf } from './stage';

export class Adding {
  plan = $state.raw<CardPlanView>();
  /** Close a Lite-S card for ever: an extra choice. */
  lock = $state(false);
  name = $state('');
  busy = $state<'look' | 'write'>();
  refused = $state.raw<Refusal>();
  /** What the added card is called, once it is. */
  done = $state<string>();

  /** The card may hold a key of another record, which is to be written over. */
  #replace = $state(false);
  #looked = 0;
  /** Writing was cut short: what is said of it stays until a card lies there again. */
  #halted = false;

  /** `replaces`: the factor whose place the new card takes. */
  constructor(private readonly replaces: string | undefined) {}

  private readonly seen = $derived(forAdding(cards.now));
  readonly stage = $derived(stageOf(this.seen));
  readonly card = $derived(onlyCard(this.seen));
  /** A card that is a key already lies there, and nobody asked to write it again. */
  readonly same = $derived(Boolean(this.card?.factor) && !this.plan);
  /** Nothing could be added while the clinical tier is closed. */
  readonly closed = $derived(session.status?.clinical === 'closed');
  private readonly open = $derived(session.status?.clinical === 'open');
  /** The card holds another key: it can be written over, if the person says so. */
  readonly foreign = $derived(this.refused?.code === 'card_wrong' && !this.#replace);

  /** Looks at each new card by itself. Call it while a component is set up. */
  follow(): void {
    cards.follow();
    $effect(() => {
      if (!this.open || this.done !== undefined) return;
      // The card that opened makes room for the one that is to be added.
      void call('card_swap', { wait: true }).catch(() => {});
      return () => void call('card_swap', { wait: false }).catch(() => {});
    });
    $effect(() => {
      const serial = cards.now?.serial ?? 0;
      // Also when something is over: another card may lie there by then.
      const { card, closed, done, busy } = this;
      untrack(() => {
        if (busy || closed || done !== undefined || serial === this.#looked) return;
        this.plan = undefined;
        if (card || !this.#halted) this.refused = undefined;
        if (card) this.#halted = false;
        this.#replace = false;
        this.#looked = serial;
        if (card && !card.factor) void this.look();
      });
    });
  }

  /** Asks what would be done to the card that lies there. */
  look = async (): Promise<void> => {
    this.busy = 'look';
    this.refused = undefined;
    try {
      const plan = await call('card_plan', { reader: this.card?.reader ?? null, lock: this.lock, replace: this.#replace });
      if (this.name === '') this.name = w.cards.systems[plan.system];
      this.plan = plan;
    } catch (thrown) {
      this.plan = undefined;
      this.refused = thrown instanceof Refusal ? thrown : new Refusal('internal');
    } finally {
      this.busy = undefined;
    }
  };

  rewrite = (): void => {
    this.#replace = true;
    void this.look();
  };

  setLock = (lock: boolean): void => {
    this.lock = lock;
    void this.look();
  };

  /** Does what the plan says. */
  write = async (): Promise<void> => {
    if (!this.plan || this.busy) return;
    this.busy = 'write';
    this.refused = undefined;
    const name = this.name.trim();
    try {
      await call('card_enrol', { plan: this.plan.plan, name, replaces: this.replaces ?? null });
      cards.spend(); // it is open by this card already
      this.done = name;
    } catch (thrown) {
      this.refused = thrown instanceof Refusal ? thrown : new Refusal('internal');
      // What was begun can be finished: the next look says how far it came.
      if (this.refused.code === 'name_invalid') return;
      this.plan = undefined;
      this.#halted = true;
    } finally {
      this.busy = undefined;
    }
  };

  again = (): void => {
    this.done = this.plan = undefined;
    this.name = '';
    this.lock = false;
    this.#looked = cards.now?.serial ?? 0;
  };
}
