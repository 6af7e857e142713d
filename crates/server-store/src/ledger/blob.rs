use std::sync::Arc;

use bytes::Bytes;
use henro_sync::{
    BLOB_HEAD_LEN, BlobId, Control, Error as Broken, LiveBlobs, RecordId, StreamId, Tier, longest_blob,
};

use super::push::is_member;
use super::session::Caller;
use super::{Ledger, TRIES};
use crate::blob::{BlobAt, BlobBegun, BlobPiece, BlobStand, NewBlob, PieceName};
use crate::{Error, Guard, Refused, Session};

impl Ledger {
    /// Begins a blob of so many sealed bytes, or says how far it has come. For those who may write to the stream.
    pub async fn blob_begin(
        &self,
        session: &Session,
        stream: &StreamId,
        id: BlobId,
        size: u64,
    ) -> Result<BlobStand, Refused> {
        if size > longest_blob() || size <= BLOB_HEAD_LEN as u64 {
            return Err(Refused::TooMany(longest_blob()));
        }
        for _ in 0..TRIES {
            let (caller, control, of) = self.blob_of(session, stream, id).await?;
            self.may_put(&caller, &control, stream)?;
            let identities = vec![(session.identity, caller.identity.len)];
            let guard = Guard { identities, record: Some((of.record, control.len)) };
            let limit = self.limits.record_bytes;
            match self.store.blob_begin(NewBlob { guard, of, size, now: self.now(), limit }).await? {
                BlobBegun::Done(stand) if stand.size == size => return Ok(stand),
                BlobBegun::Done(_) => return Err(Refused::Taken),
                BlobBegun::Full => return Err(Refused::Quota(limit)),
                BlobBegun::Stale => {}
            }
        }
        Err(Error::Busy.into())
    }

    /// How far a blob has come, for those who may write to the stream; whether it is there, for those who may read it.
    pub async fn blob_stand(
        &self,
        session: &Session,
        stream: &StreamId,
        id: BlobId,
    ) -> Result<BlobStand, Refused> {
        let (caller, control, of) = self.blob_of(session, stream, id).await?;
        self.may_get(&caller, &control, stream)?;
        let stand = self.store.blob(of).await?.ok_or(Refused::Unknown)?;
        let writes = self.may_put(&caller, &control, stream).is_ok();
        if stand.whole || writes { Ok(stand) } else { Err(Refused::Unknown) }
    }

    /// A name no piece ever had.
    pub fn blob_name(&self) -> Result<PieceName, Error> {
        let mut name = [0; 16];
        self.random.fill(&mut name)?;
        Ok(name)
    }

    /// Takes note of a piece whose bytes lie safe under its name. Whoever sent it may have lost the right meanwhile.
    pub async fn blob_add(
        &self,
        session: &Session,
        stream: &StreamId,
        id: BlobId,
        piece: BlobPiece,
    ) -> Result<(), Refused> {
        let (caller, control, of) = self.blob_of(session, stream, id).await?;
        self.may_put(&caller, &control, stream)?;
        if self.store.blob_add(of, piece).await? {
            return Ok(());
        }
        let have = self.store.blob(of).await?.map_or(0, |stand| stand.have);
        Err(Refused::Gap(have))
    }

    /// Ends a blob that has all its bytes: `named` is what they hash to.
    pub async fn blob_settle(
        &self,
        session: &Session,
        stream: &StreamId,
        id: BlobId,
        named: BlobId,
    ) -> Result<(), Refused> {
        let (caller, control, of) = self.blob_of(session, stream, id).await?;
        self.may_put(&caller, &control, stream)?;
        self.store.blob_settle(of, named == id, self.now()).await?;
        if named == id { Ok(()) } else { Err(Broken::Forged.into()) }
    }

    /// The record and where the bytes of a blob are, for who is going to end it.
    pub async fn blob_pieces(
        &self,
        session: &Session,
        stream: &StreamId,
        id: BlobId,
    ) -> Result<(RecordId, Vec<BlobPiece>), Refused> {
        let (caller, control, of) = self.blob_of(session, stream, id).await?;
        self.may_put(&caller, &control, stream)?;
        Ok((of.record, self.store.blob_pieces(of).await?))
    }

