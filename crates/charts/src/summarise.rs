use henro_domain::Day;

/// One value on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// The day.
    pub day: Day,
    /// The number, in the unit of its series.
    pub value: f64,
}

/// How long one bucket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grain {
    /// A day: periods of up to 92 days (three months).
    Day,
    /// A calendar month: up to three years (1,096 days).
    Month,
    /// A calendar year.
    Year,
}

impl Grain {
    /// The grain of a period, both days included.
    pub fn of(from: Day, to: Day) -> Self {
        match to.since(from) + 1 {
            ..=92 => Self::Day,
            93..=1096 => Self::Month,
            _ => Self::Year,
        }
    }

    /// What a day is counted under.
    fn key(self, day: Day) -> (i32, u32, u32) {
        match self {
            Self::Day => (day.year(), day.month(), day.day_of_month()),
            Self::Month => (day.year(), day.month(), 1),
            Self::Year => (day.year(), 1, 1),
        }
    }
}

/// Values of a day, month or year together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// First day of the bucket that lies in the period.
    pub from: Day,
    /// Last day of the bucket that lies in the period.
    pub to: Day,
    /// Number of values.
    pub count: u32,
    /// Smallest value.
    pub min: f64,
    /// Mean of the values.
    pub mean: f64,
    /// Largest value.
    pub max: f64,
}

/// The values of a period as days, months or years, in order; a bucket without values is left out (a gap stays a gap).
///
/// `values` in any order; those outside the period and those that are not finite are left out. 120, 130 and 125 in one
/// bucket: 3 values, 120 to 130, mean 125.
pub fn summarise(values: &[Value], from: Day, to: Day, grain: Grain) -> Vec<Bucket> {
    let mut inside: Vec<&Value> =
        values.iter().filter(|v| (from..=to).contains(&v.day) && v.value.is_finite()).collect();
    inside.sort_by_key(|value| value.day);
    let same = |a: &&Value, b: &&Value| grain.key(a.day) == grain.key(b.day);
    inside.chunk_by(same).filter_map(|chunk| bucket(chunk, from, to, grain)).collect()
}

/// The mean of seven days, for each day of the period that has one: the mean of the daily means of that day and the six
/// before, where at least three of the seven have a value. Days without it are left out, so that the line breaks there.
///
/// `values` in any order; values of the six days before the period count too.
pub fn mean_line(values: &[Value], from: Day, to: Day) -> Vec<Value> {
    let days = summarise(values, from.plus(-6), to, Grain::Day);
    let mut line = Vec::new();
    for number in from.number()..=to.number() {
        let Ok(day) = Day::from_number(number) else { continue };
        let first = days.partition_point(|bucket| bucket.from.number() < number - 6);
        let end = days.partition_point(|bucket| bucket.from.number() <= number);
        let week = days.get(first..end).unwrap_or_default();
        if week.len() >= LEAST_DAYS {
            let value = week.iter().map(|bucket| bucket.mean).sum::<f64>() / week.len() as f64;
            line.push(Value { day, value });
        }
    }
    line
}

fn bucket(chunk: &[&Value], from: Day, to: Day, grain: Grain) -> Option<Bucket> {
    let (first, last) = edges(chunk.first()?.day, grain);
    let numbers = || chunk.iter().map(|value| value.value);
    Some(Bucket {
        from: first.max(from),
        to: last.min(to),
        count: u32::try_from(chunk.len()).unwrap_or(u32::MAX),
        min: numbers().fold(f64::INFINITY, f64::min),
        mean: numbers().sum::<f64>() / chunk.len() as f64,
        max: numbers().fold(f64::NEG_INFINITY, f64::max),
    })
}

/// First and last day of the bucket a day lies in.
fn edges(day: Day, grain: Grain) -> (Day, Day) {
    match grain {
        Grain::Day => (day, day),
        Grain::Month => {
            let first = Day::new(day.year(), day.month(), 1).unwrap_or(day);
            let (year, month) =
                if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
            (first, Day::new(year, month, 1).map_or(day, |next| next.plus(-1)))
        }
        Grain::Year => {
            (Day::new(day.year(), 1, 1).unwrap_or(day), Day::new(day.year(), 12, 31).unwrap_or(day))
        }
    }
}

const LEAST_DAYS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> Day {
        Day::new(2026, month, day).unwrap()
    }

    fn value(month: u32, d: u32, value: f64) -> Value {
        Value { day: day(month, d), value }
    }

    #[test]
    fn three_months_are_days_three_years_are_months() {
        let from = day(1, 1);
        // both ends count: +91 is the 92nd day, +1095 the 1,096th
        assert_eq!(
            [91, 92, 1095, 1096].map(|n| Grain::of(from, from.plus(n))),
            [Grain::Day, Grain::Month, Grain::Month, Grain::Year]
        );
    }

    #[test]
    fn a_month_has_its_least_mean_and_greatest_value() {
        let got = summarise(
            &[
                value(3, 9, 130.0),
                value(2, 3, 120.0),
                value(2, 28, 130.0),
                value(2, 14, 125.0),
                value(1, 1, 999.0),
            ],
            day(2, 2),
            day(3, 10),
            Grain::Month,
        );
        assert_eq!(got.len(), 2);
        // (120 + 130 + 125) / 3 = 125; the month is cut to the period at both ends
        assert_eq!((got[0].count, got[0].min, got[0].mean, got[0].max), (3, 120.0, 125.0, 130.0));
        assert_eq!((got[0].from, got[0].to), (day(2, 2), day(2, 28)));
        assert_eq!((got[1].from, got[1].to), (day(3, 1), day(3, 10)));
    }

    #[test]
    fn the_mean_line_needs_three_of_seven_days_and_breaks_where_they_are_missing() {
        let values = [value(1, 1, 120.0), value(1, 2, 130.0), value(1, 3, 125.0), value(1, 3, 135.0)];
        let line = mean_line(&values, day(1, 1), day(1, 20));
        // the 3rd is the first day with three; its own mean is 130, (120 + 130 + 130) / 3 = 126.67; the 7th is the last
        // day whose week still holds all three
        assert_eq!((line.first().unwrap().day, line.last().unwrap().day), (day(1, 3), day(1, 7)));
        assert!((line[0].value - 380.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn days_before_the_period_feed_the_mean() {
        let values = [value(1, 5, 1.0), value(1, 6, 2.0), value(1, 7, 3.0)];
        assert_eq!(mean_line(&values, day(1, 7), day(1, 7)), [value(1, 7, 2.0)]);
    }

    #[test]
    fn what_is_not_a_number_is_left_out() {
        assert!(summarise(&[value(1, 1, f64::NAN)], day(1, 1), day(1, 2), Grain::Day).is_empty());
    }
}
