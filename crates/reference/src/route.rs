use std::sync::OnceLock;

use henro_domain::Milli;

use crate::line::{Point, along, read_line};
use crate::table::rows;

/// One leg of the walking route, from a temple to the next one.
///
/// The lines come from OpenStreetMap and stay under ODbL 1.0: show `© OpenStreetMap contributors`.
#[derive(Debug, PartialEq)]
pub struct Leg {
    /// Number of the temple it starts at.
    pub from: u8,
    /// Number of the temple it ends at.
    pub to: u8,
    /// Walking distance in km, in thousandths (so: metres).
    pub walk_km: Milli,
    /// True for the way home, 88 to 1.
    pub closing: bool,
    /// Line simplified to about 300 m, for the whole island.
    pub small: Vec<Point>,
    /// Line simplified to about 25 m, for a near view.
    pub fine: Vec<Point>,
}

/// The 88 legs in walking order; the last is the way home.
pub fn legs() -> &'static [Leg] {
    static LEGS: OnceLock<Vec<Leg>> = OnceLock::new();
    LEGS.get_or_init(|| {
        rows(TABLE, |cells| {
            Some(Leg {
                from: cells.value()?,
                to: cells.value()?,
                walk_km: Milli::from_f64(cells.value()?).ok()?,
                closing: cells.flag()?,
                small: read_line(cells.text()?)?,
                fine: read_line(cells.text()?)?,
            })
        })
    })
}

/// Longitude and latitude of a walker who has done this part (0 to 1) of a leg.
///
/// `leg` counts from 0 (temple 1 to 2) to 87 (the way home); `None` beyond. A fraction outside 0..=1
/// is the nearer end, and what is no number is the start. The part is of the line's own length:
/// pass walked km of the leg / [`Leg::walk_km`].
pub fn place_on_leg(leg: usize, fraction: f64) -> Option<(f64, f64)> {
    along(&legs().get(leg)?.fine, fraction)
}

const TABLE: &str = include_str!("../data/legs.tsv");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temple::temples;

    #[test]
    fn every_row_of_the_table_is_read() {
        assert_eq!(legs().len(), TABLE.lines().count() - 1);
        assert_eq!(legs().len(), 88, "87 legs between 88 temples and the way home");
        let points: (usize, usize) =
            (legs().iter().map(|leg| leg.small.len()).sum(), legs().iter().map(|leg| leg.fine.len()).sum());
        assert_eq!(points, (636, 4763), "points of the two source files");
    }

    #[test]
    fn the_whole_way_has_its_published_length() {
        // Sum of the source: 1,100.7 km from 1 to 88, 1,140.5 km with the way home.
        let sum = |closing: bool| -> i64 {
            legs().iter().filter(|leg| closing || !leg.closing).map(|leg| leg.walk_km.milli()).sum()
        };
        assert_eq!(sum(false), 1_100_700);
        assert_eq!(sum(true), 1_140_500);
    }

    #[test]
    fn each_leg_joins_its_two_temples() {
        for (place, leg) in legs().iter().enumerate() {
            for (number, fraction) in [(leg.from, 0.0), (leg.to, 1.0)] {
                let temple = temples().iter().find(|temple| temple.number == number).unwrap();
                let here = place_on_leg(place, fraction).unwrap();
                assert_eq!(here, (temple.lon, temple.lat), "leg {place}, temple {number}");
            }
            assert_eq!(leg.closing, leg.from == 88);
        }
    }

    #[test]
    fn the_drawn_line_is_about_as_long_as_the_walk() {
        for leg in legs() {
            let drawn: f64 = leg.fine.iter().zip(leg.fine.iter().skip(1)).map(|(a, b)| a.metres_to(*b)).sum();
            // Simplified lines are shorter than the walk; the source's largest surplus is 1.0 km.
            let walk = leg.walk_km.milli() as f64;
            assert!(drawn < walk + 1_000.0 && drawn > walk * 0.75 - 100.0, "{} {drawn} {walk}", leg.from);
        }
    }

    #[test]
    fn a_walker_moves_on_evenly() {
        let (start, middle, end) =
            (place_on_leg(23, 0.0).unwrap(), place_on_leg(23, 0.5).unwrap(), place_on_leg(23, 1.0).unwrap());
        assert!(start != middle && middle != end);
        assert_eq!(place_on_leg(23, -3.0), Some(start));
        assert_eq!(place_on_leg(23, f64::NAN), Some(start));
        assert_eq!(place_on_leg(23, 9.0), Some(end));
        assert_eq!(place_on_leg(88, 0.0), None);
    }
}
