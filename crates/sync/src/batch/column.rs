//! The values of one field of one kind.
//!
//! Which rows have one (0 all, 1 a bitmap), the type of all of them (or 16 and one byte each), a byte of scale, and a column of
//! numbers for all but nulls: an integer is itself, a decimal its mantissa, a real its bits, a text or blob its place
//! among the strings.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::bytes::Bytes;
use super::number::{self, Codes, Keys};
use crate::{Error, Value};

/// A column of values, as numbers.
pub(super) struct Column {
    /// For each row the place of its value, plus one; 0 for none. Nothing where every row has one.
    rows: Option<Vec<u32>>,
    types: Vec<u8>,
    numbers: Vec<i64>,
    scale: u8,
    codes: OnceCell<Option<Codes>>,
}

/// Texts and blobs, each once.
#[derive(Default)]
pub(super) struct Strings<'a> {
    places: HashMap<&'a [u8], i64>,
    pub(super) all: Vec<&'a [u8]>,
}

impl<'a> Strings<'a> {
    fn place(&mut self, bytes: &'a [u8]) -> i64 {
        *self.places.entry(bytes).or_insert_with(|| {
            self.all.push(bytes);
            self.all.len() as i64 - 1
        })
    }
}

impl Column {
    fn new(rows: Option<Vec<u32>>, types: Vec<u8>, scale: u8) -> Self {
        Self { rows, types, numbers: vec![], scale, codes: OnceCell::new() }
    }

    /// From the values of a field, row by row.
    pub(super) fn of<'a>(values: &[Option<&'a Value>], strings: &mut Strings<'a>) -> Self {
        let scale = values.iter().flatten().filter_map(|value| scale_of(value)).max().unwrap_or(0);
        let mut column = Self::new(None, Vec::with_capacity(values.len()), scale);
        column.numbers.reserve(values.len());
        for value in values.iter().flatten() {
            let (kind, number) = match value {
                Value::Null => (NULL, 0),
                Value::Integer(n) => (INTEGER, *n),
                Value::Real(x) => match mantissa(*x, scale) {
                    Some(mantissa) => (DECIMAL, mantissa),
                    None => (REAL, x.to_bits() as i64),
                },
                Value::Text(text) => (TEXT, strings.place(text.as_bytes())),
                Value::Blob(bytes) => (BLOB, strings.place(bytes)),
            };
            column.types.push(kind);
            column.numbers.push(number);
        }
        if column.types.len() != values.len() {
            let mut count = 0;
            let place = |value: &Option<&Value>| {
                count += u32::from(value.is_some());
                if value.is_some() { count } else { 0 }
            };
            column.rows = Some(values.iter().map(place).collect());
        }
        column
    }

    /// Appends it. `before` are the columns of the same kind before it.
    pub(super) fn put(&self, out: &mut Vec<u8>, noise: &mut Vec<u8>, before: &[Column]) {
        match &self.rows {
            None => out.push(ALL),
            Some(rows) => {
                out.push(SOME);
                put_bitmap(out, rows.iter().map(|place| *place != 0));
            }
        }
        match self.types.first() {
            Some(first) if self.types.iter().all(|kind| kind == first) => out.push(*first),
            _ => {
                out.push(MIXED);
                out.extend_from_slice(&self.types);
            }
        }
        out.push(self.scale);
        let codes = |key: usize| before.get(key)?.codes(MAX_CODES);
        let rows = self.rows_with_numbers();
        let keys = Keys { codes: &codes, count: before.len(), rows: rows.as_deref() };
        if self.types.contains(&NULL) {
            let filled = self.types.iter().zip(&self.numbers).filter(|(kind, _)| **kind != NULL);
            let numbers: Vec<i64> = filled.map(|(_, number)| *number).collect();
            number::put(out, noise, &numbers, keys);
        } else {
            number::put(out, noise, &self.numbers, keys);
        }
    }

    /// Reads the column of a kind with `rows` rows.
    pub(super) fn take(
        from: &mut Bytes,
        noise: &mut Bytes,
        rows: usize,
        before: &[Column],
    ) -> Result<Self, Error> {
        let (places, count) = match from.byte()? {
            ALL => (None, rows),
            SOME => {
                let (mut places, mut count) = (vec![0; rows], 0);
                take_bitmap(from, rows, |row| {
                    count += 1;
                    places[row] = count;
                })?;
                (Some(places), count as usize)
            }
            _ => return Err(Error::Malformed),
        };
        let types = match from.byte()? {
            MIXED => from.take(count)?.to_vec(),
            one => vec![one; count],
        };
        let scale = from.byte()?;
        if count == 0 || types.iter().any(|kind| *kind > BLOB) || scale > MAX_SCALE {
            return Err(Error::Malformed);
        }
        let nulls = types.iter().filter(|kind| **kind == NULL).count();
        let mut column = Self::new(places, types, scale);
        let rows = column.rows_with_numbers();
        let codes = |key: usize| before.get(key)?.codes(usize::MAX);
        let keys = Keys { codes: &codes, count: before.len(), rows: rows.as_deref() };
        let numbers = number::take(from, noise, count - nulls, keys)?;
        column.numbers = if nulls == 0 { numbers } else { column.with_nulls(numbers) };
        Ok(column)
    }

    /// The value of a row.
    pub(super) fn value(&self, row: usize, strings: &StringTable) -> Result<Option<Value>, Error> {
        let Some(place) = self.place(row) else { return Ok(None) };
        let number = self.numbers[place];
        Ok(Some(match self.types[place] {
            NULL => Value::Null,
            INTEGER => Value::Integer(number),
            DECIMAL => Value::Real(decimal(number, self.scale).ok_or(Error::Malformed)?),
            REAL => Value::Real(f64::from_bits(number as u64)),
            TEXT => Value::Text(strings.text(number)?.to_owned()),
            _ => Value::Blob(strings.bytes(number)?.to_vec()),
        }))
    }

    /// Whether a row has a value.
    pub(super) fn has(&self, row: usize) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows[row] != 0)
    }

    /// How many rows have a value.
    pub(super) fn len(&self) -> usize {
        self.types.len()
    }

    /// For each row a small number of its value; `None` where there are more than `most` values.
    fn codes(&self, most: usize) -> Option<&Codes> {
        self.codes.get_or_init(|| self.make_codes(most)).as_ref()
    }

    fn make_codes(&self, most: usize) -> Option<Codes> {
        let mut known: HashMap<(u8, i64), u32> = HashMap::new();
        let rows = self.rows.as_ref().map_or(self.types.len(), Vec::len);
        let mut of = Vec::with_capacity(rows);
        for row in 0..rows {
            let key = self.place(row).map(|place| (self.types[place], self.numbers[place]));
            of.push(match key {
                None | Some((NULL, _)) => 0,
                Some(key) => {
                    let next = known.len() as u32 + 1;
                    *known.entry(key).or_insert(next)
                }
            });
            if known.len() > most {
                return None;
            }
        }
        Some(Codes { of, count: known.len() })
    }

    fn place(&self, row: usize) -> Option<usize> {
        match &self.rows {
            None => Some(row),
            Some(rows) => (rows[row] as usize).checked_sub(1),
        }
    }

    /// The row of each number; nothing where each row has one.
    fn rows_with_numbers(&self) -> Option<Vec<u32>> {
        if self.rows.is_none() && !self.types.contains(&NULL) {
            return None;
        }
        let rows = self.rows.as_ref().map_or(self.types.len(), Vec::len);
        let filled = |row: &u32| self.place(*row as usize).is_some_and(|place| self.types[place] != NULL);
        Some((0..rows as u32).filter(filled).collect())
    }

    fn with_nulls(&self, numbers: Vec<i64>) -> Vec<i64> {
        let mut numbers = numbers.into_iter();
        let one = |kind: &u8| if *kind == NULL { 0 } else { numbers.next().unwrap_or(0) };
        self.types.iter().map(one).collect()
    }
}

