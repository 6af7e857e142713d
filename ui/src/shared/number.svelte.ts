/** One number typed on the keypad or a keyboard: digits and at most one decimal point. */
export class NumberEntry {
  text = $state('');
  #anew = false;

  /** `whole` digits before the point, `decimals` after it. */
  constructor(
    readonly whole: number,
    readonly decimals = 0,
  ) {}

  readonly value = $derived.by(() => (/\d/.test(this.text) ? Number(this.text) : null));

  press(key: string): void {
    if (this.#anew) this.text = '';
    this.#anew = false;
    if (key === '.') return this.#point();
    const [whole = '', rest] = this.text.split('.');
    if (rest === undefined ? whole.length >= this.whole : rest.length >= this.decimals) return;
    this.text = this.text === '0' ? key : this.text + key;
  }

  erase(): void {
    this.#anew = false;
    this.text = this.text.slice(0, -1);
  }

  /** Takes pasted or typed text, of any width; what is no number is left out, nothing is cut in silence. */
  write(text: string): void {
    this.#anew = false;
    const plain = text.normalize('NFKC').replace(/[,\s]/g, '').replace(/[。、]/g, '.').replace(/[^\d.]/g, '');
    const [whole = '', ...rest] = plain.split('.');
    this.text = rest.length > 0 && this.decimals > 0 ? `${whole}.${rest.join('')}` : whole;
  }

  /** Shows a number that the next key types over. */
  set(value: number | null): void {
    this.text = value === null ? '' : value.toFixed(this.decimals);
    this.#anew = value !== null;
  }

  clear(): void {
    this.text = '';
    this.#anew = false;
  }

  #point(): void {
    if (this.decimals === 0 || this.text.includes('.')) return;
    this.text = this.text === '' ? '0.' : `${this.text}.`;
  }
}
