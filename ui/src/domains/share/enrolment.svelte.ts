import { onDestroy } from 'svelte';
import { call, Refusal, type EnrolView } from '$lib/backend';
import { w } from '$lib/i18n/share';
import { polling } from './polling.svelte';

/** The side that shows a code and compares, as it goes. Make one while a component is set up. */
export class Enrolment {
  view = $state.raw<EnrolView>();
  busy = $state<'make' | 'add'>();
  refused = $state.raw<Refusal>();
  #now = $state(Date.now());
  readonly #going = $derived(this.view !== undefined && ['waiting', 'compare', 'given'].includes(this.view.state));
  /** How it ended before its time: what happened, and what to do. */
  readonly ended = $derived.by(() => {
    const state = this.view?.state;
    return state === 'cancelled' || state === 'expired' || state === 'broken' ? w.devices.ended[state] : undefined;
  });
  /** Minutes for which the code still holds. */
  readonly left = $derived(this.view ? Math.max(1, Math.ceil((this.view.expires_ms - this.#now) / 60_000)) : 0);

  constructor() {
    polling(
      () => this.#going && this.busy === undefined,
      () => this.#look(),
    );
    // Who leaves the page leaves the code behind; what was handed over stays.
    onDestroy(() => {
      const state = this.view?.state;
      if (state === 'waiting' || state === 'compare') void call('enrol_cancel', {}).catch(() => {});
    });
  }

  async #look(): Promise<void> {
    this.#now = Date.now();
    try {
      this.view = await call('enrol_look', {});
      this.refused = undefined;
    } catch (thrown) {
      this.refused = thrown instanceof Refusal ? thrown : new Refusal('internal');
      if (this.refused.code === 'enrol_none' || this.refused.code === 'record_locked') this.view = undefined;
    }
  }

  /** Makes the code, or hands over. */
  async run(what: 'make' | 'add', work: () => Promise<EnrolView>): Promise<void> {
    this.busy = what;
    this.refused = undefined;
    try {
      this.view = await work();
      this.#now = Date.now();
    } catch (thrown) {
      this.refused = thrown instanceof Refusal ? thrown : new Refusal('internal');
    } finally {
      this.busy = undefined;
    }
  }

  async stop(): Promise<void> {
    this.view = undefined;
    await call('enrol_cancel', {}).catch(() => {});
  }
}
