// What every screen may know: how far the record is open, the settings of this device, and what day it is.
import { call, query, Refusal, watchRefusals, type Day, type RecordStatus, type Settings } from '$lib/backend';
import type { DayStyle } from '$lib/i18n/format';
import { lang } from '$lib/i18n/index.svelte';

class Session {
  /** The newest status; undefined until the core has answered once. */
  status = $state.raw<RecordStatus>();
  /** Why the status could not be read. */
  error = $state.raw<Refusal>();
  /** The record has just been opened by the password: a card may still be laid down to open the clinical tier. */
  offering = $state(false);
  /** It was opened with recovery sheets: a new one is to be thought of. */
  bySheet = $state(false);
  /** The record has just come to this device: the start shows how much of it is here before the book opens. */
  arriving = $state(false);
  /** Why the card that lay there at unlock did not open the clinical tier. */
  cardRefused = $state.raw<Refusal>();

  /** Today where the person is. */
  today: Day = $derived(this.status?.today ?? '1970-01-01');
  /** How this reader wants days written. */
  style: DayStyle = $derived({ language: lang.now, era: this.status?.settings.japanese_era ?? false, today: this.today });

  /** Keeps the status fresh: by tag, once a minute (the day changes at midnight), and when a call finds the record locked. Call it once, in the root. */
  follow(): void {
    const asked = query('record_status', () => ({}));
    $effect(() => {
      this.error = asked.data ? undefined : asked.error;
      if (asked.data) this.status = asked.data;
    });
    $effect(() => {
      if (this.status) show(this.status.settings);
    });
    $effect(() => {
      const clock = setInterval(asked.reread, 60_000);
      watchRefusals((refused) => {
        if (refused.code === 'record_locked' && this.status?.state === 'open') asked.reread();
      });
      return () => clearInterval(clock);
    });
    this.reread = asked.reread;
  }
  /** Asks for the status again. */
  reread: () => void = () => {};

  /** Changes settings of this device; every screen follows at once. */
  async set(change: Partial<Settings>): Promise<void> {
    if (!this.status) return;
    const settings = { ...this.status.settings, ...change };
    this.status = { ...this.status, settings };
    await call('settings_write', settings);
  }

  /** Closes the record. */
  async lock(): Promise<void> {
    this.status = await call('record_lock', {});
  }
}

export const session = new Session();

function show(settings: Settings): void {
  const root = document.documentElement;
  lang.now = settings.language;
  root.lang = settings.language;
  set(root, 'text', settings.text_size === 'normal' ? undefined : settings.text_size);
  set(root, 'theme', settings.theme === 'auto' ? undefined : settings.theme);
}

function set(root: HTMLElement, name: string, value: string | undefined): void {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
}
