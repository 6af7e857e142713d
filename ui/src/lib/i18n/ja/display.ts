export const display = {
  title: '文字・ことば',
  size: '文字の大きさ',
  sizes: { normal: 'ふつう', large: '大きい', largest: '最大' },
  sample: '血圧 127/81、体重 58.6 kg',
  language: 'ことば',
  languages: { ja: '日本語', en: 'English' },
  theme: '明るさ',
  themes: { auto: '機械に合わせる', light: '明るい', dark: '暗い' },
  years: '年の書きかた',
  western: '西暦（2026年）',
  era: '和暦（令和8年）',
  preview: '見本',
};
