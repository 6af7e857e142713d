use henro_domain::Minutes;

use crate::lexicon::{LexActivity, Lookup};
use crate::line::Line;
use crate::number::number;
use crate::words::is_hard;

/// An activity with how long it took, as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Exercise {
    /// Best first; one where it is sure.
    pub(crate) activities: Vec<LexActivity>,
    /// `None` where not said.
    pub(crate) minutes: Option<Minutes>,
    pub(crate) end: usize,
}

/// Reads 30分歩いた, ウォーキング30分, 1時間半 散歩, `walk 30 min`.
pub(crate) fn exercise(line: &Line, at: usize, lookup: &mut Lookup<'_>) -> Option<Exercise> {
    if let Some((minutes, end)) = duration(line, at) {
        let start = line.skip(end, &["を", "の", "ほど", "くらい", "ぐらい", "間", "程度", "of", "だけ"]);
        return name(line, start, lookup).map(|(activities, end)| Exercise {
            activities,
            minutes: Some(minutes),
            end,
        });
    }
    let (activities, after) = named_before(line, at, lookup)?;
    let gap = line.skip(after, &["を", "に", "は", "で", "が", "の", "約", "for", ":"]);
    match duration(line, gap) {
        Some((minutes, end)) => {
            let end = line.any(end, DONE).unwrap_or(end);
            crate::words::close(line, end, false).map(|end| Exercise {
                activities,
                minutes: Some(minutes),
                end,
            })
        }
        None => {
            let end = line.any(after, DONE).unwrap_or(after);
            crate::words::close(line, end, false).map(|end| Exercise { activities, minutes: None, end })
        }
    }
}

/// Reads 30分, 1時間半, 1時間30分, 半時間, 30 min, 1.5h.
pub(crate) fn duration(line: &Line, at: usize) -> Option<(Minutes, usize)> {
    let start = line.skip(at, &["約"]);
    if let Some(end) = line.any(start, &["半時間", "half an hour"]) {
        return Some((Minutes(30), end));
    }
    let first = number(line, start)?;
    let unit = line.spaces(first.end);
    if let Some(end) =
        line.any(unit, &["分間", "分", "ふん", "ぷん", "min", "mins", "minutes", "minute", "fun", "pun"])
    {
        return Some((minutes(first.milli)?, end));
    }
    let end = line.any(unit, &["時間", "じかん", "h", "hr", "hour", "hours", "jikan"])?;
    let whole = first.milli.saturating_mul(60);
    if let Some(end) = line.word(end, "半") {
        return Some((minutes(whole.saturating_add(30_000))?, end));
    }
    let rest = number(line, line.spaces(end)).and_then(|rest| {
        let end = line.any(line.spaces(rest.end), &["分", "min", "m", "minutes"])?;
        Some((rest.milli, end))
    });
    match rest {
        Some((milli, end)) => Some((minutes(whole.saturating_add(milli))?, end)),
        None => Some((minutes(whole)?, end)),
    }
}

/// A duration with words that only resemble an activity: up to three of them.
pub(crate) fn similar(line: &Line, at: usize, lookup: &mut Lookup<'_>) -> Option<Exercise> {
    let (minutes, end) = duration(line, at)?;
    let start = line.skip(end, &["を", "の", "間", "of"]);
    let end = ends(line, start).pop()?;
    let (stem, _) = stem(line, start, end);
    let mut activities = lookup.activities(&line.plain(start, stem));
    activities.retain(|hit| hit.score >= 0.5);
    activities.truncate(3);
    (!activities.is_empty()).then_some(Exercise { activities, minutes: Some(minutes), end })
}

/// The activity at once winning over the others, or the best three.
pub(crate) fn settle(mut hits: Vec<LexActivity>) -> (Vec<LexActivity>, bool) {
    let exact: Vec<LexActivity> = hits.iter().filter(|hit| hit.exact).cloned().collect();
    if let Some(first) = exact.first()
        && exact.get(1).is_none_or(|second| first.score - second.score >= 0.1)
    {
        return (vec![first.clone()], true);
    }
    if !exact.is_empty() {
        hits = exact;
    }
    hits.truncate(3);
    (hits, false)
}

