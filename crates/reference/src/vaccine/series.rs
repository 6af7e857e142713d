use std::str::FromStr;
use std::sync::OnceLock;

use henro_domain::Day;

use super::{Anchor, Category, list::category};
use crate::growth::Confidence;
use crate::table::{Cells, rows};

/// Doses that belong together: 第1期, or what somebody takes who began late.
#[derive(Debug)]
pub struct Series {
    /// Id: `PCV-7M`.
    pub id: &'static str,
    /// Code of its vaccine.
    pub vaccine: &'static str,
    /// Name, in Japanese.
    pub label: &'static str,
    /// Who pays.
    pub category: Category,
    /// Chosen when the first dose lies in these days.
    pub start: Option<(Anchor, Anchor)>,
    /// Chosen when this holds.
    pub condition: Option<Condition>,
    /// Comes again.
    pub season: Option<Season>,
    /// Offered from this day.
    pub valid_from: Option<Day>,
}

/// What must hold for a series to be the one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// The first dose is given on this day or before.
    FirstBy(Anchor),
    /// The mother has HBs antigen.
    MotherHbsAg,
    /// Younger than so many years.
    YoungerThan(u32),
    /// So many years old or older.
    AtLeast(u32),
}

/// How a series comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    /// From a day (month, day) to a day of the next year.
    Months((u32, u32), (u32, u32)),
    /// Once a year without a fixed season.
    Year,
    /// With every pregnancy.
    Pregnancy,
}

/// One dose of a series.
#[derive(Debug)]
pub struct Dose {
    /// Id of its series.
    pub series: &'static str,
    /// Number, as people count.
    pub number: u8,
    /// Name, in Japanese.
    pub label: &'static str,
    /// First day of the programme, where narrower than that of the vaccine.
    pub from: Option<Anchor>,
    /// Last day of the programme, where narrower.
    pub to: Option<Anchor>,
    /// 標準的な接種期間, first day.
    pub standard_from: Option<Anchor>,
    /// 標準的な接種期間, last day.
    pub standard_to: Option<Anchor>,
    /// Not before this day, whatever the intervals.
    pub not_before: Option<Anchor>,
    /// Least intervals, all to be kept.
    pub intervals: Vec<Interval>,
    /// Usual interval.
    pub standard_interval: Option<StandardInterval>,
    /// Remark, in Japanese.
    pub note: &'static str,
    /// How sure this is.
    pub confidence: Confidence,
    /// Ids of sources.
    pub sources: &'static str,
}

/// A least interval before a dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// From this dose of the series; `None` from the one before.
    pub from_dose: Option<u8>,
    /// How long.
    pub least: Amount,
}

/// The usual interval before a dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandardInterval {
    /// From this dose of the series; `None` from the one before.
    pub from_dose: Option<u8>,
    /// From so long after it on.
    pub from: Amount,
    /// To so long after it; `None` where the source says "about".
    pub to: Option<Amount>,
}

/// A length of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// So many days lie between: 27 is four weeks later.
    DaysBetween(i32),
    /// So many half months: 5 is 2.5 months.
    HalfMonths(u32),
}

impl FromStr for Amount {
    type Err = ();

    /// Reads `27d`, `6m`, `2.5m`.
    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some(days) = text.strip_suffix('d') {
            return days.parse().map(Self::DaysBetween).map_err(|_| ());
        }
        let months = text.strip_suffix('m').ok_or(())?;
        let (whole, half) = months.strip_suffix(".5").map_or((months, 0), |whole| (whole, 1));
        let whole: u32 = whole.parse().map_err(|_| ())?;
        whole.checked_mul(2).and_then(|halves| halves.checked_add(half)).map(Self::HalfMonths).ok_or(())
    }
}

/// All series, in the order of the table.
pub fn vaccine_series() -> &'static [Series] {
    static TABLE: OnceLock<Vec<Series>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../../data/vaccine_series.tsv"), read))
}

/// All doses, by series and number.
pub fn vaccine_doses() -> &'static [Dose] {
    static TABLE: OnceLock<Vec<Dose>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../../data/vaccine_doses.tsv"), read_dose))
}

fn read(cells: &mut Cells) -> Option<Series> {
    Some(Series {
        id: cells.text()?,
        vaccine: cells.text()?,
        label: cells.text()?,
        category: category(cells)?,
        start: match (cells.maybe()?, cells.maybe()?) {
            (Some(from), Some(to)) => Some((from, to)),
            (None, None) => None,
            _ => return None,
        },
        condition: match cells.text()? {
            "" => None,
            text => Some(condition(text)?),
        },
        season: match cells.text()? {
            "" => None,
            text => Some(season(text)?),
        },
        valid_from: cells.day()?,
    })
}

fn condition(text: &str) -> Option<Condition> {
    if text == "mother_hbsag" {
        return Some(Condition::MotherHbsAg);
    }
    if let Some(day) = text.strip_prefix("dose1<=") {
        return day.parse().ok().map(Condition::FirstBy);
    }
    let years = |text: &str| text.strip_suffix('y')?.parse().ok();
    if let Some(age) = text.strip_prefix("age>=") {
        return years(age).map(Condition::AtLeast);
    }
    years(text.strip_prefix("age<")?).map(Condition::YoungerThan)
}

fn season(text: &str) -> Option<Season> {
    match text {
        "year" => Some(Season::Year),
        "pregnancy" => Some(Season::Pregnancy),
        days => {
            let (from, to) = days.split_once('~')?;
            let day = |text: &str| {
                let (month, day) = text.split_once('-')?;
                Some((month.parse().ok()?, day.parse().ok()?))
            };
            Some(Season::Months(day(from)?, day(to)?))
        }
    }
}

fn read_dose(cells: &mut Cells) -> Option<Dose> {
    Some(Dose {
        series: cells.text()?,
        number: cells.value()?,
        label: cells.text()?,
        from: cells.maybe()?,
        to: cells.maybe()?,
        standard_from: cells.maybe()?,
        standard_to: cells.maybe()?,
        not_before: cells.maybe()?,
        intervals: cells.text()?.split_terminator(';').map(interval).collect::<Option<_>>()?,
        standard_interval: match cells.text()? {
            "" => None,
            text => Some(standard(text)?),
        },
        note: cells.text()?,
        confidence: cells.value()?,
        sources: cells.text()?,
    })
}

fn interval(text: &str) -> Option<Interval> {
    let (from, least) = text.split_once('>')?;
    Some(Interval { from_dose: from_dose(from)?, least: least.parse().ok()? })
}

fn standard(text: &str) -> Option<StandardInterval> {
    let (from, length) = text.split_once('>')?;
    let (least, most) = length.split_once('~')?;
    let to = if most.is_empty() { None } else { Some(most.parse().ok()?) };
    Some(StandardInterval { from_dose: from_dose(from)?, from: least.parse().ok()?, to })
}

/// `p` is the previous one.
fn from_dose(text: &str) -> Option<Option<u8>> {
    if text == "p" { Some(None) } else { text.parse().ok().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_halves_of_a_month() {
        assert_eq!("27d".parse(), Ok(Amount::DaysBetween(27)));
        assert_eq!("6m".parse(), Ok(Amount::HalfMonths(12)));
        assert_eq!("2.5m".parse(), Ok(Amount::HalfMonths(5)));
        assert_eq!("m".parse::<Amount>(), Err(()));
        assert_eq!("4294967295m".parse::<Amount>(), Err(()));
    }
}
