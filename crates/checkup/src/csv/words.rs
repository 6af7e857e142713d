//! Cells folded for comparing: width, kana, minus signs.

use unicode_normalization::UnicodeNormalization;

/// NFKC, trimmed, every minus sign the same. A long vowel mark is a minus only if it is the whole cell.
pub(super) fn fold(text: &str) -> String {
    let folded: String = text
        .nfkc()
        .map(|letter| if matches!(letter, '\u{2212}' | '\u{2010}'..='\u{2015}') { '-' } else { letter })
        .collect();
    match folded.trim() {
        "ー" => "-".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}

/// For names of columns: folded, without white space, small letters.
pub(crate) fn fold_name(text: &str) -> String {
    fold(text).chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Numbers that folding would change: ①, ½, Ⅱ, ². What holds one is no plain number.
pub(super) fn has_odd_numerals(text: &str) -> bool {
    text.chars()
        .any(|letter| letter.is_numeric() && !letter.is_ascii_digit() && !('０'..='９').contains(&letter))
}

/// A unit as files write it: folded, with the aliases that mean the same everywhere.
pub(crate) fn fold_unit(text: &str) -> String {
    let unit: String = fold(text).chars().filter(|letter| !letter.is_whitespace()).collect();
    let unit = unit.replace('μ', "u").replace('×', "x").to_lowercase();
    let unit = unit.trim_matches(|c| matches!(c, '(' | ')' | '[' | ']')).to_owned();
    match &*unit {
        "iu/l" => "u/l",
        "mmhg" | "mm[hg" => "mm[hg]",
        "万/ul" | "x10^4/ul" | "10^4/ul" | "10*4/ul" | "x10*4/ul" | "万/mm3" | "万/mm^3" => "10*4/mm3",
        "/ul" | "個/ul" | "/mm^3" | "個/mm3" => "/mm3",
        "kg/m^2" | "kg/㎡" => "kg/m2",
        "ml/min/1.73m^2" | "ml/分/1.73m2" | "ml/min" => "ml/min/1.73m2",
        "拍/分" | "回/分" | "bpm" | "{h`b}/min" | "{beats}/min" => "/min",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_minus_is_one_and_a_long_vowel_stays_in_words() {
        for text in ["-", "－", "−", "‐", "–", "ー", "ｰ", " － "] {
            assert_eq!(fold(text), "-", "{text}");
        }
        assert_eq!(fold("ｺﾚｽﾃﾛｰﾙ"), "コレステロール");
    }

    #[test]
    fn units_are_the_same_in_every_writing() {
        for text in ["mg/dl", "㎎/dl", "mg/dL", "㎎/㎗", "ｍｇ／ｄｌ", "(mg/dL)"] {
            assert_eq!(fold_unit(text), "mg/dl", "{text}");
        }
        assert_eq!(fold_unit("IU/L"), fold_unit("U/l"));
        assert_eq!(fold_unit("万/μL"), fold_unit("10*4/mm3"));
        assert_ne!(fold_unit("g/L"), fold_unit("g/dL"));
    }

    #[test]
    fn folding_must_not_make_numbers() {
        assert!(has_odd_numerals("①") && has_odd_numerals("½") && has_odd_numerals("Ⅱ"));
        assert!(!has_odd_numerals("１２.3"));
    }
}
