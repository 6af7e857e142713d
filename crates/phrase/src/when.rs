use henro_domain::{Day, MealSlot, MinuteOfDay};

use crate::line::Line;
use crate::number::number;
use crate::words::is_break;

/// A part of the day, as said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Morning,
    Noon,
    Evening,
    Between,
}

impl Part {
    pub(crate) fn slot(self) -> MealSlot {
        match self {
            Self::Morning => MealSlot::Breakfast,
            Self::Noon => MealSlot::Lunch,
            Self::Evening => MealSlot::Dinner,
            Self::Between => MealSlot::Other,
        }
    }
}

/// One word about time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Said {
    /// Days from today.
    Days(i32),
    /// A day of the calendar.
    Date(Day),
    /// A day that is not in the calendar.
    NoDay,
    /// Not yet: 明日.
    Future,
    /// 朝, 昼, 夜.
    Part(Part),
    /// 朝食, おやつ: also says that food follows.
    Meal(Part),
    /// A day with its part: 今朝, 昨夜.
    DayPart(i32, Part),
    /// A time. Hours 1 to 11 may mean the afternoon when 夜 or 昼 was said.
    Time { hour: u16, minute: u16, half_day: Option<Part> },
    /// 25時, 7:75.
    NoTime,
}

/// Reads one word about time and the particles after it.
pub(crate) fn said(line: &Line, at: usize, today: Day) -> Option<(Said, usize)> {
    let (said, end) = date(line, at, today).or_else(|| time(line, at)).or_else(|| word(line, at))?;
    Some((said, line.skip(end, AFTER)))
}

/// True if the word is a single letter that often begins other words: 朝顔, 昼寝, 夜ふかし.
pub(crate) fn is_weak(line: &Line, at: usize) -> bool {
    let end = line.any(at, &["朝", "昼", "夜", "晩", "夕"]);
    end.is_some_and(|end| word(line, at).is_some_and(|(_, to)| to == end) && !is_clear(line, end))
}

fn is_clear(line: &Line, at: usize) -> bool {
    is_break(line, at) || number(line, at).is_some() || line.any(at, &["の", "は", "に", ":"]).is_some()
}

fn word(line: &Line, at: usize) -> Option<(Said, usize)> {
    let found = WORDS.iter().filter_map(|(words, said)| line.any(at, words).map(|end| (*said, end)));
    let (said, end) = found.max_by_key(|(_, end)| *end)?;
    // 朝ごはん2杯 is 朝, then ごはん.
    if let Said::Meal(part) = said
        && number(line, end).is_some()
        && let Some(short) = line.any(at, &["朝", "昼", "夜", "晩", "夕"])
        && line.any(short, &["ごはん", "ご飯"]) == Some(end)
    {
        return Some((Said::Part(part), short));
    }
    Some((said, end))
}

/// 7:05, 7時, 7時半, 午後7時5分, 7am.
fn time(line: &Line, at: usize) -> Option<(Said, usize)> {
    let half_day = [(MORNING_HALF, Part::Morning), (EVENING_HALF, Part::Evening)]
        .iter()
        .find_map(|(words, part)| line.any(at, words).map(|end| (line.spaces(end), *part)));
    let start = half_day.map_or(at, |(end, _)| end);
    let hour = number(line, start)?;
    let (minute, mut end) = clock_minutes(line, hour.end).or_else(|| {
        let suffix = line.spaces(hour.end);
        line.any(suffix, &["am", "pm", "a.m.", "p.m."]).map(|_| (0, hour.end))
    })?;
    let mut half_day = half_day.map(|(_, part)| part);
    let suffix = line.spaces(end);
    if let Some(to) = line.any(suffix, &["am", "a.m."]) {
        (half_day, end) = (Some(Part::Morning), to);
    } else if let Some(to) = line.any(suffix, &["pm", "p.m."]) {
        (half_day, end) = (Some(Part::Evening), to);
    }
    let hour = u16::try_from(hour.whole()?).unwrap_or(u16::MAX);
    if hour > 23 || minute > 59 || (half_day.is_some() && hour > 12) {
        return Some((Said::NoTime, end));
    }
    let hour = match (half_day, hour) {
        (Some(Part::Morning), 12) => 0,
        (Some(Part::Evening), 0..=11) => hour + 12,
        _ => hour,
    };
    Some((Said::Time { hour, minute, half_day }, end))
}

