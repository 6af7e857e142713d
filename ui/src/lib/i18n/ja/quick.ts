/** 開かずに書く: what may be written on the locked screen. */
export const quick = {
  text: 'パスワードなしで書けます。書いたものは封をして、開いたときに入ります。前の記録は見えません。',
  kinds: { pressure: '血圧', weight: '体重', steps: '歩数', temperature: '体温', diary: '日記' },
  what: '何を書きますか',
  line: '一行の日記',
  lineExample: '例　よく眠れた',
  kept: (what: string) => `${what}を預かりました。開いたときに入ります。`,
  waiting: (n: number) => `預かっているもの：${n}件`,
  back: '表紙に戻る',
};
