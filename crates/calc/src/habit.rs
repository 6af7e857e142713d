use henro_domain::{Day, MinuteOfDay};

/// Whether something is usually written at this hour, so that its keypad may be up on start.
///
/// `written`: day and time of past entries, any order, any number. `on`, `now`: the present day and time. True when on at
/// least five of the fourteen days before `on` an entry was written within 60 minutes of `now` (around midnight too).
///
/// # Source
/// Ours. Five of fourteen lets a person forget, and two weeks follow a changed habit.
pub fn usually_written_at(written: &[(Day, MinuteOfDay)], on: Day, now: MinuteOfDay) -> bool {
    let mut days: Vec<i32> = written
        .iter()
        .filter(|(day, minute)| {
            (1..=DAYS_BACK).contains(&on.since(*day)) && apart(*minute, now) <= NEAR_MINUTES
        })
        .map(|(day, _)| day.number())
        .collect();
    days.sort_unstable();
    days.dedup();
    days.len() >= LEAST_DAYS
}

/// Minutes between two times of day, the short way round.
fn apart(a: MinuteOfDay, b: MinuteOfDay) -> u16 {
    let straight = a.get().abs_diff(b.get());
    straight.min(1440 - straight)
}

const DAYS_BACK: i32 = 14;
const NEAR_MINUTES: u16 = 60;
const LEAST_DAYS: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u16, minute: u16) -> MinuteOfDay {
        MinuteOfDay::hm(hour, minute).unwrap()
    }

    fn day(number: u32) -> Day {
        Day::new(2026, 11, number).unwrap()
    }

    #[test]
    fn five_mornings_of_two_weeks_are_a_habit_and_four_are_not() {
        let mornings: Vec<_> = [3, 6, 9, 12, 15].map(|d| (day(d), at(6, 45))).to_vec();
        assert!(usually_written_at(&mornings, day(16), at(7, 30)));
        assert!(!usually_written_at(&mornings, day(16), at(7, 46))); // 61 minutes away
        assert!(!usually_written_at(&mornings[1..], day(16), at(7, 30)));
        assert!(!usually_written_at(&mornings, day(18), at(7, 30))); // the 3rd is 15 days back
    }

    #[test]
    fn several_entries_of_one_day_count_once_and_today_does_not_count() {
        let many: Vec<_> = (0..9).map(|m| (day(15), at(7, m))).chain([(day(16), at(7, 0))]).collect();
        assert!(!usually_written_at(&many, day(16), at(7, 0)));
    }

    #[test]
    fn midnight_does_not_break_a_habit() {
        let nights: Vec<_> = (10..=14).map(|d| (day(d), at(23, 50))).collect();
        assert!(usually_written_at(&nights, day(16), at(0, 10)));
    }
}