/// An activity from here to the end of its words.
fn name(line: &Line, at: usize, lookup: &mut Lookup<'_>) -> Option<(Vec<LexActivity>, usize)> {
    for end in ends(line, at) {
        let hits = exact(line, at, end, lookup);
        if !hits.is_empty() {
            return Some((hits, end));
        }
    }
    None
}

/// Activities called exactly so.
fn exact(line: &Line, at: usize, end: usize, lookup: &mut Lookup<'_>) -> Vec<LexActivity> {
    let (stem, plain) = stem(line, at, end);
    let hits = lookup.activities(plain.unwrap_or(&line.plain(at, stem)));
    hits.into_iter().filter(|hit| hit.exact).collect()
}

/// An activity that a duration or the end of the clause follows.
fn named_before(line: &Line, at: usize, lookup: &mut Lookup<'_>) -> Option<(Vec<LexActivity>, usize)> {
    let length =
        (at..line.len().min(at + LONGEST_NAME)).find(|here| *here > at && duration(line, *here).is_some());
    if let Some(end) = length.filter(|end| !(at..*end).any(|here| line.key(here).is_some_and(is_hard))) {
        let trimmed = trim_particles(line, at, end);
        let hits = exact(line, at, trimmed, lookup);
        if !hits.is_empty() {
            return Some((hits, trimmed));
        }
    }
    name(line, at, lookup)
}

fn trim_particles(line: &Line, at: usize, end: usize) -> usize {
    let mut last = end;
    for word in [" ", "for", "約", " ", "を", "に", "は", "で", "が", "の", ":", " "] {
        let length = word.chars().count();
        if last > at + length && line.word(last - length, word) == Some(last) {
            last -= length;
        }
    }
    last
}

/// Places where the name may end, longest first: at a space, a stop or the end of the line.
fn ends(line: &Line, at: usize) -> Vec<usize> {
    let limit = line.len().min(at + LONGEST_NAME);
    let mut ends: Vec<usize> = Vec::new();
    for here in at + 1..=limit {
        let stop = line.key(here).is_none_or(is_hard);
        if stop || line.key(here) == Some(' ') {
            ends.push(here);
        }
        if stop {
            break;
        }
    }
    ends.truncate(4);
    ends.reverse();
    ends
}

/// The name without the verb that says it was done, and the plain form where the verb itself is the name.
fn stem(line: &Line, at: usize, end: usize) -> (usize, Option<&'static str>) {
    for (forms, plain) in VERBS {
        if line.any(at, forms) == Some(end) {
            return (end, Some(plain));
        }
    }
    let done = DONE.iter().filter(|word| {
        let length = word.chars().count();
        end > at + length && line.word(end - length, word) == Some(end)
    });
    let cut = done.map(|word| word.chars().count()).max().unwrap_or(0);
    let short = trim_particles(line, at, end - cut);
    for (forms, plain) in VERBS {
        if line.any(at, forms) == Some(short) {
            return (short, Some(plain));
        }
    }
    (short, None)
}

fn minutes(milli: i64) -> Option<Minutes> {
    (milli > 0 && milli % 1000 == 0).then(|| Minutes(u16::try_from(milli / 1000).unwrap_or(u16::MAX)))
}

const LONGEST_NAME: usize = 40;

const DONE: &[&str] = &[
    "しました",
    "した",
    "をした",
    "をしました",
    "やった",
    "をやった",
    "やりました",
    "歩いた",
    "歩きました",
    "行った",
    "でした",
    "です",
    "だった",
    "だけ",
    "くらい",
    "ぐらい",
    "ほど",
    "shita",
];

const VERBS: &[(&[&str], &str)] = &[
    (
        &[
            "歩いた",
            "歩きました",
            "あるいた",
            "歩く",
            "歩き",
            "歩行",
            "徒歩",
            "walk",
            "walked",
            "walking",
            "aruita",
            "aruku",
        ],
        "歩く",
    ),
    (
        &["走った", "走りました", "はしった", "走る", "ランニング", "run", "ran", "running", "hashitta"],
        "走る",
    ),
    (&["泳いだ", "泳ぎました", "およいだ", "泳ぐ", "swim", "swam", "swimming", "oyoida"], "泳ぐ"),
    (&["踊った", "踊りました", "踊る"], "踊る"),
    (&["自転車に乗った", "自転車に乗りました"], "自転車"),
];
