use henro_domain::Sex;
use henro_reference::{Confidence, GrowthKnot, GrowthMeasure, GrowthReference, growth_knots};

/// Whose children one is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Norm {
    /// Japan: the survey of 2023 to 6 years (78 months), data of 2000 to 17.5 years; BMI by the data of 2000 alone.
    Japan,
    /// WHO: the standards of 2006 to 5 years, the reference of 2007 from 61 months on.
    Who,
}

/// One table in a norm, and the months it is used for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) reference: GrowthReference,
    pub(crate) from: f64,
    /// Not any more at this month, unless it is the last part.
    pub(crate) to: f64,
}

impl Part {
    /// Id of its source.
    pub(crate) fn source(&self) -> &'static str {
        match self.reference {
            GrowthReference::Japan2023 => "growth_jp2023",
            GrowthReference::Japan2000 => "growth_jp2000",
            GrowthReference::Who2006 => "growth_who2006",
            GrowthReference::Who2007 => "growth_who2007",
        }
    }

    pub(crate) fn confidence(&self, measure: GrowthMeasure) -> Confidence {
        match (self.reference, measure) {
            (GrowthReference::Japan2023, _) | (GrowthReference::Japan2000, GrowthMeasure::Bmi) => {
                Confidence::Medium
            }
            _ => Confidence::High,
        }
    }
}

/// The tables of a norm for a measure, in order of age.
pub(crate) fn parts(norm: Norm, measure: GrowthMeasure) -> Vec<Part> {
    let part = |reference, from, to| Part { reference, from, to };
    use GrowthReference::{Japan2000, Japan2023, Who2006, Who2007};
    match (norm, measure) {
        (Norm::Japan, GrowthMeasure::Head) => vec![part(Japan2023, 0.0, 36.0)],
        (Norm::Japan, GrowthMeasure::Bmi) => vec![part(Japan2000, 0.0, 210.0)],
        (Norm::Japan, _) => vec![part(Japan2023, 0.0, 78.0), part(Japan2000, 78.0, 210.0)],
        (Norm::Who, GrowthMeasure::Head) => vec![part(Who2006, 0.0, 60.0)],
        (Norm::Who, GrowthMeasure::Weight) => vec![part(Who2006, 0.0, 61.0), part(Who2007, 61.0, 120.0)],
        (Norm::Who, _) => vec![part(Who2006, 0.0, 61.0), part(Who2007, 61.0, 228.0)],
    }
}

/// The part an age lies in.
pub(crate) fn part_at(norm: Norm, measure: GrowthMeasure, months: f64) -> Option<Part> {
    let all = parts(norm, measure);
    let last = all.last().copied();
    let inside = all.into_iter().find(|part| part.from <= months && months < part.to);
    inside.or(last.filter(|part| part.from <= months && months <= part.to))
}

/// The knots of a part, in order of age.
pub(crate) fn knots(
    part: Part,
    sex: Sex,
    measure: GrowthMeasure,
) -> impl Iterator<Item = &'static GrowthKnot> + Clone {
    growth_knots()
        .iter()
        .filter(move |it| it.reference == part.reference && it.sex == sex && it.measure == measure)
}

/// L, M and S at an age: each linear between two knots, held after the last to the end of the part.
///
/// # Source
/// Interpolation between bands of the survey of 2023 is this project's own (the report gives bands only); boys, weight,
/// 18.0 months between 15.0 (0.850, 9.661, 0.09610) and 21.0 (0.764, 10.842, 0.09586): 0.807, 10.2515, 0.09598. WHO's
/// monthly tables are joined the same way; from month 60 to 61, where neither has a line, month 60 is held.
pub(crate) fn lms(part: Part, sex: Sex, measure: GrowthMeasure, months: f64) -> Option<[f64; 3]> {
    let all = knots(part, sex, measure);
    let below = all.clone().take_while(|knot| knot.months <= months).last();
    let above = all.clone().find(|knot| knot.months > months);
    let (below, above) = match (below, above) {
        (Some(below), Some(above)) => (below, above),
        (Some(only), None) => return Some([only.l, only.m, only.s]),
        _ => return None,
    };
    let share = (months - below.months) / (above.months - below.months);
    let between = |from: f64, to: f64| from + (to - from) * share;
    Some([between(below.l, above.l), between(below.m, above.m), between(below.s, above.s)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_lies_in_the_middle() {
        let part = part_at(Norm::Japan, GrowthMeasure::Weight, 18.0).unwrap();
        let [l, m, s] = lms(part, Sex::Male, GrowthMeasure::Weight, 18.0).unwrap();
        assert!((l - 0.807).abs() < 1e-9 && (m - 10.2515).abs() < 1e-9 && (s - 0.09598).abs() < 1e-9);
    }

    #[test]
    fn the_last_band_is_held_to_its_end_and_no_further() {
        let at = |months| part_at(Norm::Japan, GrowthMeasure::Head, months);
        let held = lms(at(36.0).unwrap(), Sex::Female, GrowthMeasure::Head, 36.0);
        assert_eq!(held, lms(at(33.0).unwrap(), Sex::Female, GrowthMeasure::Head, 33.0));
        assert!(at(36.1).is_none() && at(-0.1).is_none() && at(f64::NAN).is_none());
    }

    #[test]
    fn every_part_has_knots_for_both_sexes_over_all_its_months() {
        for norm in [Norm::Japan, Norm::Who] {
            for measure in
                [GrowthMeasure::Height, GrowthMeasure::Weight, GrowthMeasure::Head, GrowthMeasure::Bmi]
            {
                for part in parts(norm, measure) {
                    for sex in [Sex::Male, Sex::Female] {
                        assert!(lms(part, sex, measure, part.from).is_some(), "{part:?} {measure:?}");
                        let last = knots(part, sex, measure).last().unwrap().months;
                        assert!(last + 3.0 >= part.to, "{part:?} {measure:?} ends at {last}");
                    }
                }
            }
        }
    }
}