/// The texts and blobs that were read.
pub(super) struct StringTable<'a> {
    pub(super) all: Vec<&'a [u8]>,
    pub(super) texts: Vec<Option<&'a str>>,
}

impl<'a> StringTable<'a> {
    fn bytes(&self, place: i64) -> Result<&'a [u8], Error> {
        usize::try_from(place).ok().and_then(|place| self.all.get(place)).copied().ok_or(Error::Malformed)
    }

    fn text(&self, place: i64) -> Result<&'a str, Error> {
        let text = usize::try_from(place).ok().and_then(|place| self.texts.get(place)).copied();
        text.flatten().ok_or(Error::Malformed)
    }
}

/// The fewest digits after the point that a real needs to be read back to the bit; `None` where none suffice.
fn scale_of(value: &Value) -> Option<u8> {
    let Value::Real(x) = value else { return None };
    if mantissa(*x, 0).is_some() {
        return Some(0);
    }
    (1..=MAX_SCALE).find(|scale| mantissa(*x, *scale).is_some())
}

fn mantissa(x: f64, scale: u8) -> Option<i64> {
    let mantissa = (x * TENS[usize::from(scale)]).round();
    let near = mantissa.abs() < LARGEST_MANTISSA;
    near.then_some(mantissa as i64).filter(|n| decimal(*n, scale).is_some_and(|y| y.to_bits() == x.to_bits()))
}

/// One division of two exact numbers: the nearest real, the same on every machine.
fn decimal(mantissa: i64, scale: u8) -> Option<f64> {
    let exact = mantissa.unsigned_abs() < LARGEST_MANTISSA as u64;
    exact.then(|| mantissa as f64 / TENS[usize::from(scale)])
}

/// Appends one bit a row, the lowest first.
pub(super) fn put_bitmap(out: &mut Vec<u8>, rows: impl Iterator<Item = bool>) {
    let (mut held, mut count) = (0, 0);
    for row in rows {
        held |= u8::from(row) << count;
        count += 1;
        if count == 8 {
            out.push(held);
            (held, count) = (0, 0);
        }
    }
    if count > 0 {
        out.push(held);
    }
}

/// Reads one bit a row and tells the rows that have it.
pub(super) fn take_bitmap(from: &mut Bytes, rows: usize, mut set: impl FnMut(usize)) -> Result<(), Error> {
    let bytes = from.take(rows.div_ceil(8))?;
    (0..rows).filter(|row| bytes[row / 8] >> (row % 8) & 1 == 1).for_each(&mut set);
    let rest = bytes.last().filter(|_| !rows.is_multiple_of(8)).map_or(0, |last| last >> (rows % 8));
    if rest == 0 { Ok(()) } else { Err(Error::Malformed) }
}

const ALL: u8 = 0;
const SOME: u8 = 1;

const NULL: u8 = 0;
const INTEGER: u8 = 1;
const DECIMAL: u8 = 2;
const REAL: u8 = 3;
const TEXT: u8 = 4;
const BLOB: u8 = 5;
const MIXED: u8 = 16;

const MAX_SCALE: u8 = 9;
const TENS: [f64; 10] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
/// 2^53: whole numbers below are exact as reals.
const LARGEST_MANTISSA: f64 = 9_007_199_254_740_992.0;
/// More values than this and a column predicts no other.
const MAX_CODES: usize = 1024;