fn clock_minutes(line: &Line, at: usize) -> Option<(u16, usize)> {
    let small = |n: i64| u16::try_from(n).unwrap_or(u16::MAX);
    if let Some(colon) = line.word(at, ":") {
        let minute = number(line, colon)?;
        let exact = minute.end == colon + 2;
        return exact.then_some((small(minute.whole()?), minute.end));
    }
    let hour = line.word(at, "時").filter(|end| line.word(*end, "間").is_none())?;
    if let Some(end) = line.word(hour, "半") {
        return Some((30, end));
    }
    let minute = number(line, hour).and_then(|minute| {
        let end = line.word(minute.end, "分").filter(|end| line.word(*end, "間").is_none())?;
        Some((small(minute.whole()?), end))
    });
    Some(minute.unwrap_or((0, hour)))
}

/// 2026-11-20, 2026年11月20日, 令和8年11月20日, 11月20日, 11/20, 20日, 3日前.
fn date(line: &Line, at: usize, today: Day) -> Option<(Said, usize)> {
    let (said, end) = full_date(line, at).or_else(|| short_date(line, at, today))?;
    let end = line.any(end, WEEKDAYS).unwrap_or(end);
    (is_clear(line, end) || word(line, end).is_some()).then_some((said, end))
}

fn full_date(line: &Line, at: usize) -> Option<(Said, usize)> {
    let era = line.any(at, &["令和", "r"]);
    let start = era.unwrap_or(at);
    let (year, after) = match line.word(start, "元").filter(|_| era.is_some()) {
        Some(end) => (1, end),
        None => field(line, start)?,
    };
    let (month, after) = field(line, line.any(after, &["年", "-", "/", "."])?)?;
    let (day, after) = field(line, line.any(after, &["月", "-", "/", "."])?)?;
    let end = line.word(after, "日").unwrap_or(after);
    match era {
        Some(_) if (1..=99).contains(&year) => Some((calendar(year + 2018, month, day), end)),
        None if (1900..=2199).contains(&year) => Some((calendar(year, month, day), end)),
        _ => None,
    }
}

fn short_date(line: &Line, at: usize, today: Day) -> Option<(Said, usize)> {
    let (first, after) = field(line, at)?;
    if let Some(end) = line.word(after, "日前").filter(|_| (1..=31).contains(&first)) {
        return Some((Said::Days(-i32::try_from(first).ok()?), end));
    }
    if let Some(end) = line.word(after, "日").filter(|_| (1..=31).contains(&first)) {
        return Some((day_of_month(first, today), end));
    }
    let year = i64::from(today.year());
    if let Some(month_end) = line.word(after, "月") {
        let (day, end) = field(line, month_end)?;
        return Some((calendar(year, first, day), line.word(end, "日")?));
    }
    let (day, end) = field(line, line.word(after, "/")?)?;
    let fits = (1..=12).contains(&first) && (1..=31).contains(&day) && is_break(line, end);
    fits.then_some((calendar(year, first, day), end))
}

/// A whole number; a point after it may part two fields: 8.11.22.
fn field(line: &Line, at: usize) -> Option<(i64, usize)> {
    if line.is_digit(at) && !line.before(at).is_some_and(|key| key.is_ascii_digit()) {
        let mut value = 0;
        let mut end = at;
        while let Some(digit) = line.key(end).and_then(|key| key.to_digit(10)).filter(|_| end < at + 4) {
            value = value * 10 + i64::from(digit);
            end += 1;
        }
        return (!line.is_digit(end)).then_some((value, end));
    }
    let read = number(line, at)?;
    Some((read.whole()?, read.end))
}

/// The latest such day up to today.
fn day_of_month(day: i64, today: Day) -> Said {
    let this = calendar(i64::from(today.year()), i64::from(today.month()), day);
    match this {
        Said::Date(date) if date <= today => this,
        _ => Said::NoDay,
    }
}

fn calendar(year: i64, month: i64, day: i64) -> Said {
    let read = || {
        let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
        Day::new(i32::try_from(year).ok()?, month, day).ok()
    };
    read().map_or(Said::NoDay, Said::Date)
}

