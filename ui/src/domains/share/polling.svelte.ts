// Asks the core for news while two devices talk to each other through the server.

/** Asks every two seconds, one question at a time, until `going` says no. Call it while a component is set up. */
export function polling(going: () => boolean, ask: () => Promise<void>): void {
  $effect(() => {
    if (!going()) return;
    let ended = false;
    let clock: ReturnType<typeof setTimeout>;
    const next = () => {
      clock = setTimeout(() => {
        void ask().finally(() => {
          if (!ended) next();
        });
      }, 2000);
    };
    next();
    return () => {
      ended = true;
      clearTimeout(clock);
    };
  });
}
