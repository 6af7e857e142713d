import { plainDigits } from '$lib/i18n/format';

/** How many digits a value has, told from its first one; `undefined` lets a value grow to any length. */
export type Width = (first: string) => number | undefined;

/** 1 or 2 begin three digits, 3 to 9 begin two: holds for 最高, 最低 and 脈 alike. */
export const pressureWidth: Width = (first) => (first === '1' || first === '2' ? 3 : 2);

/** A row of number slots that goes on to the next one when a value has all its digits. */
export class Slots {
  /** What stands in each slot. */
  values = $state<string[]>([]);
  /** The slot that is written now, -1 for none. */
  now = $state(-1);

  constructor(
    count: number,
    private readonly width: Width = () => undefined,
    private readonly pattern: RegExp = /[^0-9]/g,
    private readonly longest = 6,
  ) {
    this.values = Array.from({ length: count }, () => '');
  }

  get empty(): boolean {
    return this.values.every((value) => value === '');
  }

  /** A key of the keypad. */
  press(key: string): void {
    const at = Math.max(this.now, 0);
    this.write(at, (this.full(at) ? '' : (this.values[at] ?? '')) + key);
  }

  /** The whole text of one slot, typed by hardware keys or pasted. */
  write(at: number, text: string): void {
    const plain = plainDigits(text).replace(this.pattern, '').slice(0, this.longest);
    const grew = plain.length > (this.values[at] ?? '').length;
    this.values[at] = plain;
    this.now = at;
    if (grew && this.full(at) && at < this.values.length - 1) this.now = at + 1;
  }

  /** ⌫: the last digit; on an empty slot one slot back. */
  erase(): void {
    const at = Math.max(this.now, 0);
    const value = this.values[at] ?? '';
    if (value === '' && at > 0) {
      this.now = at - 1;
      return;
    }
    this.values[at] = value.slice(0, -1);
  }

  /** The next slot, or the first after the last. */
  next(): void {
    this.now = (Math.max(this.now, 0) + 1) % this.values.length;
  }

  clear(): void {
    this.values = this.values.map(() => '');
    this.now = -1;
  }

  /** The number in a slot; undefined while it is empty or no number. */
  number(at: number): number | undefined {
    const value = this.values[at] ?? '';
    const number = Number(value);
    return value === '' || Number.isNaN(number) ? undefined : number;
  }

  private full(at: number): boolean {
    const value = this.values[at] ?? '';
    const width = value ? this.width(value[0] ?? '') : undefined;
    return width !== undefined && value.length >= width;
  }
}
