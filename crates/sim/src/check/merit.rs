//! I5: nothing is laid in whose author had no right to write it.

use std::collections::BTreeMap;

use henro_sync::{Control, IdentityId, Role, StreamId};

use super::Broken;
use crate::world::World;

impl World {
    /// Every frame that came from others, held against the entries as they were when the server took it.
    pub fn check_merit(&self) -> Broken {
        let controls = self.controls()?;
        let cloud = self.cloud.borrow();
        let mut at: BTreeMap<(StreamId, u32, u64), usize> = BTreeMap::new();
        for (stream, held) in &cloud.server.streams {
            let mut seqs: BTreeMap<u32, u64> = BTreeMap::new();
            for held in held {
                let seq = seqs.entry(held.device).or_default();
                *seq += 1;
                at.insert((*stream, held.device, *seq), held.taken.0);
            }
        }
        for (n, device) in self.devices.iter().enumerate() {
            for of in device.store.disk.received.keys() {
                let control = at.get(of).and_then(|len| controls.get(len.checked_sub(1)?));
                let Some(control) = control else { continue };
                let author = control.devices.get(&of.1).map(|device| device.identity);
                if !author.is_some_and(|author| had_a_right(control, &author, &of.0)) {
                    return Err(format!(
                        "I5: device {n} has {of:?} of {author:?}, who had no right to write"
                    ));
                }
            }
        }
        Ok(())
    }

    /// The control chain after each of its entries.
    pub fn controls(&self) -> Result<Vec<Control>, String> {
        let cloud = self.cloud.borrow();
        let (mut all, server) = (Vec::<Control>::new(), &cloud.server);
        for entry in &server.entries {
            let next = match all.last() {
                None => Control::begin(entry, &server.who),
                Some(before) => {
                    let mut next = before.clone();
                    next.apply(entry, &server.who).map(|_| next)
                }
            };
            all.push(next.map_err(|error| format!("the chain does not fold: {error}"))?);
        }
        Ok(all)
    }
}

/// By the entries: one that ran out held when they were made, and one that was ended holds until there are new keys.
fn had_a_right(control: &Control, author: &IdentityId, stream: &StreamId) -> bool {
    let mut given = control.grants.values().filter(|grant| grant.given.to == *author);
    control.owners.contains(author)
        || given.any(|grant| {
            let holds = grant.revoked.is_none() || grant.owed.contains(stream);
            holds
                && grant.given.role >= Role::Append
                && grant.given.streams.iter().any(|(of, _)| of == stream)
        })
}
