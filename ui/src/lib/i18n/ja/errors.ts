import type { Code, ErrorParams } from '$lib/backend/types.gen';

/** What happened, then what to do. One text for every code: a missing one does not compile. */
export interface ErrorText {
  what: string;
  todo: string;
}
export type ErrorTexts = Record<Code, (params: ErrorParams) => ErrorText>;

const text = (what: string, todo: string) => () => ({ what, todo });

export const errors: ErrorTexts = {
  record_missing: text('記録がまだありません。', 'はじめに、記録を作ってください。'),
  record_exists: text('記録は、もうあります。', 'パスワードで開いてください。'),
  record_locked: text('記録は閉じています。', 'パスワードで、もう一度開いてください。'),
  record_in_use: text('この記録は、ほかの窓で開いています。', 'そちらを閉じてから、もう一度押してください。'),
  record_newer: text('この記録は、新しいへんろで書かれています。', 'へんろを新しくしてから開いてください。'),
  record_damaged: text('記録のファイルが傷んでいます。', '控えがあれば、設定の「控えと復元」で戻せます。'),
  password_wrong: ({ wait_s }) => ({ what: 'パスワードが違います。', todo: wait_s ? `あと${wait_s}秒待つと、もう一度試せます。` : 'もう一度入れてください。' }),
  password_wait: ({ wait_s }) => ({ what: 'まだ試せません。', todo: `あと${wait_s ?? 0}秒待つと、もう一度試せます。` }),
  password_short: text('パスワードが短すぎます。', '8文字以上にしてください。'),
  password_long: text('パスワードが長すぎます。', 'もう少し短くしてください。'),
  name_invalid: text('名前を読みとれません。', '1文字以上、100文字までで書いてください。'),
  value_impossible: text('ありえない値のようです。', '数字をもう一度たしかめてください。'),
  value_rare: text('めずらしい値です。', 'この値でよいか、たしかめてください。'),
  value_swapped: text('上と下が逆のようです。', '上の値は、下の値より大きいはずです。'),
  day_future: text('先の日には書けません。', 'きょうか、前の日をえらんでください。'),
  day_invalid: text('暦にない日か時刻です。', '日と時刻をたしかめてください。'),
  entry_missing: text('その記録が見つかりません。', '画面を開きなおしてください。'),
  entry_too_old: text('消してから30日を過ぎました。', 'もう元には戻せません。'),
  food_unknown: text('その料理が見つかりません。', 'もう一度さがしてえらんでください。'),
  activity_unknown: text('その運動が見つかりません。', 'もう一度さがしてえらんでください。'),
  text_long: ({ limit }) => ({ what: '文が長すぎます。', todo: limit ? `${limit.toLocaleString('en-US')}文字までにしてください。` : '短くしてください。' }),
  file_missing: text('そこにファイルがありません。', '場所をたしかめてください。'),
  file_refused: text('ファイルを読み書きできませんでした。', 'ほかの場所をえらんで、もう一度押してください。'),
  file_not_backup: text('へんろの控えではないか、途中で切れています。', 'ほかのファイルをえらんでください。'),
  import_empty: text('記録として読める行がありませんでした。', 'ファイルの中身をたしかめてください。'),
  import_large: text('ファイルが大きすぎます。', 'いくつかに分けて取りこんでください。'),
  import_gone: text('下見から時間がたちました。', 'ファイルを、もう一度えらんでください。'),
  import_too_old: text('取りこんでから30日を過ぎました。', '取り消せません。消したい記録は、ひとつずつ消してください。'),
  disk_full: text('記録できませんでした。空きが足りません。', '不要なファイルを消して、もう一度押してください。'),
  read_only: text('この場所には書けません。', '書きこめる場所に移してから、開いてください。'),
  request_invalid: text('入れたものを読みとれませんでした。', '書きかたをたしかめてください。'),
  command_unknown: text('この版では、できません。', 'へんろを新しくしてください。'),
  internal: text('うまくいきませんでした。', 'もう一度押してください。続くときは、へんろを開きなおしてください。'),
};
