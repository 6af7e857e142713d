//! How the notices count days, months and school years.

use chrono::{Datelike, Months, NaiveDate};
use henro_domain::Day;
use henro_reference::{Amount, Anchor, AnchorPoint};

use crate::Person;

/// The day on which an age in months is reached: the day before the same day of the month, or the last day of a month
/// that has no such day.
///
/// # Source
/// 定期の予防接種における対象者の解釈について（事務連絡 平成26年3月11日）. Born 2013-04-01: 3 months on 2013-06-30; born 2013-01-31:
/// 1 month on 2013-02-28.
pub fn reached(birth: Day, months: u32) -> Day {
    let Some(date) = birth.date().checked_add_months(Months::new(months)) else { return last_day() };
    let same = date.day() == birth.day_of_month();
    Day::from_date(date).map_or_else(|_| last_day(), |day| if same { day.plus(-1) } else { day })
}

/// The first day that keeps an interval.
///
/// "n日以上の間隔" leaves n whole days between. "nか月以上" is the same day of the month, or the first of the next one
/// where there is none. Half a month is 14, 15, 15 or 16 days in a month of 28, 29, 30 or 31.
///
/// # Source
/// 神戸市 for months; 厚生労働省 for the half month, 2.5 months after 2025-12-10: 2026-02-10 and 14 days, 2026-02-24.
pub fn after(day: Day, least: Amount) -> Day {
    match least {
        Amount::DaysBetween(days) => day.plus(days.saturating_add(1)),
        Amount::HalfMonths(halves) => {
            let whole = months_later(day, halves / 2);
            if halves % 2 == 0 { whole } else { whole.plus((days_of_month(whole) + 1) / 2) }
        }
    }
}

fn months_later(day: Day, months: u32) -> Day {
    let Some(date) = day.date().checked_add_months(Months::new(months)) else { return last_day() };
    let same = date.day() == day.day_of_month();
    Day::from_date(date).map_or_else(|_| last_day(), |found| if same { found } else { found.plus(1) })
}

fn days_of_month(day: Day) -> i32 {
    let first = day.date().with_day(1);
    let next = first.and_then(|first| first.checked_add_months(Months::new(1)));
    first.zip(next).map_or(30, |(first, next)| (next - first).num_days() as i32)
}

/// The day a rule means for a person; `None` for days of a pregnancy there is none of.
pub(crate) fn day_of(person: &Person, anchor: Anchor) -> Option<Day> {
    let birth = person.birth;
    let day = match anchor.point {
        AnchorPoint::Days(days) => birth.plus(days),
        AnchorPoint::Months(months) => reached(birth, months),
        AnchorPoint::YearStart(age) => first_of_april(school_year(reached(birth, age.saturating_mul(12)))),
        AnchorPoint::YearEnd(age) => {
            first_of_april(school_year(reached(birth, age.saturating_mul(12))) + 1).plus(-1)
        }
        AnchorPoint::SchoolEntry(years) => first_of_april(school_entry(birth).saturating_add(years)),
        AnchorPoint::BeforeSchool => first_of_april(school_entry(birth)).plus(-1),
        AnchorPoint::Gestation(day) => person.due?.plus(day - TERM),
    };
    Some(day.plus(anchor.plus_days))
}

/// Does a day lie in the pregnancy that is known?
pub(crate) fn of_this_pregnancy(person: &Person, day: Day) -> bool {
    person.due.is_some_and(|due| day >= due.plus(-TERM))
}

/// The school year a day lies in: it begins on 1 April.
pub(crate) fn school_year(day: Day) -> i32 {
    if day.month() >= 4 { day.year() } else { day.year() - 1 }
}

/// The year of the first 1 April on or after the sixth birthday; who is born on 1 April goes with the year before.
fn school_entry(birth: Day) -> i32 {
    let early = (birth.month(), birth.day_of_month()) <= (4, 1);
    birth.year() + if early { 6 } else { 7 }
}

fn first_of_april(year: i32) -> Day {
    day(year, 4, 1)
}

/// This day, or the nearest end of the calendar.
pub(crate) fn day(year: i32, month: u32, day: u32) -> Day {
    NaiveDate::from_ymd_opt(year, month, day)
        .and_then(|date| Day::from_date(date).ok())
        .unwrap_or_else(last_day)
}

fn last_day() -> Day {
    Day::from_number(Day::MAX_NUMBER).expect("the last day of the calendar is in it")
}

/// The day due is day 280 of a pregnancy.
const TERM: i32 = 280;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn ages_are_reached_as_the_notice_of_2014_says() {
        for (birth, months, found) in [
            ("2013-04-01", 1, "2013-04-30"),
            ("2013-04-01", 3, "2013-06-30"),
            ("2013-04-01", 12, "2014-03-31"),
            ("2013-01-31", 1, "2013-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-28"),
            ("2026-08-31", 2, "2026-10-30"),
            ("2026-12-31", 2, "2027-02-28"),
        ] {
            assert_eq!(reached(at(birth), months), at(found), "{birth} {months}");
        }
    }

    #[test]
    fn intervals_are_counted_as_published() {
        use Amount::{DaysBetween, HalfMonths};
        for (day, least, found) in [
            ("2026-07-09", DaysBetween(27), "2026-08-06"),
            ("2026-07-09", DaysBetween(20), "2026-07-30"),
            ("2029-06-01", DaysBetween(6), "2029-06-08"),
            ("2026-11-02", DaysBetween(60), "2027-01-02"),
            ("2026-07-09", DaysBetween(139), "2026-11-26"),
            ("2026-08-31", HalfMonths(12), "2027-03-01"),
            ("2026-09-03", HalfMonths(12), "2027-03-03"),
            ("2025-12-10", HalfMonths(5), "2026-02-24"),
            ("2023-12-10", HalfMonths(5), "2024-02-25"),
            ("2026-02-10", HalfMonths(5), "2026-04-25"),
            ("2026-01-10", HalfMonths(5), "2026-03-26"),
            ("2025-12-31", HalfMonths(5), "2026-03-17"),
        ] {
            assert_eq!(after(at(day), least), at(found), "{day} {least:?}");
        }
    }

    #[test]
    fn who_is_born_on_the_first_of_april_enters_school_with_the_year_before() {
        for (birth, found) in [("2020-04-01", 2026), ("2020-04-02", 2027), ("2021-03-31", 2027)] {
            assert_eq!(school_entry(at(birth)), found, "{birth}");
        }
    }

    #[test]
    fn the_end_of_the_calendar_is_no_panic() {
        let late = Day::from_number(Day::MAX_NUMBER).unwrap();
        let person = Person::new(late, None);
        for text in ["100y", "fs100", "fe100", "se9", "sd", "4294967295d+1", "4294967295m"] {
            if let Ok(anchor) = text.parse() {
                assert!(day_of(&person, anchor).is_some(), "{text}");
            }
        }
        assert_eq!(after(late, Amount::HalfMonths(u32::MAX)), late);
        assert_eq!(after(late, Amount::DaysBetween(i32::MAX)), late);
    }
}
