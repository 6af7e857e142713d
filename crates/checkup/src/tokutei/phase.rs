//! Which phase of the form a report is of.

use henro_domain::Day;
use henro_reference::checkup_item;

use super::model::{Report, Value};

/// Phases of 特定健診.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Exams from April 2008.
    First,
    /// From April 2013: HbA1c in NGSP.
    Second,
    /// From April 2018.
    Third,
    /// From April 2024.
    Fourth,
}

impl Phase {
    /// The phase of an exam on a day.
    pub fn on(day: Day) -> Self {
        match (day.year(), day.month()) {
            (..=2012, _) | (2013, ..=3) => Self::First,
            (2013..=2017, _) | (2018, ..=3) => Self::Second,
            (2018..=2023, _) | (2024, ..=3) => Self::Third,
            _ => Self::Fourth,
        }
    }
}

/// The phase of the exam's day, and whether the content fits: an item or a list that came later, or a list that was
/// replaced before.
pub fn phase_of(report: &Report) -> (Phase, bool) {
    let phase = Phase::on(report.exam);
    let mut fits = true;
    for observation in report.observations() {
        let code = observation.item.code.as_deref().unwrap_or_default();
        let since = checkup_item(code).and_then(|item| match item.since {
            since if since.starts_with("V4") => Some(Phase::Fourth),
            since if since.starts_with("V3") => Some(Phase::Third),
            since if since.starts_with("V2") => Some(Phase::Second),
            _ => None,
        });
        fits &= since.is_none_or(|since| phase >= since);
        for value in &observation.values {
            let Value::Code(coded, _) = value else { continue };
            let list = coded.system.as_deref().unwrap_or_default();
            fits &= !NEW_LISTS.contains(&list) || phase == Phase::Fourth;
            fits &= !OLD_LISTS.contains(&(code, list)) || phase < Phase::Fourth;
        }
    }
    (phase, fits)
}

/// Lists of phase 4.
const NEW_LISTS: [&str; 3] = ["1.2.392.200119.6.24040", "1.2.392.200119.6.24050", "1.2.392.200119.6.24060"];

/// Lists that phase 4 replaced, with their items: 喫煙, 飲酒, 飲酒量.
const OLD_LISTS: [(&str, &str); 3] = [
    ("9N736000000000011", "1.2.392.200119.6.2003"),
    ("9N786000000000011", "1.2.392.200119.6.2005"),
    ("9N791000000000011", "1.2.392.200119.6.2006"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_begin_in_april() {
        let on = |text| Phase::on(Day::parse(text).unwrap());
        assert_eq!(on("2013-03-31"), Phase::First);
        assert_eq!(on("2013-04-01"), Phase::Second);
        assert_eq!(on("2018-04-01"), Phase::Third);
        assert_eq!(on("2024-03-31"), Phase::Third);
        assert_eq!(on("2024-04-01"), Phase::Fourth);
    }
}
