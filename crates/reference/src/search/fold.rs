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
        if let Some((word, kana)) = readings.longest_at(rest) {
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

/// Kanji words with their readings, by first character, longest first.
struct Readings {
    by_first: HashMap<char, Vec<(&'static str, &'static str)>>,
    /// One bit a hiragana: a word begins with it.
    kana_leads: u128,
}

impl Readings {
    fn longest_at(&self, text: &str) -> Option<(&'static str, &'static str)> {
        let first = text.chars().next()?;
        match (first as u32).checked_sub('ぁ' as u32) {
            Some(place @ 0..128) if self.kana_leads & (1 << place) == 0 => return None,
            None => return None,
            _ => {}
        }
        self.by_first.get(&first)?.iter().find(|(word, _)| text.starts_with(word)).copied()
    }
}

fn readings() -> &'static Readings {
    static READINGS: OnceLock<Readings> = OnceLock::new();
    READINGS.get_or_init(|| {
        let mut readings = Readings { by_first: HashMap::new(), kana_leads: 0 };
        for (word, kana) in TABLE.lines().skip(1).filter_map(|line| line.split_once('\t')) {
            let Some(first) = word.chars().next() else { continue };
            if let Some(place @ 0..128) = (first as u32).checked_sub('ぁ' as u32) {
                readings.kana_leads |= 1 << place;
            }
            readings.by_first.entry(first).or_default().push((word, kana));
        }
        for words in readings.by_first.values_mut() {
            words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        readings
    })
}

const KATAKANA_TO_HIRAGANA: u32 = 'ァ' as u32 - 'ぁ' as u32;
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
    fn every_reading_is_kana_and_no_word_stands_twice() {
        let mut words = std::collections::HashSet::new();
        for line in TABLE.lines().skip(1) {
            let (word, kana) = line.split_once('\t').unwrap();
            assert!(words.insert(word), "{word} twice");
            assert!(kana.chars().all(|c| ('ぁ'..='ん').contains(&c) || c == 'ー'), "{word} {kana}");
            assert_eq!(fold(word), word);
        }
        assert!(words.len() > 500);
    }
}
