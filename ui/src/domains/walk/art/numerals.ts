const digits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;

/** 1..=99 in kanji, as on a slip of a temple: 37 is 三十七. */
export function kanji(number: number): string {
  const tens = Math.floor(number / 10);
  const ones = digits[number % 10] ?? '';
  return tens === 0 ? ones : `${tens === 1 ? '' : (digits[tens] ?? '')}十${ones}`;
}