/// Hour and minute of a spoken time after 朝, 昼, 夜; `None` where it could be two times.
pub(crate) fn settle(
    hour: u16,
    minute: u16,
    half_day: Option<Part>,
    part: Option<Part>,
) -> Option<MinuteOfDay> {
    let hour = match (half_day, part, hour) {
        (Some(_), _, _) | (None, None, _) => hour,
        (None, Some(Part::Evening), 4..=11) => hour + 12,
        (None, Some(Part::Evening), 17..=23) => hour,
        (None, Some(Part::Noon), 1..=4) => hour + 12,
        (None, Some(Part::Noon), 10..=16) => hour,
        (None, Some(Part::Morning), 3..=11) => hour,
        (None, Some(Part::Between), _) => hour,
        _ => return None,
    };
    MinuteOfDay::hm(hour, minute).ok()
}

const AFTER: &[&str] = &["に", "は", "の", "で", "頃", "ごろ", "ころ", ":", "=", "も", "、"];
const MORNING_HALF: &[&str] = &["午前", "am"];
const EVENING_HALF: &[&str] = &["午後", "pm"];
const WEEKDAYS: &[&str] = &[
    "(月)",
    "(火)",
    "(水)",
    "(木)",
    "(金)",
    "(土)",
    "(日)",
    "月曜日",
    "火曜日",
    "水曜日",
    "木曜日",
    "金曜日",
    "土曜日",
    "日曜日",
];

const WORDS: &[(&[&str], Said)] = &[
    (&["今日", "きょう", "本日", "today", "kyou", "kyo"], Said::Days(0)),
    (&["昨日", "きのう", "さくじつ", "前日", "yesterday", "kinou", "kino"], Said::Days(-1)),
    (&["一昨日", "おととい", "おとつい", "ototoi"], Said::Days(-2)),
    (
        &[
            "明日",
            "あした",
            "明後日",
            "あさって",
            "明朝",
            "明晩",
            "来週",
            "来月",
            "来年",
            "翌日",
            "tomorrow",
            "ashita",
            "next week",
        ],
        Said::Future,
    ),
    (&["今朝", "けさ", "this morning", "kesa"], Said::DayPart(0, Part::Morning)),
    (&["昨夜", "ゆうべ", "昨晩", "昨夕", "夕べ", "last night", "yuube"], Said::DayPart(-1, Part::Evening)),
    (&["今夜", "今晩", "今夕", "tonight", "this evening"], Said::DayPart(0, Part::Evening)),
    (&["朝", "起床時", "起床後", "起床", "morning", "in the morning", "asa"], Said::Part(Part::Morning)),
    (&["昼", "お昼", "正午", "noon", "hiru"], Said::Part(Part::Noon)),
    (
        &[
            "夜",
            "晩",
            "夕",
            "夕方",
            "寝る前",
            "就寝前",
            "evening",
            "night",
            "in the evening",
            "at night",
            "yoru",
            "ban",
        ],
        Said::Part(Part::Evening),
    ),
    (
        &[
            "朝食",
            "朝ごはん",
            "朝ご飯",
            "朝飯",
            "朝めし",
            "あさごはん",
            "breakfast",
            "for breakfast",
            "asagohan",
            "choushoku",
        ],
        Said::Meal(Part::Morning),
    ),
    (
        &[
            "昼食",
            "昼ごはん",
            "昼ご飯",
            "昼飯",
            "ひるごはん",
            "お昼ごはん",
            "お昼ご飯",
            "ランチ",
            "昼めし",
            "lunch",
            "for lunch",
            "hirugohan",
        ],
        Said::Meal(Part::Noon),
    ),
    (
        &[
            "夕食",
            "夕飯",
            "夕ごはん",
            "夕ご飯",
            "晩ごはん",
            "晩ご飯",
            "晩飯",
            "夜ごはん",
            "夜ご飯",
            "夕めし",
            "晩酌",
            "ばんごはん",
            "ゆうごはん",
            "dinner",
            "supper",
            "for dinner",
            "bangohan",
            "yuushoku",
        ],
        Said::Meal(Part::Evening),
    ),
    (&["おやつ", "間食", "夜食", "snack", "snacks", "oyatsu"], Said::Meal(Part::Between)),
];
