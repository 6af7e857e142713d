//! What of a row's text is its name, and what more it is called.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The name without what stands in brackets or after a comma: ごはん(普通) is ごはん.
pub(super) fn base(name: &str) -> &str {
    let end = name.find(['(', '（', ',', '、']).filter(|end| *end > 0);
    end.and_then(|end| name.get(..end)).unwrap_or(name).trim_end()
}

/// A food's name apart from its classes in brackets: ＜魚類＞ （さば類） まさば 生.
pub(super) fn split_classes(name: &str) -> (String, String) {
    let (mut own, mut classes) = (String::new(), String::new());
    let mut depth = 0_u32;
    for this in name.chars() {
        match this {
            '＜' | '（' | '［' | '(' => {
                depth += 1;
                classes.push(' ');
            }
            '＞' | '）' | '］' | ')' => {
                depth = depth.saturating_sub(1);
                own.push(' ');
            }
            '類' if depth > 0 => {}
            _ if depth > 0 => classes.push(this),
            _ => own.push(this),
        }
    }
    (own.trim().to_owned(), classes.trim().to_owned())
}

/// Words written by hand for a dish, food or activity.
pub(super) fn extra_words(code: &str) -> impl Iterator<Item = &'static str> + use<> {
    static WORDS: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let words =
        WORDS.get_or_init(|| TABLE.lines().skip(1).filter_map(|line| line.split_once('\t')).collect());
    words.get(code).copied().unwrap_or("").split('|')
}

const TABLE: &str = include_str!("../../data/search_words.tsv");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{activity, dish, food};

    #[test]
    fn a_name_stands_before_its_bracket() {
        assert_eq!(base("ごはん(普通)"), "ごはん");
        assert_eq!(base("Beer, 350 mL can"), "Beer");
        assert_eq!(base("(x)"), "(x)");
    }

    #[test]
    fn classes_are_taken_out_of_a_food_name() {
        let (own, classes) = split_classes("＜魚類＞ （さば類） まさば 生");
        assert_eq!((own.as_str(), classes.as_str()), ("まさば 生", "魚 さば"));
        assert_eq!(split_classes("］）x（"), ("x".to_owned(), String::new()));
    }

    #[test]
    fn every_extra_word_is_for_a_row_that_exists() {
        let mut lines = 0;
        for line in TABLE.lines().skip(1) {
            let (code, words) = line.split_once('\t').unwrap();
            assert!(dish(code).is_some() || food(code).is_some() || activity(code).is_some(), "{code}");
            assert_eq!(extra_words(code).collect::<Vec<_>>().join("|"), words, "{code} stands twice");
            lines += 1;
        }
        assert!(lines > 40);
    }
}
