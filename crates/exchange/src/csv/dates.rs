use henro_domain::{Day, MinuteOfDay, OffsetMinutes};
use unicode_normalization::UnicodeNormalization;

/// Reads 2026-11-22, 2026/11/22, 2026年11月22日, 20261122, 令和8年11月22日, R8.11.22.
pub fn read_day(text: &str) -> Option<Day> {
    let folded = fold(text)?;
    let (base, rest) = ERAS
        .iter()
        .find_map(|(names, base)| names.iter().find_map(|name| Some((*base, folded.strip_prefix(name)?))))
        .unwrap_or((0, &folded));
    if base == 0 && rest.len() == 8 && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return day(rest.get(..4)?, rest.get(4..6)?, rest.get(6..)?, 0);
    }
    let rest = rest.strip_suffix('日').unwrap_or(rest);
    let mut parts = rest.split(['-', '/', '.', '年', '月']);
    let (year, month, date) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || (base == 0 && year.len() != 4) {
        return None;
    }
    day(if year == "元" { "1" } else { year }, month, date, base)
}

/// Reads 7:05, 07:05:30, 午前7時5分, 7時, 7:05 PM. 24:00 is refused.
pub fn read_time(text: &str) -> Option<MinuteOfDay> {
    let folded = fold(text)?.to_lowercase();
    let (half, rest) = half_of_day(&folded);
    let (hour, minute) = match rest.split_once('時') {
        Some((hour, "")) => (hour, "0"),
        Some((hour, "半")) => (hour, "30"),
        Some((hour, minutes)) => (hour, minutes.strip_suffix('分')?),
        None => {
            let mut parts = rest.split(':');
            let (hour, minute) = (parts.next()?, parts.next()?);
            let seconds = parts.next().unwrap_or("00");
            let second = seconds.split('.').next().and_then(small)?;
            if minute.len() != 2 || second > 59 || parts.next().is_some() {
                return None;
            }
            (hour, minute)
        }
    };
    let hour = u16::try_from(small(hour)?).ok()?;
    let minute = u16::try_from(small(minute)?).ok()?;
    let hour = match (half, hour) {
        (None, hour) => hour,
        (Some(_), 13..) => return None,
        (Some(Half::Morning), 12) => 0,
        (Some(Half::Morning), hour) => hour,
        (Some(Half::Afternoon), 12) => 12,
        (Some(Half::Afternoon), hour) => hour + 12,
    };
    MinuteOfDay::hm(hour, minute).ok()
}

