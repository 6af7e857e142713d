//! What a server answered, read: lists, pages, codes of refusal. Nothing here asks anybody; the fuzz targets compile it by
//! itself.

use henro_sync::StreamId;
use henro_sync_client::{Fault, PulledStream, Refusal};
use serde::Deserialize;

/// What the server says when it refuses.
#[derive(Deserialize)]
struct Refused {
    code: String,
    #[serde(default)]
    seq: u64,
    #[serde(default)]
    len: u64,
    #[serde(default)]
    epoch: u32,
    #[serde(default)]
    at: u64,
}

/// The code of a refusal.
pub(crate) fn code(body: &[u8]) -> Option<String> {
    serde_json::from_slice::<Refused>(body).ok().map(|refused| refused.code)
}

/// What an answer that is no success means.
pub(crate) fn refusal(status: u16, body: &[u8]) -> Fault {
    let refused = serde_json::from_slice::<Refused>(body);
    let Ok(refused) = refused else {
        return match status {
            404 => Fault::Refused(Refusal::Absent),
            413 => Fault::Refused(Refusal::TooMuch),
            400..=499 if status != 429 => Fault::Refused(Refusal::Malformed),
            _ => Fault::Busy,
        };
    };
    match refused.code.as_str() {
        "behind" => Fault::Refused(Refusal::Behind(refused.len)),
        "gap" => Fault::Refused(Refusal::Gap(refused.seq)),
        "fork" => Fault::Refused(Refusal::Fork(refused.seq)),
        "epoch" => Fault::Refused(Refusal::Epoch(refused.epoch)),
        "clock" => Fault::Clock { server: refused.at },
        "taken" => Fault::Refused(Refusal::Taken),
        "not_allowed" => Fault::Refused(Refusal::NotAllowed),
        "forged" | "wrong_epoch" | "wrong_recipients" | "wrong_time" => Fault::Refused(Refusal::Rule),
        _ if status == 404 => Fault::Refused(Refusal::Absent),
        _ if status == 413 || status == 507 => Fault::Refused(Refusal::TooMuch),
        _ if (500..=599).contains(&status) || status == 429 => Fault::Busy,
        _ => Fault::Refused(Refusal::Malformed),
    }
}

/// Items of a list body: length and bytes each.
pub(crate) fn list(mut body: &[u8]) -> Result<Vec<&[u8]>, Fault> {
    let mut items = Vec::new();
    while !body.is_empty() {
        if items.len() == MOST_ITEMS {
            return Err(MALFORMED);
        }
        let (length, rest) = body.split_first_chunk::<4>().ok_or(MALFORMED)?;
        let (item, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or(MALFORMED)?;
        items.push(item);
        body = rest;
    }
    Ok(items)
}

/// The same, owned.
pub(crate) fn owned(body: &[u8]) -> Result<Vec<Vec<u8>>, Fault> {
    Ok(list(body)?.into_iter().map(<[u8]>::to_vec).collect())
}

/// A whole list from a place on: servers cut lists, and nothing more comes behind the last part. One that never comes to an
/// end is not followed for ever, nor fills the memory; the next round goes on from there.
pub(crate) fn whole(
    from: u64,
    mut page: impl FnMut(u64) -> Result<Vec<Vec<u8>>, Fault>,
) -> Result<Vec<Vec<u8>>, Fault> {
    let (mut all, mut bytes) = (Vec::new(), 0);
    for _ in 0..MOST_PAGES {
        let more = page(from + all.len() as u64)?;
        bytes += more.iter().map(|entry| entry.len() + ENTRY).sum::<usize>();
        let ends = more.is_empty() || bytes >= LIST_BYTES;
        all.extend(more);
        if ends {
            break;
        }
    }
    Ok(all)
}

/// Items of a list; servers send no more than some thousand at once.
const MOST_ITEMS: usize = 100_000;
/// Parts of a list; a part has some thousand items or some megabytes.
pub(crate) const MOST_PAGES: usize = 1_000;
/// Bytes of a whole list.
pub(crate) const LIST_BYTES: usize = 64 << 20;
/// What an entry takes beside its bytes.
pub(crate) const ENTRY: usize = 64;

pub(crate) const MALFORMED: Fault = Fault::Refused(Refusal::Malformed);

/// One stream of a page: stream, first place, length of the signed head, signed head, frames.
pub(crate) fn pulled(item: &[u8]) -> Option<PulledStream> {
    let (stream, rest) = item.split_first_chunk::<16>()?;
    let (first, rest) = rest.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (head, frames) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    let first = u64::from_be_bytes(*first);
    Some(PulledStream { stream: StreamId(*stream), first, head: head.to_vec(), frames: frames.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_whole_or_not_at_all() {
        let body = [0, 0, 0, 1, 7, 0, 0, 0, 0];
        assert_eq!(list(&body).unwrap(), [&[7][..], &[]]);
        for cut in 1..body.len() {
            assert_eq!(list(&body[..cut]).is_ok(), cut == 5, "cut {cut}");
        }
        assert!(list(&u32::MAX.to_be_bytes()).is_err());
        assert_eq!(list(&[0; 4 * MOST_ITEMS]).unwrap().len(), MOST_ITEMS);
        assert!(list(&[0; 4 * (MOST_ITEMS + 1)]).is_err(), "nothing makes much of little");
    }

    #[test]
    fn a_list_without_an_end_is_left() {
        let mut pages = 0;
        let entries = whole(5, |from| {
            assert_eq!(from, 5 + pages);
            pages += 1;
            Ok(vec![vec![7]])
        });
        assert_eq!(entries.unwrap().len(), MOST_PAGES);
        let large = whole(0, |_| Ok(vec![vec![0; 1 << 20]])).unwrap();
        assert_eq!(large.len(), LIST_BYTES >> 20);
    }

    #[test]
    fn codes_become_refusals_and_a_proxy_s_page_does_not() {
        let fault = |status: u16, body: &str| refusal(status, body.as_bytes());
        assert_eq!(fault(409, r#"{"code":"gap","seq":7}"#), Fault::Refused(Refusal::Gap(7)));
        assert_eq!(fault(409, r#"{"code":"clock","at":9}"#), Fault::Clock { server: 9 });
        assert_eq!(fault(403, r#"{"code":"wrong_recipients"}"#), Fault::Refused(Refusal::Rule));
        assert_eq!(fault(409, r#"{"code":"taken"}"#), Fault::Refused(Refusal::Taken));
        assert_eq!(fault(502, "<html>"), Fault::Busy);
        assert_eq!(fault(429, "{}"), Fault::Busy);
        assert_eq!(fault(404, "<html>"), Fault::Refused(Refusal::Absent));
    }
}
