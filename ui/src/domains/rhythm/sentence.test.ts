import { expect, it } from 'vitest';
import { rhythm as en } from '$lib/i18n/en/rhythm';
import { rhythm as ja } from '$lib/i18n/ja/rhythm';
import { cut, pieces, sentence } from './sentence';

const pressure = { days: 27, mean: 129, mean_2: 81, limit: 135, limit_2: 85, days_out: 5 };

it('says period, mean, limit and days out of blood pressure', () => {
  // The sentence of the design page.
  expect(sentence('pressure_morning', 'month', pressure, ja)).toBe('1か月の平均は 129/81 で、家庭血圧の基準 135/85 より下です。基準以上の日は、27日のうち 5日 でした。');
  expect(sentence('pressure_morning', 'month', pressure, en)).toBe('The mean over this month is 129/81, below the home limit of 135/85. At or above it on 5 of 27 days.');
});
it('calls a pressure high when only the lower figure is', () => {
  expect(sentence('pressure_evening', 'week', { ...pressure, mean: 128, mean_2: 86 }, ja)).toContain('135/85 以上です');
});
it('says whether a mean lies in its range', () => {
  const bmi = { days: 20, limit: 25, limit_low: 18.5, days_out: 0 };
  expect(sentence('bmi', 'month', { ...bmi, mean: 23.5 }, ja)).toContain('目安の 18.5〜25 に入っています');
  expect(sentence('bmi', 'month', { ...bmi, mean: 25 }, ja)).toContain('より高めです');
  expect(sentence('bmi', 'month', { ...bmi, mean: 18.4 }, ja)).toContain('より低めです');
});
it('says whether steps reach their guide, with the comma', () => {
  expect(sentence('steps', 'week', { days: 7, mean: 6204, limit_low: 8000, days_out: 6 }, ja)).toBe('1週間の平均は 6,204 歩 で、目安の 8,000 歩 より少なめです。目安から外れた日は、7日のうち 6日 でした。');
});
it('says how weight changed where there is no limit', () => {
  expect(sentence('weight', 'month', { days: 20, mean: 58.6, min: 58.1, max: 59.2, change: -0.4 }, ja)).toBe('1か月の平均は 58.6 kg です。はじめより 0.4 kg 減りました。いちばん低い値は 58.1、高い値は 59.2 です。');
});
it('is silent without values', () => expect(pieces('glucose', 'week', { days: 0 }, ja)).toEqual([]));
it('sets the figures in bold', () => expect(cut('平均は〈129/81〉で')).toEqual([{ text: '平均は', bold: false }, { text: '129/81', bold: true }, { text: 'で', bold: false }]));
