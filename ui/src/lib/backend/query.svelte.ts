import { call, type CommandName, type Reply, type Request } from './call';
import type { Refusal } from './envelope';
import { register } from './refresh';

/** A reply that stays fresh. While it is read again the old one stays, so nothing flickers. */
export interface Query<N extends CommandName> {
  /** The newest reply; undefined until the first. */
  readonly data: Reply<N> | undefined;
  /** Why the last read failed. */
  readonly error: Refusal | undefined;
  /** The first read has taken longer than 300 ms. */
  readonly slow: boolean;
  /** Reads again. */
  readonly reread: () => void;
}

/**
 * Asks `name` with the request that `ask` builds, again whenever what `ask` reads changes or a command changes
 * a tag of it. `ask` returning null asks nothing. Call it while a component (or an effect root) is set up.
 */
export function query<N extends CommandName>(name: N, ask: () => Request<N> | null): Query<N> {
  let data = $state.raw<Reply<N>>();
  let error = $state.raw<Refusal>();
  let slow = $state(false);
  let turn = $state(0);
  let latest = 0;

  $effect(() => register(name, () => (turn += 1)));
  $effect(() => {
    void turn;
    const request = ask();
    if (request === null) return;
    const mine = ++latest;
    const patience = setTimeout(() => (slow = mine === latest && data === undefined), 300);
    const done = (next: () => void) => {
      clearTimeout(patience);
      if (mine !== latest) return;
      slow = false;
      next();
    };
    call(name, request).then(
      (reply) => done(() => ((data = reply), (error = undefined))),
      (refused: Refusal) => done(() => (error = refused)),
    );
    return () => clearTimeout(patience);
  });

  return {
    get data() {
      return data;
    },
    get error() {
      return error;
    },
    get slow() {
      return slow;
    },
    reread: () => (turn += 1),
  };
}
