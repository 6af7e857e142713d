//! Growth of children: L, M and S by age, and the bands of the survey of 2023.

use std::str::FromStr;
use std::sync::OnceLock;

use henro_domain::Sex;

use crate::table::{Cells, rows};

/// How sure a fact of these tables is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// General knowledge, not verified: to be marked wherever it is shown.
    Low,
    /// One source, or an older edition.
    Medium,
    /// Seen in a transcription of the primary text, or in two sources that agree.
    High,
}

impl Confidence {
    /// As the tables write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl FromStr for Confidence {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Low, Self::Medium, Self::High].into_iter().find(|one| one.key() == text).ok_or(())
    }
}

/// Whose children the curves are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GrowthReference {
    /// L, M and S fitted by this project to the percentiles of the survey of 2023 (こども家庭庁), to 6 years.
    Japan2023,
    /// Year-2000 national data, to 17.5 years: what the Japanese societies recommend.
    Japan2000,
    /// WHO Child Growth Standards 2006, to 5 years.
    Who2006,
    /// WHO Reference 2007, 5 to 19 years.
    Who2007,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GrowthMeasure {
    /// Height in cm; length lying down under 24 months.
    Height,
    /// Weight in kg.
    Weight,
    /// Head circumference in cm.
    Head,
    /// Body mass index in kg/m².
    Bmi,
}

/// L, M and S at one age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GrowthKnot {
    /// Reference.
    pub reference: GrowthReference,
    /// Sex.
    pub sex: Sex,
    /// Measure.
    pub measure: GrowthMeasure,
    /// Age in months.
    pub months: f64,
    /// Power of the Box-Cox transformation.
    pub l: f64,
    /// Median.
    pub m: f64,
    /// Coefficient of variation.
    pub s: f64,
}

/// Percentiles of one age band of the survey of 2023, as published.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GrowthBand {
    /// Sex.
    pub sex: Sex,
    /// Measure.
    pub measure: GrowthMeasure,
    /// Id of the band.
    pub band: &'static str,
    /// Its name, in Japanese.
    pub label: &'static str,
    /// First month.
    pub from_months: f64,
    /// End of the band in months.
    pub to_months: f64,
    /// 3rd, 10th, 25th, 50th, 75th, 90th and 97th percentile.
    pub percentiles: [f64; 7],
}

/// All knots, by reference, sex and measure in order of age.
pub fn growth_knots() -> &'static [GrowthKnot] {
    static TABLE: OnceLock<Vec<GrowthKnot>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../data/growth.tsv"), knot))
}

/// All bands of 2023.
pub fn growth_bands() -> &'static [GrowthBand] {
    static TABLE: OnceLock<Vec<GrowthBand>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../data/growth_bands.tsv"), band))
}

fn knot(cells: &mut Cells) -> Option<GrowthKnot> {
    Some(GrowthKnot {
        reference: match cells.text()? {
            "jp2023" => GrowthReference::Japan2023,
            "jp2000" => GrowthReference::Japan2000,
            "who2006" => GrowthReference::Who2006,
            "who2007" => GrowthReference::Who2007,
            _ => return None,
        },
        sex: sex(cells)?,
        measure: measure(cells)?,
        months: cells.value()?,
        l: cells.value()?,
        m: cells.value()?,
        s: cells.value()?,
    })
}

fn band(cells: &mut Cells) -> Option<GrowthBand> {
    let (sex, measure) = (sex(cells)?, measure(cells)?);
    let (band, label) = (cells.text()?, cells.text()?);
    let (from_months, to_months) = (cells.value()?, cells.value()?);
    let mut percentiles = [0.0; 7];
    for value in &mut percentiles {
        *value = cells.value()?;
    }
    Some(GrowthBand { sex, measure, band, label, from_months, to_months, percentiles })
}

fn sex(cells: &mut Cells) -> Option<Sex> {
    match cells.text()? {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        _ => None,
    }
}

fn measure(cells: &mut Cells) -> Option<GrowthMeasure> {
    match cells.text()? {
        "height" => Some(GrowthMeasure::Height),
        "weight" => Some(GrowthMeasure::Weight),
        "head" => Some(GrowthMeasure::Head),
        "bmi" => Some(GrowthMeasure::Bmi),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_is_left_out() {
        // 130 + 582 + 488 + 792 rows of the four files; 130 bands
        assert_eq!(growth_knots().len(), 1992);
        assert_eq!(growth_bands().len(), 130);
    }

    #[test]
    fn knots_rise_with_age_and_are_fit_to_divide_by() {
        for pair in growth_knots().windows(2) {
            let same = (pair[0].reference, pair[0].sex, pair[0].measure)
                == (pair[1].reference, pair[1].sex, pair[1].measure);
            assert!(!same || pair[0].months < pair[1].months, "{:?}", pair[1]);
        }
        for knot in growth_knots() {
            assert!(knot.m > 0.0 && knot.s > 0.0 && knot.s < 0.5 && knot.l.is_finite(), "{knot:?}");
        }
    }

    #[test]
    fn the_median_of_who_at_twelve_months_is_the_published_one() {
        // WHO Child Growth Standards: weight 9.6479 (boys), 8.9481 (girls) kg
        let median = |sex| {
            let mut all = growth_knots().iter();
            let found = all.find(|it| {
                it.reference == GrowthReference::Who2006
                    && it.sex == sex
                    && it.measure == GrowthMeasure::Weight
                    && it.months == 12.0
            });
            found.map(|knot| knot.m)
        };
        assert_eq!((median(Sex::Male), median(Sex::Female)), (Some(9.6479), Some(8.9481)));
    }
}
