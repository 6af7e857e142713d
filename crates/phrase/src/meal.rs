use henro_domain::Milli;

use crate::amount::{Amount, Portions, amount, portions, vessel};
use crate::guard::guard;
use crate::lexicon::{LexFood, Lookup};
use crate::line::Line;
use crate::number::number;
use crate::serving::Counter;
use crate::words::{is_break, is_hard, is_soft};

/// A dish with how much of it, as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Served {
    /// Each possible dish with its portions; one where the dish is sure.
    pub(crate) dishes: Vec<(LexFood, Portions)>,
    pub(crate) sure: bool,
    pub(crate) end: usize,
}

/// A dish whose every word is understood: うどん, 日本酒1合, 500mlのビール, ごはん半分食べた.
pub(crate) fn served(line: &Line, at: usize, lookup: &mut Lookup<'_>) -> Option<Served> {
    amount_first(line, at, lookup).or_else(|| name_first(line, at, lookup))
}

/// A dish that is only resembled. `expected` says that a meal or an amount makes a dish likely.
pub(crate) fn resembling(line: &Line, at: usize, expected: bool, lookup: &mut Lookup<'_>) -> Option<Served> {
    let end = *name_ends(line, at).first()?;
    let (amount, close) = after_name(line, end)?;
    // A lone kana resembles everything: the あ of あと3000歩 is no 甘酒.
    let lone = end == at + 1 && line.key(at).is_some_and(|key| matches!(key, 'ぁ'..='ゖ'));
    if lone || guard(&line.keys(at, end)).is_some() {
        return None;
    }
    let expected = expected || !matches!(amount, Amount::Unsaid | Amount::Bare(_));
    let mut hits = lookup.foods(&line.plain(at, end));
    hits.retain(|hit| hit.score >= if expected { 0.3 } else { 0.8 });
    hits.truncate(3);
    let dishes: Vec<_> = hits.into_iter().map(|hit| with_portions(hit, amount)).collect();
    (!dishes.is_empty()).then_some(Served { dishes, sure: false, end: close })
}

/// 500mlのビール, 2杯のごはん, 2 cups of rice.
fn amount_first(line: &Line, at: usize, lookup: &mut Lookup<'_>) -> Option<Served> {
    let (amount, end) = amount(line, at).filter(|(amount, _)| !matches!(amount, Amount::Bare(_)))?;
    let start = line.skip(end, &["の", "of"]);
    if start == end {
        return None;
    }
    name_ends(line, start).into_iter().rev().find_map(|end| {
        let close = closed(line, end)?;
        settle(exact(line, start, end, lookup), amount, close)
    })
}

fn name_first(line: &Line, at: usize, lookup: &mut Lookup<'_>) -> Option<Served> {
    name_ends(line, at).into_iter().rev().find_map(|end| {
        let (amount, close) = after_name(line, end)?;
        // なし is a pear only where it is counted.
        if amount == Amount::Unsaid && line.word(at, "なし") == Some(end) {
            return None;
        }
        settle(exact(line, at, end, lookup), amount, close)
    })
}

/// The amount and the closing words after a name; `None` unless a clause ends there.
fn after_name(line: &Line, end: usize) -> Option<(Amount, usize)> {
    let start = line.skip(end, &["を", "は", "が", "も", "の", ":"]);
    if let Some((amount, after)) = amount(line, start)
        && let Some(close) = closed(line, after)
    {
        return Some((amount, close));
    }
    closed(line, end).map(|close| (Amount::Unsaid, close))
}

fn closed(line: &Line, at: usize) -> Option<usize> {
    let here = line.any(at, &["を", "も"]).filter(|end| line.any(*end, EATEN).is_some()).unwrap_or(at);
    let end = line.any(here, EATEN).unwrap_or(at);
    (is_break(line, end) || line.any(end, &["や"]).is_some()).then_some(end)
}

