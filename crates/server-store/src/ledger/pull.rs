use std::sync::{Arc, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use henro_sync::{AccessEntry, Control, Error as Broken, GrantId, Label, Look, RecordId, StreamId, hash};

use super::session::Caller;
use super::{Ledger, TRIES};
use crate::store::{Logged, NewLook, Page};
use crate::{Error, Guard, News, Refused, Session, Topic};

/// A list of byte strings that stood in a row.
pub type Chunk = Vec<Vec<u8>>;

/// Frames of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The stream.
    pub stream: StreamId,
    /// Place of the first frame, counted from 1.
    pub first: u64,
    /// Signed head of the stream after the last frame.
    pub head: Vec<u8>,
    /// Frames in a row.
    pub frames: Vec<u8>,
}

/// A page of a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// Whether there is more.
    pub more: bool,
    /// Streams with news.
    pub parts: Vec<Part>,
}

impl Ledger {
    /// Hands out frames after the places that a signed look names, and writes down that it did.
    pub async fn pull(&self, session: &Session, record: &RecordId, bytes: Bytes) -> Result<Pull, Refused> {
        let look = Look::read(&bytes)?;
        if (look.record, look.identity, look.device) != (*record, session.identity, session.device) {
            return Err(Broken::NotAllowed.into());
        }
        let mut caller = self.caller(session).await?;
        let now = self.now();
        if look.at.abs_diff(now) > self.limits.look_ms {
            return Err(Refused::Clock(now));
        }
        let mut control = self.known_to(session, record).await?;
        // Lines of one log are written one after the other: who waits here does not lose against who does not.
        let turn = self.turns.get(usize::from(record.0[0]) % self.turns.len());
        let _turn = match turn.filter(|_| !control.owners.contains(&look.identity)) {
            Some(turn) => Some(turn.lock().await),
            None => None,
        };
        for tried in 0..TRIES {
            if tried > 1 {
                // Against other processes there is only patience.
                tokio::time::sleep(Duration::from_millis(tried as u64)).await;
            }
            let wants = wants(&caller, &control, &look, self.now())?;
            let page = self.store.page(*record, wants, self.limits.page_bytes).await?;
            let page = page.ok_or(Refused::Unknown)?;
            if page.heads.control != control.len {
                control = self.control_at(record, page.heads.control).await?;
                continue;
            }
            if self.write_down(&caller, &control, &look, &bytes, &page).await? {
                return Ok(self.parts(page));
            }
            caller = self.caller(session).await?;
            control = self.control(record).await?.ok_or(Refused::Unknown)?;
        }
        Err(Error::Busy.into())
    }

    /// Whether the page may be handed out; if not, all was decided on something that has changed.
    async fn write_down(
        &self,
        caller: &Caller,
        control: &Arc<Control>,
        look: &Look,
        bytes: &Bytes,
        page: &Page,
    ) -> Result<bool, Refused> {
        let now = self.now();
        if control.owners.contains(&look.identity) {
            // Nothing is written down for owners, so nothing is to be invented by asking again.
            return self.own_look(look, now).map(|()| true);
        }
        let guard = Guard {
            identities: vec![(look.identity, caller.identity.len)],
            record: Some((look.record, control.len)),
        };
        let at = now.max(page.heads.access_at);
        let line = (!page.items.is_empty()).then(|| self.line(control, look, bytes, page, at));
        let logged = line.is_some();
        let new = NewLook {
            guard,
            record: look.record,
            nonce: look.nonce,
            now: at,
            forget: now.saturating_sub(4 * self.limits.look_ms),
            line,
        };
        match self.store.look(new).await? {
            Logged::Done => {
                if logged {
                    self.tell(&News::of(Topic::Access(look.record)));
                }
                Ok(true)
            }
            Logged::Stale => Ok(false),
            Logged::Replayed => Err(Refused::Replayed),
        }
    }

    fn line(
        &self,
        control: &Control,
        look: &Look,
        bytes: &Bytes,
        page: &Page,
        at: u64,
    ) -> (u64, henro_sync::Hash, Bytes) {
        let streams = page.items.iter().map(|item| (item.stream, item.first, item.heads.place)).collect();
        let entry = AccessEntry {
            record: look.record,
            n: page.heads.access,
            prev: page.heads.access_head,
            at,
            identity: look.identity,
            device: look.device,
            grants: grants(control, look, page, at),
            streams,
            look: bytes.to_vec(),
        };
        let signed = entry.sign(&self.key);
        (entry.n, hash(Label::AccessHash, &[&signed]), signed.into())
    }

    fn own_look(&self, look: &Look, now: u64) -> Result<(), Refused> {
        let mut seen = self.own_looks.lock().unwrap_or_else(PoisonError::into_inner);
        let first = seen.first((look.record, look.nonce), now, 2 * self.limits.look_ms);
        if first { Ok(()) } else { Err(Refused::Replayed) }
    }

    pub(super) fn parts(&self, page: Page) -> Pull {
        let part = |item: crate::PageItem| Part {
            stream: item.stream,
            first: item.first,
            head: self.signed(&item.stream, item.heads),
            frames: item.frames,
        };
        Pull { more: page.more, parts: page.items.into_iter().map(part).collect() }
    }

    /// Lines of the access log, for owners and managers.
    pub async fn access_entries(
        &self,
        session: &Session,
        record: &RecordId,
        from: u64,
    ) -> Result<Chunk, Refused> {
        self.check(session).await?;
        let control = self.known_to(session, record).await?;
        if !control.may_manage(&session.identity, self.now()) {
            return Err(Broken::NotAllowed.into());
        }
        Ok(self.store.access_entries(*record, from, self.limits.list_bytes).await?)
    }
}

/// For each stream asked for, the place after which frames are handed out. Who may read from a later place on gets what
/// lies before it too: without it the chains could not be checked, and its keys are not theirs.
fn wants(caller: &Caller, control: &Control, look: &Look, now: u64) -> Result<Vec<(StreamId, u64)>, Refused> {
    let one = |(stream, after): &(StreamId, u64)| {
        let tier = control.streams.get(stream).map(|state| state.tier);
        let reaches = tier.is_some_and(|tier| caller.fetches(tier));
        let may = control.may_read(&look.identity, stream, now).filter(|_| reaches);
        may.map(|_| (*stream, *after)).ok_or(Refused::Rule(Broken::NotAllowed))
    };
    look.streams.iter().map(one).collect()
}

/// The consents that allowed what was handed out.
fn grants(control: &Control, look: &Look, page: &Page, at: u64) -> Vec<GrantId> {
    let handed = |stream: &StreamId| page.items.iter().any(|item| item.stream == *stream);
    let held = control.grants_of(&look.identity, at);
    let held = held.filter(|grant| grant.given.streams.iter().any(|(stream, _)| handed(stream)));
    held.take(MAX_GRANTS).map(|grant| grant.given.id).collect()
}

/// A line of the log names no more than it can be read back with.
const MAX_GRANTS: usize = 64;
