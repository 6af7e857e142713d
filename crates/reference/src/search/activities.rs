use std::sync::OnceLock;

use super::index::{Index, Kind, Match, Weight};
use super::words::{Table, base, extra_words};
use crate::activity::{Activity, activities};

/// One answer of [`search_activity`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ActivityHit {
    /// What was found.
    pub activity: &'static Activity,
    /// How it meets the query.
    pub meets: Match,
}

/// Activities that meet the query, best first; the same rules as [`crate::search_food`].
pub fn search_activity(query: &str, limit: usize) -> Vec<ActivityHit> {
    let hits = index().search(query, limit);
    hits.into_iter()
        .filter_map(|(row, meets)| Some(ActivityHit { activity: activities().get(row)?, meets }))
        .collect()
}

pub(super) fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = Index::default();
        for activity in activities() {
            let short = base(activity.name);
            let weight =
                Weight { class: 0, length: u16::try_from(short.chars().count()).unwrap_or(u16::MAX) };
            let names = [activity.name, short, activity.kana].map(|text| (Kind::Name, text));
            let english = [activity.name_en, base(activity.name_en)].map(|text| (Kind::English, text));
            let aliases = activity.aliases.iter().map(|text| (Kind::Alias, text));
            let said = extra_words(Table::Activity, activity.code).map(|text| (Kind::Said, text));
            index.add(weight, names.into_iter().chain(said).chain(aliases).chain(english));
        }
        index
    })
}
