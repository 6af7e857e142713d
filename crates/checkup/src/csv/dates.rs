//! Days in the writings that a profile names. Nothing is guessed: no two-digit years, no other order.

use henro_domain::Day;
use serde::{Deserialize, Serialize};

use super::words::fold;

/// A way to write a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DateFormat {
    /// `2024/6/3`.
    #[serde(rename = "yyyy/m/d")]
    Slash,
    /// `2024-06-03`.
    #[serde(rename = "yyyy-mm-dd")]
    Dash,
    /// `2024.6.3`.
    #[serde(rename = "yyyy.m.d")]
    Dot,
    /// `20240603`.
    #[serde(rename = "yyyymmdd")]
    Digits,
    /// `2024年6月3日`.
    #[serde(rename = "kanji")]
    Kanji,
    /// `R6.6.3`, `R06/06/03`, `S47-4-10`.
    #[serde(rename = "era-dot")]
    EraLetter,
    /// `令和6年6月3日`, `令和元年5月1日`.
    #[serde(rename = "era-kanji")]
    EraKanji,
    /// `5060603`: 1 明治, 2 大正, 3 昭和, 4 平成, 5 令和, then two digits each.
    #[serde(rename = "era7")]
    EraSeven,
    /// `45446`: days of a spreadsheet.
    #[serde(rename = "excel")]
    Spreadsheet,
}

impl DateFormat {
    /// All of them, most common first.
    pub(super) const ALL: [Self; 9] = [
        Self::Slash,
        Self::Dash,
        Self::Digits,
        Self::EraLetter,
        Self::EraKanji,
        Self::Kanji,
        Self::Dot,
        Self::EraSeven,
        Self::Spreadsheet,
    ];
}

/// Reads a cell by the first format that fits.
pub(super) fn read_date(cell: &str, formats: &[DateFormat]) -> Option<Day> {
    if cell.len() > 100 {
        return None;
    }
    let text: String = fold(cell).chars().filter(|letter| !letter.is_whitespace()).collect();
    formats.iter().find_map(|format| one(&text, *format))
}

fn one(text: &str, format: DateFormat) -> Option<Day> {
    match format {
        DateFormat::Slash => western(text, '/'),
        DateFormat::Dash => western(text, '-'),
        DateFormat::Dot => western(text, '.'),
        DateFormat::Digits => {
            let digits = text.len() == 8 && digits(text);
            if digits { day(text.get(..4)?, text.get(4..6)?, text.get(6..)?, 0) } else { None }
        }
        DateFormat::Kanji => {
            let (year, month, date) = kanji(text)?;
            if year.len() == 4 { day(year, month, date, 0) } else { None }
        }
        DateFormat::EraLetter => {
            let base = ERAS
                .iter()
                .find(|era| text.starts_with(era.0) || text.starts_with(era.0.to_ascii_lowercase()))?
                .2;
            let rest = text.get(1..)?;
            let mark = rest.chars().find(|letter| matches!(letter, '.' | '/' | '-'))?;
            let mut parts = rest.split(mark);
            let (year, month, date) = (parts.next()?, parts.next()?, parts.next()?);
            if parts.next().is_some() { None } else { day(year, month, date, base) }
        }
        DateFormat::EraKanji => {
            let era = ERAS.iter().find(|era| text.starts_with(era.1))?;
            let (year, month, date) = kanji(text.strip_prefix(era.1)?)?;
            day(if year == "元" { "1" } else { year }, month, date, era.2)
        }
        DateFormat::EraSeven => {
            if text.len() != 7 || !digits(text) {
                return None;
            }
            let era = ERAS.get(text.get(..1)?.parse::<usize>().ok()?.checked_sub(1)?)?;
            day(text.get(1..3)?, text.get(3..5)?, text.get(5..)?, era.2)
        }
        DateFormat::Spreadsheet => {
            let serial: i32 = if text.len() == 5 && digits(text) { text.parse().ok()? } else { return None };
            // Day 25569 of a spreadsheet is 1970-01-01.
            Day::from_number(serial.checked_sub(25_569)?).ok()
        }
    }
}

fn western(text: &str, mark: char) -> Option<Day> {
    let mut parts = text.split(mark);
    let (year, month, date) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 { None } else { day(year, month, date, 0) }
}

fn kanji(text: &str) -> Option<(&str, &str, &str)> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    Some((year, month, rest.strip_suffix('日')?))
}

fn day(year: &str, month: &str, date: &str, base: i32) -> Option<Day> {
    let small = |text: &str| if digits(text) && text.len() <= 4 { text.parse::<u32>().ok() } else { None };
    let year = i32::try_from(small(year)?).ok()?;
    if base > 0 && !(1..=99).contains(&year) {
        return None;
    }
    Day::new(base + year, small(month)?, small(date)?).ok()
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Letter, name and the year before the first, in the order of their numbers.
const ERAS: [(char, &str, i32); 5] =
    [('M', "明治", 1867), ('T', "大正", 1911), ('S', "昭和", 1925), ('H', "平成", 1988), ('R', "令和", 2018)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_reads_its_own_writing() {
        let want = Day::new(2024, 6, 3).ok();
        for text in [
            "2024/6/3",
            "2024-06-03",
            "20240603",
            "R6.6.3",
            "R06/06/03",
            "令和6年6月3日",
            "2024年6月3日",
            "5060603",
            "45446",
            "２０２４／６／３",
            "r6.6.3",
        ] {
            assert_eq!(read_date(text, &DateFormat::ALL), want, "{text}");
        }
        let of = |text| read_date(text, &DateFormat::ALL);
        assert_eq!(of("S47.4.10"), Day::new(1972, 4, 10).ok());
        assert_eq!(of("3470410"), Day::new(1972, 4, 10).ok());
        assert_eq!(of("令和元年5月1日"), Day::new(2019, 5, 1).ok());
        assert_eq!(of("S64.1.8"), Day::new(1989, 1, 8).ok(), "a day after the era is accepted");
    }

    #[test]
    fn what_could_be_two_days_is_none() {
        for text in [
            "24/6/3",
            "6/3/2024",
            "2024/13/1",
            "2024/4/31",
            "",
            "R0.1.1",
            "20240231",
            "令和6年6月",
            "9060603",
        ] {
            assert_eq!(read_date(text, &DateFormat::ALL), None, "{text}");
        }
    }
}
