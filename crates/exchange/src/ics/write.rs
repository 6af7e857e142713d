use std::fmt::Write as _;

use henro_domain::Day;

use super::fold::{line, text};
use super::{Calendar, Event};

/// The calendar as a file: the same calendar, the same bytes.
///
/// # Source
/// RFC 5545: 3.4 (VCALENDAR with PRODID and VERSION), 3.6.1 (VEVENT with UID, DTSTAMP; a DTEND of a DATE is the first
/// day after it), 3.8.2.7 (TRANSPARENT: the day stays free for others), 3.6.6 (VALARM).
pub fn write(calendar: &Calendar) -> String {
    let mut out = String::new();
    for fixed in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Henro//Henro//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ] {
        line(&mut out, fixed);
    }
    line(&mut out, &format!("X-WR-CALNAME:{}", text(&calendar.name)));
    let stamp = stamp(calendar.made_ms);
    for one in &calendar.events {
        event(&mut out, one, &stamp);
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn event(out: &mut String, event: &Event, stamp: &str) {
    let uid: String =
        event.uid.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{uid}"));
    line(out, &format!("DTSTAMP:{stamp}"));
    line(out, &format!("DTSTART;VALUE=DATE:{}", date(event.from)));
    line(out, &format!("DTEND;VALUE=DATE:{}", date(event.to.max(event.from).plus(1))));
    line(out, &format!("SUMMARY:{}", text(&event.summary)));
    if !event.description.is_empty() {
        line(out, &format!("DESCRIPTION:{}", text(&event.description)));
    }
    line(out, "TRANSP:TRANSPARENT");
    line(out, "CLASS:PRIVATE");
    if let Some(days) = event.remind_days {
        line(out, "BEGIN:VALARM");
        line(out, "ACTION:DISPLAY");
        line(out, &format!("DESCRIPTION:{}", text(&event.summary)));
        line(out, &format!("TRIGGER:-P{days}D"));
        line(out, "END:VALARM");
    }
    line(out, "END:VEVENT");
}

fn date(day: Day) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day_of_month())
}

/// 20261122T222100Z.
fn stamp(made_ms: i64) -> String {
    let seconds = made_ms.div_euclid(1000);
    let of_day = seconds.rem_euclid(86_400);
    let days = seconds.div_euclid(86_400).clamp(Day::MIN_NUMBER.into(), Day::MAX_NUMBER.into());
    let day = i32::try_from(days).ok().and_then(|days| Day::from_number(days).ok());
    let mut out = day.map(date).unwrap_or_default();
    let _ = write!(out, "T{:02}{:02}{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn calendar() -> Calendar {
        Calendar {
            name: "陽太, 予定".to_owned(),
            // 2026-11-22 22:21:00 UTC
            made_ms: 1_795_386_060_000,
            events: vec![Event {
                uid: "0a1b-2c;evil\r\nX:1".to_owned(),
                from: day("2026-12-31"),
                to: day("2026-12-31"),
                summary: "5種混合 1回目".to_owned(),
                description: "はやめに; 予約".to_owned(),
                remind_days: Some(7),
            }],
        }
    }

    #[test]
    fn a_day_is_written_as_the_rfc_wants_it() {
        let made = write(&calendar());
        let lines: Vec<&str> = made.split("\r\n").collect();
        assert_eq!(lines[..3], ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Henro//Henro//EN"]);
        for wanted in [
            "X-WR-CALNAME:陽太\\, 予定",
            "UID:0a1b-2cevilX1",
            "DTSTAMP:20261122T222100Z",
            "DTSTART;VALUE=DATE:20261231",
            // The day after, over the end of the year.
            "DTEND;VALUE=DATE:20270101",
            "SUMMARY:5種混合 1回目",
            "DESCRIPTION:はやめに\\; 予約",
            "TRIGGER:-P7D",
        ] {
            assert!(lines.contains(&wanted), "{wanted} in {made}");
        }
        let count = |what: &str| lines.iter().filter(|line| **line == what).count();
        assert_eq!(
            (count("BEGIN:VEVENT"), count("END:VEVENT"), count("BEGIN:VALARM"), count("END:VALARM")),
            (1, 1, 1, 1)
        );
        assert_eq!(lines[lines.len() - 2..], ["END:VCALENDAR", ""]);
    }

    #[test]
    fn the_same_calendar_gives_the_same_bytes_and_an_empty_one_is_whole() {
        assert_eq!(write(&calendar()), write(&calendar()));
        let empty = write(&Calendar { events: vec![], ..calendar() });
        assert!(empty.starts_with("BEGIN:VCALENDAR\r\n") && empty.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn every_moment_has_a_stamp() {
        assert_eq!(stamp(0), "19700101T000000Z");
        assert_eq!(stamp(-1), "19691231T235959Z");
        for moment in [i64::MIN, i64::MAX] {
            assert_eq!(stamp(moment).len(), 16);
        }
    }
}
