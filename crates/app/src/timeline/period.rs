//! Stretches of days.

use henro_domain::Day;
use henro_vault::Towards;

use crate::wire::TimelineZoom;

/// The first and last day of the stretch a day lies in, within the calendar.
pub(super) fn around(zoom: TimelineZoom, day: Day) -> (Day, Day) {
    let of = |year: i32, month: u32| Day::new(year, month, 1).unwrap_or(day);
    let (year, month) = (day.year(), day.month());
    match zoom {
        TimelineZoom::Day => (day, day),
        TimelineZoom::Week => {
            let back = day.weekday().num_days_from_monday() as i32;
            (day.plus(-back), day.plus(6 - back))
        }
        TimelineZoom::Month => {
            let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            (of(year, month), ends_before(next.0, next.1, day))
        }
        TimelineZoom::Year => (of(year, 1), ends_before(year + 1, 1, day)),
    }
}

/// The day beyond a stretch; `None` at the end of the calendar.
pub(super) fn beyond((from, to): (Day, Day), towards: Towards) -> Option<Day> {
    match towards {
        Towards::Older => Some(from.plus(-1)).filter(|day| *day < from),
        Towards::Newer => Some(to.plus(1)).filter(|day| *day > to),
    }
}

/// How many lines make a page.
pub(super) fn usual(zoom: TimelineZoom) -> u32 {
    match zoom {
        TimelineZoom::Year => 5,
        TimelineZoom::Month => 12,
        TimelineZoom::Week => 13,
        TimelineZoom::Day => 31,
    }
}

/// The day before the first of a month; the last of the calendar where it ends before.
fn ends_before(year: i32, month: u32, within: Day) -> Day {
    let last = Day::from_number(Day::MAX_NUMBER).unwrap_or(within);
    Day::new(year, month, 1).map_or(last, |first| first.plus(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn stretches_begin_and_end_as_the_calendar_says() {
        // 2024-02-29 was a Thursday.
        let cases = [
            (TimelineZoom::Day, "2024-02-29", "2024-02-29"),
            (TimelineZoom::Week, "2024-02-26", "2024-03-03"),
            (TimelineZoom::Month, "2024-02-01", "2024-02-29"),
            (TimelineZoom::Year, "2024-01-01", "2024-12-31"),
        ];
        for (zoom, from, to) in cases {
            assert_eq!(around(zoom, day("2024-02-29")), (day(from), day(to)));
        }
        assert_eq!(around(TimelineZoom::Month, day("2023-12-05")).1, day("2023-12-31"));
    }

    #[test]
    fn the_calendar_ends() {
        let last = Day::from_number(Day::MAX_NUMBER).unwrap();
        let first = Day::from_number(Day::MIN_NUMBER).unwrap();
        assert_eq!(beyond(around(TimelineZoom::Year, last), Towards::Newer), None);
        assert_eq!(beyond((first, first), Towards::Older), None);
        assert_eq!(beyond((last, last), Towards::Older), Some(last.plus(-1)));
    }
}
