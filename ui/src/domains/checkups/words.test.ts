import { expect, it } from 'vitest';
import { lang } from '$lib/i18n/index.svelte';
import { rangeText } from './words';

it('says a range as people do', () => {
  lang.now = 'ja';
  expect([rangeText('< 90', 'cm'), rangeText('≥ 40', 'mg/dl'), rangeText('≤ 129'), rangeText('60–129', 'mg/dl'), rangeText(null, 'cm'), rangeText('−')]).toEqual(['90 cm未満', '40 mg/dl以上', '129以下', '60–129 mg/dl', 'cm', '−']);
  lang.now = 'en';
  expect([rangeText('< 90', 'cm'), rangeText('> 3')]).toEqual(['below 90 cm', 'above 3']);
});