    /// Forgets a blob whose bytes are not where they were put, so that it is taken again.
    pub async fn blob_lost(&self, session: &Session, stream: &StreamId, id: BlobId) -> Result<(), Refused> {
        let (caller, control, of) = self.blob_of(session, stream, id).await?;
        self.may_put(&caller, &control, stream)?;
        Ok(self.store.blob_drop(of).await.map(drop)?)
    }

    /// A whole blob, for those who may read its stream now: its length, and where its bytes are.
    pub async fn blob_read(
        &self,
        session: &Session,
        stream: &StreamId,
        id: BlobId,
    ) -> Result<(u64, Vec<BlobPiece>), Refused> {
        let (caller, control, of) = self.blob_of(session, stream, id).await?;
        self.may_get(&caller, &control, stream)?;
        let stand = self.store.blob(of).await?.filter(|stand| stand.whole).ok_or(Refused::Unknown)?;
        Ok((stand.size, self.store.blob_pieces(of).await?))
    }

    /// Forgets blobs of a stream that an owner does not name any more. Those that came less than 30 days ago stay: another device may
    /// name them, and the owner not know it yet. Answers how many went.
    pub async fn blobs_keep(
        &self,
        session: &Session,
        stream: &StreamId,
        bytes: Bytes,
    ) -> Result<u64, Refused> {
        let live = LiveBlobs::read(&bytes)?;
        if (live.stream, live.identity, live.device) != (*stream, session.identity, session.device) {
            return Err(Broken::NotAllowed.into());
        }
        let now = self.now();
        if live.at.abs_diff(now) > self.limits.look_ms {
            return Err(Refused::Clock(now));
        }
        let (caller, control, of) = self.blob_of(session, stream, BlobId([0; 32])).await?;
        self.may_put(&caller, &control, stream)?;
        if live.record != of.record || !control.owners.contains(&session.identity) {
            return Err(Broken::NotAllowed.into());
        }
        let mut gone = 0;
        for id in self.store.blobs_whole(of, now.saturating_sub(GRACE_MS)).await? {
            if live.blobs.binary_search(&id).is_err() {
                gone += u64::from(self.store.blob_drop(BlobAt { id, ..of }).await?);
            }
        }
        Ok(gone)
    }

    /// Forgets blobs that were begun a week ago and never ended.
    pub async fn blobs_tidy(&self) -> Result<(), Error> {
        for of in self.store.blobs_open(self.now().saturating_sub(OPEN_MS)).await? {
            self.store.blob_drop(of).await?;
        }
        Ok(())
    }

    async fn blob_of(
        &self,
        session: &Session,
        stream: &StreamId,
        id: BlobId,
    ) -> Result<(Caller, Arc<Control>, BlobAt), Refused> {
        let caller = self.caller(session).await?;
        let record = self.record_of(stream).await?;
        let control = self.known_to(session, &record).await?;
        Ok((caller, control, BlobAt { record, stream: *stream, id }))
    }

    fn may_put(&self, caller: &Caller, control: &Control, stream: &StreamId) -> Result<(), Refused> {
        let may = control.may_write(&caller.session.identity, stream, self.now());
        let reaches = |tier| tier == Tier::Daily || caller.tier == Tier::Clinical;
        allowed(caller, control, stream, (may, &reaches))
    }

    fn may_get(&self, caller: &Caller, control: &Control, stream: &StreamId) -> Result<(), Refused> {
        let may = control.may_read(&caller.session.identity, stream, self.now()).is_some();
        allowed(caller, control, stream, (may, &|tier| caller.fetches(tier)))
    }
}

fn allowed(
    caller: &Caller,
    control: &Control,
    stream: &StreamId,
    (may, reaches): (bool, &dyn Fn(Tier) -> bool),
) -> Result<(), Refused> {
    if !is_member(control, &caller.session.identity) {
        return Err(Refused::Unknown);
    }
    let tier = control.streams.get(stream).map(|state| state.tier);
    if may && tier.is_some_and(reaches) { Ok(()) } else { Err(Broken::NotAllowed.into()) }
}

/// How long a blob stays that no list names.
const GRACE_MS: u64 = 30 * 86_400_000;
/// How long one may be under way.
const OPEN_MS: u64 = 7 * 86_400_000;
