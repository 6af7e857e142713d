use henro_domain::{FoodRef, Milli};

use crate::line::Line;
use crate::number::number;
use crate::serving::{Counter, Serving, number_or_half};

/// How much was eaten or drunk, as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Amount {
    /// Nothing said: one portion.
    Unsaid,
    /// 半分.
    Half,
    /// So many vessels of so many millilitres.
    Volume { millilitres: Milli, times: Milli },
    /// Grams.
    Mass(Milli),
    /// So many of a counter.
    Count(Milli, Counter),
    /// ふたつ, 2つ.
    Things(Milli),
    /// A number alone.
    Bare(Milli),
}

/// Portions that fit an amount.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Portions {
    Sure(Milli),
    Ask(Vec<Milli>),
}

/// Reads 2杯, 500ml, 大瓶1本, 350ml缶2本, 半分, ふたつ.
pub(crate) fn amount(line: &Line, at: usize) -> Option<(Amount, usize)> {
    let start = line.skip(at, ROUGHLY);
    let read = bottle_size(line, start).or_else(|| half(line, start)).or_else(|| counted(line, start));
    let (amount, end) = read?;
    Some((amount, line.any(end, ROUGHLY_AFTER).unwrap_or(end)))
}

/// The counter that stands here.
pub(crate) fn counter(line: &Line, at: usize) -> Option<(Counter, usize)> {
    let found = COUNTERS.iter().filter_map(|(words, counter)| line.any(at, words).map(|end| (end, *counter)));
    found.max_by_key(|(end, _)| *end).map(|(end, counter)| (counter, end))
}

/// Portions of `food` in `amount`: sure where the table's serving allows to compute it.
pub(crate) fn portions(amount: Amount, food: &FoodRef, serving: &Serving) -> Portions {
    let one = match food {
        FoodRef::Food(_) => match serving.grams {
            Some(grams) => Milli::from_milli(divide(grams.milli(), 100)),
            None => return food_by_weight(amount),
        },
        FoodRef::Dish(_) | FoodRef::Own(_) => Milli::from_milli(1000),
    };
    let sure = |count: Milli, of: Milli| Portions::Sure(ratio(one, count, of));
    let whole = Milli::from_milli(1000);
    match amount {
        Amount::Unsaid => Portions::Sure(one),
        Amount::Half => match serving.count {
            Some((count, _)) if count != whole => {
                let half = Milli::from_milli(500);
                Portions::Ask(unlike(vec![ratio(one, half, count), ratio(one, half, whole)]))
            }
            _ => sure(Milli::from_milli(500), whole),
        },
        Amount::Mass(grams) => match serving.grams {
            Some(of) if of.milli() > 0 => sure(grams, of),
            _ => ask(one, whole),
        },
        Amount::Volume { millilitres, times } => match serving.millilitres {
            Some(of) if of.milli() > 0 => sure(times_milli(millilitres, times), of),
            _ => ask(one, times),
        },
        Amount::Count(count, Counter::Portion) => sure(count, whole),
        Amount::Count(count, counter) => match serving.count {
            Some((of, own)) if of.milli() > 0 && alike(counter, own) => sure(count, of),
            _ => ask(one, count),
        },
        Amount::Things(count) => match serving.count {
            Some((of, _)) if of == whole => sure(count, whole),
            None => sure(count, whole),
            Some((of, _)) if of.milli() > 0 => {
                Portions::Ask(unlike(vec![ratio(one, count, of), ratio(one, count, whole)]))
            }
            Some(_) => ask(one, count),
        },
        Amount::Bare(count) => ask(one, count),
    }
}

/// A food of the composition table whose usual weight is not known: only grams are sure.
fn food_by_weight(amount: Amount) -> Portions {
    match amount {
        Amount::Mass(grams) => Portions::Sure(Milli::from_milli(divide(grams.milli(), 100))),
        _ => Portions::Ask(vec![Milli::from_milli(1000), Milli::from_milli(500), Milli::from_milli(2000)]),
    }
}

/// Millilitres of one vessel, if the amount is a volume.
pub(crate) fn vessel(amount: Amount) -> Option<Milli> {
    match amount {
        Amount::Volume { millilitres, .. } => Some(millilitres),
        _ => None,
    }
}

fn ask(one: Milli, count: Milli) -> Portions {
    let times = |milli: i64| ratio(one, Milli::from_milli(milli), Milli::from_milli(1000));
    Portions::Ask(unlike(vec![times(count.milli()), times(1000), times(500)]))
}