fn exact(line: &Line, from: usize, to: usize, lookup: &mut Lookup<'_>) -> Vec<LexFood> {
    let name = line.plain(from, to);
    let mut hits = lookup.foods(&name);
    hits.retain(|hit| hit.exact);
    if !hits.is_empty() {
        return hits;
    }
    // 缶ビール, 瓶ビール: the vessel before the drink.
    for (words, counters) in VESSELS {
        let Some(start) = line.any(from, words).filter(|start| *start < to) else { continue };
        let mut hits = lookup.foods(&line.plain(start, to));
        hits.retain(|hit| hit.exact && hit.serving.count.is_some_and(|(_, own)| counters.contains(&own)));
        return hits;
    }
    Vec::new()
}

/// Which of the exact hits is meant, and how much of it.
fn settle(hits: Vec<LexFood>, amount: Amount, end: usize) -> Option<Served> {
    let first = hits.first()?;
    let same: Vec<&LexFood> = hits.iter().filter(|hit| stem(&hit.name) == stem(&first.name)).collect();
    let clear = hits.get(1).is_none_or(|second| first.score - second.score >= 0.1);
    let size = vessel(amount);
    let by_size = same.iter().find(|hit| size.is_some() && hit.serving.millilitres == size);
    let by_volume = same.iter().find(|hit| size.is_some() && hit.serving.millilitres.is_some());
    let alone = same.len() == hits.len();
    let by_counter = match amount {
        Amount::Count(_, counter) => {
            let mut with = same.iter().filter(|hit| hit.serving.count.is_some_and(|(_, own)| own == counter));
            with.next().filter(|_| with.next().is_none())
        }
        _ => None,
    };
    let one = match (clear, alone) {
        (true, _) => by_size.copied().or(Some(first)),
        (false, true) => by_size.or(by_volume).or(by_counter).copied(),
        (false, false) => None,
    };
    if let Some(one) = one {
        return Some(Served { dishes: vec![with_portions(one.clone(), amount)], sure: true, end });
    }
    let dishes = hits.into_iter().take(3).map(|hit| with_portions(hit, amount)).collect();
    Some(Served { dishes, sure: false, end })
}

fn with_portions(hit: LexFood, amount: Amount) -> (LexFood, Portions) {
    let portions = portions(amount, &hit.food, &hit.serving);
    (hit, portions)
}

/// The likeliest portion of a dish that still has to be chosen.
pub(crate) fn likeliest(portions: &Portions) -> Milli {
    match portions {
        Portions::Sure(portion) => *portion,
        Portions::Ask(several) => several.first().copied().unwrap_or(Milli::from_milli(1000)),
    }
}

/// The name before a bracket: ビール of ビール(350mL缶).
fn stem(name: &str) -> &str {
    name.split(['(', '（']).next().unwrap_or(name).trim()
}

/// Where a name that starts here may end, nearest first.
fn name_ends(line: &Line, at: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    for here in at + 1..=line.len().min(at + LONGEST_NAME) {
        let key = line.key(here);
        let stop = key.is_none_or(is_hard);
        let may_end = stop
            || key.is_some_and(is_soft)
            || line.any(here, &["と", "や", "を", "は", "が", "も", "の"]).is_some()
            || starts_amount(line, here)
            || line.any(here, EATEN).is_some();
        if may_end {
            ends.push(here);
        }
        if stop || ends.len() >= MOST_ENDS {
            break;
        }
    }
    ends
}

fn starts_amount(line: &Line, at: usize) -> bool {
    match amount(line, at) {
        Some((Amount::Bare(_), _)) => number(line, at).is_some_and(|number| number.digits_only),
        Some(_) => true,
        None => false,
    }
}

const LONGEST_NAME: usize = 40;
const MOST_ENDS: usize = 8;

const EATEN: &[&str] = &[
    "食べた",
    "食べました",
    "たべた",
    "たべました",
    "飲んだ",
    "飲みました",
    "のんだ",
    "のみました",
    "いただいた",
    "いただきました",
    "頂いた",
    "頂きました",
    "でした",
    "です",
    "だった",
    "だけ",
    "のみ",
    "食",
    "tabeta",
    "nonda",
];

const VESSELS: &[(&[&str], &[Counter])] =
    &[(&["缶"], &[Counter::Can]), (&["瓶", "びん"], &[Counter::Bottle, Counter::Stick])];
