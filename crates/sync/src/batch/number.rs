//! Columns of whole numbers: each is predicted, and what it differs by is written. Low bits that are noise (a clock to the
//! millisecond) go uncompressed into a part of their own, so that they do not spoil the statistics of the rest.
//!
//! A byte: how numbers are predicted (0 zero, 1 the number before, 2 + k the newest number in a row whose value in
//! column k was the same, else the number before); 128 is added where low bits are split off, and their count follows.
//! Then for each number the zigzag of the difference, shifted right by that count, as a varint. The noise has the low
//! bits, the lowest first, and begins each column at a whole byte.

use super::bytes::{Bytes, unzigzag, varint, zigzag};
use crate::Error;

/// Which rows of a column have the same value: a small number a row, 0 for nothing.
pub(super) struct Codes {
    pub(super) of: Vec<u32>,
    pub(super) count: usize,
}

/// Columns that this one can be predicted by, and the row of each number.
#[derive(Clone, Copy)]
pub(super) struct Keys<'a> {
    /// The column of a number, where there is one that is good for it.
    pub(super) codes: &'a dyn Fn(usize) -> Option<&'a Codes>,
    /// How many there are.
    pub(super) count: usize,
    /// The row of each number, where it is not the number's own place.
    pub(super) rows: Option<&'a [u32]>,
}

impl Keys<'_> {
    fn row(&self, place: usize) -> usize {
        self.rows.map_or(place, |rows| rows[place] as usize)
    }
}

/// No such columns.
pub(super) const NO_KEYS: Keys = Keys { codes: &|_| None, count: 0, rows: None };

/// Appends a column.
pub(super) fn put(out: &mut Vec<u8>, noise: &mut Vec<u8>, numbers: &[i64], keys: Keys) {
    let mut best = (cost(numbers.iter().map(|n| zigzag(*n))), PLAIN, None);
    let mut offer = |mode: u8, residuals: Vec<u64>| {
        let cost = cost(residuals.iter().copied());
        if cost < best.0 {
            best = (cost, mode, Some(residuals));
        }
    };
    if numbers.len() > 1 {
        offer(BEFORE, residuals(numbers, |_| 0, 1));
        let offered = (0..keys.count.min(MAX_KEYS)).filter_map(|k| Some((k, (keys.codes)(k)?)));
        for (k, codes) in offered.filter(|(_, codes)| codes.count > 1).take(MAX_OFFERED) {
            let code = |place: usize| codes.of[keys.row(place)] as usize;
            offer(BY_KEY + k as u8, residuals(numbers, code, codes.count + 1));
        }
    }
    let (_, mode, chosen) = best;
    let chosen = chosen.unwrap_or_else(|| numbers.iter().map(|n| zigzag(*n)).collect());
    let low = noisy_bits(&chosen);
    if low == 0 {
        out.push(mode);
    } else {
        out.extend_from_slice(&[mode | SPLIT, low as u8]);
        put_low_bits(noise, &chosen, low);
    }
    chosen.iter().for_each(|n| varint(out, n >> low));
}

/// What the numbers differ from their predictions by.
fn residuals(numbers: &[i64], code: impl Fn(usize) -> usize, codes: usize) -> Vec<u64> {
    let (mut newest, mut before) = (vec![None; codes], 0);
    let one = |(place, n): (usize, &i64)| {
        let predicted = newest[code(place)].replace(*n).unwrap_or(before);
        before = *n;
        zigzag(n.wrapping_sub(predicted))
    };
    numbers.iter().enumerate().map(one).collect()
}

/// About how many half bits these take: runs of zeros compress to almost nothing.
fn cost(residuals: impl Iterator<Item = u64>) -> u64 {
    residuals.map(|n| if n == 0 { 1 } else { 4 + 2 * u64::from(64 - n.leading_zeros()) }).sum()
}

/// How many low bits to split off, so that they and the order-0 entropy of the rest are smallest.
fn noisy_bits(residuals: &[u64]) -> u32 {
    if residuals.len() < FEWEST_TO_SPLIT {
        return 0;
    }
    let step = residuals.len().div_ceil(MAX_SAMPLE);
    let sample: Vec<u64> = residuals.iter().step_by(step).copied().collect();
    let widest = sample.iter().map(|n| 64 - n.leading_zeros()).max().unwrap_or(0);
    // It has to be worth a byte and a half: what repeats is found by the compression, what is split off is not.
    let least = entropy(&sample, 0) - 12.0;
    let costs = (1..=widest.min(63)).map(|low| (low, entropy(&sample, low)));
    let best = costs.min_by(|a, b| a.1.total_cmp(&b.1));
    best.filter(|(_, cost)| *cost < least * 0.97).map_or(0, |(low, _)| low)
}

