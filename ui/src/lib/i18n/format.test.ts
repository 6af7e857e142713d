import { describe, expect, it } from 'vitest';
import { addDays, dayText, dayWithWeekday, numberText, plainDigits, rangeText, timeText, valueText, yearsBetween } from './format';

const ja = { language: 'ja', today: '2026-11-22' } as const;
const en = { language: 'en', today: '2026-11-22' } as const;

describe('days', () => {
  it('leaves out the year of today and names the weekday', () => {
    // 21 November 2026 is a Saturday (the mock pages show the same day).
    expect(dayWithWeekday('2026-11-21', ja)).toBe('11月21日（土）');
    expect(dayWithWeekday('2026-11-21', en)).toBe('Sat 21 Nov');
    expect(dayText('2025-01-02', ja)).toBe('2025年1月2日');
    expect(rangeText('2026-10-23', '2026-11-21', ja)).toBe('10月23日〜11月21日');
  });
  it('writes the years of the eras', () => {
    // Heisei ended on 30 April 2019; Reiwa began the next day.
    expect(dayText('2019-04-30', { ...ja, era: true })).toBe('平成31年4月30日');
    expect(dayText('2019-05-01', { ...ja, era: true })).toBe('令和元年5月1日');
    expect(dayText('1980-03-04', { ...ja, era: true })).toBe('昭和55年3月4日');
  });
  it('counts days over the end of February and full years before a birthday', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(yearsBetween('1980-11-23', '2026-11-22')).toBe(45);
    expect(yearsBetween('1980-11-22', '2026-11-22')).toBe(46);
  });
});

describe('numbers', () => {
  it('sets the comma and keeps the decimals asked for', () => {
    expect(numberText(6204)).toBe('6,204');
    expect(numberText(58, 1)).toBe('58.0');
    expect(timeText(19 * 60 + 5)).toBe('19:05');
  });
  it('leaves a value as it was written', () => expect([valueText(3.245), valueText(3.2), valueText(3)]).toEqual(['3.245', '3.2', '3.0']));
  it('reads full-width digits', () => expect(plainDigits('６３．５ ')).toBe('63.5'));
});
