//! All keys of a table in two long texts, and the search over them.

use memchr::memmem::Finder;

use super::edit::Pattern;
use super::fold::{Key, Spelling, fold, fold_query, with_readings};

/// What a key is to its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Its name or the reading of its name.
    Name = 0,
    /// What people say for it: written by hand for common things.
    Said = 1,
    /// Another word for it.
    Alias = 2,
    /// Its English name: met by Latin letters only.
    English = 3,
    /// The class it stands in.
    Class = 4,
}

/// How a query met a row, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// The whole name or another whole word for it. (A single kanji met only by its reading stands one
    /// step lower than it would.)
    Exact,
    /// The beginning.
    Prefix,
    /// The beginning of a word inside.
    Word,
    /// Somewhere inside.
    Inside,
    /// With one or two slips.
    Fuzzy,
}

/// The keys of all rows of a table.
#[derive(Default)]
pub(super) struct Index {
    kana: Arena,
    latin: Arena,
    weights: Vec<Weight>,
}

/// Orders rows that match equally well: lower first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight {
    /// 0 for dishes, 1 for uncooked foods, 2 for other foods.
    pub class: u8,
    /// Characters of the name: common things have short names.
    pub length: u16,
}

impl Index {
    /// Adds the next row with its keys.
    pub(super) fn add<'a>(&mut self, weight: Weight, keys: impl IntoIterator<Item = (Kind, &'a str)>) {
        let Ok(row) = u16::try_from(self.weights.len()) else { return };
        self.weights.push(weight);
        let mut seen: Vec<String> = Vec::new();
        for (kind, text) in keys {
            let folded = fold(text);
            let read = with_readings(&folded);
            for folded in [Some(folded), read].into_iter().flatten() {
                if folded.is_empty() || seen.contains(&folded) {
                    continue;
                }
                let key = Key::of(&folded);
                self.kana.add(row, kind, &key.kana);
                self.latin.add(row, kind, &key.latin);
                seen.push(folded);
            }
        }
    }

    /// Rows that meet the query, best first, at most `limit`.
    pub(super) fn search(&self, query: &str, limit: usize) -> Vec<(usize, Match)> {
        let folded = fold_query(query);
        if folded.is_empty() || limit == 0 {
            return Vec::new();
        }
        let mut scores = self.literal(&folded);
        self.all_words(&folded, &mut scores);
        let exact = scores.iter().any(|score| *score < score_of(Match::Prefix));
        if !exact && scores.iter().filter(|score| **score < MISS).count() < limit.min(ENOUGH) {
            self.fuzzy(&folded, &mut scores);
        }
        let mut hits: Vec<_> = (scores.iter().zip(&self.weights).enumerate())
            .filter(|(_, (score, _))| **score < MISS)
            .map(|(row, (score, weight))| (*score, *weight, row))
            .collect();
        hits.sort_unstable();
        hits.truncate(limit);
        hits.into_iter().map(|(score, _, row)| (row, match_of(score))).collect()
    }

    /// Scores of the rows that hold the query, in kana, in Latin letters or with its kanji read.
    fn literal(&self, folded: &str) -> Vec<u16> {
        let mut scores = vec![MISS; self.weights.len()];
        let read = with_readings(folded).map(|read| (read, read_behind(folded)));
        for (query, behind) in [Some((folded.to_owned(), 0)), read].into_iter().flatten() {
            let key = Key::of(&query);
            self.kana.find(&key.kana.text, behind, query.is_ascii(), &mut scores);
            // The loose spelling also meets words that only sound alike: a little behind.
            let alike = u16::from(!query.is_ascii());
            self.latin.find(&key.latin.text, behind + alike, query.is_ascii(), &mut scores);
        }
        scores
    }

    /// Rows that hold every word of the query, in any order.
    fn all_words(&self, folded: &str, scores: &mut [u16]) {
        let words: Vec<&str> = folded.split(' ').take(MOST_WORDS).collect();
        if words.len() < 2 {
            return;
        }
        let mut all = vec![0; self.weights.len()];
        for word in words {
            for (all, score) in all.iter_mut().zip(self.literal(word)) {
                *all = score.max(*all);
            }
        }
        for (score, all) in scores.iter_mut().zip(all) {
            if all < MISS {
                *score = (*score).min(all.max(score_of(Match::Word)));
            }
        }
    }

    /// Rows whose name is the query with one or two slips.
    fn fuzzy(&self, folded: &str, scores: &mut [u16]) {
        let key = Key::of(folded);
        let (arena, query) =
            if folded.is_ascii() { (&self.latin, key.latin.text) } else { (&self.kana, key.kana.text) };
        // Letters as typed: loose spelling has fewer.
        let typed = folded.chars().filter(|c| *c != ' ').count();
        let most = match typed {
            ..3 => return,
            3..6 => 1,
            _ => 2,
        };
        if let Some(pattern) = Pattern::new(&query) {
            arena.find_near((&pattern, letters(&query)), typed > 3, most, scores);
        }
    }
}

