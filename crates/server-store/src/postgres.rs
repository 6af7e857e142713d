//! PostgreSQL: one URL, several server processes side by side.
//!
//! Locks are taken in one order: identities by their ids, then the record, then the stream.

mod accounts;
mod blobs;
mod chains;
mod frames;
mod group;
mod listen;
mod logins;
mod looks;
mod migrate;
mod ranking;
mod records;
mod rows;
mod segments;
mod slips;

use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use henro_sync::{BlobId, DeviceKey, Hash, IdentityId, Left, RecordId, Slot, StreamId};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Config, NoTls};

use crate::Error;
use crate::blob::{BlobAt, BlobBegun, BlobPiece, BlobStand, NewBlob, PieceName};
use crate::rank::{RankAsk, RankEntry, RankRows};
use crate::store::{
    Account, Appended, Begun, ControlSwap, Ear, FrameAppend, Heads, Logged, LoginFile, Member, NewLook,
    NewRecord, NewSlip, Packed, Page, Put, RecordHeads, SegmentPut, Store, Swap, Tries,
};

/// A server's database on PostgreSQL.
pub struct Postgres {
    pool: Pool,
    config: Config,
    group: group::Group,
    news: UnboundedSender<String>,
    /// Until somebody listens.
    unheard: Mutex<Option<UnboundedReceiver<String>>>,
}

impl Postgres {
    /// Connects and brings the database to the newest version.
    pub async fn open(url: &str) -> Result<Self, Error> {
        let mut config = Config::from_str(url).map_err(|_| Error::Url)?;
        config.application_name("henro-server");
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config.clone(), NoTls, recycling);
        let pool = Pool::builder(manager).max_size(CONNECTIONS).runtime(Runtime::Tokio1);
        let pool = pool.build().map_err(|_| Error::Closed)?;
        let (news, told) = unbounded_channel();
        let group = group::Group::start(&pool);
        let this = Self { pool, config, group, news, unheard: Mutex::new(Some(told)) };
        migrate::migrate(&mut this.client().await?).await?;
        Ok(this)
    }

    async fn client(&self) -> Result<Object, Error> {
        self.pool.get().await.map_err(|error| match error {
            deadpool_postgres::PoolError::Backend(error) => Error::Postgres(error),
            _ => Error::Closed,
        })
    }
}

/// Two that wait for each other are one that is decided anew.
fn again<T>(done: Result<T, Error>, stale: T) -> Result<T, Error> {
    match done {
        Err(Error::Postgres(error)) if error.code().is_some_and(crossed) => Ok(stale),
        other => other,
    }
}

fn crossed(code: &SqlState) -> bool {
    [SqlState::T_R_DEADLOCK_DETECTED, SqlState::T_R_SERIALIZATION_FAILURE, SqlState::UNIQUE_VIOLATION]
        .contains(code)
}

const CONNECTIONS: usize = 16;

#[async_trait]
impl Store for Postgres {
    async fn secret(&self, name: &str, fresh: [u8; 32]) -> Result<[u8; 32], Error> {
        chains::secret(&self.client().await?, name, fresh).await
    }

    async fn kept_secret(&self, name: &str) -> Result<Option<[u8; 32]>, Error> {
        chains::kept_secret(&self.client().await?, name).await
    }

    async fn anew(&self, at: u64) -> Result<(), Error> {
        accounts::anew(&mut self.client().await?, at).await
    }

    async fn identity_begin(
        &self,
        id: IdentityId,
        entry: Bytes,
        unified: String,
        now: u64,
    ) -> Result<(bool, String), Error> {
        chains::identity_begin(&mut self.client().await?, &id, &entry, &unified, now).await
    }

    async fn identity_len(&self, id: IdentityId) -> Result<Option<u64>, Error> {
        chains::identity_len(&self.client().await?, &id).await
    }

    async fn identity_entries(&self, id: IdentityId, from: u64, bytes: usize) -> Result<Vec<Vec<u8>>, Error> {
        chains::identity_entries(&self.client().await?, &id, from, bytes).await
    }

    async fn identity_append(&self, id: IdentityId, n: u64, entry: Bytes, at: u64) -> Result<Swap, Error> {
        chains::identity_append(&mut self.client().await?, &id, n, &entry, at).await
    }

    async fn record_begin(&self, new: NewRecord) -> Result<Begun, Error> {
        again(records::begin(&mut self.client().await?, &new).await, Begun::Stale)
    }

    async fn control_append(&self, new: NewRecord) -> Result<ControlSwap, Error> {
        again(records::append(&mut self.client().await?, &new).await, ControlSwap::Stale)
    }

