use std::sync::Arc;

use bytes::Bytes;
use henro_sync::{Identity, IdentityAct, IdentityEntry, IdentityId};

use super::{Ledger, TRIES};
use crate::store::Swap;
use crate::{Error, News, Refused, Session, Topic};

/// A registered identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Its id.
    pub id: IdentityId,
    /// Whether it is new.
    pub new: bool,
    /// Its public number, told to nobody else; nothing where whoever asks has not shown to be it.
    pub unified: Option<String>,
}

impl Ledger {
    /// Registers an identity by its first entry.
    pub async fn identity_begin(&self, entry: Bytes, asks: Option<&Session>) -> Result<Registered, Refused> {
        let identity = Identity::begin(&entry)?;
        let (id, now) = (identity.id, self.now());
        self.not_ahead(identity.at, now)?;
        let mut random = [0; 16];
        self.random.fill(&mut random)?;
        let fresh = henro_sync::GrantId(random).to_string();
        let (new, unified) = self.store.identity_begin(id, entry, fresh, now).await?;
        let mut own = new;
        if let Some(session) = asks.filter(|session| session.identity == id) {
            own |= self.check(session).await.is_ok();
        }
        Ok(Registered { id, new, unified: own.then_some(unified) })
    }

    /// Entries of an identity chain, for anybody who knows its id.
    pub async fn identity_entries(&self, id: &IdentityId, from: u64) -> Result<Vec<Vec<u8>>, Refused> {
        self.store.identity_len(*id).await?.ok_or(Refused::Unknown)?;
        Ok(self.store.identity_entries(*id, from, self.limits.list_bytes).await?)
    }

    /// Entries of many identity chains, each behind its identity: as many as a list has room for.
    pub async fn identities_entries(
        &self,
        asked: &[(IdentityId, u64)],
    ) -> Result<Vec<(IdentityId, Vec<u8>)>, Refused> {
        let (mut all, mut room) = (Vec::new(), self.limits.list_bytes);
        for (id, from) in asked {
            let len = self.store.identity_len(*id).await?.ok_or(Refused::Unknown)?;
            if len <= *from || room == 0 {
                continue;
            }
            for entry in self.store.identity_entries(*id, *from, room).await? {
                room = room.saturating_sub(entry.len());
                all.push((*id, entry));
            }
        }
        Ok(all)
    }

    /// Appends to an identity chain. The signature of the account is all the right it needs; a device that comes by the
    /// door also shows the session it got for the password. Answers the new length.
    pub async fn identity_append(
        &self,
        id: &IdentityId,
        entry: &Bytes,
        asks: Option<&Session>,
    ) -> Result<u64, Refused> {
        let IdentityEntry { n, at, act, .. } = IdentityEntry::read(entry)?;
        if let IdentityAct::Enter { device, .. } = act {
            let mine = asks.filter(|asks| asks.identity == *id && asks.device == device.key);
            mine.ok_or(Refused::NoSession)?;
        }
        bounded(n, entry)?;
        for _ in 0..TRIES {
            let known = self.identity(id).await?.ok_or(Refused::Unknown)?;
            if n != known.len {
                return Err(Refused::Behind(known.len));
            }
            let mut next = (*known).clone();
            match next.apply(entry) {
                Err(henro_sync::Error::Unchained) => return Err(Refused::Behind(known.len)),
                other => other?,
            }
            let now = self.now();
            if at.abs_diff(now) > self.limits.clock_ms {
                return Err(Refused::Clock(now));
            }
            match self.store.identity_append(*id, n, entry.clone(), at).await? {
                Swap::Done => {
                    self.identities.keep(*id, Arc::new(next));
                    self.tell(&News::of(Topic::Identity(*id)));
                    return Ok(n + 1);
                }
                // What a device signed must not be undone by saying that it had left before.
                Swap::Acted(acted) => return Err(Refused::Clock(self.now().max(acted + 1))),
                Swap::Behind(_) => {}
            }
        }
        Err(Error::Busy.into())
    }

    pub(super) fn not_ahead(&self, at: u64, now: u64) -> Result<(), Refused> {
        if at > now + self.limits.clock_ms { Err(Refused::Clock(now)) } else { Ok(()) }
    }
}

/// A chain may be read by everybody and is kept for everybody: it stays small, whoever writes it.
pub(super) fn bounded(n: u64, entry: &Bytes) -> Result<(), Refused> {
    if n >= MOST_ENTRIES {
        return Err(Refused::TooMany(MOST_ENTRIES));
    }
    if entry.len() > ENTRY_BYTES { Err(Refused::TooMany(ENTRY_BYTES as u64)) } else { Ok(()) }
}

const MOST_ENTRIES: u64 = 20_000;
/// New keys for some 200 devices.
const ENTRY_BYTES: usize = 256 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_has_an_end_and_its_entries_a_size() {
        let entry = |bytes: usize| Bytes::from(vec![0; bytes]);
        assert!(bounded(MOST_ENTRIES - 1, &entry(ENTRY_BYTES)).is_ok());
        assert!(matches!(bounded(MOST_ENTRIES, &entry(1)), Err(Refused::TooMany(MOST_ENTRIES))));
        assert!(bounded(1, &entry(ENTRY_BYTES + 1)).is_err());
    }
}
