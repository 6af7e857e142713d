use std::sync::OnceLock;

use henro_domain::Milli;

use crate::scene::{Scene, scenes};
use crate::table::rows;

/// One of the 88 temples.
#[derive(Debug, PartialEq)]
pub struct Temple {
    /// 1 to 88.
    pub number: u8,
    /// 寺名.
    pub name: &'static str,
    /// Reading in hiragana.
    pub kana: &'static str,
    /// Hepburn with macrons.
    pub name_en: &'static str,
    /// 山号.
    pub mountain: &'static str,
    /// Reading of the 山号 in hiragana.
    pub mountain_kana: &'static str,
    /// 山号 in Hepburn.
    pub mountain_en: &'static str,
    /// Prefecture, in Japanese.
    pub prefecture: &'static str,
    /// City, or district and town, in Japanese.
    pub municipality: &'static str,
    /// City or town in Hepburn.
    pub municipality_en: &'static str,
    /// Which of the four 道場 it is counted in; number 66 stands in Tokushima and counts to Sanuki.
    pub dojo: Dojo,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Metres above the sea, approximate; `None` for number 61, whose source was wrong.
    pub elevation_m: Option<u16>,
    /// 本尊.
    pub image: &'static str,
    /// 本尊 in English.
    pub image_en: &'static str,
    /// Walking distance from the temple before, km in thousandths; 0 for number 1.
    pub walk_km: Milli,
    /// Walking distance from number 1, km in thousandths.
    pub cumulative_km: Milli,
    /// Straight distance from the temple before, km in thousandths.
    pub straight_km: Milli,
    /// What its drawing is made of.
    pub scene: Scene,
}

/// The four stages of the pilgrimage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dojo {
    /// 阿波, 発心の道場: 1 to 23.
    Awa,
    /// 土佐, 修行の道場: 24 to 39.
    Tosa,
    /// 伊予, 菩提の道場: 40 to 65.
    Iyo,
    /// 讃岐, 涅槃の道場: 66 to 88.
    Sanuki,
}

impl Dojo {
    /// All four, in walking order.
    pub const ALL: [Dojo; 4] = [Dojo::Awa, Dojo::Tosa, Dojo::Iyo, Dojo::Sanuki];

    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Awa => "awa",
            Self::Tosa => "tosa",
            Self::Iyo => "iyo",
            Self::Sanuki => "sanuki",
        }
    }

    fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dojo| dojo.id() == id)
    }
}

/// The 88 temples, number 1 first.
pub fn temples() -> &'static [Temple] {
    static TEMPLES: OnceLock<Vec<Temple>> = OnceLock::new();
    TEMPLES.get_or_init(|| {
        let english = rows(ENGLISH, |cells| {
            Some((cells.value::<u8>()?, [cells.text()?, cells.text()?, cells.text()?]))
        });
        let scenes = scenes();
        rows(TABLE, |cells| {
            let number = cells.value()?;
            let [mountain_en, municipality_en, image_en] = english.iter().find(|row| row.0 == number)?.1;
            Some(Temple {
                number,
                name: cells.text()?,
                kana: cells.text()?,
                name_en: cells.text()?,
                mountain: cells.text()?,
                mountain_kana: cells.text()?,
                mountain_en,
                prefecture: cells.text()?,
                municipality: cells.text()?,
                municipality_en,
                dojo: Dojo::parse(cells.text()?)?,
                lat: cells.value()?,
                lon: cells.value()?,
                elevation_m: cells.maybe()?,
                image: cells.text()?,
                image_en,
                walk_km: Milli::from_f64(cells.value()?).ok()?,
                cumulative_km: Milli::from_f64(cells.value()?).ok()?,
                straight_km: Milli::from_f64(cells.value()?).ok()?,
                scene: scenes.iter().find(|row| row.0 == number)?.1,
            })
        })
    })
}

/// The temple with this number, 1 to 88.
pub fn temple(number: u8) -> Option<&'static Temple> {
    temples().get(usize::from(number).checked_sub(1)?)
}

const TABLE: &str = include_str!("../data/temples.tsv");
const ENGLISH: &str = include_str!("../data/temple_english.tsv");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read_in_order() {
        assert_eq!(temples().len(), TABLE.lines().count() - 1);
        assert_eq!(temples().len(), 88, "the temples of Shikoku");
        for (number, temple) in (1..).zip(temples()) {
            assert_eq!(temple.number, number);
            assert!(!temple.image_en.is_empty() && !temple.mountain_en.is_empty(), "{number}");
        }
    }

    #[test]
    fn the_four_stages_have_their_temples() {
        // 発心 1-23, 修行 24-39, 菩提 40-65, 涅槃 66-88.
        let counts = Dojo::ALL.map(|dojo| temples().iter().filter(|temple| temple.dojo == dojo).count());
        assert_eq!(counts, [23, 16, 26, 23]);
        assert_eq!(temple(66).map(|t| (t.dojo, t.prefecture)), Some((Dojo::Sanuki, "徳島県")));
    }

    #[test]
    fn distances_add_up() {
        let mut walked = 0;
        for temple in temples() {
            walked += temple.walk_km.milli();
            // Both columns are rounded to 0.1 km on their own.
            assert!((walked - temple.cumulative_km.milli()).abs() <= 100, "{}", temple.number);
            assert!(temple.straight_km <= temple.walk_km, "{}", temple.number);
        }
        assert_eq!(temple(88).map(|last| last.cumulative_km.milli()), Some(1_100_700));
    }

    #[test]
    fn only_temple_61_lacks_its_height() {
        let lacking: Vec<_> =
            temples().iter().filter(|t| t.elevation_m.is_none()).map(|t| t.number).collect();
        assert_eq!(lacking, [61]);
        assert!(temple(0).is_none() && temple(89).is_none());
    }
}
