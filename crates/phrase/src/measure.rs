use henro_domain::{Entry, MeasureItem, Milli, StepCount, StepSource, Verdict, check_entry};

use crate::FactBody;
use crate::line::Line;
use crate::number::{Number, number};
use crate::words::{JOINTS, close};

/// A value with its item, as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measured {
    pub(crate) body: FactBody,
    pub(crate) verdict: Verdict,
    /// The item was named; otherwise the unit alone says what it is.
    pub(crate) labelled: bool,
    /// Written in pounds.
    pub(crate) converted: bool,
    /// 36度 may be the weather, 36.5度 is not.
    pub(crate) unclear: bool,
    /// Nothing after the number: a further number beside it makes it doubtful.
    pub(crate) bare: bool,
    pub(crate) end: usize,
}

/// Reads 体重63.5, 63.5kg, 36度5分, 酸素97%.
pub(crate) fn measurement(line: &Line, at: usize) -> Option<Measured> {
    let named = ITEMS.iter().filter_map(|row| line.any(at, row.labels).map(|end| (end, row)));
    match named.max_by_key(|(end, _)| *end) {
        Some((end, row)) => {
            let value = number(line, line.skip(end, JOINTS))?;
            with_unit(line, row, &value, true)
        }
        None => {
            let value = number(line, at)?;
            ITEMS.iter().find_map(|row| with_unit(line, row, &value, false))
        }
    }
}

/// Reads 5200歩, 歩数5200, 1万2千歩, 5200 steps.
pub(crate) fn steps(line: &Line, at: usize) -> Option<Measured> {
    let label = line.any(at, STEP_LABELS);
    let count = number(line, line.skip(label.unwrap_or(at), if label.is_some() { JOINTS } else { ROUGHLY }))?;
    let unit = line
        .any(count.end, STEP_UNITS)
        .or_else(|| line.any(line.spaces(count.end), &["steps", "step", "歩"]));
    let end = match (label, unit) {
        (_, Some(end)) => line.any(end, WALKED).unwrap_or(end),
        (Some(_), None) => count.end,
        (None, None) => return None,
    };
    let end = close(line, end, unit.is_none())?;
    let count = u32::try_from(count.whole()?).unwrap_or(u32::MAX);
    let verdict = check_entry(&Entry::Steps { count: StepCount(count), source: StepSource::Typed });
    let body = FactBody::Steps { count: StepCount(count) };
    Some(Measured {
        body,
        verdict,
        labelled: label.is_some(),
        converted: false,
        unclear: false,
        bare: unit.is_none(),
        end,
    })
}

/// What a number without any word could be, likeliest first, at most three.
pub(crate) fn guesses(value: &Number) -> Vec<FactBody> {
    let mut found = Vec::new();
    for item in GUESS_ORDER {
        let weighs = |low: i64, high: i64| (low * 1000..=high * 1000).contains(&value.milli);
        let fits = match item {
            MeasureItem::TemperatureC => weighs(35, 40),
            MeasureItem::WeightKg => weighs(30, 150),
            MeasureItem::Spo2Pct => weighs(90, 100) && value.decimals == 0,
            MeasureItem::GlucoseMgdl => weighs(70, 250) && value.decimals == 0,
            MeasureItem::WaistCm => weighs(60, 110),
            MeasureItem::BodyFatPct | MeasureItem::HeightCm => false,
        };
        if fits {
            found.push(FactBody::Measurement { item, value: Milli::from_milli(value.milli) });
        }
    }
    if let Some(count) = value.whole().filter(|count| (100..=50_000).contains(count) && !value.padded) {
        let steps = FactBody::Steps { count: StepCount(u32::try_from(count).unwrap_or(0)) };
        found.insert(if count >= 1000 { 0 } else { found.len().min(2) }, steps);
    }
    found.truncate(3);
    found
}

/// What a number could be that has a unit of several items: 97%, 85cm.
pub(crate) fn by_unit(line: &Line, at: usize) -> Option<(Vec<FactBody>, usize)> {
    let value = number(line, at)?;
    let read = ITEMS.iter().filter_map(|row| {
        let read = with_unit(line, &Row { labels: &[], ..*row }, &value, true)?;
        (!read.bare && !read.converted && read.verdict == Verdict::Usual).then_some((read.body, read.end))
    });
    let found: Vec<(FactBody, usize)> = read.collect();
    let end = found.first()?.1;
    Some((found.into_iter().map(|(body, _)| body).collect(), end))
}

/// The verdict of `domain` on a value.
pub(crate) fn verdict_of(item: MeasureItem, value: Milli) -> Verdict {
    check_entry(&Entry::Measurement { item, value })
}

