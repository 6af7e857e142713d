import { Refusal } from '$lib/backend';
import { toasts } from './toast.svelte';

/** One act of a screen at a time: at work, refused, or done and said at the foot. */
export class Act {
  busy = $state(false);
  refused = $state.raw<Refusal>();

  async run(work: () => Promise<unknown>, said: string, undo?: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.refused = undefined;
    try {
      await work();
      toasts.show({ text: said, ...(undo && { undo: async () => void (await undo()) }) });
    } catch (thrown) {
      this.refused = thrown instanceof Refusal ? thrown : new Refusal('internal');
    } finally {
      this.busy = false;
    }
  }
}
