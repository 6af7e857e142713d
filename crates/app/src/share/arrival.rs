//! What a device that joined was told of the record: how much there is, and what the server must not fall behind.

use henro_sync::{Gift, Hash, StreamId};
use henro_sync_client::{Engine, Fault, Told};
use serde::{Deserialize, Serialize};

use super::hands::Owned;
use super::reach::Reach;
use crate::wire::ShareFilling;

/// What the device that took us in had seen.
#[derive(Serialize, Deserialize)]
struct Expected {
    identity: (u64, [u8; 32]),
    control: (u64, [u8; 32]),
    streams: Vec<([u8; 16], u64, [u8; 32])>,
}

/// What is kept until all of it has come.
pub(super) fn expected(gift: &Gift) -> Result<Vec<u8>, Fault> {
    let expected = Expected {
        identity: (gift.identity.0, gift.identity.1.0),
        control: (gift.control.0, gift.control.1.0),
        streams: gift.streams.iter().map(|(stream, place, head)| (stream.0, *place, head.0)).collect(),
    };
    serde_json::to_vec(&expected).map_err(|_| Fault::Damaged("expected"))
}

impl Reach {
    /// How much has come, while not all has.
    pub(super) fn filling(&self) -> Result<Option<ShareFilling>, Fault> {
        let Some(expected) = self.expected()? else { return Ok(None) };
        let mut streams = self.daily(None, |daily| daily.streams())?;
        if self.clinical_is_open() {
            streams.extend(self.clinical(None, |log| log.streams())?);
        }
        let part = |of: &([u8; 16], u64, [u8; 32])| {
            let here = streams.iter().find(|stream| stream.id.0 == of.0).map_or(0, |stream| stream.place);
            here.min(of.1)
        };
        let mut expected = expected.streams;
        if !self.clinical_is_open() {
            // What lies in the half that is closed is not waited for: it comes when that is opened.
            expected.retain(|of| streams.iter().any(|stream| stream.id.0 == of.0));
            if expected.iter().all(|of| part(of) == of.1) {
                return Ok(None);
            }
        }
        let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let all = expected.iter().map(|of| of.1).sum();
        Ok(Some(ShareFilling { done: small(expected.iter().map(part).sum()), all: small(all) }))
    }

    /// Compares what has come with what we were told: a server that is behind it, or tells another story, is found out.
    pub(super) fn check_arrival(&self, engine: &Engine) -> Result<(), Fault> {
        let Some(expected) = self.expected()? else { return Ok(()) };
        let owned = Owned::load_any(self)?.ok_or(Fault::Store("not connected"))?;
        let streams = expected.streams.iter().map(|(of, place, head)| (StreamId(*of), *place, Hash(*head)));
        let told = Told {
            identity: (expected.identity.0, Hash(expected.identity.1)),
            control: (expected.control.0, Hash(expected.control.1)),
            streams: streams.collect(),
        };
        // A server that is known to have lost things may come less far until all have brought what they have.
        let anew = Engine::default();
        let engine = if self.believed()?.is_some() { &anew } else { engine };
        let whole = engine.compare_told(&self.store(owned.record, false), &owned.identity, &told)?;
        if whole { self.daily(None, |daily| daily.drop_sync_fact(EXPECTED)) } else { Ok(()) }
    }

    fn expected(&self) -> Result<Option<Expected>, Fault> {
        let found = self.daily(None, |daily| daily.sync_fact(EXPECTED))?;
        found.map(|bytes| serde_json::from_slice(&bytes).map_err(|_| Fault::Damaged("expected"))).transpose()
    }
}

pub(super) const EXPECTED: &str = "expected";
