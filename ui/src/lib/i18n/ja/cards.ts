/** Holding a card: what the readers show, opening, adding and checking. */
export const cards = {
  /** What is on the readers: what is so, then what to do. */
  stage: {
    looking: ['読み取り機をさがしています', ''],
    no_service: ['カードの読み取りが動いていません', 'この機械の「スマートカード」のしくみ（pcscd）を動かしてください。'],
    no_reader: ['読み取り機がありません', '読み取り機をUSBにつないでください。つなぐと、ここに出ます。'],
    waiting: ['カードを待っています', '読み取り機の上に、カードを置いてください。'],
    two: ['カードが二枚あります', '使うカードを一枚だけ残してください。'],
    not_felica: ['この種類のカードは使えません', '交通系カードか、FeliCaのカードを置いてください。'],
    unread: ['カードを読めませんでした', '一度はなして、もう一度置いてください。'],
    ready: ['カードがあります', '動かさずに、そのままお待ちください。'],
  },
  systems: { iruca: 'IruCa', transit: '交通系カード', lite_s: 'FeliCa Lite-S', other: 'FeliCaのカード' },
  reading: 'カードを読んでいます。動かさないでください。',
  open: {
    title: 'カードで開きます',
    behind: '健診・薬・接種・共有は、ここに入ります。',
    none: 'まだ鍵がありません',
    noneText: '交通系カードかこの機械を鍵にすると、ここを開けます。',
    make: '鍵を作る',
    again: 'このカードで開く',
    device: 'この機械の鍵で開く',
    sheet: 'カードをなくしたとき',
    sheetText: '記録を閉じて、表紙の「パスワードを忘れたとき」から、復旧シートで開きます。',
    opening: '医療の記録を開いています',
    offer: 'カードを置くと、医療も開きます',
    offerNot: '医療の記録は、まだ閉じています。',
  },
  unlock: {
    lying: ['カードがあります', 'パスワードを入れると、医療の記録も開きます。'],
    waiting: ['カードを待っています', '読み取り機に置くと、医療の記録も開きます。'],
    without: 'パスワードだけでも、日々の記録は開きます。',
    none: 'パスワードで開くのは、日々の記録だけです。',
    noneText: '医療の記録の鍵は、開いたあと「鍵とカード」で作れます。',
    reading: 'カードを読んでいます。動かさないでください。',
  },
};
