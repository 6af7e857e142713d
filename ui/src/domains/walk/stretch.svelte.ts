// The walk over the stretch that is new since the page was last open: 1.2 s, skipped by a tap, never with reduced motion.
import type { WalkView } from '$lib/backend';

/** What was shown last, kept only while the app runs. */
let seen: { round: number; from: number; fraction: number } | undefined;

/** Where on the present leg the walk begins: where it ended last time, else `today` metres back, never before the leg. */
export function startOf(walk: WalkView, today: number): number {
  if (seen) {
    if (seen.round === walk.round && seen.from === walk.from_temple) return Math.min(seen.fraction, walk.fraction);
    return 0;
  }
  const leg = walk.fraction < 1 ? walk.metres_left / (1 - walk.fraction) : 0;
  return leg > 0 ? Math.max(0, walk.fraction - today / leg) : walk.fraction;
}

/** For tests: as if the app had just started. */
export function forget(): void {
  seen = undefined;
}

export class Stretch {
  /** The fraction of the leg shown now. */
  shown = $state(0);
  moving = $state(false);
  #goal = 0;
  #frame = 0;

  /** Shows `walk`, moving there from `start` when there is something to walk. */
  go(walk: WalkView, start: number, still: boolean): void {
    this.stop();
    seen = { round: walk.round, from: walk.from_temple, fraction: walk.fraction };
    this.#goal = walk.fraction;
    if (still || walk.fraction - start < 0.002) {
      this.shown = walk.fraction;
      return;
    }
    this.moving = true;
    this.shown = start;
    const begun = performance.now();
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - begun) / WALK_MS));
      this.shown = start + (this.#goal - start) * part * (2 - part);
      if (part < 1) this.#frame = requestAnimationFrame(step);
      else this.moving = false;
    };
    this.#frame = requestAnimationFrame(step);
  }

  /** Shows the end at once. */
  skip(): void {
    if (!this.moving) return;
    this.stop();
    this.shown = this.#goal;
  }

  stop(): void {
    if (this.#frame) cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.moving = false;
  }
}

const WALK_MS = 1200;