/// Keys one after the other in one text, each followed by a line feed.
#[derive(Default)]
struct Arena {
    text: String,
    keys: Vec<ArenaKey>,
    /// One bit a byte of the text: a word begins here.
    word_starts: Vec<u64>,
}

struct ArenaKey {
    /// Which characters the key holds, see [`letters`].
    letters: u64,
    start: u32,
    row: u16,
    kind: Kind,
}

impl Arena {
    fn add(&mut self, row: u16, kind: Kind, key: &Spelling) {
        let start = self.text.len();
        let Ok(start_u32) = u32::try_from(start) else { return };
        if key.text.is_empty() {
            return;
        }
        self.keys.push(ArenaKey { letters: letters(&key.text), start: start_u32, row, kind });
        self.text.push_str(&key.text);
        self.text.push('\n');
        self.word_starts.resize(self.text.len() / 64 + 1, 0);
        for word in &key.words {
            let byte = start + word;
            if let Some(bits) = self.word_starts.get_mut(byte / 64) {
                *bits |= 1 << (byte % 64);
            }
        }
    }

    fn is_word_start(&self, byte: usize) -> bool {
        self.word_starts.get(byte / 64).is_some_and(|bits| bits & (1 << (byte % 64)) != 0)
    }

    /// Lowers the score of each row one of whose keys holds the text.
    fn find(&self, needle: &str, behind: u16, english: bool, scores: &mut [u16]) {
        // One Latin letter inside a word says nothing.
        let inside_counts = needle.len() > 1;
        if needle.is_empty() {
            return;
        }
        for at in Finder::new(needle).find_iter(self.text.as_bytes()) {
            let place = self.keys.partition_point(|key| key.start as usize <= at);
            let Some(key) = place.checked_sub(1).and_then(|place| self.keys.get(place)) else { continue };
            if key.kind == Kind::English && !english {
                continue;
            }
            let at_start = key.start as usize == at;
            let at_end = self.text.as_bytes().get(at + needle.len()) == Some(&b'\n');
            let meets = match (at_start, at_end) {
                (true, true) => Match::Exact,
                (true, false) => Match::Prefix,
                (false, _) if self.is_word_start(at) => Match::Word,
                _ if inside_counts => Match::Inside,
                _ => continue,
            };
            let meets = if key.kind == Kind::Class { meets.max(Match::Word) } else { meets };
            let score = score_of(meets) + 2 * key.kind as u16 + behind;
            lower(scores, key.row, score.min(score_of(Match::Fuzzy) - 1));
        }
    }

    /// Lowers the score of each row that has a word within `most` edits of the pattern.
    fn find_near(&self, query: (&Pattern, u64), prefixes: bool, most: u32, scores: &mut [u16]) {
        let (pattern, wanted) = query;
        let ends = self.keys.iter().skip(1).map(|key| key.start as usize).chain([self.text.len()]);
        for (key, next) in self.keys.iter().zip(ends) {
            let start = key.start as usize;
            // Each character that the key lacks costs an edit.
            let lacking = (wanted & !key.letters).count_ones();
            if lacking > most || key.kind == Kind::Class {
                continue;
            }
            let Some(text) = self.text.get(start..next.saturating_sub(1)) else { continue };
            for (offset, _) in text.char_indices().filter(|(offset, _)| self.is_word_start(start + offset)) {
                let Some(tail) = text.get(offset..) else { continue };
                let chars = tail.char_indices().map(|(at, this)| {
                    let after = at + this.len_utf8();
                    (this, after == tail.len() || self.is_word_start(start + offset + after))
                });
                let distance = pattern.distance(chars, most);
                let (edits, part) = if distance.whole <= distance.prefix || !prefixes {
                    (distance.whole, 0)
                } else {
                    (distance.prefix, 1)
                };
                if edits <= most {
                    let far = 16 * edits as u16 + 8 * part + 4 * u16::from(offset > 0);
                    lower(scores, key.row, score_of(Match::Fuzzy) + far + 2 * key.kind as u16);
                }
            }
        }
    }
}

/// One bit a character, several characters to a bit: what is unset is surely not in the text.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |bits, this| bits | 1 << (this as u32 % 64))
}

fn lower(scores: &mut [u16], row: u16, score: u16) {
    if let Some(best) = scores.get_mut(usize::from(row)) {
        *best = score.min(*best);
    }
}

fn score_of(meets: Match) -> u16 {
    100 * meets as u16
}

fn match_of(score: u16) -> Match {
    match score {
        ..100 => Match::Exact,
        100..200 => Match::Prefix,
        200..300 => Match::Word,
        300..400 => Match::Inside,
        _ => Match::Fuzzy,
    }
}

/// How far a query met only by the reading of its kanji stands behind: a single kanji comes after
/// true beginnings, for 酒 is not 鮭.
fn read_behind(folded: &str) -> u16 {
    if folded.chars().nth(1).is_none() { 150 } else { 10 }
}

const MISS: u16 = u16::MAX;
/// With this many true hits, or an exact one, no slips are looked for.
const ENOUGH: usize = 8;
const MOST_WORDS: usize = 6;