/// Reads `UTC+09:00`, `+09:00`, `+0900`, `Z`.
pub(super) fn read_zone(text: &str) -> Option<OffsetMinutes> {
    let rest = text.trim();
    let rest = rest.strip_prefix("UTC").unwrap_or(rest);
    if matches!(rest, "" | "Z") {
        return OffsetMinutes::new(0).ok();
    }
    let (sign, digits) = match (rest.strip_prefix('+'), rest.strip_prefix('-')) {
        (Some(digits), _) => (1, digits),
        (_, Some(digits)) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    let (hour, minute) = (digits.get(..2)?, digits.get(2..)?);
    let minute =
        if minute.is_empty() { 0 } else { small(minute).filter(|m| *m < 60 && minute.len() == 2)? };
    let total = i16::try_from(small(hour)? * 60 + minute).ok()?;
    OffsetMinutes::new(sign * total).ok()
}

/// Writes `UTC+09:00`: no leading sign, so that a spreadsheet leaves it alone.
pub(super) fn zone_text(offset: OffsetMinutes) -> String {
    let minutes = offset.get().unsigned_abs();
    let sign = if offset.get() < 0 { '-' } else { '+' };
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Writes `07:05`.
pub(super) fn time_text(minute: MinuteOfDay) -> String {
    format!("{:02}:{:02}", minute.get() / 60, minute.get() % 60)
}

/// A date and perhaps a time in one cell: `2026/11/22 7:05`, `2026-11-22T07:05:00+09:00`.
pub(super) fn split_moment(text: &str) -> (String, String, Option<OffsetMinutes>) {
    let text = text.trim();
    let Some((date, time)) = text.split_once(['T', ' ', '\u{3000}']) else {
        return (text.to_owned(), String::new(), None);
    };
    let time = time.trim();
    let zone_at = time.find(['+', 'Z']).or_else(|| time.rfind('-'));
    let zone = zone_at.and_then(|at| read_zone(time.get(at..)?));
    let clock = match (zone_at, zone) {
        (Some(at), Some(_)) => time.get(..at).unwrap_or(time),
        _ => time,
    };
    (date.to_owned(), clock.trim().to_owned(), zone)
}

enum Half {
    Morning,
    Afternoon,
}

fn half_of_day(text: &str) -> (Option<Half>, &str) {
    for (word, morning) in [("午前", true), ("午後", false), ("am", true), ("pm", false)] {
        let rest = text.strip_prefix(word).or_else(|| text.strip_suffix(word));
        if let Some(rest) = rest {
            return (Some(if morning { Half::Morning } else { Half::Afternoon }), rest);
        }
    }
    (None, text)
}

fn day(year: &str, month: &str, date: &str, base: u32) -> Option<Day> {
    let year = i32::try_from(small(year)?.checked_add(base)?).ok()?;
    Day::new(year, small(month)?, small(date)?).ok()
}

fn small(text: &str) -> Option<u32> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// NFKC without spaces; `None` if far too long for a date.
fn fold(text: &str) -> Option<String> {
    let short = text.chars().count() <= 40;
    short.then(|| text.nfkc().filter(|letter| !letter.is_whitespace()).collect())
}

/// Year before the first of each era.
const ERAS: &[(&[&str], u32)] =
    &[(&["令和", "R", "r"], 2018), (&["平成", "H", "h"], 1988), (&["昭和", "S", "s"], 1925)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_writing_of_a_day_is_the_same_day() {
        let day = Day::new(2026, 11, 22).ok();
        for text in [
            "2026-11-22",
            "2026/11/22",
            "2026年11月22日",
            "令和8年11月22日",
            "R8.11.22",
            "20261122",
            " ２０２６/11/22 ",
            "2026.11.22",
        ] {
            assert_eq!(read_day(text), day, "{text}");
        }
        assert_eq!(read_day("令和元年5月1日"), Day::new(2019, 5, 1).ok());
        assert_eq!(read_day("平成31年4月30日"), Day::new(2019, 4, 30).ok());
        assert_eq!(read_day("S64.1.7"), Day::new(1989, 1, 7).ok());
    }

    #[test]
    fn days_that_could_be_two_or_none_are_refused() {
        for text in
            ["", "11/22/2026", "22.11.26", "2026-02-30", "2026-11", "26-11-22", "R8", "あ", "2026-11-22-1"]
        {
            assert_eq!(read_day(text), None, "{text}");
        }
    }

    #[test]
    fn times_of_day() {
        let at = |hour, minute| MinuteOfDay::hm(hour, minute).ok();
        for text in ["7:05", "07:05", "午前7時5分", "7:05:30", "7:05 AM", "７：０５", "AM7:05"] {
            assert_eq!(read_time(text), at(7, 5), "{text}");
        }
        assert_eq!(read_time("午後7時"), at(19, 0));
        assert_eq!(read_time("午前12時0分"), at(0, 0));
        assert_eq!(read_time("12:30 pm"), at(12, 30));
        for text in ["24:00", "7:5", "7", "25:00", "7:60", "午後13時", "7時5", "", "-1:00"] {
            assert_eq!(read_time(text), None, "{text}");
        }
    }

    #[test]
    fn zones_go_out_and_come_back() {
        for minutes in [540, 0, -600, 345, 840, -840] {
            let zone = OffsetMinutes::new(minutes).unwrap();
            assert_eq!(read_zone(&zone_text(zone)), Some(zone));
        }
        assert_eq!(read_zone("+0900").map(OffsetMinutes::get), Some(540));
        assert_eq!(read_zone("JST"), None);
    }
}