    async fn record_heads(&self, id: RecordId) -> Result<Option<RecordHeads>, Error> {
        records::heads(&self.client().await?, &id).await
    }

    async fn control_entries(
        &self,
        id: RecordId,
        from: u64,
        to: u64,
        before: u64,
        bytes: usize,
    ) -> Result<Vec<Vec<u8>>, Error> {
        records::entries(&self.client().await?, &id, from..to, before, bytes).await
    }

    async fn member(&self, record: RecordId, identity: IdentityId) -> Result<Option<Member>, Error> {
        records::member(&self.client().await?, &record, &identity).await
    }

    async fn records_of(&self, identity: IdentityId, now: u64) -> Result<Vec<(RecordId, u64)>, Error> {
        records::records_of(&self.client().await?, &identity, now).await
    }

    async fn stream_record(&self, stream: StreamId) -> Result<Option<RecordId>, Error> {
        frames::record_of(&self.client().await?, &stream).await
    }

    async fn stream_heads(&self, record: RecordId, stream: StreamId) -> Result<Option<Heads>, Error> {
        frames::stream(&self.client().await?, &record, &stream).await
    }

    async fn chain_head(
        &self,
        record: RecordId,
        stream: StreamId,
        device: u32,
    ) -> Result<(u64, Hash), Error> {
        frames::chain_head(&self.client().await?, &record, &stream, device).await
    }

    async fn frame_hashes(
        &self,
        record: RecordId,
        stream: StreamId,
        device: u32,
        from: u64,
        count: usize,
    ) -> Result<Vec<Hash>, Error> {
        frames::hashes(&self.client().await?, (&record, &stream), device, from, count).await
    }

    async fn frames_append(&self, append: FrameAppend) -> Result<Appended, Error> {
        match self.group.append(append).await {
            Ok(how) => Ok(how),
            Err(append) => again(frames::append(&mut self.client().await?, &append).await, Appended::Stale),
        }
    }

    async fn held(
        &self,
        record: RecordId,
        stream: StreamId,
        device: u32,
        of: (u64, u64),
    ) -> Result<Vec<(u64, Vec<u8>)>, Error> {
        segments::held(&self.client().await?, (&record, &stream), device, of).await
    }

    async fn segment_put(&self, put: SegmentPut) -> Result<Packed, Error> {
        again(segments::put(&mut self.client().await?, &put).await, Packed::Stale)
    }

    async fn older(&self, record: RecordId, stream: StreamId, epoch: u32) -> Result<Vec<Left>, Error> {
        segments::older(&self.client().await?, (&record, &stream), epoch).await
    }

    async fn wipe(&self) -> Result<(), Error> {
        // Rows that were emptied lie in the files until the server of the database reuses their room.
        Ok(())
    }

    async fn page(
        &self,
        record: RecordId,
        wants: Vec<(StreamId, u64)>,
        bytes: usize,
    ) -> Result<Option<Page>, Error> {
        frames::page(&mut self.client().await?, &record, &wants, bytes).await
    }

    async fn look(&self, look: NewLook) -> Result<Logged, Error> {
        again(looks::look(&mut self.client().await?, &look).await, Logged::Stale)
    }

    async fn access_entries(&self, record: RecordId, from: u64, bytes: usize) -> Result<Vec<Vec<u8>>, Error> {
        looks::entries(&self.client().await?, &record, from, bytes).await
    }

    async fn beat(&self, record: RecordId, device: u32, at: u64, bytes: Bytes) -> Result<(), Error> {
        looks::beat(&self.client().await?, &record, device, at, &bytes).await
    }

    async fn beats(&self, record: RecordId) -> Result<Vec<Vec<u8>>, Error> {
        looks::beats(&self.client().await?, &record).await
    }

    async fn slip_put(&self, new: NewSlip) -> Result<bool, Error> {
        slips::put(&self.client().await?, &new).await
    }

    async fn slip(&self, device: DeviceKey, slot: Slot, after: u64) -> Result<Option<(u64, Vec<u8>)>, Error> {
        slips::find(&self.client().await?, &device, &slot, after).await
    }

    async fn letter_put(
        &self,
        id: [u8; 16],
        bytes: Bytes,
        now: u64,
        until: u64,
        most: u64,
    ) -> Result<Put, Error> {
        accounts::letter_put(&self.client().await?, id, &bytes, (now, until), most).await
    }

    async fn letter(&self, id: [u8; 16], now: u64, take: bool) -> Result<Option<Vec<u8>>, Error> {
        accounts::letter(&self.client().await?, id, now, take).await
    }

