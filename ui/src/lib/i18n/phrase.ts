// Where a Japanese line may break when the engine lacks `word-break: auto-phrase` (WebKitGTK).
// A phrase begins with kanji, katakana, a digit or a letter after hiragana, and after 、。 and closing brackets.

const HIRAGANA = /[ぁ-ゖ]/;
const STARTS = /[\p{Script=Han}ァ-ヺA-Za-z0-9「（『]/u;
const ENDS = /[、。）」』・]/;
/** Honorifics that belong to the word after them. */
const PREFIX = /(^|[^ぁ-ゖー])[おご]$/;

/** Adverbs in hiragana: the next phrase begins without a sign. */
const ADVERB = /^とても$/;

/** Splits a sentence at phrase borders; joined again it is the same sentence. */
export function phrases(text: string): string[] {
  const letters = [...text];
  const out: string[] = [];
  let phrase = '';
  letters.forEach((letter, i) => {
    const before = letters[i - 1] ?? '';
    const border =
      phrase !== '' &&
      ((HIRAGANA.test(before) && STARTS.test(letter) && !PREFIX.test(phrase)) || (ENDS.test(before) && !ENDS.test(letter)) || ADVERB.test(phrase));
    if (border) {
      out.push(phrase);
      phrase = '';
    }
    phrase += letter;
  });
  return phrase ? [...out, phrase] : out;
}
