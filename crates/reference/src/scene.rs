use crate::table::rows;

/// What the drawing of a temple is made of.
///
/// Written by us and careful: a building is here only where we are sure that it stands, so `false`
/// and [`Pagoda::None`] mean "not drawn", not "there is none".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scene {
    /// Where it lies.
    pub setting: Setting,
    /// Its pagoda.
    pub pagoda: Pagoda,
    /// A 山門 or 仁王門 stands.
    pub gate: bool,
    /// A bell hangs in a belfry or in the gate.
    pub bell: bool,
    /// The trees to draw.
    pub tree: Tree,
    /// The sea is seen from the grounds.
    pub sea: bool,
    /// The school it belongs to.
    pub sect: Sect,
}

/// Where a temple lies: from its height, its distance to the coast, and three rivers by name
/// (鮎喰川, 財田川, 弘田川).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setting {
    /// 200 m and higher.
    Mountain,
    /// On a slope, about 60 to 200 m.
    Hill,
    /// On the plain, in or near a town.
    Town,
    /// Within a kilometre of the sea.
    Coast,
    /// Beside a river.
    River,
}

/// The kind of pagoda to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pagoda {
    /// None that we are sure of.
    None,
    /// Two storeys: 多宝塔, 大塔 or 瑜祇塔.
    TwoStorey,
    /// 三重塔.
    ThreeStorey,
    /// 五重塔.
    FiveStorey,
}

/// The trees of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tree {
    /// 松.
    Pine,
    /// 杉.
    Cedar,
}

/// The school of a temple.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sect {
    /// 真言宗.
    Shingon,
    /// 天台宗.
    Tendai,
    /// 天台寺門宗.
    TendaiJimon,
    /// 臨済宗.
    Rinzai,
    /// 曹洞宗.
    Soto,
    /// 時宗.
    Ji,
}

/// Temple number and scene.
pub(crate) fn scenes() -> Vec<(u8, Scene)> {
    rows(TABLE, |cells| {
        let number = cells.value()?;
        let scene = Scene {
            setting: setting(cells.text()?)?,
            pagoda: pagoda(cells.text()?)?,
            gate: cells.flag()?,
            bell: cells.flag()?,
            tree: match cells.text()? {
                "pine" => Tree::Pine,
                "cedar" => Tree::Cedar,
                _ => return None,
            },
            sea: cells.flag()?,
            sect: sect(cells.text()?)?,
        };
        Some((number, scene))
    })
}

fn setting(word: &str) -> Option<Setting> {
    Some(match word {
        "mountain" => Setting::Mountain,
        "hill" => Setting::Hill,
        "town" => Setting::Town,
        "coast" => Setting::Coast,
        "river" => Setting::River,
        _ => return None,
    })
}

fn pagoda(word: &str) -> Option<Pagoda> {
    Some(match word {
        "none" => Pagoda::None,
        "two" => Pagoda::TwoStorey,
        "three" => Pagoda::ThreeStorey,
        "five" => Pagoda::FiveStorey,
        _ => return None,
    })
}

fn sect(word: &str) -> Option<Sect> {
    Some(match word {
        "shingon" => Sect::Shingon,
        "tendai" => Sect::Tendai,
        "tendai_jimon" => Sect::TendaiJimon,
        "rinzai" => Sect::Rinzai,
        "soto" => Sect::Soto,
        "ji" => Sect::Ji,
        _ => return None,
    })
}

const TABLE: &str = include_str!("../data/temple_scenes.tsv");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temple::{temple, temples};

    #[test]
    fn every_row_of_the_table_is_read() {
        assert_eq!(scenes().len(), TABLE.lines().count() - 1);
        assert_eq!(scenes().len(), 88, "one a temple");
    }

    #[test]
    fn eight_temples_are_not_of_the_shingon_school() {
        let others: Vec<_> =
            temples().iter().filter(|temple| temple.scene.sect != Sect::Shingon).map(|t| t.number).collect();
        // Rinzai 11 and 33, Soto 15, Tendai 43, 76, 82 and 87, Ji 78.
        assert_eq!(others, [11, 15, 33, 43, 76, 78, 82, 87]);
    }

    #[test]
    fn the_four_five_storey_pagodas_are_drawn_and_a_mountain_is_high() {
        // 竹林寺, 本山寺, 善通寺, 志度寺: the five-storey pagodas on the pilgrimage.
        let five: Vec<_> = temples()
            .iter()
            .filter(|temple| temple.scene.pagoda == Pagoda::FiveStorey)
            .map(|temple| temple.number)
            .collect();
        assert_eq!(five, [31, 70, 75, 86]);
        for temple in temples().iter().filter(|temple| temple.scene.setting == Setting::Mountain) {
            assert!(temple.elevation_m.is_some_and(|metres| metres >= 200), "{}", temple.number);
        }
        assert!(temple(24).is_some_and(|cape| cape.scene.sea));
    }
}
