//! What the items of checkups are, in plain words.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::table::{Cells, rows};

/// What an analyte is, for somebody who never heard of it. It says nothing of a value.
#[derive(Debug, PartialEq, Eq)]
pub struct CheckupExplained {
    /// Start of the JLAC10 codes, five characters: whatever the material and the method.
    pub analyte: &'static str,
    /// Japanese.
    pub words: &'static str,
    /// English.
    pub words_en: &'static str,
}

/// The words for an item of a checkup, by its JLAC10 code.
pub fn checkup_explained(code: &str) -> Option<&'static CheckupExplained> {
    static BY_ANALYTE: OnceLock<HashMap<&'static str, CheckupExplained>> = OnceLock::new();
    let all = BY_ANALYTE.get_or_init(|| rows(TABLE, row).into_iter().map(|it| (it.analyte, it)).collect());
    all.get(code.get(..5)?)
}

fn row(cells: &mut Cells) -> Option<CheckupExplained> {
    Some(CheckupExplained { analyte: cells.text()?, words: cells.text()?, words_en: cells.text()? })
}

const TABLE: &str = include_str!("../data/checkup_explained.tsv");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkup_items;

    #[test]
    fn every_row_is_read_and_explains_an_item_there_is() {
        let lines = TABLE.lines().skip(1);
        for line in lines {
            let analyte = line.split('\t').next().unwrap();
            let of = checkup_explained(analyte).unwrap();
            assert_eq!(
                [of.analyte, of.words, of.words_en].join("\t"),
                line,
                "twice, or more than three cells"
            );
            assert!(checkup_items().iter().any(|item| item.code.starts_with(analyte)), "{analyte}");
            assert!(of.words.ends_with('。') && of.words.chars().count() <= 100, "{analyte}");
            assert!(of.words_en.ends_with('.') && of.words_en.len() <= 200, "{analyte}");
        }
        assert!(checkup_explained("9N0").is_none() && checkup_explained("").is_none());
    }

    #[test]
    fn every_item_of_the_national_form_is_explained() {
        for item in checkup_items().iter().filter(|item| !item.tokutei.is_empty()) {
            assert!(checkup_explained(item.code).is_some(), "{} {}", item.code, item.name);
        }
    }
}
