import { session } from '$lib/session.svelte';
import { lang } from '$lib/i18n/index.svelte';
import type { RhythmAsk } from '$lib/backend';

const clamp = (low: number, value: number, high: number) => Math.round(Math.min(high, Math.max(low, value)));

/** How large charts are drawn: as wide as their place, with text as large as the person chose. Made while a component is set up. */
export class ChartSize {
  /** Width of the place, px; 0 until it is known. */
  wide = $state(0);
  private rem = $state(18);

  constructor() {
    $effect(() => {
      void [this.wide, session.status?.settings.text_size];
      requestAnimationFrame(() => (this.rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 18));
    });
  }

  /** Width, height and text of `count` charts, and the language of their axes. */
  of(count: number): Pick<RhythmAsk, 'width' | 'height' | 'text_px' | 'language'> {
    const width = clamp(240, this.wide, 2400);
    const text_px = clamp(15, (this.rem * 15) / 18, 48);
    const tall = width * (count === 1 ? 0.5 : 0.4);
    return { width, text_px, height: clamp(text_px * 15, tall, count === 1 ? 400 : 300), language: lang.now };
  }
}
