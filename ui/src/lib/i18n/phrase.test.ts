import { expect, it } from 'vitest';
import { phrases } from './phrase';

it('breaks where a phrase begins and nowhere inside a word', () => {
  expect(phrases('サーバーにつながりません。この機械に記録しています。')).toEqual(['サーバーにつながりません。', 'この', '機械に', '記録しています。']);
});
it('breaks after an adverb in hiragana', () => expect(phrases('とてもわるい')).toEqual(['とても', 'わるい']));
it('keeps the honorific with its word', () => expect(phrases('お遍路の道')).toEqual(['お遍路の', '道']));
it('loses no letter', () => {
  const text = '朝128の82 脈66、うどん（小）と日本酒1合。';
  expect(phrases(text).join('')).toBe(text);
});
