import { ClinicalDraft } from './clinicalDrafts.svelte';

/** A form with something medical in it, as a text: empty while nothing was typed. */
export interface AsText {
  text: string;
}

/**
 * A form that stays: what is half typed comes back after the card left, the window closed or another page was looked at.
 * Made while a component is set up, as it follows the form until that is taken down.
 */
export class KeptForm {
  /** What was left half typed is back. Nothing is typed before. */
  ready = $state(false);
  /** Something was left, and stands in the form again. */
  left = $state(false);
  readonly #draft: ClinicalDraft;
  readonly #form: () => AsText | undefined;
  #done = false;

  constructor(name: string, form: () => AsText | undefined) {
    const draft = new ClinicalDraft(name);
    this.#draft = draft;
    this.#form = form;
    void draft
      .load()
      .then((text) => {
        const of = form();
        if (!text || !of) return;
        of.text = text;
        this.left = true;
      })
      .catch(() => {})
      .finally(() => (this.ready = true));
    $effect(() => {
      const text = form()?.text ?? '';
      if (this.ready && !this.#done) draft.keep(text);
    });
    $effect(() => {
      const flush = () => draft.flush();
      addEventListener('pagehide', flush);
      return () => {
        removeEventListener('pagehide', flush);
        flush();
      };
    });
  }

  /** Written at once, not after a pause. */
  flush = (): void => this.#draft.flush();

  /** It was written into the record: nothing of it is left. */
  end(): void {
    this.#done = true;
    this.#draft.keep('');
  }

  /** Thrown away by the person. Answers the way back; nothing where nothing was typed. */
  drop(): (() => Promise<void>) | undefined {
    const text = this.#form()?.text ?? '';
    this.end();
    return text === '' ? undefined : async () => this.#draft.keep(text);
  }
}
