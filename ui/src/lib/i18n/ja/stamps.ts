export const stamps = {
  title: '御朱印帳',
  round: '何巡目',
  dojo: '道場',
  count: (n: string) => `${n} / 88`,
  page: (dojo: string) => `${dojo}の頁`,
  next: 'つぎ',
  nextLabel: (number: string, name: string) => `つぎは${number}、${name}`,
  seal: (number: string, name: string) => `${number} ${name}の朱印`,
  none: 'この頁は、まだ白いままです。',
  empty: 'ここに、着いた札所の朱印が並びます。',
  emptyLink: '歩数を書く',
  own: '朱印は、へんろの絵です。お寺の御朱印とは違います。',
};
