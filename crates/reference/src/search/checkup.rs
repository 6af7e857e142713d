//! Search over the items of checkups, by code and by names in every width and kana.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::fold::{fold, fold_query};
use super::index::Match;
use crate::checkup::{CheckupItem, checkup_item, checkup_items};
use crate::table::{Cells, Words, rows};

/// An item that a query fits.
#[derive(Debug, Clone, Copy)]
pub struct CheckupHit {
    /// The item.
    pub item: &'static CheckupItem,
    /// How well.
    pub quality: Match,
}

/// Items that have exactly this name, the likeliest first: `GOT`, `ｼﾝﾁｮｳ`, `最高血圧`, `γ-GTP`.
///
/// A name says less than a code: where it does not tell the method, the item for "other" methods comes first, and
/// where it may mean two things (fasting or not, JDS or NGSP) items of both are there.
pub fn checkup_named(name: &str) -> Vec<&'static CheckupItem> {
    if name.chars().count() > NAME_CHARS {
        return Vec::new();
    }
    index().exact.get(&*tight(&fold(name))).cloned().unwrap_or_default()
}

/// Items that fit a code or a part of a name, best first.
pub fn search_checkup(query: &str, most: usize) -> Vec<CheckupHit> {
    let code = query.trim();
    if let Some(item) = checkup_item(code) {
        return vec![CheckupHit { item, quality: Match::Exact }];
    }
    let wanted = tight(&fold_query(query));
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut hits: Vec<CheckupHit> = Vec::new();
    let mut add = |item: &'static CheckupItem, quality| {
        if !hits.iter().any(|hit: &CheckupHit| hit.item.code == item.code) {
            hits.push(CheckupHit { item, quality });
        }
    };
    for item in index().exact.get(&*wanted).into_iter().flatten() {
        add(item, Match::Exact);
    }
    let of = |starts: bool| {
        let wanted = &wanted;
        index().names.iter().filter(move |(name, item)| {
            let start = name.starts_with(&**wanted) || item.code.starts_with(code);
            if starts { start } else { !start && name.contains(&**wanted) }
        })
    };
    for (_, item) in of(true) {
        add(item, Match::Prefix);
    }
    for (_, item) in of(false) {
        add(item, Match::Inside);
    }
    hits.truncate(most);
    hits
}

struct Index {
    /// Items by their whole names.
    exact: HashMap<String, Vec<&'static CheckupItem>>,
    /// Every name with its item, in table order.
    names: Vec<(String, &'static CheckupItem)>,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut exact: HashMap<String, Vec<&'static CheckupItem>> = HashMap::new();
        let mut names = Vec::new();
        for (word, codes) in words() {
            let key = tight(&fold(word));
            for item in codes.iter().filter_map(checkup_item) {
                put(&mut exact, key.clone(), item);
                names.push((key.clone(), item));
            }
        }
        let mut items: Vec<&'static CheckupItem> = checkup_items().iter().collect();
        // Where one name has several methods, "other" first; what is no more, last.
        items.sort_by_key(|item| (!item.current, !is_other_method(item)));
        for item in items {
            for name in [item.name, item.name_en] {
                put(&mut exact, tight(&fold(name)), item);
            }
        }
        for item in checkup_items() {
            names.extend([item.name, item.name_en].map(|name| (tight(&fold(name)), item)));
        }
        Index { exact, names }
    })
}

fn put(exact: &mut HashMap<String, Vec<&'static CheckupItem>>, key: String, item: &'static CheckupItem) {
    let items = exact.entry(key).or_default();
    if !items.iter().any(|own| own.code == item.code) {
        items.push(item);
    }
}

/// JLAC10: 5 characters what, 4 of which kind, 3 the material, 3 the method, 2 the kind of result.
fn is_other_method(item: &CheckupItem) -> bool {
    item.code.get(12..15) == Some("999") || item.code.get(12..15) == Some("998")
}

/// A folded name without spaces and long marks: 中性脂肪（ＴＧ） and ｼﾝﾁｮｳ are written in many ways.
fn tight(folded: &str) -> String {
    folded.chars().filter(|letter| !matches!(letter, ' ' | 'ー')).collect()
}

fn words() -> Vec<(&'static str, Words)> {
    rows(TABLE, |cells: &mut Cells| Some((cells.text()?, cells.words()?)))
}

const NAME_CHARS: usize = 80;
const TABLE: &str = include_str!("../../data/checkup_words.tsv");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first(name: &str) -> &'static str {
        checkup_named(name).first().map_or("", |item| item.code)
    }

    #[test]
    fn every_word_leads_to_items_that_exist() {
        assert_eq!(words().len(), TABLE.lines().count() - 1);
        for (word, codes) in words() {
            assert!(codes.iter().all(|code| checkup_item(code).is_some()), "{word}");
            assert_eq!(checkup_named(word).first().map(|item| item.code), codes.iter().next(), "{word}");
        }
    }

    #[test]
    fn names_are_found_in_every_width_and_kana() {
        for name in ["身長", "ｼﾝﾁｮｳ", "シンチョウ", "しんちょう", "Body height"] {
            assert_eq!(first(name), "9N001000000000001", "{name}");
        }
        for name in ["γ-GTP", "γGTP", "Γ－ＧＴＰ", "ｶﾞﾝﾏGTP", "GGT"] {
            assert_eq!(first(name), "3B090000002399901", "{name}");
        }
        assert_eq!(first("ＧＯＴ"), "3B035000002399901");
        assert_eq!(first("最高血圧"), "9A755000000000001");
        assert_eq!(first("ﾍﾏﾄｸﾘｯﾄ"), "2A040000001930102");
        assert_eq!(first("メタボリックシンドローム判定"), "9N501000000000011");
        assert!(checkup_named("").is_empty() && checkup_named("何か").is_empty());
    }

    #[test]
    fn an_ambiguous_name_has_items_of_both_meanings() {
        let codes: Vec<_> = checkup_named("中性脂肪").iter().map(|item| item.code).collect();
        assert!(codes.contains(&"3F015000002399901") && codes.contains(&"3F015129902399901"));
        let codes: Vec<_> = checkup_named("HbA1c").iter().map(|item| item.code).collect();
        assert!(codes.contains(&"3D046000001999902") && codes.contains(&"3D045000001999902"));
        assert!(codes.contains(&"3D046000001906202"));
    }

    #[test]
    fn a_code_or_a_part_of_a_name_finds() {
        assert_eq!(search_checkup("9N001000000000001", 5).len(), 1);
        assert!(search_checkup("9A75", 9).iter().all(|hit| hit.item.code.starts_with("9A75")));
        let hits = search_checkup("コレステロール", 20);
        assert!(hits.iter().any(|hit| hit.item.name.starts_with("HDL")), "part of a name");
        assert_eq!(search_checkup("クレアチニン", 3)[0].item.code, "3C015000002399901");
        assert!(search_checkup(" ", 5).is_empty() && search_checkup("身長", 0).is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_a_safe_query(text: String, most in 0usize..40) {
            prop_assert!(search_checkup(&text, most).len() <= most.max(1));
            let _ = checkup_named(&text);
        }
    }
}
