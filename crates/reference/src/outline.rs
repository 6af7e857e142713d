use std::sync::OnceLock;

use crate::line::{Point, read_line};
use crate::table::rows;

/// A closed ring of points.
pub type Ring = Vec<Point>;

/// A polygon: its outer ring, then its holes.
pub type Polygon = Vec<Ring>;

/// The outline of one prefecture of Shikoku.
#[derive(Debug, PartialEq)]
pub struct Outline {
    /// Prefecture code, 36 to 39.
    pub prefecture_code: u8,
    /// Japanese name.
    pub name: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Islands and mainland, for the whole island view.
    pub small: Vec<Polygon>,
    /// Islands and mainland, for a near view.
    pub fine: Vec<Polygon>,
}

/// The four prefectures. Borders between them are the same points on both sides.
pub fn outlines() -> &'static [Outline] {
    static OUTLINES: OnceLock<Vec<Outline>> = OnceLock::new();
    OUTLINES.get_or_init(|| {
        rows(TABLE, |cells| {
            Some(Outline {
                prefecture_code: cells.value()?,
                name: cells.text()?,
                name_en: cells.text()?,
                small: polygons(cells.text()?)?,
                fine: polygons(cells.text()?)?,
            })
        })
    })
}

fn polygons(text: &str) -> Option<Vec<Polygon>> {
    text.split('/').map(|polygon| polygon.split(';').map(read_line).collect()).collect()
}

const TABLE: &str = include_str!("../data/outlines.tsv");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        assert_eq!(outlines().len(), TABLE.lines().count() - 1);
        let count = |pick: fn(&Outline) -> &Vec<Polygon>| -> usize {
            outlines().iter().flat_map(pick).flatten().map(Vec::len).sum()
        };
        let points = (count(|outline| &outline.small), count(|outline| &outline.fine));
        assert_eq!(points, (1407, 5121), "points of the two source files");
    }

    #[test]
    fn rings_are_closed_and_lie_in_shikoku() {
        for outline in outlines() {
            for ring in outline.small.iter().chain(&outline.fine).flatten() {
                assert!(ring.len() >= 4 && ring.first() == ring.last(), "{}", outline.name);
                for point in ring {
                    let (lon, lat) = point.degrees();
                    // Ehime's western isles to Naruto, Okinoshima to the isles of Kagawa.
                    assert!((132.0..135.0).contains(&lon) && (32.6..34.7).contains(&lat), "{lon} {lat}");
                }
            }
        }
    }
}