    async fn account(&self, id: IdentityId) -> Result<Option<Account>, Error> {
        accounts::account(&self.client().await?, &id).await
    }

    async fn leave(&self, id: IdentityId, at: Option<u64>) -> Result<(), Error> {
        accounts::leave(&self.client().await?, &id, at).await
    }

    async fn forget(&self, now: u64) -> Result<bool, Error> {
        accounts::forget(&mut self.client().await?, now).await
    }

    async fn login(&self, name: [u8; 32]) -> Result<Option<LoginFile>, Error> {
        logins::find(&self.client().await?, name).await
    }

    async fn login_since(&self, identity: IdentityId) -> Result<Option<u64>, Error> {
        logins::since(&self.client().await?, &identity).await
    }

    async fn login_put(&self, name: [u8; 32], new: LoginFile) -> Result<bool, Error> {
        logins::put(&mut self.client().await?, name, &new).await
    }

    async fn login_escrow(&self, identity: IdentityId, escrow: Bytes) -> Result<bool, Error> {
        logins::escrow(&self.client().await?, &identity, &escrow).await
    }

    async fn login_remove(&self, identity: IdentityId) -> Result<(), Error> {
        logins::remove(&self.client().await?, &identity).await
    }

    async fn rank_put(&self, identity: IdentityId, entry: RankEntry, oldest: u64) -> Result<(), Error> {
        ranking::put(&mut self.client().await?, &identity, &entry, oldest).await
    }

    async fn rank_leave(&self, identity: IdentityId) -> Result<(), Error> {
        ranking::leave(&self.client().await?, &identity).await
    }

    async fn rank_own(&self, identity: IdentityId, month: u64) -> Result<Option<RankEntry>, Error> {
        ranking::own(&self.client().await?, &identity, month).await
    }

    async fn rank_board(&self, ask: RankAsk) -> Result<RankRows, Error> {
        ranking::board(&self.client().await?, &ask).await
    }

    async fn tries(&self, name: [u8; 32]) -> Result<Option<Tries>, Error> {
        logins::tries(&self.client().await?, name).await
    }

    async fn swap_tries(
        &self,
        name: [u8; 32],
        old: Option<Tries>,
        new: Option<Tries>,
        forget: u64,
    ) -> Result<bool, Error> {
        logins::swap_tries(&self.client().await?, name, old, new, forget).await
    }

    async fn blob(&self, of: BlobAt) -> Result<Option<BlobStand>, Error> {
        blobs::stand(&self.client().await?, &of).await
    }

    async fn blob_begin(&self, new: NewBlob) -> Result<BlobBegun, Error> {
        blobs::begin(&mut self.client().await?, &new).await
    }

    async fn blob_add(&self, of: BlobAt, piece: BlobPiece) -> Result<bool, Error> {
        blobs::add(&mut self.client().await?, &of, &piece).await
    }

    async fn blob_settle(&self, of: BlobAt, good: bool, now: u64) -> Result<(), Error> {
        blobs::settle(&mut self.client().await?, &of, good, now).await
    }

    async fn blob_pieces(&self, of: BlobAt) -> Result<Vec<BlobPiece>, Error> {
        blobs::pieces(&self.client().await?, &of).await
    }

    async fn blobs_whole(&self, of: BlobAt, before: u64) -> Result<Vec<BlobId>, Error> {
        blobs::whole(&self.client().await?, &of, before).await
    }

    async fn blob_drop(&self, of: BlobAt) -> Result<bool, Error> {
        blobs::drop(&mut self.client().await?, &of).await
    }

    async fn blobs_open(&self, before: u64) -> Result<Vec<BlobAt>, Error> {
        blobs::open_since(&self.client().await?, before).await
    }

    async fn blob_names_unknown(&self, names: Vec<PieceName>) -> Result<Vec<PieceName>, Error> {
        blobs::unknown(&self.client().await?, &names).await
    }

    async fn blob_names(
        &self,
        after: Option<PieceName>,
        count: usize,
    ) -> Result<Vec<(PieceName, u64)>, Error> {
        blobs::after(&self.client().await?, after, count).await
    }

    async fn check(&self) -> Result<Vec<String>, Error> {
        accounts::check(&self.client().await?).await
    }

    fn spread(&self, news: String) {
        // Nobody listens only while the server is going down.
        let _ = self.news.send(news);
    }

    fn listen(&self, ear: Ear) {
        let unheard = self.unheard.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(told) = unheard {
            listen::start(self.config.clone(), self.pool.clone(), told, Arc::from(ear));
        }
    }
}
