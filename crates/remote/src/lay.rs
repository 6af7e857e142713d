//! Filling a server again that lost everything.

use henro_sync::{IdentityId, StreamId};
use henro_sync_client::{Fault, Refusal};
use reqwest::Method;
use serde::Deserialize;

use crate::Server;
use crate::read::{MALFORMED, list, owned, whole};

#[derive(Deserialize)]
struct Account {
    unified: String,
}

impl Server {
    /// An identity chain as far as the server has it, asked without logging in; empty where it knows none.
    pub fn held_identity(&self, id: &IdentityId) -> Result<Vec<Vec<u8>>, Fault> {
        whole(0, |from| {
            match self.open(Method::GET, &format!("/v1/identities/{id}/chain?from={from}"), Vec::new()) {
                Err(Fault::Refused(Refusal::Absent)) => Ok(Vec::new()),
                other => owned(&other?),
            }
        })
    }

    /// Brings an identity chain, in as many parts as it takes: each begins with the first entry, by which it is known.
    pub fn lay_identity(&self, entries: &[Vec<u8>]) -> Result<(), Fault> {
        let Some((first, rest)) = entries.split_first() else { return Ok(()) };
        for part in parts(rest, PART) {
            let part: Vec<Vec<u8>> = std::iter::once(first).chain(part).cloned().collect();
            self.open(Method::POST, "/v1/identities/lay", body(&part))?;
        }
        Ok(())
    }

    /// Brings a control chain of a record of ours, of which the server has the first `held` entries, in as many parts as it takes.
    pub fn lay_record(&mut self, entries: &[Vec<u8>], held: usize) -> Result<(), Fault> {
        let mut from = held;
        for part in parts(entries.get(held..).unwrap_or(&[]), RECORD_PART) {
            self.ask(Method::POST, &format!("/v1/records/lay?from={from}"), &body(part))?;
            from += part.len();
        }
        Ok(())
    }

    /// Brings frames of any devices to the end of a stream of ours. Answers the signed head; without frames too.
    pub fn lay_frames(&mut self, stream: &StreamId, frames: &[u8]) -> Result<Vec<u8>, Fault> {
        let answer = self.ask(Method::POST, &format!("/v1/streams/{stream}/lay"), frames)?;
        list(&answer)?.first().map(|head| head.to_vec()).ok_or(MALFORMED)
    }

    /// Lays frames of one device in a row behind what a stream holds, in as few requests as can be.
    pub fn lay_more(&mut self, stream: &StreamId, frames: &[Vec<u8>]) -> Result<(), Fault> {
        // Fewer frames than a server takes at once.
        parts(frames, PART / 2)
            .into_iter()
            .try_for_each(|part| self.lay_frames(stream, &part.concat()).map(drop))
    }

    /// The 統合ID the server issued to us.
    pub fn unified(&mut self) -> Result<String, Fault> {
        let answer = self.ask(Method::GET, "/v1/account", &[])?;
        serde_json::from_slice::<Account>(&answer).map(|account| account.unified).map_err(|_| MALFORMED)
    }
}

/// Entries in rows of about so many bytes; one row at least.
fn parts(entries: &[Vec<u8>], most: usize) -> Vec<&[Vec<u8>]> {
    let (mut rows, mut from, mut bytes) = (Vec::new(), 0, 0);
    for (at, entry) in entries.iter().enumerate() {
        if bytes > 0 && bytes + entry.len() > most {
            rows.extend(entries.get(from..at));
            (from, bytes) = (at, 0);
        }
        bytes += entry.len();
    }
    rows.extend(entries.get(from..));
    rows
}

/// Servers take four times as much at once.
const PART: usize = 1 << 20;
/// Servers take 16 MiB at once. As few as can be: each ends where the record is ours.
const RECORD_PART: usize = 12 << 20;

fn body(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        out.extend_from_slice(&(entry.len() as u32).to_be_bytes());
        out.extend_from_slice(entry);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_chain_goes_in_parts_and_none_is_lost() {
        let entries: Vec<Vec<u8>> = (1..=6).map(|length| vec![0; length]).collect();
        let lengths = |most| parts(&entries, most).iter().map(|row| row.len()).collect::<Vec<_>>();
        assert_eq!(lengths(100), [6]);
        assert_eq!(lengths(6), [3, 1, 1, 1]);
        assert_eq!(lengths(1), [1; 6], "an entry is never cut");
        assert_eq!(parts(&[], 6), [&[] as &[Vec<u8>]], "the first entry goes by itself");
    }
}
