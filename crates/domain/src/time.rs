use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::Error;

/// A calendar day as the person lived it: data, never worked out from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(NaiveDate);

impl Day {
    /// Year, month (1..=12), day; 1900..=2199.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, Error> {
        Self::from_date(NaiveDate::from_ymd_opt(year, month, day).ok_or(Error::Day)?)
    }

    /// From a chrono date, 1900..=2199.
    pub fn from_date(date: NaiveDate) -> Result<Self, Error> {
        if (1900..=2199).contains(&date.year()) { Ok(Self(date)) } else { Err(Error::Day) }
    }

    /// Reads `2026-11-22`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() != 10 {
            return Err(Error::Day);
        }
        Self::from_date(NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| Error::Day)?)
    }

    /// Days since 1970-01-01, as stored.
    pub fn number(self) -> i32 {
        self.0.num_days_from_ce() - 719_163
    }

    /// From days since 1970-01-01.
    pub fn from_number(number: i32) -> Result<Self, Error> {
        let ce = number.checked_add(719_163).ok_or(Error::Day)?;
        Self::from_date(NaiveDate::from_num_days_from_ce_opt(ce).ok_or(Error::Day)?)
    }

    /// The chrono date.
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// This day moved by `days`; the nearest end of the range where that leaves it.
    pub fn plus(self, days: i32) -> Self {
        let low = Self::MIN_NUMBER;
        let high = Self::MAX_NUMBER;
        let number = self.number().saturating_add(days).clamp(low, high);
        Self::from_number(number).unwrap_or(self)
    }

    /// Whole days from `earlier` to this day.
    pub fn since(self, earlier: Day) -> i32 {
        self.number() - earlier.number()
    }

    /// Year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Month, 1..=12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Day of the month, 1..=31.
    pub fn day_of_month(self) -> u32 {
        self.0.day()
    }

    /// Day of the week.
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// Completed years from this day of birth to `on`; 0 before birth.
    pub fn age_on(self, on: Day) -> u32 {
        on.0.years_since(self.0).unwrap_or(0)
    }

    /// 1900-01-01.
    pub const MIN_NUMBER: i32 = -25_567;
    /// 2199-12-31.
    pub const MAX_NUMBER: i32 = 84_005;
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Day::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }
}

/// Minutes since local midnight, 0..=1439.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct MinuteOfDay(u16);

impl MinuteOfDay {
    /// 0..=1439. 24:00 is refused: it is 00:00 of the next day, and the writer must say which.
    pub fn new(minute: u16) -> Result<Self, Error> {
        if minute < 1440 { Ok(Self(minute)) } else { Err(Error::Minute) }
    }

    /// Hour 0..=23 and minute 0..=59.
    pub fn hm(hour: u16, minute: u16) -> Result<Self, Error> {
        if hour < 24 && minute < 60 { Ok(Self(hour * 60 + minute)) } else { Err(Error::Minute) }
    }

    /// Minutes since midnight.
    pub fn get(self) -> u16 {
        self.0
    }
}

impl<'de> Deserialize<'de> for MinuteOfDay {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        MinuteOfDay::new(u16::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Minutes east of UTC at the place and moment of writing, -840..=840.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct OffsetMinutes(i16);

impl OffsetMinutes {
    /// UTC.
    pub const UTC: OffsetMinutes = OffsetMinutes(0);
    /// Japan, +9 h.
    pub const JAPAN: OffsetMinutes = OffsetMinutes(540);

    /// -840..=840.
    pub fn new(minutes: i16) -> Result<Self, Error> {
        if (-840..=840).contains(&minutes) { Ok(Self(minutes)) } else { Err(Error::Offset) }
    }

    /// Minutes east of UTC.
    pub fn get(self) -> i16 {
        self.0
    }
}

impl<'de> Deserialize<'de> for OffsetMinutes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        OffsetMinutes::new(i16::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// When something happened to the person: the local day, the local time where it is known, the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// Local calendar day.
    pub day: Day,
    /// Local time; `None` where only the day is known.
    pub minute: Option<MinuteOfDay>,
    /// Zone at the time of writing.
    pub offset: OffsetMinutes,
}

/// The clock of one call: UTC milliseconds since 1970 and the zone the person is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01T00:00Z.
    pub utc_ms: i64,
    /// Zone the device is in now.
    pub offset: OffsetMinutes,
}

impl Stamp {
    /// The local day and minute of this moment.
    pub fn local(self) -> Result<(Day, MinuteOfDay), Error> {
        let minutes = self.utc_ms.div_euclid(60_000) + i64::from(self.offset.0);
        let day = Day::from_number(i32::try_from(minutes.div_euclid(1440)).map_err(|_| Error::Day)?)?;
        let minute = u16::try_from(minutes.rem_euclid(1440)).map_err(|_| Error::Minute)?;
        Ok((day, MinuteOfDay::new(minute)?))
    }
}

/// Hybrid logical clock: 48 bits of milliseconds, 16 bits of counter. Never runs backwards on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hlc(pub u64);

impl Hlc {
    /// The next clock value after `self` when the wall clock shows `utc_ms`. With the wall clock
    /// moved back, the counter goes on from the last value.
    pub fn next(self, utc_ms: i64) -> Hlc {
        let wall = (u64::try_from(utc_ms).unwrap_or(0) & ((1 << 48) - 1)) << 16;
        if wall > self.0 { Hlc(wall) } else { Hlc(self.0 + 1) }
    }

    /// Milliseconds part.
    pub fn utc_ms(self) -> i64 {
        (self.0 >> 16) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_survives_its_number_and_its_text() {
        let day = Day::new(2026, 11, 22).unwrap();
        assert_eq!(day.number(), 20_779); // 2026-11-22 by `date -d 2026-11-22 +%s` / 86400
        assert_eq!(Day::from_number(20_779), Ok(day));
        assert_eq!(Day::parse(&day.to_string()), Ok(day));
        assert_eq!(Day::new(1900, 1, 1).unwrap().number(), Day::MIN_NUMBER);
        assert_eq!(Day::new(2199, 12, 31).unwrap().number(), Day::MAX_NUMBER);
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        assert!(Day::new(2026, 2, 29).is_err());
        assert!(Day::parse("2026-2-9").is_err());
        assert!(Day::parse("22026-01-01").is_err());
        assert!(Day::from_number(i32::MAX).is_err());
    }

    #[test]
    fn the_local_day_follows_the_zone() {
        // 2026-11-21T16:00Z is 01:00 of the 22nd in Japan and 06:00 of the 21st in Honolulu (-10 h).
        let utc_ms = 20_778 * 86_400_000 + 16 * 3_600_000;
        let japan = Stamp { utc_ms, offset: OffsetMinutes::JAPAN }.local().unwrap();
        let hawaii = Stamp { utc_ms, offset: OffsetMinutes::new(-600).unwrap() }.local().unwrap();
        assert_eq!((japan.0.to_string().as_str(), japan.1.get()), ("2026-11-22", 60));
        assert_eq!((hawaii.0.to_string().as_str(), hawaii.1.get()), ("2026-11-21", 360));
    }

    #[test]
    fn twenty_four_oclock_is_refused() {
        assert!(MinuteOfDay::hm(24, 0).is_err());
        assert!(MinuteOfDay::new(1440).is_err());
    }

    #[test]
    fn the_clock_never_runs_backwards() {
        let first = Hlc(0).next(1_000);
        let second = first.next(500);
        assert!(second > first);
        assert_eq!(second.utc_ms(), 1_000);
        assert_eq!(second.next(2_000).utc_ms(), 2_000);
    }
}
