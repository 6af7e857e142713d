//! What is asked for, and where it stands in a text.

use super::fold::{Letter, letters};

/// What a person searches: words that all have to be there, as parts of words.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchWords {
    terms: Vec<Term>,
}

// What somebody searches says as much as what they wrote.
impl std::fmt::Debug for SearchWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SearchWords(..)")
    }
}

/// A word as typed: its runs of letters, and tags that mean the same.
#[derive(Clone, PartialEq, Eq)]
struct Term {
    runs: Vec<Vec<char>>,
    tags: Vec<String>,
}

/// A text around what was found in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before it, from `…` where it was cut.
    pub before: String,
    /// What was found, as it was written; empty where the text was not found by its own letters.
    pub hit: String,
    /// What stands behind it.
    pub after: String,
}

impl std::fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Excerpt(..)")
    }
}

impl SearchWords {
    /// Reads what was typed; `None` where no letter is in it. Only so many letters and words count.
    pub fn parse(typed: &str) -> Option<Self> {
        let start: String = typed.trim().chars().take(MOST_LETTERS).collect();
        let runs_of = |word: &str| -> Vec<Vec<char>> {
            let letters: Vec<char> = letters(word).iter().map(|letter| letter.is).collect();
            letters.split(|is| *is == ' ').filter(|run| !run.is_empty()).map(<[char]>::to_vec).collect()
        };
        let terms: Vec<Term> = start
            .split_whitespace()
            .map(|word| Term { runs: runs_of(word), tags: Vec::new() })
            .filter(|term| !term.runs.is_empty())
            .take(MOST_TERMS)
            .collect();
        if terms.is_empty() { None } else { Some(Self { terms }) }
    }

    /// Adds what each word also means: tags that texts were given when they were written.
    pub fn also(mut self, tags: impl Fn(&SearchWords) -> Vec<String>) -> Self {
        for term in &mut self.terms {
            let one = Self { terms: vec![Term { runs: term.runs.clone(), tags: Vec::new() }] };
            term.tags = tags(&one).iter().map(|tag| tag_token(tag)).collect();
        }
        self
    }

    /// Whether a text has all words.
    pub fn fits(&self, text: &str) -> bool {
        let text = letters(text);
        self.runs().all(|run| find(&text, run).is_some())
    }

    /// The text around the first word that is found in it.
    pub fn excerpt(&self, text: &str) -> Excerpt {
        let all = letters(text);
        let found = self.runs().filter_map(|run| Some((find(&all, run)?, run.len()))).min();
        let (from, to) = match found {
            Some((at, length)) => {
                let from = all.get(at).map_or(0, |letter| letter.from);
                (from, all.get(at + length - 1).map_or(from, |letter| letter.to))
            }
            None => (0, 0),
        };
        let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
        Excerpt {
            before: tail(part(0..from), BEFORE),
            hit: part(from..to).to_owned(),
            after: head(part(to..text.len()), AFTER),
        }
    }

    /// What the index is asked. Only letters, digits and tags stand in it.
    pub(crate) fn to_match(&self) -> String {
        let terms = self.terms.iter().map(|term| {
            let runs: Vec<String> = term.runs.iter().map(|run| phrase(run)).collect();
            let tags = term.tags.iter().map(|tag| format!(" OR \"{tag}\""));
            format!("(({}){})", runs.join(" AND "), tags.collect::<String>())
        });
        terms.collect::<Vec<_>>().join(" AND ")
    }

    fn runs(&self) -> impl Iterator<Item = &Vec<char>> {
        self.terms.iter().flat_map(|term| &term.runs)
    }
}

/// Pairs of letters of a text, the last letter of each word by itself: the words of the index. A letter that is asked for
/// alone is the beginning of one of them.
pub(crate) fn put_grams(text: &str, out: &mut String) {
    let all = letters(text);
    for (place, letter) in all.iter().enumerate() {
        if letter.is == ' ' {
            continue;
        }
        out.push(letter.is);
        out.extend(all.get(place + 1).map(|next| next.is).filter(|next| *next != ' '));
        out.push(' ');
    }
}

/// A tag as a word of the index that no text can have.
pub(crate) fn tag_token(tag: &str) -> String {
    let letters = tag.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
    std::iter::once(TAG).chain(letters).collect()
}

fn phrase(run: &[char]) -> String {
    if let [one] = run {
        return format!("\"{one}\" *");
    }
    let pairs: Vec<String> = run.windows(2).map(|pair| pair.iter().collect()).collect();
    format!("\"{}\"", pairs.join(" "))
}

fn find(text: &[Letter], run: &[char]) -> Option<usize> {
    text.windows(run.len()).position(|here| here.iter().zip(run).all(|(letter, is)| letter.is == *is))
}

fn tail(text: &str, most: usize) -> String {
    let text = text.trim_start();
    match text.char_indices().rev().nth(most) {
        Some((at, cut)) => format!("…{}", text.get(at + cut.len_utf8()..).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn head(text: &str, most: usize) -> String {
    let text = text.trim_end();
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

const MOST_LETTERS: usize = 64;
const MOST_TERMS: usize = 8;
const BEFORE: usize = 24;
const AFTER: usize = 80;
/// Of the private use area: no letter.
const TAG: char = '\u{e000}';

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(typed: &str) -> String {
        SearchWords::parse(typed).unwrap().to_match()
    }

    #[test]
    fn a_text_is_kept_as_pairs_that_end_with_the_word() {
        let mut out = String::new();
        put_grams("散歩。HbA1c", &mut out);
        assert_eq!(out, "散歩 歩 hb ba a1 1c c ");
    }

    #[test]
    fn a_query_is_phrases_of_pairs_and_one_letter_is_a_beginning() {
        assert_eq!(asked("散歩日"), "((\"散歩 歩日\"))");
        assert_eq!(asked("ウドン　雨"), "((\"うど どん\")) AND ((\"雨\" *))");
        assert_eq!(asked("COVID-19"), "((\"co ov vi id\" AND \"19\"))");
        assert!(SearchWords::parse(" 。、\"*()- ").is_none());
        // Nothing of the language of the index can be said.
        assert_eq!(asked("a\" OR b*"), "((\"a\" *)) AND ((\"or\")) AND ((\"b\" *))");
    }

    #[test]
    fn a_tag_is_another_way_to_the_same() {
        let words = SearchWords::parse("はしか 6月").unwrap();
        let words = words.also(|one| if one.fits("はしか") { vec!["MR-1".into()] } else { vec![] });
        assert_eq!(words.to_match(), "((\"はし しか\") OR \"\u{e000}mr1\") AND ((\"6月\"))");
    }

    #[test]
    fn an_excerpt_shows_what_was_written() {
        let words = SearchWords::parse("がん検").unwrap();
        let cut = words.excerpt("胃のｶﾞﾝ検診に行った");
        assert_eq!(
            (cut.before.as_str(), cut.hit.as_str(), cut.after.as_str()),
            ("胃の", "ｶﾞﾝ検", "診に行った")
        );
        let long = format!("{}がん検{}", "あ".repeat(100), "い".repeat(100));
        let cut = words.excerpt(&long);
        assert_eq!((cut.before.chars().count(), cut.after.chars().count()), (25, 81));
        assert_eq!(words.excerpt("ほか").hit, "");
    }
}
