export const all = {
  title: 'すべて',
  search: 'さがす',
  example: 'さがす　例 血圧、うどん',
  none: '見つかりません。ほかの言葉でさがしてください。',
  found: (n: string) => `${n}つ見つかりました`,
  emergency: '救急カード',
};