fn unlike(mut portions: Vec<Milli>) -> Vec<Milli> {
    let mut seen = Vec::new();
    portions.retain(|portion| {
        let new = portion.milli() > 0 && !seen.contains(portion);
        seen.push(*portion);
        new
    });
    portions
}

fn ratio(one: Milli, count: Milli, of: Milli) -> Milli {
    Milli::from_milli(divide(one.milli().saturating_mul(count.milli()), of.milli().max(1)))
}

fn times_milli(value: Milli, times: Milli) -> Milli {
    Milli::from_milli(divide(value.milli().saturating_mul(times.milli()), 1000))
}

fn divide(value: i64, by: i64) -> i64 {
    value.saturating_add(by / 2) / by
}

fn alike(said: Counter, own: Counter) -> bool {
    use Counter::{Block, Bottle, Bundle, Can, Cup, Pack, Piece, Plate, Stick};
    said == own
        || matches!(
            (said, own),
            (Stick, Can | Bottle | Pack) | (Piece, Pack | Can | Block | Bundle) | (Plate, Cup)
        )
}

/// 大瓶, 大瓶2本: sizes of Japanese beer bottles, 633, 500 and 334 mL.
fn bottle_size(line: &Line, at: usize) -> Option<(Amount, usize)> {
    let sizes = [(BIG, 633_000), (MIDDLE, 500_000), (SMALL, 334_000)];
    let (end, milli) =
        sizes.iter().find_map(|(words, milli)| line.any(at, words).map(|end| (end, *milli)))?;
    let (times, end) = vessels(line, end);
    Some((Amount::Volume { millilitres: Milli::from_milli(milli), times }, end))
}

fn half(line: &Line, at: usize) -> Option<(Amount, usize)> {
    line.any(at, &["半分", "はんぶん", "ハーフ", "half", "1/2", "½"])
        .filter(|end| counter(line, *end).is_none() && !line.is_digit(*end))
        .map(|end| (Amount::Half, end))
}

fn counted(line: &Line, at: usize) -> Option<(Amount, usize)> {
    if let Some((end, count)) = THINGS.iter().find_map(|(words, n)| line.any(at, words).map(|end| (end, *n)))
    {
        return Some((Amount::Things(Milli::from_milli(count * 1000)), end));
    }
    let named = line.any(at, VESSELS);
    let start = line.skip(named.unwrap_or(at), &["に"]);
    let times = line.any(start, &["x", "×", "*"]).map(|end| line.spaces(end));
    let (count, end) = number_or_half(line, times.unwrap_or(start))?;
    if times.is_some() {
        return Some((Amount::Things(count), end));
    }
    if number(line, start).is_some_and(|number| number.padded) {
        return None;
    }
    let unit = line.spaces(end);
    if let Some(read) = volume(line, unit, count).or_else(|| mass(line, unit, count)) {
        return Some(read);
    }
    if let Some(end) = line.word(unit, "つ") {
        return Some((Amount::Things(count), end));
    }
    if let Some((counter, end)) = counter(line, unit) {
        let (count, end) = and_a_half(line, count, end);
        return Some((Amount::Count(count, counter), end));
    }
    match named {
        Some(_) => Some((Amount::Count(count, Counter::Cup), end)),
        None => Some((Amount::Bare(count), end)),
    }
}

fn volume(line: &Line, at: usize, count: Milli) -> Option<(Amount, usize)> {
    let rows = [
        (MILLILITRE, 1),
        (&["l", "リットル", "litre", "liter"], 1000),
        (&["dl"], 100),
        (GO, 180),
        (&["升"], 1800),
    ];
    let read = rows.iter().find_map(|(words, ml)| line.any(at, words).map(|end| (end, *ml)));
    let can = [135_000, 250_000, 350_000, 500_000].contains(&count.milli());
    if let (None, true, Some(end)) = (read, can, line.word(at, "缶")) {
        let (times, end) = vessels(line, end);
        return Some((Amount::Volume { millilitres: count, times }, end));
    }
    let (end, ml) = read?;
    let (count, end) = if ml == 180 { and_a_half(line, count, end) } else { (count, end) };
    if ml == 180 {
        // 2合 is two of one 合, so that a serving of 1合 is found.
        return Some((Amount::Volume { millilitres: Milli::from_milli(180_000), times: count }, end));
    }
    let millilitres = Milli::from_milli(count.milli().saturating_mul(ml));
    let end = line.any(end, &["缶", "瓶", "びん", "ペットボトル", "ペット", "パック", "入り"]).unwrap_or(end);
    let (times, end) = vessels(line, end);
    Some((Amount::Volume { millilitres, times }, end))
}

