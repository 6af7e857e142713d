export const welcome = {
  together: ['同行', '二人'],
  lead: '毎日のからだを書くと、四国の道を一歩ずつ進みます。',
  start: 'はじめる',
  restore: '控えから戻す',
  join: 'もう一台で使っています',
  email: 'メールとパスワードで入る',
  parts: {
    write: { title: '書く', text: '血圧も食事も、一日一枚の紙に。数字を押すだけです。' },
    see: { title: '見る', text: '線と表と、一文で。からだの流れが分かります。' },
    walk: { title: '歩く', text: '歩いた分だけ、八十八の札所をめぐります。' },
    keep: { title: '守る', text: '記録は、この機械の中だけに。鍵をかけて残します。' },
  },
  promise: '会員登録も、通信もいりません。',
};
