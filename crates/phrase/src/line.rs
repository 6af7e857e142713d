use unicode_normalization::UnicodeNormalization;

use crate::Span;

/// A line with one comparable letter for every letter written, and where each stands.
pub(crate) struct Line {
    glyphs: Vec<Glyph>,
}

struct Glyph {
    /// NFKC form, for names.
    plain: char,
    /// NFKC, lower case, katakana as hiragana, one kind of dash: for comparing.
    key: char,
    start: usize,
    end: usize,
}

impl Line {
    pub(crate) fn new(text: &str) -> Self {
        let mut glyphs: Vec<Glyph> = Vec::with_capacity(text.len() / 2);
        let mut letters = text.char_indices().peekable();
        while let Some((start, first)) = letters.next() {
            let mut end = start + first.len_utf8();
            let mut group = String::from(first);
            while let Some((at, mark)) = letters.next_if(|(_, letter)| is_mark(*letter)) {
                end = at + mark.len_utf8();
                group.push(mark);
            }
            let plain = one_letter(&group).unwrap_or(first);
            glyphs.push(Glyph { plain, key: fold(plain), start, end });
        }
        Self { glyphs }
    }

    pub(crate) fn len(&self) -> usize {
        self.glyphs.len()
    }

    /// The letter to compare at a place.
    pub(crate) fn key(&self, at: usize) -> Option<char> {
        self.glyphs.get(at).map(|glyph| glyph.key)
    }

    pub(crate) fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|previous| self.key(previous))
    }

    pub(crate) fn is_digit(&self, at: usize) -> bool {
        self.key(at).is_some_and(|key| key.is_ascii_digit())
    }

    /// The end of `word` if it stands here. A word of Latin letters must not go on in more of them.
    pub(crate) fn word(&self, at: usize, word: &str) -> Option<usize> {
        let mut end = at;
        let mut letters = word.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && matches!(letter, 'ぁ'..='ゖ' | 'ァ'..='ヶ')
        {
            // A lone kana is a particle or counter: は does not begin ハンバーグ, が does not end ヨガ.
            return (self.glyphs.get(at)?.plain == letter).then_some(at + 1);
        }
        for letter in word.chars() {
            if self.key(end) != Some(fold(letter)) {
                return None;
            }
            end += 1;
        }
        let latin = |key: Option<char>| key.is_some_and(|k| k.is_ascii_alphabetic());
        let runs_on = latin(self.before(end)) && latin(self.key(end));
        let starts_inside = latin(self.key(at)) && latin(self.before(at));
        (end > at && !runs_on && !starts_inside).then_some(end)
    }

    /// The longest of `words` that stands here: its end.
    pub(crate) fn any(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().filter_map(|word| self.word(at, word)).max()
    }

    /// Goes on past any of `words`, as often as they come (at most eight times), spaces included.
    pub(crate) fn skip(&self, at: usize, words: &[&str]) -> usize {
        let mut here = at;
        for _ in 0..8 {
            match self.any(here, words).or_else(|| (self.key(here) == Some(' ')).then_some(here + 1)) {
                Some(next) => here = next,
                None => break,
            }
        }
        here
    }

    pub(crate) fn spaces(&self, at: usize) -> usize {
        let mut here = at;
        while self.key(here) == Some(' ') {
            here += 1;
        }
        here
    }

    /// The words in NFKC, trimmed, for the lexicon.
    pub(crate) fn plain(&self, from: usize, to: usize) -> String {
        let words: String =
            self.glyphs.iter().skip(from).take(to.saturating_sub(from)).map(|glyph| glyph.plain).collect();
        words.trim().to_owned()
    }

    /// The words in comparable form.
    pub(crate) fn keys(&self, from: usize, to: usize) -> String {
        self.glyphs.iter().skip(from).take(to.saturating_sub(from)).map(|glyph| glyph.key).collect()
    }

    /// Bytes of the letters `from..to`, without spaces at the ends; `None` if nothing is left.
    pub(crate) fn span(&self, from: usize, to: usize) -> Option<Span> {
        let blank = |at: usize| matches!(self.key(at), Some(' ' | '\n'));
        let mut first = from;
        while first < to && blank(first) {
            first += 1;
        }
        let mut last = to;
        while last > first && blank(last - 1) {
            last -= 1;
        }
        let start = self.glyphs.get(first)?.start;
        let end = self.glyphs.get(last.checked_sub(1)?)?.end;
        (first < last).then_some(Span { start, end })
    }
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{FF9E}' | '\u{FF9F}' | '\u{3099}' | '\u{309A}' | '\u{0300}'..='\u{036F}' | '\u{FE00}'..='\u{FE0F}' | '\u{200B}'..='\u{200D}' | '\u{FEFF}')
}

/// The NFKC form where it is one letter. ㎏, ½ and the like stay as they are and are words of their own.
fn one_letter(group: &str) -> Option<char> {
    let mut letters = group.chars().filter(|letter| !is_unseen(*letter)).nfkc();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => Some(letter),
        _ => None,
    }
}

fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{FE00}'..='\u{FE0F}' | '\u{200B}'..='\u{200D}' | '\u{FEFF}')
}

fn fold(letter: char) -> char {
    match letter {
        'ァ'..='ヶ' => char::from_u32(letter as u32 - 0x60).unwrap_or(letter),
        'A'..='Z' => letter.to_ascii_lowercase(),
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => '\n',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' => '-',
        '〜' | '∼' => '~',
        '⁄' | '∕' => '/',
        '､' => '、',
        other if other.is_whitespace() => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_width_of_a_letter_compares_the_same() {
        for text in ["ビール500ml", "ﾋﾞｰﾙ５００ｍｌ", "びーる500ML"] {
            let line = Line::new(text);
            assert_eq!(line.keys(0, line.len()), "びーる500ml", "{text}");
        }
    }

    #[test]
    fn spans_are_bytes_of_what_was_typed() {
        let text = " ﾋﾞｰﾙ ";
        let line = Line::new(text);
        let span = line.span(0, line.len()).unwrap();
        assert_eq!(span.words(text), "ﾋﾞｰﾙ");
    }

    #[test]
    fn a_latin_word_does_not_match_inside_another() {
        assert_eq!(Line::new("bp 1").word(0, "bp"), Some(2));
        assert_eq!(Line::new("bpm 1").word(0, "bp"), None);
        assert_eq!(Line::new("5kg").word(1, "kg"), Some(3));
    }
}
