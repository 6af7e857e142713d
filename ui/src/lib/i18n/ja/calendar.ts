/** The month of cells. */
export const calendar = {
  title: '暦',
  lead: '日をえらぶと、その日の記録が開きます。',
  before: '前の月',
  after: '次の月',
  weekdays: ['日', '月', '火', '水', '木', '金', '土'],
  seal: '済',
  recorded: (n: number) => `記録あり、${n}件`,
  none: '記録なし',
  today: '今日',
  future: 'まだ来ていない日',
  thisMonth: '今月に戻る',
  days: (n: number) => `この月は、${n}日書きました。`,
  key: { recorded: '記録のある日', none: '記録のない日', today: 'きょう' },
};
