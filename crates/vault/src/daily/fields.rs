//! The body of a change: fields by number, compact, self-describing, so that fields of a newer version are
//! carried along unread.
//!
//! A field is a varint `number << 3 | type`, then: 0 null: nothing; 1 integer: zigzag varint; 2 real: f32,
//! little-endian; 3 real: f64; 4 text, 5 blob: varint length and bytes; 6 a whole number kept as real:
//! zigzag varint.

use rusqlite::types::Value;

use crate::{Error, FileFault};

/// Appends one field.
pub(crate) fn put(out: &mut Vec<u8>, number: u32, value: &Value) {
    let head = |out: &mut Vec<u8>, kind: u64| varint(out, u64::from(number) << 3 | kind);
    match value {
        Value::Null => head(out, NULL),
        Value::Integer(n) => {
            head(out, INTEGER);
            varint(out, zigzag(*n));
        }
        Value::Real(x) if is_whole(*x) => {
            head(out, WHOLE);
            varint(out, zigzag(*x as i64));
        }
        Value::Real(x) if f64::from(*x as f32).to_bits() == x.to_bits() => {
            head(out, REAL32);
            out.extend_from_slice(&(*x as f32).to_le_bytes());
        }
        Value::Real(x) => {
            head(out, REAL64);
            out.extend_from_slice(&x.to_le_bytes());
        }
        Value::Text(text) => {
            head(out, TEXT);
            varint(out, text.len() as u64);
            out.extend_from_slice(text.as_bytes());
        }
        Value::Blob(bytes) => {
            head(out, BLOB);
            varint(out, bytes.len() as u64);
            out.extend_from_slice(bytes);
        }
    }
}

/// Reads all fields of a body.
pub(crate) fn read(mut body: &[u8]) -> Result<Vec<(u32, Value)>, Error> {
    let mut fields = Vec::new();
    while !body.is_empty() {
        let head = take_varint(&mut body)?;
        let number = u32::try_from(head >> 3).map_err(|_| BAD)?;
        let value = match head & 7 {
            NULL => Value::Null,
            INTEGER => Value::Integer(unzigzag(take_varint(&mut body)?)),
            WHOLE => Value::Real(unzigzag(take_varint(&mut body)?) as f64),
            REAL32 => Value::Real(f64::from(f32::from_le_bytes(take(&mut body)?))),
            REAL64 => Value::Real(f64::from_le_bytes(take(&mut body)?)),
            TEXT => Value::Text(String::from_utf8(take_bytes(&mut body)?.to_vec()).map_err(|_| BAD)?),
            BLOB => Value::Blob(take_bytes(&mut body)?.to_vec()),
            _ => return Err(BAD),
        };
        fields.push((number, value));
    }
    Ok(fields)
}

fn is_whole(x: f64) -> bool {
    x.fract() == 0.0 && x.abs() < 1e9 && (x != 0.0 || x.is_sign_positive())
}

fn zigzag(n: i64) -> u64 {
    (n << 1 ^ n >> 63) as u64
}

fn unzigzag(n: u64) -> i64 {
    (n >> 1) as i64 ^ -((n & 1) as i64)
}

fn varint(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn take_varint(body: &mut &[u8]) -> Result<u64, Error> {
    let mut n = 0u64;
    for shift in (0..70).step_by(7) {
        let (byte, rest) = body.split_first().ok_or(BAD)?;
        *body = rest;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return Err(BAD);
        }
        n |= bits << shift;
        if byte & 0x80 == 0 {
            return Ok(n);
        }
    }
    Err(BAD)
}

fn take<const N: usize>(body: &mut &[u8]) -> Result<[u8; N], Error> {
    let (head, rest) = body.split_first_chunk::<N>().ok_or(BAD)?;
    *body = rest;
    Ok(*head)
}

fn take_bytes<'a>(body: &mut &'a [u8]) -> Result<&'a [u8], Error> {
    let length = usize::try_from(take_varint(body)?).map_err(|_| BAD)?;
    let (head, rest) = body.split_at_checked(length).ok_or(BAD)?;
    *body = rest;
    Ok(head)
}

const BAD: Error = Error::File(FileFault::Damaged);
const NULL: u64 = 0;
const INTEGER: u64 = 1;
const REAL32: u64 = 2;
const REAL64: u64 = 3;
const TEXT: u64 = 4;
const BLOB: u64 = 5;
const WHOLE: u64 = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Integer),
            any::<f32>().prop_map(|x| Value::Real(f64::from(if x.is_nan() { 0.1 } else { x }))),
            any::<f64>().prop_map(|x| Value::Real(if x.is_nan() { -0.0 } else { x })),
            (-2_000_000_000i64..2_000_000_000).prop_map(|n| Value::Real(n as f64)),
            ".{0,40}".prop_map(Value::Text),
            prop::collection::vec(any::<u8>(), 0..40).prop_map(Value::Blob),
        ]
    }

    proptest! {
        #[test]
        fn any_fields_read_back_as_written(fields in prop::collection::vec((any::<u32>(), any_value()), 0..20)) {
            let mut body = Vec::new();
            for (number, value) in &fields {
                put(&mut body, *number, value);
            }
            prop_assert_eq!(read(&body).unwrap(), fields);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }

    #[test]
    fn the_bytes_of_version_1_have_not_moved() {
        let mut body = Vec::new();
        put(&mut body, 1, &Value::Integer(20_779)); // 2026-11-22
        put(&mut body, 4, &Value::Real(234.0));
        put(&mut body, 5, &Value::Real(0.5));
        put(&mut body, 6, &Value::Text("飯".into()));
        assert_eq!(
            body,
            // 20779 zigzag 41558 = d6 c4 02; 234 zigzag 468 = d4 03; 0.5 as f32; UTF-8 of 飯
            [9, 0xd6, 0xc4, 2, 38, 0xd4, 3, 42, 0, 0, 0, 0x3f, 52, 3, 0xe9, 0xa3, 0xaf]
        );
    }

    #[test]
    fn a_length_past_the_end_is_refused() {
        assert_eq!(read(&[52, 200, 1, b'x']), Err(BAD));
        assert_eq!(read(&[9, 0xff]), Err(BAD));
        assert_eq!(read(&[9, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Err(BAD));
    }
}
