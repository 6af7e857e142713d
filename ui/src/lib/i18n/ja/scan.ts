import type { CameraFault } from '$lib/scan/camera.svelte';
import type { Kind } from '$lib/scan/kinds';
import type { PictureFault } from '$lib/scan/picture';

/** コードを読む: by the camera or from a picture. */
export const scan = {
  camera: 'カメラで読む',
  picture: '写真から読む',
  title: 'カメラでコードを読む',
  opening: 'カメラを開いています',
  looking: '四角いコードを、カメラに映してください。見つかると、自分で閉じます。',
  here: '映ったものは、この画面の中だけで見ます。どこにも送らず、残しません。',
  view: 'カメラに映っているもの',
  nextCamera: 'ほかのカメラ',
  reading: '写真を見ています',
  found: 'コードを読みました',
  hidden: '画面がかくれたので、カメラを止めました。',
  faults: {
    none: 'この機械に、カメラが見つかりません。',
    refused: 'カメラを使うことが、許されていません。ブラウザか機械の設定で、へんろにカメラを許してください。',
    busy: 'カメラを、ほかのアプリが使っているようです。そちらを閉じて、もう一度押してください。',
    gone: 'カメラが離れました。つなぎなおして、もう一度押してください。',
    broken: 'カメラを開けませんでした。',
  } satisfies Record<CameraFault, string> as Record<CameraFault, string>,
  byPicture: 'コードの写真があれば、「写真から読む」でも読めます。',
  pictureFaults: {
    'not-a-picture': 'この写真は開けませんでした。PNGかJPEGの写真をえらんでください。',
    'too-big': 'この写真は大きすぎます。コードのところだけを切りとるか、小さくしてください。',
    'no-code': 'この写真に、コードが見つかりません。コードの全体が、大きくはっきり写った写真をえらんでください。',
  } satisfies Record<PictureFault, string> as Record<PictureFault, string>,
  gap: '',
  other: 'これは、へんろのコードではありません。',
  is: (found: string) => `これは、${found}です。`,
  wanted: (wanted: string) => `ここで読むのは、${wanted}です。`,
  kinds: {
    device: '自分の機械を加えるコード',
    near: 'サーバーなしで自分の機械を合わせるコード',
    member: '団体の仲間を加えるコード',
    hand: '記録を引きつぐコード',
    person: '人や団体の「わたしのコード」',
    recovery: '復旧シートのコード',
    family: '家族のシートのコード',
  } satisfies Record<Kind, string> as Record<Kind, string>,
};