/// Bits of the low parts and of the varints of the rest.
fn entropy(sample: &[u64], low: u32) -> f64 {
    let mut counts = [0u32; 256];
    let mut total = 0u32;
    for n in sample {
        let mut n = n >> low;
        loop {
            counts[(n as u8 & 0x7f | if n >= 0x80 { 0x80 } else { 0 }) as usize] += 1;
            total += 1;
            n >>= 7;
            if n == 0 {
                break;
            }
        }
    }
    let bits = |count: &u32| f64::from(*count) * (f64::from(total) / f64::from(*count)).log2();
    counts.iter().filter(|count| **count > 0).map(bits).sum::<f64>() + sample.len() as f64 * f64::from(low)
}

fn put_low_bits(noise: &mut Vec<u8>, residuals: &[u64], low: u32) {
    let (mut held, mut count) = (0u128, 0);
    for n in residuals {
        held |= u128::from(n & ((1 << low) - 1)) << count;
        count += low;
        while count >= 8 {
            noise.push(held as u8);
            held >>= 8;
            count -= 8;
        }
    }
    if count > 0 {
        noise.push(held as u8);
    }
}

/// Reads a column of `count` numbers.
pub(super) fn take(from: &mut Bytes, noise: &mut Bytes, count: usize, keys: Keys) -> Result<Vec<i64>, Error> {
    // A number takes a byte at least, so nothing is allocated for numbers that are not there.
    if count > from.0.len() {
        return Err(Error::Malformed);
    }
    let head = from.byte()?;
    let low = if head & SPLIT == 0 { 0 } else { u32::from(from.byte()?) };
    if low > 63 || (head & SPLIT != 0 && low == 0) {
        return Err(Error::Malformed);
    }
    let mut low = LowBits::take(noise, count, low)?;
    let mut numbers = Vec::with_capacity(count);
    let mode = head & !SPLIT;
    let mut newest = Newest::new(mode, keys)?;
    let mut before = 0i64;
    for place in 0..count {
        let difference = unzigzag(low.join(from.varint()?)?);
        let predicted = newest.predict(place, before);
        before = predicted.wrapping_add(difference);
        newest.keep(before);
        numbers.push(before);
    }
    Ok(numbers)
}

/// What the next number is predicted from.
enum Newest<'a> {
    Nothing,
    Before,
    ByKey { codes: &'a Codes, keys: Keys<'a>, newest: Vec<Option<i64>>, code: usize },
}

impl<'a> Newest<'a> {
    fn new(mode: u8, keys: Keys<'a>) -> Result<Self, Error> {
        Ok(match mode {
            PLAIN => Self::Nothing,
            BEFORE => Self::Before,
            by => {
                let key = usize::from(by - BY_KEY);
                let codes = Some(key).filter(|key| *key < keys.count.min(MAX_KEYS)).and_then(keys.codes);
                let codes = codes.ok_or(Error::Malformed)?;
                Self::ByKey { codes, keys, newest: vec![None; codes.count + 1], code: 0 }
            }
        })
    }

    #[inline]
    fn predict(&mut self, place: usize, before: i64) -> i64 {
        match self {
            Self::Nothing => 0,
            Self::Before => before,
            Self::ByKey { codes, keys, newest, code } => {
                *code = codes.of[keys.row(place)] as usize;
                newest[*code].unwrap_or(before)
            }
        }
    }

    #[inline]
    fn keep(&mut self, number: i64) {
        if let Self::ByKey { newest, code, .. } = self {
            newest[*code] = Some(number);
        }
    }
}

/// The low bits of a column.
struct LowBits<'a> {
    bytes: Bytes<'a>,
    low: u32,
    held: u128,
    count: u32,
}

impl<'a> LowBits<'a> {
    fn take(noise: &mut Bytes<'a>, count: usize, low: u32) -> Result<Self, Error> {
        let bytes = Bytes(noise.take((count * low as usize).div_ceil(8))?);
        Ok(Self { bytes, low, held: 0, count: 0 })
    }

    #[inline]
    fn join(&mut self, high: u64) -> Result<u64, Error> {
        if self.low == 0 {
            return Ok(high);
        }
        while self.count < self.low {
            self.held |= u128::from(self.bytes.byte()?) << self.count;
            self.count += 8;
        }
        let bits = self.held as u64 & ((1 << self.low) - 1);
        self.held >>= self.low;
        self.count -= self.low;
        if high >> (64 - self.low) != 0 {
            return Err(Error::Malformed);
        }
        Ok(high << self.low | bits)
    }
}

const PLAIN: u8 = 0;
const BEFORE: u8 = 1;
const BY_KEY: u8 = 2;
const SPLIT: u8 = 0x80;
/// So many columns of a kind, from its first, can predict others.
const MAX_KEYS: usize = 64;
/// How many of them are tried for one column.
const MAX_OFFERED: usize = 4;
const FEWEST_TO_SPLIT: usize = 32;
const MAX_SAMPLE: usize = 512;
