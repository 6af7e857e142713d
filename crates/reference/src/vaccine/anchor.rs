use std::str::FromStr;

/// A day of somebody's life, said by the rule that finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// The day.
    pub point: Point,
    /// Days added to it: 「至った日の翌日から」 adds 1.
    pub plus_days: i32,
}

/// What an [`Anchor`] counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// Days after the day of birth; 0 is the day of birth.
    Days(i32),
    /// The day on which an age in months is reached (生後nか月に至った日): the day before the same day of the month.
    Months(u32),
    /// 1 April of the school year in which an age in years is reached.
    YearStart(u32),
    /// 31 March of the school year in which an age in years is reached.
    YearEnd(u32),
    /// Entry into primary school, moved by years.
    SchoolEntry(i32),
    /// The day before entry into primary school.
    BeforeSchool,
    /// Day of a pregnancy; the day due is day 280.
    Gestation(i32),
}

impl FromStr for Anchor {
    type Err = ();

    /// Reads `42d`, `7m+1`, `3y`, `fs12`, `fe16`, `se-1`, `sd`, `g196`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (day, plus) = text.split_once('+').unwrap_or((text, "0"));
        Ok(Self { point: point(day).ok_or(())?, plus_days: plus.parse().map_err(|_| ())? })
    }
}

fn point(text: &str) -> Option<Point> {
    if text == "sd" {
        return Some(Point::BeforeSchool);
    }
    if let Some(years) = text.strip_prefix("se") {
        return years.parse().ok().map(Point::SchoolEntry);
    }
    if let Some(age) = text.strip_prefix("fs") {
        return age.parse().ok().map(Point::YearStart);
    }
    if let Some(age) = text.strip_prefix("fe") {
        return age.parse().ok().map(Point::YearEnd);
    }
    if let Some(day) = text.strip_prefix('g') {
        return day.parse().ok().map(Point::Gestation);
    }
    if let Some(days) = text.strip_suffix('d') {
        return days.parse().ok().map(Point::Days);
    }
    if let Some(months) = text.strip_suffix('m') {
        return months.parse().ok().map(Point::Months);
    }
    // 「n歳に達した日」 is found as n × 12 months.
    text.strip_suffix('y')?.parse::<u32>().ok()?.checked_mul(12).map(Point::Months)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_written_form_is_read() {
        let read = |text: &str| text.parse::<Anchor>().map(|anchor| (anchor.point, anchor.plus_days));
        assert_eq!(read("42d"), Ok((Point::Days(42), 0)));
        assert_eq!(read("7m+1"), Ok((Point::Months(7), 1)));
        assert_eq!(read("13y"), Ok((Point::Months(156), 0)));
        assert_eq!(read("fs12"), Ok((Point::YearStart(12), 0)));
        assert_eq!(read("fe16"), Ok((Point::YearEnd(16), 0)));
        assert_eq!(read("se-1"), Ok((Point::SchoolEntry(-1), 0)));
        assert_eq!(read("sd"), Ok((Point::BeforeSchool, 0)));
        assert_eq!(read("g196"), Ok((Point::Gestation(196), 0)));
        for text in ["", "m", "2w", "x3y", "2m+", "99999999999y", "4294967295y", "é"] {
            assert_eq!(read(text), Err(()), "{text}");
        }
    }
}
