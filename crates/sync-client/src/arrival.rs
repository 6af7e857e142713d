//! What the device that took this one in had seen: the server is held to it.

use henro_sync::{Hash, IdentityId, Label, StreamId, hash};

use crate::{Chain, Engine, Fault, Lie, Store};

/// Length and newest head of chains and streams, as another device of ours saw them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Of our identity chain.
    pub identity: (u64, Hash),
    /// Of the control chain.
    pub control: (u64, Hash),
    /// Of each stream.
    pub streams: Vec<(StreamId, u64, Hash)>,
}

impl Engine {
    /// Compares what is here with what we were told, and answers whether that was all of it: a stream whose key is missing, or that
    /// was not read to its end, is for later. One that was, and ends before that, is an old world.
    pub fn compare_told(&self, store: &dyn Store, me: &IdentityId, told: &Told) -> Result<bool, Fault> {
        let chains = [
            (Chain::Control, Label::ControlHash, told.control),
            (Chain::Identity(*me), Label::IdentityHash, told.identity),
        ];
        for (chain, label, (len, head)) in chains {
            let Some(newest) = len.checked_sub(1).and_then(|n| usize::try_from(n).ok()) else { continue };
            let entries = store.chain(chain)?;
            let newest = entries.get(newest).ok_or(Fault::Lie(Lie::RolledBack(None)))?;
            if hash(label, &[newest]) != head {
                return Err(Fault::Lie(Lie::Forked(None)));
            }
        }
        let (marks, mut whole) = (store.streams()?, true);
        for (stream, place, head) in told.streams.iter().filter(|(_, place, _)| *place > 0) {
            match marks.iter().find(|mark| mark.stream == *stream) {
                Some(mark) if mark.place >= *place => {
                    if store.head_at(stream, *place)? != Some(*head) {
                        return Err(Fault::Lie(Lie::Forked(Some(*stream))));
                    }
                }
                Some(_) if self.caught_up.contains(stream) => {
                    return Err(Fault::Lie(Lie::RolledBack(Some(*stream))));
                }
                _ => whole = false,
            }
        }
        Ok(whole)
    }
}