fn mass(line: &Line, at: usize, count: Milli) -> Option<(Amount, usize)> {
    if let Some(end) = line.any(at, GRAM) {
        return Some((Amount::Mass(count), end));
    }
    let end = line.any(at, &["kg", "㎏", "キロ"])?;
    Some((Amount::Mass(Milli::from_milli(count.milli().saturating_mul(1000))), end))
}

/// The 2本 after a size; one where none is said.
fn vessels(line: &Line, at: usize) -> (Milli, usize) {
    let start = line.skip(at, &["を", "の", "x", "×"]);
    let read = number(line, start).and_then(|count| {
        let (_, end) = counter(line, count.end)?;
        Some((Milli::from_milli(count.milli), end))
    });
    read.unwrap_or((Milli::from_milli(1000), at))
}

fn and_a_half(line: &Line, count: Milli, at: usize) -> (Milli, usize) {
    match line.word(at, "半").filter(|end| line.word(*end, "分").is_none()) {
        Some(end) => (Milli::from_milli(count.milli().saturating_add(500)), end),
        None => (count, at),
    }
}

pub(crate) const MILLILITRE: &[&str] = &["ml", "㎖", "cc", "㏄", "ミリリットル", "ミリ"];
pub(crate) const GRAM: &[&str] = &["g", "グラム", "ぐらむ", "gram", "grams"];
const GO: &[&str] = &["合", "ごう", "gou", "go"];
const BIG: &[&str] = &["大瓶", "大びん", "大ビン", "大壜"];
const MIDDLE: &[&str] = &["中瓶", "中びん", "中ビン", "中壜"];
const SMALL: &[&str] = &["小瓶", "小びん", "小ビン", "小壜"];
const ROUGHLY: &[&str] = &["約", "だいたい", "およそ"];
const ROUGHLY_AFTER: &[&str] = &["くらい", "ぐらい", "ほど", "程度", "だけ"];
const VESSELS: &[&str] =
    &["コップ", "グラス", "茶碗", "お茶碗", "お椀", "湯のみ", "湯飲み", "カップ", "ジョッキ", "お猪口"];

const COUNTERS: &[(&[&str], Counter)] = &[
    (
        &[
            "杯",
            "膳",
            "椀",
            "碗",
            "はい",
            "ぱい",
            "ばい",
            "ぜん",
            "グラス",
            "コップ",
            "カップ",
            "ジョッキ",
            "cup",
            "cups",
            "glass",
            "glasses",
            "bowl",
            "bowls",
            "hai",
            "pai",
        ],
        Counter::Cup,
    ),
    (&["本", "ほん", "ぽん", "ぼん", "hon", "pon"], Counter::Stick),
    (&["缶", "can", "cans", "かん"], Counter::Can),
    (&["瓶", "びん", "ボトル", "bottle", "bottles"], Counter::Bottle),
    (&["個", "こ", "コ", "ケ", "ヶ", "ピース", "piece", "pieces", "ko"], Counter::Piece),
    (&["枚", "まい", "mai"], Counter::Sheet),
    (&["皿", "さら", "plate", "plates"], Counter::Plate),
    (&["切れ", "切", "きれ", "slice", "slices"], Counter::Slice),
    (&["人前", "人分", "食", "serving", "servings"], Counter::Portion),
    (&["パック", "pack", "packs"], Counter::Pack),
    (&["袋", "ふくろ"], Counter::Bag),
    (&["貫"], Counter::Sushi),
    (&["丁"], Counter::Block),
    (&["粒", "つぶ"], Counter::Grain),
    (&["尾", "匹"], Counter::Fish),
    (&["玉", "束", "たま"], Counter::Bundle),
];

const THINGS: &[(&[&str], i64)] = &[
    (&["ひとつ", "一つ"], 1),
    (&["ふたつ", "二つ"], 2),
    (&["みっつ", "三つ"], 3),
    (&["よっつ", "四つ"], 4),
    (&["いつつ", "五つ"], 5),
];
