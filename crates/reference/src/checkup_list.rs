//! Lists of answers, methods and kinds of reports of Japanese checkups.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::table::{Cells, rows};

/// A list of codes with their words.
#[derive(Debug, PartialEq, Eq)]
pub struct CheckupList {
    /// OID.
    pub oid: &'static str,
    /// Name, Japanese.
    pub name: &'static str,
    /// Codes with their words, in stored order.
    pub codes: Vec<(&'static str, &'static str)>,
}

impl CheckupList {
    /// The words of a code.
    pub fn words(&self, code: &str) -> Option<&'static str> {
        self.codes.iter().find(|(own, _)| *own == code).map(|(_, words)| *words)
    }
}

/// The list of an OID.
pub fn checkup_list(oid: &str) -> Option<&'static CheckupList> {
    static BY_OID: OnceLock<HashMap<&'static str, &'static CheckupList>> = OnceLock::new();
    BY_OID.get_or_init(|| checkup_lists().iter().map(|list| (list.oid, list)).collect()).get(oid).copied()
}

/// All lists.
pub fn checkup_lists() -> &'static [CheckupList] {
    static LISTS: OnceLock<Vec<CheckupList>> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut lists: Vec<CheckupList> = Vec::new();
        for (oid, name, code, words) in rows(TABLE, row) {
            match lists.iter_mut().find(|list| list.oid == oid) {
                Some(list) => list.codes.push((code, words)),
                None => lists.push(CheckupList { oid, name, codes: vec![(code, words)] }),
            }
        }
        lists
    })
}

type Row = (&'static str, &'static str, &'static str, &'static str);

fn row(cells: &mut Cells) -> Option<Row> {
    Some((cells.text()?, cells.text()?, cells.text()?, cells.text()?))
}

const TABLE: &str = include_str!("../data/checkup_lists.tsv");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let codes: usize = checkup_lists().iter().map(|list| list.codes.len()).sum();
        assert_eq!(codes, TABLE.lines().count() - 1);
        assert_eq!((checkup_lists().len(), codes), (68, 363), "lists and codes of our source");
    }

    #[test]
    fn keith_wagener_grade_one_is_not_code_one() {
        let list = checkup_list("1.2.392.200119.6.2110").unwrap();
        assert_eq!(list.words("1"), Some("0"));
        assert_eq!(list.words("2"), Some("Ⅰ"));
        assert_eq!(list.words("3"), Some("Ⅱa"));
        assert_eq!(list.words("7"), None);
    }

    #[test]
    fn smoking_before_and_after_2024_are_two_lists() {
        assert_eq!(checkup_list("1.2.392.200119.6.2003").unwrap().words("2"), Some("いいえ"));
        assert_eq!(checkup_list("1.2.392.200119.6.24060").unwrap().words("3"), Some("いいえ"));
        assert!(checkup_list("1.2.3").is_none());
    }
}
