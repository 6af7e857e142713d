//! Text as the search sees it: NFKC, small letters, hiragana for katakana. Every letter remembers which part of the text
//! it comes from, so that what was found can be shown as it was written.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// A letter, and the bytes of the text it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letter {
    /// `' '` where words end.
    pub(crate) is: char,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// The letters of a text. What is neither letter nor digit ends a word.
pub(crate) fn letters(text: &str) -> Vec<Letter> {
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut rest = text.char_indices().peekable();
    while let Some((from, first)) = rest.next() {
        let mut to = from + first.len_utf8();
        while let Some((at, mark)) = rest.next_if(|(_, next)| joins(*next)) {
            to = at + mark.len_utf8();
        }
        if to == from + first.len_utf8() && is_plain(first) {
            out.push(Letter { is: hiragana(first), from, to });
            continue;
        }
        let cluster = text.get(from..to).unwrap_or_default();
        for folded in cluster.nfkc().flat_map(char::to_lowercase) {
            match hiragana(folded) {
                '\u{3099}' | '\u{309a}' => {}
                is if is.is_alphanumeric() => out.push(Letter { is, from, to }),
                _ => out.push(Letter { is: ' ', from, to }),
            }
        }
    }
    out
}

/// What belongs to the letter before it: ﾞ of ﾊﾞ, an accent.
fn joins(next: char) -> bool {
    matches!(next, '\u{ff9e}' | '\u{ff9f}')
        || (next as u32 >= 0x300 && !is_plain(next) && canonical_combining_class(next) != 0)
}

/// What stays as it is but for hiragana: most of what is written.
fn is_plain(this: char) -> bool {
    matches!(this, 'a'..='z' | '0'..='9' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '々' | '\u{4e00}'..='\u{9fff}')
}

fn hiragana(this: char) -> char {
    match this {
        'ァ'..='ヶ' => char::from_u32(this as u32 - KATAKANA_TO_HIRAGANA).unwrap_or(this),
        _ => this,
    }
}

const KATAKANA_TO_HIRAGANA: u32 = 'ァ' as u32 - 'ぁ' as u32;

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        letters(text).iter().map(|letter| letter.is).collect()
    }

    #[test]
    fn width_case_and_kana_are_one() {
        for text in ["ハバロフスク", "ﾊﾊﾞﾛﾌｽｸ", "はばろふすく", "ハハ\u{3099}ロフスク"]
        {
            assert_eq!(folded(text), "はばろふすく", "{text}");
        }
        assert_eq!(folded("ＨｂＡ１ｃ　6.1％"), "hba1c 6 1 ");
        assert_eq!(folded("㌔ ① Ⅳ"), "きろ 1 iv");
        assert_eq!(folded("Café"), folded("Cafe\u{301}"));
    }

    #[test]
    fn every_letter_knows_where_it_comes_from() {
        let text = "ｶﾞﾝ検診";
        let whole: Vec<&str> = letters(text).iter().map(|at| &text[at.from..at.to]).collect();
        assert_eq!(whole, ["ｶﾞ", "ﾝ", "検", "診"]);
        // One sign that is two letters.
        let text = "㌔";
        let whole: Vec<&str> = letters(text).iter().map(|at| &text[at.from..at.to]).collect();
        assert_eq!(whole, ["㌔", "㌔"]);
    }
}
