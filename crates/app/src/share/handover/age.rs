use henro_domain::Day;

/// From when on a record may be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OfAge {
    /// The day on which the person is of age.
    pub(super) adult: Day,
    /// The first day on which it can be begun.
    pub(super) from: Day,
}

/// For somebody born on a day.
pub(super) fn of_age(birth: Day) -> Option<OfAge> {
    let adult = birthday(birth, ADULT_YEARS)?;
    Some(OfAge { adult, from: adult.plus(-EARLY_DAYS) })
}

/// The day on which somebody is so many years old.
pub(in super::super) fn birthday(birth: Day, years: i32) -> Option<Day> {
    let year = birth.year() + years;
    // Who was born on a 29 February is as old as that day would begin: on 1 March where there is none.
    Day::new(year, birth.month(), birth.day_of_month()).or_else(|_| Day::new(year, 3, 1)).ok()
}

/// 民法 (Civil Code) article 4, as in force since 2022-04-01: 年齢十八歳をもって、成年とする.
const ADULT_YEARS: i32 = 18;
/// It can be begun a month before, so that it can be done on the day.
const EARLY_DAYS: i32 = 31;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::new(year, month, day).unwrap()
    }

    #[test]
    fn somebody_is_of_age_on_the_eighteenth_birthday() {
        // By the calendar.
        let of = of_age(day(2008, 12, 10)).unwrap();
        assert_eq!((of.adult, of.from), (day(2026, 12, 10), day(2026, 11, 9)));
        assert_eq!(of_age(day(2008, 2, 29)).unwrap().adult, day(2026, 3, 1));
    }
}
