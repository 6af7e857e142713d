//! A number in a cell: `<0.5`, `２０００以上`, `148H`, `1,234`.

use henro_domain::{Comparator, Decimal};

use super::words::{fold, has_odd_numerals};
use crate::check::decimal;

/// A number and what stood around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// As written, with its decimals.
    pub value: Decimal,
    /// `<`, 以下 …
    pub comparator: Option<Comparator>,
    /// A mark of the institution. Only high and low say what they mean; any other is no judgement.
    pub flag: Option<Flag>,
}

crate::closed::closed_debug!(Number);

/// Marks beside numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    /// H, ↑.
    High,
    /// L, ↓.
    Low,
    /// Any other.
    Other,
}

/// Reads a cell as a number; `None` for anything that is not wholly one. `flags` are the profile's marks.
pub fn read_number(cell: &str, flags: &[String]) -> Option<Number> {
    if cell.len() > MOST_BYTES || has_odd_numerals(cell) {
        return None;
    }
    let folded: String = fold(cell).chars().filter(|letter| !letter.is_whitespace()).collect();
    let (text, flag) = unflagged(&folded, flags);
    let (text, comparator) = compared(text)?;
    Some(Number { value: decimal(&plain(text)?)?, comparator, flag })
}

/// One mark before or behind, perhaps in brackets.
fn unflagged<'a>(text: &'a str, flags: &[String]) -> (&'a str, Option<Flag>) {
    for flag in flags {
        let mark = fold(flag);
        if mark.is_empty() {
            continue;
        }
        for mark in [format!("({mark})"), mark] {
            let rest = text.strip_suffix(&*mark).or_else(|| text.strip_prefix(&*mark));
            if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
                let flag = match mark.trim_matches(['(', ')']) {
                    "H" | "↑" => Flag::High,
                    "L" | "↓" => Flag::Low,
                    _ => Flag::Other,
                };
                return (rest, Some(flag));
            }
        }
    }
    (text, None)
}

/// A comparator before or behind, never both.
fn compared(text: &str) -> Option<(&str, Option<Comparator>)> {
    let before = BEFORE.iter().find_map(|(mark, is)| Some((text.strip_prefix(mark)?, *is)));
    let (rest, first) = before.map_or((text, None), |(rest, is)| (rest, Some(is)));
    let behind = BEHIND.iter().find_map(|(mark, is)| Some((rest.strip_suffix(mark)?, *is)));
    match (behind, first) {
        (Some(_), Some(_)) => None,
        (Some((rest, is)), None) => Some((rest, Some(is))),
        (None, first) => Some((rest, first)),
    }
}

/// Digits without the commas of thousands; a point with nothing before it has a zero.
fn plain(text: &str) -> Option<String> {
    let (whole, behind) = match text.split_once('.') {
        Some((whole, behind)) if !behind.is_empty() => (whole, Some(behind)),
        Some(_) => return None,
        None => (text, None),
    };
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if digits.contains(',') {
        let mut groups = digits.split(',');
        let first = groups.next()?;
        let right = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
        if !right {
            return None;
        }
    }
    let mut out = whole.replace(',', "");
    if digits.is_empty() {
        behind?;
        out.push('0');
    }
    if let Some(behind) = behind {
        out.push('.');
        out.push_str(behind);
    }
    Some(out)
}

const BEFORE: [(&str, Comparator); 8] = [
    ("<=", Comparator::AtMost),
    ("≦", Comparator::AtMost),
    ("≤", Comparator::AtMost),
    ("<", Comparator::Less),
    (">=", Comparator::AtLeast),
    ("≧", Comparator::AtLeast),
    ("≥", Comparator::AtLeast),
    (">", Comparator::Greater),
];

const BEHIND: [(&str, Comparator); 4] = [
    ("未満", Comparator::Less),
    ("以下", Comparator::AtMost),
    ("以上", Comparator::AtLeast),
    ("超", Comparator::Greater),
];

const MOST_BYTES: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn flags() -> Vec<String> {
        ["H", "L", "*", "↑", "↓"].map(str::to_owned).to_vec()
    }

    fn read(cell: &str) -> Option<(String, Option<Comparator>, Option<Flag>)> {
        let number = read_number(cell, &flags())?;
        Some((number.value.to_string(), number.comparator, number.flag))
    }

    #[test]
    fn every_writing_of_a_number_is_read() {
        let plain = |text: &str| Some((text.to_owned(), None, None));
        assert_eq!(read("４９．８"), plain("49.8"));
        assert_eq!(read("1.0"), plain("1.0"), "the written decimals stay");
        assert_eq!(read("1,234"), plain("1234"));
        assert_eq!(read(".8"), plain("0.8"));
        for (cell, number, comparator) in [
            ("<0.5", "0.5", Comparator::Less),
            ("＜0.5", "0.5", Comparator::Less),
            ("0.5未満", "0.5", Comparator::Less),
            ("0.5以下", "0.5", Comparator::AtMost),
            ("≦０．５", "0.5", Comparator::AtMost),
            (">2000", "2000", Comparator::Greater),
            ("2000以上", "2000", Comparator::AtLeast),
            ("≧100", "100", Comparator::AtLeast),
        ] {
            assert_eq!(read(cell), Some((number.to_owned(), Some(comparator), None)), "{cell}");
        }
        for cell in ["148H", "H148", "148 (H)", "↑148", "１４８Ｈ"] {
            assert_eq!(read(cell), Some(("148".to_owned(), None, Some(Flag::High))), "{cell}");
        }
        assert_eq!(read("148*"), Some(("148".to_owned(), None, Some(Flag::Other))));
    }

    #[test]
    fn what_is_not_wholly_a_number_is_none() {
        for cell in [
            "",
            "-",
            "①",
            "1½",
            "Ⅱ",
            "128/79",
            "12,34",
            "1.",
            "1.2.3",
            "<5未満",
            "5mg",
            "H",
            "測定上限以上",
            "1e5",
            "=1+1",
            "一二〇",
            "1 2 a",
        ] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn a_number_reads_as_itself_in_every_width(whole in 0_u32..100_000, tenths in 0_u32..10, wide: bool) {
            let text = format!("{whole}.{tenths}");
            let cell: String = text
                .chars()
                .map(|c| match c {
                    '0'..='9' if wide => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
                    c => c,
                })
                .collect();
            prop_assert_eq!(read(&cell), Some((text, None, None)));
        }

        #[test]
        fn any_text_is_safe(text: String) {
            let _ = read(&text);
        }
    }
}
