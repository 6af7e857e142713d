use std::sync::OnceLock;

use henro_domain::Milli;

use crate::category::ACTIVITY_CATEGORIES;
use crate::table::{Words, rows};

/// One physical activity with its METs (adults; not for children, pregnancy or illness).
#[derive(Debug, PartialEq)]
pub struct Activity {
    /// Compendium code where the row is that activity, `JPnnn` for stand-ins and Japanese sources.
    pub code: &'static str,
    /// Id of its category.
    pub category: &'static str,
    /// Name to show.
    pub name: &'static str,
    /// Reading in hiragana.
    pub kana: &'static str,
    /// Other words for it.
    pub aliases: Words,
    /// English name.
    pub name_en: &'static str,
    /// METs, in thousandths.
    pub mets: Milli,
    /// Where the METs come from.
    pub source: MetsSource,
    /// Compendium code the METs come from; may be empty.
    pub source_code: &'static str,
    /// True where the METs are those of the nearest activity: show 推定.
    pub proxy: bool,
    /// Remarks in Japanese; mostly empty.
    pub note: &'static str,
}

/// Where the METs of an activity come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetsSource {
    /// 2011 Compendium of Physical Activities.
    Compendium2011,
    /// 厚生労働省『健康づくりのための身体活動基準2013』.
    Guideline2013,
    /// 徳島大学, 阿波踊り体操と阿波踊り, 2009 (measured).
    Tokushima2009,
}

/// How hard an activity is. Only moderate and vigorous ones count toward 週23メッツ・時.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intensity {
    /// 低強度, under 3 METs.
    Light,
    /// 中強度, 3 to under 6 METs.
    Moderate,
    /// 高強度, 6 METs and over.
    Vigorous,
}

impl Activity {
    /// The intensity, which follows from the METs.
    pub fn intensity(&self) -> Intensity {
        match self.mets.milli() {
            ..3_000 => Intensity::Light,
            3_000..6_000 => Intensity::Moderate,
            _ => Intensity::Vigorous,
        }
    }
}

/// All 446 activities, by category.
pub fn activities() -> &'static [Activity] {
    static ACTIVITIES: OnceLock<Vec<Activity>> = OnceLock::new();
    ACTIVITIES.get_or_init(|| {
        rows(TABLE, |cells| {
            Some(Activity {
                code: cells.text()?,
                category: cells.text()?,
                name: cells.text()?,
                kana: cells.text()?,
                aliases: cells.words()?,
                name_en: cells.text()?,
                mets: Milli::from_f64(cells.value()?).ok()?,
                source: match cells.text()? {
                    "2011" => MetsSource::Compendium2011,
                    "MHLW2013" => MetsSource::Guideline2013,
                    "TOKUSHIMA2009" => MetsSource::Tokushima2009,
                    _ => return None,
                },
                source_code: cells.text()?,
                proxy: cells.text()? == "proxy",
                note: cells.text()?,
            })
        })
    })
}

/// The activity with this code.
pub fn activity(code: &str) -> Option<&'static Activity> {
    activities().iter().find(|activity| activity.code == code)
}

/// The activities of one category, by its id, in table order.
pub fn activities_in(category: &str) -> impl Iterator<Item = &'static Activity> {
    let known = ACTIVITY_CATEGORIES.iter().find(|known| known.id == category);
    activities().iter().filter(move |activity| known.is_some_and(|known| known.id == activity.category))
}

const TABLE: &str = include_str!("../data/activities.tsv");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        assert_eq!(activities().len(), TABLE.lines().count() - 1);
        assert_eq!(activities().len(), 446, "number of rows of our activity source");
        let in_categories: usize = ACTIVITY_CATEGORIES.iter().map(|c| activities_in(c.id).count()).sum();
        assert_eq!(in_categories, 446, "every activity is in a known category");
        assert_eq!(
            activities().iter().filter(|activity| activity.proxy).count(),
            36,
            "proxies of the source"
        );
    }

    #[test]
    fn known_activities_have_their_published_mets() {
        // 2011 Compendium 17170: 3.0, 12020: 7.0; 身体活動基準2013: ラジオ体操第1 4.0.
        for (code, mets, intensity) in [
            ("17170", 3_000, Intensity::Moderate),
            ("12020", 7_000, Intensity::Vigorous),
            ("17152", 2_800, Intensity::Light),
            ("JP005", 4_000, Intensity::Moderate),
        ] {
            let found = activity(code).unwrap();
            assert_eq!((found.mets.milli(), found.intensity()), (mets, intensity), "{code}");
        }
    }

    #[test]
    fn codes_are_unique_and_mets_are_possible() {
        let mut codes: Vec<_> = activities().iter().map(|activity| activity.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), 446);
        // 0.95 METs is sleep, 23 METs is running at 22.5 km/h: the ends of the 2011 Compendium.
        assert!(activities().iter().all(|a| (900..=25_000).contains(&a.mets.milli())));
        assert!(activity("nothing").is_none());
    }
}
