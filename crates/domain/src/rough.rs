//! A day of which perhaps only the year or the month is known.

use serde::{Deserialize, Serialize};

use crate::{Day, Error};

/// When something was, as far as somebody knows it: `2015`, `2015-03` or `2015-03-14`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoughDay {
    /// Some time in a year.
    Year(i32),
    /// Some time in a month.
    Month(i32, u32),
    /// A day.
    Day(Day),
}

impl RoughDay {
    /// Reads `2015`, `2015-03` or `2015-03-14`; 1900..=2199.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let number = |part: &str| match part.bytes().all(|byte| byte.is_ascii_digit()) {
            true => part.parse::<u32>().map_err(|_| Error::Day),
            false => Err(Error::Day),
        };
        let year = |part: &str| number(part).and_then(|year| i32::try_from(year).map_err(|_| Error::Day));
        match (text.len(), text.split_once('-')) {
            (4, None) => Self::checked(Self::Year(year(text)?)),
            (7, Some((of, month))) if of.len() == 4 => Self::checked(Self::Month(year(of)?, number(month)?)),
            _ => Day::parse(text).map(Self::Day),
        }
    }

    /// The first day it may have been.
    pub fn first(self) -> Day {
        match self {
            Self::Year(year) => Day::new(year, 1, 1),
            Self::Month(year, month) => Day::new(year, month, 1),
            Self::Day(day) => Ok(day),
        }
        .expect("a year and a month were checked when it was made")
    }

    /// The last day it may have been.
    pub fn last(self) -> Day {
        match self {
            Self::Year(year) => Day::new(year, 12, 31).unwrap_or(self.first()),
            Self::Month(_, month) => {
                let days = (28..=31).rev().find(|days| self.first().plus(days - 1).month() == month);
                self.first().plus(days.unwrap_or(28) - 1)
            }
            Self::Day(day) => day,
        }
    }

    /// As stored: a day is its own number; years and months stand far beyond all days.
    pub fn number(self) -> i32 {
        match self {
            Self::Year(year) => BEYOND + year * 100,
            Self::Month(year, month) => BEYOND + year * 100 + i32::try_from(month).unwrap_or(0),
            Self::Day(day) => day.number(),
        }
    }

    /// From a stored number.
    pub fn from_number(number: i32) -> Result<Self, Error> {
        let Some(rough) = number.checked_sub(BEYOND).filter(|rough| *rough >= 0) else {
            return Day::from_number(number).map(Self::Day);
        };
        match (rough / 100, u32::try_from(rough % 100).map_err(|_| Error::Day)?) {
            (year, 0) => Self::checked(Self::Year(year)),
            (year, month) => Self::checked(Self::Month(year, month)),
        }
    }

    fn checked(self) -> Result<Self, Error> {
        match self {
            Self::Year(year) => Day::new(year, 1, 1),
            Self::Month(year, month) => Day::new(year, month, 1),
            Self::Day(day) => Ok(day),
        }
        .map(|_| self)
    }
}

impl From<Day> for RoughDay {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

/// By the first day it may have been; what is known less exactly stands first among those.
impl Ord for RoughDay {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |of: &Self| (of.first(), std::cmp::Reverse(of.last()));
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for RoughDay {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for RoughDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => day.fmt(f),
        }
    }
}

impl Serialize for RoughDay {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RoughDay {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for RoughDay {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RoughDay".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "2015, 2015-03 or 2015-03-14" })
    }
}

/// Years and months are stored from here on; the last day of all is number 84,005.
const BEYOND: i32 = 10_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn rough(text: &str) -> RoughDay {
        RoughDay::parse(text).unwrap()
    }

    #[test]
    fn a_year_a_month_and_a_day_are_kept_as_they_were_said() {
        for text in ["2015", "2015-03", "2015-03-14", "1900", "2199-12", "2024-02-29"] {
            assert_eq!(rough(text).to_string(), text);
            assert_eq!(RoughDay::from_number(rough(text).number()), Ok(rough(text)));
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "15",
            "1899",
            "2200",
            "2015-00",
            "2015-13",
            "2015-3",
            "+201",
            "-015",
            "2015-02-30",
            "20a5",
            "二千",
        ] {
            assert_eq!(RoughDay::parse(text), Err(Error::Day), "{text}");
        }
        for number in [i32::MIN, i32::MAX, BEYOND - 1, BEYOND, BEYOND + 2015 * 100 + 13, 84_006] {
            assert_eq!(RoughDay::from_number(number), Err(Error::Day), "{number}");
        }
    }

    #[test]
    fn it_spans_its_days() {
        assert_eq!(
            (rough("2015").first().to_string(), rough("2015").last().to_string()),
            ("2015-01-01".into(), "2015-12-31".into())
        );
        assert_eq!(rough("2024-02").last().to_string(), "2024-02-29");
        assert_eq!(rough("2015-02").last().to_string(), "2015-02-28");
        assert_eq!(rough("2199-12").last().to_string(), "2199-12-31");
    }

    #[test]
    fn it_sorts_by_its_first_day_and_what_is_less_exact_stands_first() {
        let mut all = ["2015-01-01", "2014-12-31", "2015-06", "2015", "2015-01", "2016"].map(rough);
        all.sort();
        assert_eq!(
            all.map(|of| of.to_string()),
            ["2014-12-31", "2015", "2015-01", "2015-01-01", "2015-06", "2016"]
        );
    }
}
