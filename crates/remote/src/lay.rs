//! Filling a server again that lost everything.

use henro_sync::{IdentityId, StreamId};
use henro_sync_client::{Fault, Refusal};
use reqwest::Method;
use serde::Deserialize;

use crate::Server;
use crate::answer::{MALFORMED, list, owned};

#[derive(Deserialize)]
struct Account {
    unified: String,
}

impl Server {
    /// An identity chain as far as the server has it, asked without logging in; empty where it knows none.
    pub fn held_identity(&self, id: &IdentityId) -> Result<Vec<Vec<u8>>, Fault> {
        let mut all: Vec<Vec<u8>> = Vec::new();
        loop {
            let path = format!("/v1/identities/{id}/chain?from={}", all.len());
            let entries = match self.open(Method::GET, &path, Vec::new()) {
                Err(Fault::Refused(Refusal::Absent)) => Vec::new(),
                other => owned(&other?)?,
            };
            if entries.is_empty() {
                return Ok(all);
            }
            all.extend(entries);
        }
    }

    /// Brings an identity chain.
    pub fn lay_identity(&self, entries: &[Vec<u8>]) -> Result<(), Fault> {
        self.open(Method::POST, "/v1/identities/lay", body(entries)).map(drop)
    }

    /// Brings a control chain of a record of ours.
    pub fn lay_record(&mut self, entries: &[Vec<u8>]) -> Result<(), Fault> {
        self.ask(Method::POST, "/v1/records/lay", &body(entries)).map(drop)
    }

    /// Brings frames of any devices to the end of a stream of ours. Answers the signed head; without frames too.
    pub fn lay_frames(&mut self, stream: &StreamId, frames: &[u8]) -> Result<Vec<u8>, Fault> {
        let answer = self.ask(Method::POST, &format!("/v1/streams/{stream}/lay"), frames)?;
        list(&answer)?.first().map(|head| head.to_vec()).ok_or(MALFORMED)
    }

    /// The 統合ID the server issued to us.
    pub fn unified(&mut self) -> Result<String, Fault> {
        let answer = self.ask(Method::GET, "/v1/account", &[])?;
        serde_json::from_slice::<Account>(&answer).map(|account| account.unified).map_err(|_| MALFORMED)
    }
}

fn body(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        out.extend_from_slice(&(entry.len() as u32).to_be_bytes());
        out.extend_from_slice(entry);
    }
    out
}
