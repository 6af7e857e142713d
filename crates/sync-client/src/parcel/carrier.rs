//! Two that stand in the place of a server: a parcel that was opened, and nobody.

use henro_sync::{Frame, IdentityId, Look, Parcel, PlacedFrames, RecordId, StreamId};

use super::{PAGE, forged};
use crate::{Fault, PulledStream, Remote};

/// Nobody to talk to: acts are kept here, and nobody else makes any. For a record that never met a server.
#[derive(Debug, Clone, Copy, Default)]
pub struct Alone;

/// A parcel in the place of a server. It takes nothing.
pub(super) struct Opened<'a>(pub(super) &'a Parcel);

/// What both answer alike: no frame, segment or heartbeat is taken, nobody deleted anything, and nobody looked.
macro_rules! takes_no_frames {
    () => {
        fn push(&mut self, _: &StreamId, _: &[u8]) -> Result<Vec<u8>, Fault> {
            Err(Fault::Offline)
        }
        fn pack(&mut self, _: &StreamId, _: &[u8]) -> Result<(), Fault> {
            Err(Fault::Offline)
        }
        fn erased(&mut self, _: &StreamId, _: u32) -> Result<Vec<u8>, Fault> {
            Err(Fault::Offline)
        }
        fn access(&mut self, _: &RecordId, _: u64) -> Result<Vec<Vec<u8>>, Fault> {
            Ok(Vec::new())
        }
        fn beat(&mut self, _: &RecordId, _: &[u8]) -> Result<(), Fault> {
            Err(Fault::Offline)
        }
        fn beats(&mut self, _: &RecordId) -> Result<Vec<Vec<u8>>, Fault> {
            Ok(Vec::new())
        }
        fn records(&mut self) -> Result<Vec<RecordId>, Fault> {
            Ok(Vec::new())
        }
    };
}

impl Remote for Opened<'_> {
    fn identity(&mut self, id: &IdentityId, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        let found = self.0.people.iter().find(|(of, _)| of == id);
        Ok(found.map_or_else(Vec::new, |(_, entries)| after(entries, from)))
    }

    fn control(&mut self, _: &RecordId, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        Ok(after(&self.0.control, from))
    }

    fn pull(&mut self, _: &RecordId, look: &[u8]) -> Result<(Vec<PulledStream>, bool), Fault> {
        let look = Look::read(look).map_err(|_| Fault::Damaged("look"))?;
        let mut found = Vec::new();
        for (stream, place) in look.streams {
            let Some(part) = self.0.placed.iter().find(|part| part.stream == stream) else { continue };
            found.extend(page_of(part, place)?);
        }
        let more = !found.is_empty();
        Ok((found, more))
    }

    fn begin_identity(&mut self, _: &[u8]) -> Result<(), Fault> {
        Err(Fault::Offline)
    }
    fn extend_identity(&mut self, _: &IdentityId, _: &[u8]) -> Result<(), Fault> {
        Err(Fault::Offline)
    }
    fn begin_record(&mut self, _: &[u8]) -> Result<(), Fault> {
        Err(Fault::Offline)
    }
    fn extend_control(&mut self, _: &RecordId, _: &[u8]) -> Result<(), Fault> {
        Err(Fault::Offline)
    }
    takes_no_frames!();
}

/// A page of one stream after a place; nothing where there is none.
fn page_of(part: &PlacedFrames, place: u64) -> Result<Option<PulledStream>, Fault> {
    let mut rest = &part.frames[..];
    for _ in part.first..=place {
        if rest.is_empty() {
            return Ok(None);
        }
        Frame::take(&mut rest).map_err(|error| forged(error, part.stream))?;
    }
    if rest.is_empty() {
        return Ok(None);
    }
    let first = part.first.max(place + 1);
    let (all, mut after) = (rest, rest);
    while !after.is_empty() && all.len() - after.len() < PAGE {
        Frame::take(&mut after).map_err(|error| forged(error, part.stream))?;
    }
    let frames = all.get(..all.len() - after.len()).unwrap_or_default().to_vec();
    Ok(Some(PulledStream { stream: part.stream, first, head: part.head.clone(), frames }))
}

fn after(entries: &[Vec<u8>], from: u64) -> Vec<Vec<u8>> {
    usize::try_from(from).ok().and_then(|from| entries.get(from..)).unwrap_or_default().to_vec()
}

impl Remote for Alone {
    fn identity(&mut self, _: &IdentityId, _: u64) -> Result<Vec<Vec<u8>>, Fault> {
        Ok(Vec::new())
    }
    fn control(&mut self, _: &RecordId, _: u64) -> Result<Vec<Vec<u8>>, Fault> {
        Ok(Vec::new())
    }
    fn begin_identity(&mut self, _: &[u8]) -> Result<(), Fault> {
        Ok(())
    }
    fn extend_identity(&mut self, _: &IdentityId, _: &[u8]) -> Result<(), Fault> {
        Ok(())
    }
    fn begin_record(&mut self, _: &[u8]) -> Result<(), Fault> {
        Ok(())
    }
    fn extend_control(&mut self, _: &RecordId, _: &[u8]) -> Result<(), Fault> {
        Ok(())
    }
    fn pull(&mut self, _: &RecordId, _: &[u8]) -> Result<(Vec<PulledStream>, bool), Fault> {
        Ok((Vec::new(), false))
    }
    takes_no_frames!();
}
