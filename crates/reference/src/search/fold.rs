//! Text as the search sees it: width, case and kana folded, words apart.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::{UnicodeNormalization, is_nfkc};

use super::romaji::loose;

/// Longest query read, in characters; the rest is not looked at.
pub(super) const QUERY_CHARS: usize = 64;

/// NFKC, small letters, hiragana for katakana; brackets and marks become single spaces.
pub(super) fn fold(text: &str) -> String {
    if is_nfkc(text) { folded(text.chars()) } else { folded(text.nfkc()) }
}

/// The first characters of a query, folded.
pub(super) fn fold_query(text: &str) -> String {
    let start: String = text.trim_start().chars().take(QUERY_CHARS).collect();
    let mut query = fold(&start);
    if let Some((end, _)) = query.char_indices().nth(QUERY_CHARS) {
        query.truncate(end);
    }
    query
}

fn folded(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for this in chars.flat_map(char::to_lowercase) {
        match this {
            'ァ'..='ヴ' => out.extend(char::from_u32(this as u32 - KATAKANA_TO_HIRAGANA)),
            'ヵ' | 'ヶ' | 'ゕ' | 'ゖ' => {
                out.push(if matches!(this, 'ヵ' | 'ゕ') { 'か' } else { 'け' })
            }
            'ー' | '〜' | '~' | '-' | '‐' | '–' | '—' if !out.is_empty() && !out.ends_with(' ') => {
                out.push('ー')
            }
            '\'' | '’' | 'ʼ' | '\u{3099}' | '\u{309a}' => {}
            '々' => out.push(this),
            _ if this.is_alphanumeric() => out.push(this),
            _ if out.is_empty() || out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// A folded text as it is searched: two spellings without spaces, and where its words begin.
#[derive(Debug, PartialEq)]
pub(super) struct Key {
    /// Kana spelling: hiragana, kanji, letters; no long mark.
    pub kana: Spelling,
    /// Loose Latin spelling.
    pub latin: Spelling,
}

/// One spelling and the byte offsets at which its words begin.
#[derive(Debug, PartialEq, Default)]
pub(super) struct Spelling {
    pub text: String,
    pub words: Vec<usize>,
}

impl Key {
    /// The spellings of a folded text.
    pub(super) fn of(folded: &str) -> Self {
        let mut key = Self { kana: Spelling::default(), latin: Spelling::default() };
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            key.kana.add(&word.chars().filter(|c| *c != 'ー').map(plain_kana).collect::<String>());
            key.latin.add(&loose(word));
        }
        key
    }
}

impl Spelling {
    fn add(&mut self, word: &str) {
        if !word.is_empty() {
            self.words.push(self.text.len());
            self.text.push_str(word);
        }
    }
}

/// Kana that sound the same as one.
fn plain_kana(this: char) -> char {
    match this {
        'ぢ' => 'じ',
        'づ' => 'ず',
        'を' => 'お',
        'ぁ' => 'あ',
        'ぃ' => 'い',
        'ぅ' => 'う',
        'ぇ' => 'え',
        'ぉ' => 'お',
        _ => this,
    }
}

/// The same text with known kanji words written in kana; `None` if it holds none.
pub(super) fn with_readings(folded: &str) -> Option<String> {
    let readings = readings();
    let mut out = String::with_capacity(folded.len());
    let mut rest = folded;
    let mut changed = false;
    while let Some(this) = rest.chars().next() {
        let found = if this.len_utf8() == 3 { readings.longest_at(rest) } else { None };
        if let Some((word, kana)) = found {
            out.push_str(kana);
            rest = rest.strip_prefix(word).unwrap_or("");
            changed = true;
        } else {
            out.push(this);
            rest = rest.strip_prefix(this).unwrap_or("");
        }
    }
    changed.then_some(out)
}

struct Readings {
    words: HashMap<&'static str, &'static str>,
}

impl Readings {
    fn longest_at(&self, text: &str) -> Option<(&'static str, &'static str)> {
        let ends = text.char_indices().map(|(start, c)| start + c.len_utf8()).take(LONGEST_WORD);
        let mut best = None;
        for end in ends {
            if let Some((word, kana)) = text.get(..end).and_then(|head| self.words.get_key_value(head)) {
                best = Some((*word, *kana));
            }
        }
        best
    }
}

fn readings() -> &'static Readings {
    static READINGS: OnceLock<Readings> = OnceLock::new();
    READINGS.get_or_init(|| Readings {
        words: TABLE.lines().skip(1).filter_map(|line| line.split_once('\t')).collect(),
    })
}

const KATAKANA_TO_HIRAGANA: u32 = 'ァ' as u32 - 'ぁ' as u32;
const LONGEST_WORD: usize = 5;
const TABLE: &str = include_str!("../../data/readings.tsv");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_kana_are_folded() {
        assert_eq!(fold("ｳﾄﾞﾝ"), "うどん");
        assert_eq!(fold("ＵＤＯＮ"), "udon");
        assert_eq!(fold("＜魚類＞ （さば類） まさば　生"), "魚類 さば類 まさば 生");
        assert_eq!(fold("ヴァニラ・アイス"), "ゔぁにら あいす");
        assert_eq!(fold("Ra-men"), "raーmen");
        assert_eq!(fold("、。「」"), "");
    }

    #[test]
    fn a_query_is_cut_and_never_longer_than_it_may_be() {
        // U+FDFA becomes 18 characters under NFKC.
        for query in ["あ".repeat(5000), "\u{fdfa}".repeat(5000), " ".repeat(5000), "ば\u{3099}".repeat(500)]
        {
            assert!(fold_query(&query).chars().count() <= QUERY_CHARS);
        }
    }

    #[test]
    fn words_begin_where_spaces_were() {
        let key = Key::of("miso soup");
        assert_eq!(
            (key.latin.text.as_str(), key.latin.words.as_slice()),
            ("misosoup".replace("ou", "o").as_str(), &[0, 4][..])
        );
        assert_eq!(Key::of("らーめん").kana.text, "らめん");
    }

    #[test]
    fn kanji_words_are_read_longest_first() {
        assert_eq!(with_readings("大根").as_deref(), Some("だいこん"));
        assert_eq!(with_readings("うどん"), None);
    }

    #[test]
    fn every_reading_is_kana_and_no_word_is_too_long() {
        assert_eq!(
            readings().words.len(),
            TABLE.lines().count() - 1,
            "no word twice, no line without a reading"
        );
        for (word, kana) in &readings().words {
            assert!(word.chars().count() <= LONGEST_WORD, "{word}");
            assert!(kana.chars().all(|c| ('ぁ'..='ん').contains(&c) || c == 'ー'), "{word} {kana}");
            assert_eq!(&fold(word), word);
        }
    }
}
