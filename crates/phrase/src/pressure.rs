use henro_domain::{Bpm, MmHg, Verdict, check_blood_pressure};

use crate::line::Line;
use crate::number::{Number, number};
use crate::words::{JOINTS, close, is_hard};

/// Two pressures and perhaps a pulse, as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pressure {
    pub(crate) systolic: MmHg,
    pub(crate) diastolic: MmHg,
    pub(crate) pulse: Option<Bpm>,
    pub(crate) verdict: Verdict,
    /// Only spaces or a comma between the numbers and no word 血圧: could be anything.
    pub(crate) loose: bool,
    /// Said to be a blood pressure.
    pub(crate) labelled: bool,
    pub(crate) end: usize,
}

/// Reads 血圧128/82 脈66, 朝128の82, 上128下82, 128/82/66.
pub(crate) fn pressure(line: &Line, at: usize) -> Option<Pressure> {
    let label = line.any(at, LABEL);
    let start = label.map_or(at, |end| line.skip(end, JOINTS));
    let pair = named_pair(line, start).or_else(|| joined_pair(line, start, label.is_some()))?;
    let labelled = label.is_some() || pair.named;
    let (pulse, end) = match pulse_after(line, &pair) {
        Some((pulse, end)) => (Some(pulse), end),
        None => (None, pair.end),
    };
    let end = close(line, end, line.is_digit(end.wrapping_sub(1)))?;
    let (systolic, diastolic) = (MmHg(small(&pair.high)?), MmHg(small(&pair.low)?));
    let verdict = check_blood_pressure(systolic, diastolic, pulse);
    let loose = !labelled && pair.loose;
    let plausible = systolic.0 >= 20 && diastolic.0 >= 20 && !pair.high.padded && !pair.low.padded;
    if !labelled && (!plausible || (loose && verdict == Verdict::Impossible)) {
        return None;
    }
    Some(Pressure { systolic, diastolic, pulse, verdict, loose, labelled, end })
}

/// A pulse with nothing else: 脈66.
pub(crate) fn lone_pulse(line: &Line, at: usize) -> Option<usize> {
    let (_, end) = named_pulse(line, at)?;
    close(line, end, true)
}

struct Pair {
    high: Number,
    low: Number,
    named: bool,
    loose: bool,
    /// `/` or `-` between the two: a third number may follow in the same way.
    sign: Option<char>,
    end: usize,
}

fn named_pair(line: &Line, at: usize) -> Option<Pair> {
    let high_at = line.skip(line.any(at, HIGH)?, JOINTS);
    let high = number(line, high_at)?;
    let low_word = line.skip(unit(line, high.end), &["で", "が", "は", "、", "/", ",", "と"]);
    let low_at = line.skip(line.any(low_word, LOW)?, JOINTS);
    let low = number(line, low_at)?;
    Some(Pair { high, low, named: true, loose: false, sign: None, end: unit(line, low.end) })
}

fn joined_pair(line: &Line, at: usize, labelled: bool) -> Option<Pair> {
    let high = number(line, at)?;
    let after = unit(line, high.end);
    let gap = line.spaces(after);
    let joint = line.any(gap, PAIR_JOINTS);
    let loose = joint.is_none();
    let sign = line.key(gap).filter(|key| matches!(key, '/' | '-'));
    let start = match joint {
        Some(end) => line.spaces(end),
        None if gap > after => gap,
        None if labelled => line.spaces(line.word(after, "、")?),
        None => return None,
    };
    let low = number(line, start)?;
    Some(Pair { high, low, named: false, loose, sign, end: unit(line, low.end) })
}

fn pulse_after(line: &Line, pair: &Pair) -> Option<(Bpm, usize)> {
    let gap = line.skip(pair.end, &["、", "で", "・", ",", "(", "でした", "です", "/"]);
    if let Some((pulse, end)) = named_pulse(line, gap) {
        return Some((pulse, line.word(end, ")").unwrap_or(end)));
    }
    let same_sign = pair.sign.filter(|sign| line.key(pair.end) == Some(*sign)).map(|_| pair.end + 1);
    let spaced = (line.spaces(pair.end) > pair.end).then(|| line.spaces(pair.end));
    let third = number(line, same_sign.or(spaced)?)?;
    let rate = third.whole().filter(|rate| (30..=200).contains(rate) && third.digits_only)?;
    let end = line.any(third.end, PULSE_UNITS).unwrap_or(third.end);
    let closed =
        line.key(end).is_none_or(|key| key == ' ' || is_hard(key)) && close(line, end, true).is_some();
    // 128/82 66 100: three loose numbers after each other are not a pulse.
    let alone = number(line, line.spaces(end)).is_none();
    (closed && alone).then_some((Bpm(u16::try_from(rate).ok()?), end))
}

fn named_pulse(line: &Line, at: usize) -> Option<(Bpm, usize)> {
    let start = line.skip(line.any(at, PULSE)?, JOINTS);
    let rate = number(line, start)?;
    let end = line.any(rate.end, PULSE_UNITS).unwrap_or(rate.end);
    Some((Bpm(small(&rate)?), end))
}

fn unit(line: &Line, at: usize) -> usize {
    line.any(at, &["mmhg", "ミリ", "㎜hg", " mmhg"]).unwrap_or(at)
}

/// As a `u16`; what is too large becomes the largest, which every check refuses.
fn small(number: &Number) -> Option<u16> {
    number.whole().map(|whole| u16::try_from(whole).unwrap_or(u16::MAX))
}

const LABEL: &[&str] = &["血圧", "血圧値", "けつあつ", "bp", "blood pressure", "ketsuatsu"];
const HIGH: &[&str] =
    &["最高血圧", "最高", "収縮期血圧", "収縮期", "上の血圧", "上", "うえ", "systolic", "sys", "ue"];
const LOW: &[&str] =
    &["最低血圧", "最低", "拡張期血圧", "拡張期", "下の血圧", "下", "した", "diastolic", "dia", "shita"];
const PULSE: &[&str] = &["脈拍数", "脈拍", "脈", "みゃく", "心拍数", "心拍", "pulse", "hr", "p", "myaku"];
const PULSE_UNITS: &[&str] = &["拍", "回", "bpm", " bpm", "回/分", "拍/分"];
const PAIR_JOINTS: &[&str] = &["/", "-", "の", "と", "~", "ー", "・", "対", "over", "\\", "で"];
