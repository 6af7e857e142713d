//! Edit distance in bits: one machine word holds a whole column.

/// A pattern of 1 to 64 characters, ready to be compared with many texts.
pub(super) struct Pattern {
    ascii: [u64; 128],
    others: Vec<(char, u64)>,
    length: u32,
}

/// Fewest edits (insert, delete, replace, swap of neighbours) from the pattern to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Distance {
    /// To the nearest prefix of the text.
    pub prefix: u32,
    /// To the nearest word end of the text, so the whole text or some first words of it.
    pub whole: u32,
}

impl Pattern {
    /// `None` for an empty text and for more than 64 characters.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut pattern = Self { ascii: [0; 128], others: Vec::new(), length: 0 };
        for this in text.chars() {
            let bit = 1_u64.checked_shl(pattern.length)?;
            pattern.length += 1;
            if let Some(bits) = pattern.ascii.get_mut(this as usize) {
                *bits |= bit;
            } else if let Some((_, bits)) = pattern.others.iter_mut().find(|(other, _)| *other == this) {
                *bits |= bit;
            } else {
                pattern.others.push((this, bit));
            }
        }
        (pattern.length > 0).then_some(pattern)
    }

    fn bits(&self, this: char) -> u64 {
        match self.ascii.get(this as usize) {
            Some(bits) => *bits,
            None => self.others.iter().find(|(other, _)| *other == this).map_or(0, |(_, bits)| *bits),
        }
    }

    /// Distances to a text given as characters, each with "a word ends after it".
    ///
    /// Hyyrö's bit-parallel form of the optimal string alignment distance, anchored at the start.
    /// The text is not read further than `most` edits could matter.
    pub(super) fn distance(&self, text: impl Iterator<Item = (char, bool)>, most: u32) -> Distance {
        let (mut plus, mut minus, mut diagonal, mut last_bits) = (!0_u64, 0_u64, 0_u64, 0_u64);
        let top = 1_u64 << (self.length - 1);
        let mut here = self.length;
        let mut found = Distance { prefix: here, whole: here };
        for (this, word_ends) in text.take((self.length + most) as usize) {
            let bits = self.bits(this);
            let swap = ((!diagonal & bits) << 1) & last_bits;
            diagonal = ((bits & plus).wrapping_add(plus) ^ plus) | bits | minus | swap;
            let mut across_plus = minus | !(diagonal | plus);
            let across_minus = plus & diagonal;
            here += u32::from(across_plus & top != 0);
            here -= u32::from(across_minus & top != 0);
            across_plus = (across_plus << 1) | 1;
            plus = (across_minus << 1) | !(diagonal | across_plus);
            minus = across_plus & diagonal;
            last_bits = bits;
            found.prefix = found.prefix.min(here);
            if word_ends {
                found.whole = found.whole.min(here);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(pattern: &str, text: &str) -> u32 {
        let last = text.chars().count();
        let chars = text.chars().enumerate().map(|(place, c)| (c, place + 1 == last));
        Pattern::new(pattern).unwrap().distance(chars, 64).whole
    }

    /// The textbook table, to compare with.
    fn table(a: &[char], b: &[char]) -> u32 {
        let mut rows = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                rows[i][j] = if i == 0 || j == 0 {
                    (i + j) as u32
                } else {
                    let replaced = rows[i - 1][j - 1] + u32::from(a[i - 1] != b[j - 1]);
                    let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(rows[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        rows[a.len()][b.len()]
    }

    #[test]
    fn one_slip_is_one_edit() {
        for slip in ["tonkatus", "tonktu", "tonkaty", "tnokatu", "xtonkatu"] {
            assert_eq!(whole(slip, "tonkatu"), 1, "{slip}");
        }
        assert_eq!(whole("とんかち", "とんかつ"), 1);
        assert_eq!(whole("とんつか", "とんかつ"), 1, "neighbours swapped");
        assert_eq!(whole("うどん", "うどん"), 0);
    }

    #[test]
    fn a_prefix_may_be_nearer_than_the_whole() {
        let text = "tonkatuteisyoku";
        let chars = text.chars().map(|c| (c, false));
        assert_eq!(Pattern::new("tonkatsu").unwrap().distance(chars, 2).prefix, 1);
    }

    #[test]
    fn a_pattern_has_1_to_64_characters() {
        assert!(Pattern::new("").is_none());
        assert!(Pattern::new(&"あ".repeat(64)).is_some());
        assert!(Pattern::new(&"あ".repeat(65)).is_none());
    }

    proptest! {
        #[test]
        fn the_bits_agree_with_the_textbook_table(a in "[abcあ]{1,12}", b in "[abcあ]{1,12}") {
            let (chars_a, chars_b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
            // An all-different text is at most as far as the pattern is long: the start value.
            prop_assert_eq!(whole(&a, &b), table(&chars_a, &chars_b).min(chars_a.len() as u32));
        }
    }
}
