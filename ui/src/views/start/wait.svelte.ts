/** Seconds until a password may be tried again, counted down by the clock and not by ticks. */
export class Wait {
  left = $state(0);
  private until = 0;

  constructor(seconds: number) {
    $effect(() => {
      const timer = setInterval(() => this.look(), 250);
      return () => clearInterval(timer);
    });
    this.start(seconds);
  }

  start(seconds: number): void {
    this.until = Date.now() + seconds * 1000;
    this.look();
  }

  private look(): void {
    this.left = Math.max(0, Math.ceil((this.until - Date.now()) / 1000));
  }
}
