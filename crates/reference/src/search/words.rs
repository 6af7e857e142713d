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

/// A table whose rows have words of their own; food and activity codes look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Table {
    /// Dishes and foods.
    Food,
    /// Activities.
    Activity,
}

/// Words written by hand for a dish, food or activity.
pub(super) fn extra_words(table: Table, code: &'static str) -> impl Iterator<Item = &'static str> + use<> {
    static WORDS: OnceLock<HashMap<(Table, &'static str), &'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| lines().map(|(table, code, words)| ((table, code), words)).collect());
    words.get(&(table, code)).copied().unwrap_or("").split('|')
}

fn lines() -> impl Iterator<Item = (Table, &'static str, &'static str)> {
    TABLE.lines().skip(1).filter_map(|line| {
        let (table, rest) = line.split_once('\t')?;
        let table = match table {
            "food" => Table::Food,
            "activity" => Table::Activity,
            _ => return None,
        };
        let (code, words) = rest.split_once('\t')?;
        Some((table, code, words))
    })
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
        for (table, code, words) in lines() {
            let known = match table {
                Table::Food => dish(code).is_some() || food(code).is_some(),
                Table::Activity => activity(code).is_some(),
            };
            assert!(known, "{code}");
            assert_eq!(extra_words(table, code).collect::<Vec<_>>().join("|"), words, "{code} stands twice");
        }
        assert_eq!(lines().count(), TABLE.lines().count() - 1, "a line that does not read");
    }

    #[test]
    fn an_activity_lends_no_word_to_the_food_of_the_same_code() {
        // 05043 is both the Compendium's vacuum cleaning and a lotus seed.
        assert!(extra_words(Table::Activity, "05043").any(|word| word == "掃除機"));
        assert!(!extra_words(Table::Food, "05043").any(|word| word == "掃除機"));
    }
}
