use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};

use crate::app::Shared;
use crate::refusal::Refusal;

/// A body of at most `MAX` bytes that came in time. A longer one is refused by its announced length, before a byte of it
/// is read.
pub(crate) struct Within<const MAX: usize>(pub(crate) Bytes);

/// Body of a push.
pub(crate) type PushBody = Within<{ 16 << 20 }>;
/// An entry of a chain.
pub(crate) type EntryBody = Within<{ 4 << 20 }>;
/// A slip: keys for a member of an organisation, sealed.
pub(crate) type SlipBody = Within<{ (1 << 20) + 512 }>;
/// Anything small.
pub(crate) type SmallBody = Within<{ 64 << 10 }>;

impl<const MAX: usize> FromRequest<Shared> for Within<MAX> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &Shared) -> Result<Self, Refusal> {
        read(fitting(request, MAX)?, MAX).await.map(Self)
    }
}

fn fitting(request: Request, max: usize) -> Result<Body, Refusal> {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    match announced.map(str::parse::<usize>) {
        Some(Ok(length)) if length > max => Err(Refusal::too_large(max)),
        Some(Err(_)) => Err(Refusal::malformed()),
        _ => Ok(request.into_body()),
    }
}

async fn read(body: Body, max: usize) -> Result<Bytes, Refusal> {
    // Who sends slower than this holds a connection for nothing.
    let time = SHORTEST + Duration::from_secs((max / SLOWEST) as u64);
    match tokio::time::timeout(time, Limited::new(body, max).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(Refusal::too_large(max)),
        Ok(Err(_)) => Err(Refusal::malformed()),
        Err(_) => Err(Refusal::too_slow()),
    }
}

/// Reads JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(body: &Bytes) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::malformed())
}

/// A list: each item with its length before it.
pub(crate) fn list<I: AsRef<[u8]>>(items: impl IntoIterator<Item = I>) -> Response {
    let mut out = Vec::new();
    items.into_iter().for_each(|item| put(&mut out, item.as_ref()));
    bytes(out)
}

/// Items of a list; nothing of it is copied.
pub(crate) fn items(list: &Bytes) -> Result<Vec<Bytes>, Refusal> {
    let (mut items, mut at) = (Vec::new(), 0);
    while at < list.len() {
        let length = list.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes);
        let from = at + 4;
        let to = from + length.ok_or_else(Refusal::malformed)? as usize;
        if to > list.len() || items.len() >= MOST_ITEMS {
            return Err(Refusal::malformed());
        }
        items.push(list.slice(from..to));
        at = to;
    }
    Ok(items)
}

/// Appends an item of a list.
pub(crate) fn put(out: &mut Vec<u8>, item: &[u8]) {
    out.extend_from_slice(&(item.len() as u32).to_be_bytes());
    out.extend_from_slice(item);
}

/// Bytes as they are.
pub(crate) fn bytes(body: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, "application/octet-stream")], body).into_response()
}

/// Bytes in hex, as messages of OPAQUE travel in JSON.
pub(crate) fn unhex(text: &str) -> Result<Vec<u8>, Refusal> {
    let digit = |byte: u8| char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_uppercase());
    let pairs = text.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err(Refusal::malformed());
    }
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some((digit(*high)? << 4 | digit(*low)?) as u8),
        _ => None,
    };
    pairs.map(|pair| byte(pair).ok_or_else(Refusal::malformed)).collect()
}

/// And back.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        // Writing to a string does not fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A name of somebody who logs in by password: 64 hex digits.
pub(crate) fn name(text: &str) -> Result<henro_opaque::Name, Refusal> {
    Ok(henro_opaque::Name(text.parse::<henro_sync::IdentityId>()?.0))
}

const MOST_ITEMS: usize = 100_000;
const SHORTEST: Duration = Duration::from_secs(20);
/// Bytes a second.
const SLOWEST: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_whole_in_lower_case_or_not_at_all() {
        assert_eq!(unhex(&hex(&[0, 7, 255])).unwrap(), [0, 7, 255]);
        assert_eq!(unhex("").unwrap(), Vec::<u8>::new());
        for bad in ["0", "0g", "AA", "00 ", "+1", "ＡＡ"] {
            assert!(unhex(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_list_is_read_whole_or_not_at_all() {
        let mut list = Vec::new();
        put(&mut list, b"one");
        put(&mut list, b"");
        let whole = Bytes::from(list.clone());
        assert_eq!(items(&whole).unwrap(), [&b"one"[..], b""]);
        for cut in (1..list.len()).filter(|cut| *cut != 7) {
            assert!(items(&whole.slice(..cut)).is_err(), "cut {cut}");
        }
        assert!(items(&Bytes::from_static(&[0xff; 9])).is_err());
    }
}
