// Cards in a row: the next person, the card that lies there, what would be written, and only then writing.
import { untrack } from 'svelte';
import { call, Refusal, type DeskIssued, type DeskIssueView, type DeskLetter, type DeskPersonView } from '$lib/backend';
import { cards } from '$lib/cards.svelte';
import { w } from '$lib/i18n/desk';
import { toasts } from '$shared/toast.svelte';
import { laid } from './laid';

export class Issuing {
  /** Who gets the next card. */
  person = $state.raw<DeskPersonView>();
  plan = $state.raw<DeskIssueView>();
  /** The card written last. */
  done = $state.raw<DeskIssued>();
  letter = $state.raw<DeskLetter>();
  busy = $state<'look' | 'write' | 'letter'>();
  refused = $state.raw<Refusal>();
  readonly laid = $derived(laid(cards.now));
  #looked = '';
  /** A written card still lies there: it is not the next person's. */
  #lying = $state(false);

  /** Looks at each new card by itself. Call it while a component is set up. */
  follow(): void {
    cards.follow();
    $effect(() => {
      const { reader } = this.laid;
      const serial = cards.now?.serial ?? 0;
      const number = this.person?.number;
      // Also when something is over: another card may lie there by then.
      const busy = this.busy;
      untrack(() => {
        if (busy) return;
        if (!reader) {
          this.plan = undefined;
          this.#looked = '';
          if (this.#lying) this.person = this.done?.next ?? undefined;
          this.#lying = false;
          return;
        }
        const look = `${serial} ${number ?? ''}`;
        if (this.#lying || number === undefined || look === this.#looked) return;
        this.#looked = look;
        void this.look(false);
      });
    });
  }

  choose(person: DeskPersonView | undefined): void {
    this.person = person;
    this.#lying = false;
    this.plan = undefined;
  }

  look = (replace: boolean): Promise<void> =>
    this.#run('look', async () => {
      this.plan = undefined;
      if (!this.person) return;
      this.plan = await call('desk_issue_plan', { number: this.person.number, reader: this.laid.reader ?? null, replace });
    });

  write = (): Promise<void> =>
    this.#run('write', async () => {
      const plan = this.plan?.plan;
      if (!plan) return;
      this.plan = this.letter = undefined;
      this.done = await call('desk_issue', { plan });
      this.#lying = true;
    });

  print = (number: string): Promise<void> =>
    this.#run('letter', async () => {
      this.letter = await call('desk_letter', { number });
    });

  /** The letter was handed on: its file goes. */
  handedOn = (): Promise<void> =>
    this.#run('letter', async () => {
      await call('desk_letter_done', {});
      this.letter = undefined;
      toasts.show({ text: w.desk.letterCleared });
    });

  async #run(what: 'look' | 'write' | 'letter', act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = what;
    this.refused = undefined;
    try {
      await act();
    } catch (thrown) {
      this.refused = thrown instanceof Refusal ? thrown : new Refusal('internal');
    } finally {
      this.busy = undefined;
    }
  }

  /** What was written lies there still. */
  get lying(): boolean {
    return this.#lying;
  }
}