/// A value of `row` if one of its units, or none where the item was named, follows the number.
fn with_unit(line: &Line, row: &Row, value: &Number, labelled: bool) -> Option<Measured> {
    let gap = line.spaces(value.end);
    let unit = row.units.iter().filter_map(|unit| {
        let end = line.any(value.end, unit.words).or_else(|| line.any(gap, unit.words))?;
        (labelled || unit.alone).then_some((end, unit))
    });
    let unit = unit.max_by_key(|(end, _)| *end);
    if unit.is_none() && !labelled {
        return None;
    }
    let (mut end, millionths) = unit.map_or((value.end, 1_000_000), |(end, unit)| (end, unit.millionths));
    let mut whole_degrees = row.item == MeasureItem::TemperatureC && value.decimals == 0;
    let mut milli = value.milli.saturating_mul(millionths).saturating_add(500_000) / 1_000_000;
    if millionths == POUND {
        milli = (milli + 50) / 100 * 100;
    }
    if let Some((tenths, to)) = tenths_of_degree(line, row, value, end) {
        milli += tenths;
        whole_degrees = false;
        end = to;
    }
    let end = close(line, end, unit.is_none())?;
    let value = Milli::from_milli(milli);
    Some(Measured {
        body: FactBody::Measurement { item: row.item, value },
        verdict: verdict_of(row.item, value),
        labelled,
        converted: millionths == POUND,
        unclear: !labelled && whole_degrees,
        bare: unit.is_none(),
        end,
    })
}

/// The 5分 of 36度5分.
fn tenths_of_degree(line: &Line, row: &Row, value: &Number, at: usize) -> Option<(i64, usize)> {
    if row.item != MeasureItem::TemperatureC || value.decimals > 0 || line.before(at) != Some('度') {
        return None;
    }
    let tenths = number(line, at)?;
    let digit = tenths.whole().filter(|digit| (0..=9).contains(digit))?;
    Some((digit * 100, line.word(tenths.end, "分").unwrap_or(tenths.end)))
}

#[derive(Clone, Copy)]
struct Row {
    item: MeasureItem,
    labels: &'static [&'static str],
    units: &'static [Unit],
}

struct Unit {
    words: &'static [&'static str],
    /// Millionths of our unit in one of these.
    millionths: i64,
    /// Says by itself what was measured.
    alone: bool,
}

const fn unit(words: &'static [&'static str], alone: bool) -> Unit {
    Unit { words, millionths: 1_000_000, alone }
}

const ITEMS: &[Row] = &[
    Row {
        item: MeasureItem::WeightKg,
        labels: &["体重", "たいじゅう", "weight", "body weight", "wt", "taiju", "taijuu", "taijyuu"],
        units: &[
            unit(&["kg", "㎏", "キロ", "キログラム"], true),
            Unit { words: &["lb", "lbs", "ポンド", "pounds"], millionths: POUND, alone: true },
            Unit { words: &["g", "グラム"], millionths: 1000, alone: false },
        ],
    },
    Row {
        item: MeasureItem::TemperatureC,
        labels: &[
            "体温",
            "たいおん",
            "熱",
            "検温",
            "temperature",
            "temp",
            "body temperature",
            "taion",
            "netsu",
        ],
        units: &[unit(&["度", "℃", "°c", "c", "°"], true)],
    },
    Row {
        item: MeasureItem::Spo2Pct,
        labels: &[
            "spo2",
            "酸素飽和度",
            "血中酸素飽和度",
            "血中酸素",
            "酸素",
            "サチュレーション",
            "さんそ",
            "oxygen",
            "sanso",
        ],
        units: &[unit(&["%", "パーセント"], false)],
    },
    Row {
        item: MeasureItem::BodyFatPct,
        labels: &["体脂肪率", "体脂肪", "たいしぼう", "body fat", "taishibou"],
        units: &[unit(&["%", "パーセント"], false)],
    },
    Row {
        item: MeasureItem::GlucoseMgdl,
        labels: &[
            "血糖値",
            "血糖",
            "けっとう",
            "空腹時血糖値",
            "空腹時血糖",
            "食後血糖値",
            "食後血糖",
            "随時血糖",
            "glucose",
            "blood sugar",
            "blood glucose",
            "kettou",
        ],
        units: &[unit(&["mg/dl", "㎎/dl", "mg", "㎎"], false)],
    },
    Row {
        item: MeasureItem::WaistCm,
        labels: &[
            "腹囲",
            "ふくい",
            "ウエスト",
            "ウェスト",
            "胴囲",
            "胴回り",
            "おなか周り",
            "お腹周り",
            "waist",
            "fukui",
        ],
        units: &[unit(&["cm", "㎝", "センチ", "センチメートル"], false)],
    },
    Row {
        item: MeasureItem::HeightCm,
        labels: &["身長", "しんちょう", "背丈", "height", "shinchou"],
        units: &[
            unit(&["cm", "㎝", "センチ", "センチメートル"], false),
            Unit { words: &["m", "メートル"], millionths: 100_000_000, alone: false },
        ],
    },
];

/// 1 lb = 0.45359237 kg exactly (international pound, 1959).
const POUND: i64 = 453_592;

const ROUGHLY: &[&str] = &["約", "およそ", "だいたい"];
const STEP_LABELS: &[&str] = &["歩数", "ほすう", "万歩計", "歩数計", "steps", "step count", "hosuu", "hosu"];
const STEP_UNITS: &[&str] = &["歩", "ほ", "steps", "step", "歩数", "ぽ", "hosuu"];
const WALKED: &[&str] = &["歩いた", "歩きました", "歩いた。", "あるいた", "歩けた", " 歩いた", " 歩きました"];

const GUESS_ORDER: [MeasureItem; 5] = [
    MeasureItem::TemperatureC,
    MeasureItem::Spo2Pct,
    MeasureItem::WeightKg,
    MeasureItem::GlucoseMgdl,
    MeasureItem::WaistCm,
];
