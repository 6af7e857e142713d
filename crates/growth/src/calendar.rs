use chrono::Months;
use henro_domain::Day;
use henro_reference::{Checkup, CheckupAnchor, checkups};

/// The days one checkup is meant for.
#[derive(Debug, Clone, Copy)]
pub struct CheckupDays {
    /// The checkup.
    pub checkup: &'static Checkup,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

/// What a calendar of checkups counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// A child's day of birth: 乳幼児健診, 就学時健診.
    Birth(Day),
    /// The day due of a pregnancy: 妊婦健診.
    Due(Day),
    /// The day of giving birth: 産婦健診.
    Delivery(Day),
}

/// The checkups from a birth, a pregnancy or a delivery on, in order of days. Towns differ: what they send goes first.
///
/// # Source
/// 母子保健法12条: 満1歳6か月を超え満2歳に達しない, 満3歳を超え満4歳に達しない; others as `Checkup::source` says. Born
/// 2026-05-10: 2027-11-10 to 2028-05-09, and 2029-05-10 to 2030-05-09.
pub fn checkup_days(since: Since) -> Vec<CheckupDays> {
    let mut found: Vec<CheckupDays> = checkups()
        .iter()
        .filter_map(|checkup| days(since, checkup).map(|(from, to)| CheckupDays { checkup, from, to }))
        .collect();
    found.sort_by_key(|it| (it.from, it.to));
    found
}

fn days(since: Since, checkup: &Checkup) -> Option<(Day, Day)> {
    let (from, to) = (checkup.from, checkup.to);
    match (since, checkup.anchor) {
        (Since::Due(due), CheckupAnchor::GestationWeeks) => {
            let first = due.plus(-280);
            Some((first.plus(from * 7), first.plus(to * 7 + 6)))
        }
        (Since::Delivery(day), CheckupAnchor::DaysAfterDelivery) => Some((day.plus(from), day.plus(to))),
        (Since::Birth(birth), CheckupAnchor::AgeDays) => Some((birth.plus(from), birth.plus(to))),
        (Since::Birth(birth), CheckupAnchor::AgeMonths) => {
            Some((months_later(birth, from)?, months_later(birth, to)?.plus(-1)))
        }
        (Since::Birth(birth), CheckupAnchor::SchoolEntryMonths) => {
            let entry = school_entry(birth)?;
            Some((months_later(entry, from)?, months_later(entry, to)?.plus(-1)))
        }
        _ => None,
    }
}

/// The same day of the month, or the first of the next one.
fn months_later(day: Day, months: i32) -> Option<Day> {
    let by = Months::new(months.unsigned_abs());
    let date = day.date();
    let moved = if months < 0 { date.checked_sub_months(by) } else { date.checked_add_months(by) };
    let found = Day::from_date(moved?).ok()?;
    Some(if found.day_of_month() == day.day_of_month() { found } else { found.plus(1) })
}

/// 1 April on or after the sixth birthday.
fn school_entry(birth: Day) -> Option<Day> {
    let early = (birth.month(), birth.day_of_month()) <= (4, 1);
    Day::new(birth.year() + if early { 6 } else { 7 }, 4, 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn of(since: Since, code: &str) -> (String, String) {
        let all = checkup_days(since);
        let found = all.iter().find(|it| it.checkup.code == code).unwrap();
        (found.from.to_string(), found.to.to_string())
    }

    #[test]
    fn the_checkups_of_the_law_lie_between_the_birthdays_it_names() {
        let birth = Since::Birth(day("2026-05-10"));
        assert_eq!(of(birth, "Y1H"), ("2027-11-10".into(), "2028-05-09".into()));
        assert_eq!(of(birth, "Y03"), ("2029-05-10".into(), "2030-05-09".into()));
        // 生後28日〜41日; 就学前年の10〜11月
        assert_eq!(of(birth, "M01"), ("2026-06-07".into(), "2026-06-20".into()));
        assert_eq!(of(birth, "SCH"), ("2032-10-01".into(), "2032-11-30".into()));
    }

    #[test]
    fn a_pregnancy_has_fourteen_checkups_and_a_delivery_two() {
        // Due 2026-10-08: week 0 begins 280 days before, 2026-01-01; week 8 on 2026-02-26, to the end of week 11
        let due = Since::Due(day("2026-10-08"));
        assert_eq!(checkup_days(due).len(), 14);
        assert_eq!(of(due, "PREG01"), ("2026-02-26".into(), "2026-03-25".into()));
        assert_eq!(checkup_days(Since::Delivery(day("2026-10-01"))).len(), 2);
    }

    #[test]
    fn the_edges_of_the_calendar_are_no_panic() {
        for number in [Day::MIN_NUMBER, Day::MAX_NUMBER] {
            let end = Day::from_number(number).unwrap();
            for since in [Since::Birth(end), Since::Due(end), Since::Delivery(end)] {
                for it in checkup_days(since) {
                    assert!(it.from <= it.to || number == Day::MAX_NUMBER);
                }
            }
        }
    }
}
