//! SQLite: one file, one writing thread that commits many writes at once, a few readers.

mod accounts;
mod blobs;
mod chains;
mod copy;
mod frames;
mod logins;
mod looks;
mod migrate;
mod ranking;
mod readers;
mod records;
mod rows;
mod segments;
mod slips;
mod writer;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use henro_sync::{BlobId, DeviceKey, Hash, IdentityId, Left, RecordId, Slot, StreamId};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::Error;
use crate::blob::{BlobAt, BlobBegun, BlobPiece, BlobStand, NewBlob, PieceName};
use crate::rank::{RankAsk, RankEntry, RankRows};
use crate::store::{
    Account, Appended, Begun, ControlSwap, Ear, FrameAppend, Heads, Logged, LoginFile, Member, NewLook,
    NewRecord, NewSlip, Packed, Page, Put, RecordHeads, SegmentPut, Store, Swap, Tries,
};

use readers::Readers;
use writer::Writer;

/// A server's database in one file.
pub struct Sqlite {
    writer: Writer,
    readers: Arc<Readers>,
}

impl Sqlite {
    /// Opens the file, makes it where there is none, and brings it to the newest version.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let mut connection = connect(path)?;
        migrate::migrate(&mut connection)?;
        let readers = (0..READERS).map(|_| connect(path)).collect::<Result<_, _>>()?;
        Ok(Self { writer: Writer::start(connection)?, readers: Arc::new(Readers::new(readers)) })
    }

    /// Copies a database, in use or not, into one file.
    pub fn backup(from: &Path, to: &Path) -> Result<(), Error> {
        copy::backup(from, to)
    }

    /// Checks a copy and puts it in the place of a database that is not in use. What was there is kept as `name`
    /// behind the name of the file. It begins anew ([`Store::anew`]).
    pub fn restore(from: &Path, to: &Path, name: &str, at: u64) -> Result<(), Error> {
        copy::restore(from, to, name, at)
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let readers = Arc::clone(&self.readers);
        tokio::task::spawn_blocking(move || readers.with(work)).await.map_err(|_| Error::Closed)?
    }
}

fn connect(path: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // What was acknowledged is on the disk, also through a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is deleted is overwritten with zeros, in pages and in overflow pages.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "cache_size", -8192)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
    // A plan does not hang on bound values. Without this a kept statement is planned anew whenever it gets others.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

const READERS: usize = 3;
/// How long a write waits for another process.
const BUSY: std::time::Duration = std::time::Duration::from_secs(10);

#[async_trait]
impl Store for Sqlite {
    async fn secret(&self, name: &str, fresh: [u8; 32]) -> Result<[u8; 32], Error> {
        let name = name.to_owned();
        self.writer.write(move |db| chains::secret(db, &name, fresh)).await
    }

    async fn kept_secret(&self, name: &str) -> Result<Option<[u8; 32]>, Error> {
        let name = name.to_owned();
        self.read(move |db| chains::kept_secret(db, &name)).await
    }

    async fn anew(&self, at: u64) -> Result<(), Error> {
        self.writer.write(move |db| accounts::anew(db, at)).await
    }

    async fn identity_begin(
        &self,
        id: IdentityId,
        entry: Bytes,
        unified: String,
        now: u64,
    ) -> Result<(bool, String), Error> {
        self.writer.write(move |db| chains::identity_begin(db, &id, &entry, &unified, now)).await
    }

    async fn identity_len(&self, id: IdentityId) -> Result<Option<u64>, Error> {
        self.read(move |db| chains::identity_len(db, &id)).await
    }

    async fn identity_entries(&self, id: IdentityId, from: u64, bytes: usize) -> Result<Vec<Vec<u8>>, Error> {
        self.read(move |db| chains::identity_entries(db, &id, from, bytes)).await
    }

    async fn identity_append(&self, id: IdentityId, n: u64, entry: Bytes, at: u64) -> Result<Swap, Error> {
        self.writer.write(move |db| chains::identity_append(db, &id, n, &entry, at)).await
    }

    async fn record_begin(&self, new: NewRecord) -> Result<Begun, Error> {
        self.writer.write(move |db| records::begin(db, &new)).await
    }

    async fn control_append(&self, new: NewRecord) -> Result<ControlSwap, Error> {
        self.writer.write(move |db| records::append(db, &new)).await
    }

    async fn record_heads(&self, id: RecordId) -> Result<Option<RecordHeads>, Error> {
        self.read(move |db| records::heads(db, &id)).await
    }

    async fn control_entries(
        &self,
        id: RecordId,
        from: u64,
        to: u64,
        before: u64,
        bytes: usize,
    ) -> Result<Vec<Vec<u8>>, Error> {
        self.read(move |db| records::entries(db, &id, from..to, before, bytes)).await
    }

    async fn member(&self, record: RecordId, identity: IdentityId) -> Result<Option<Member>, Error> {
        self.read(move |db| records::member(db, &record, &identity)).await
    }

    async fn records_of(&self, identity: IdentityId, now: u64) -> Result<Vec<(RecordId, u64)>, Error> {
        self.read(move |db| records::records_of(db, &identity, now)).await
    }

    async fn stream_record(&self, stream: StreamId) -> Result<Option<RecordId>, Error> {
        self.read(move |db| frames::record_of(db, &stream)).await
    }

    async fn stream_heads(&self, _: RecordId, stream: StreamId) -> Result<Option<Heads>, Error> {
        self.read(move |db| Ok(frames::stream(db, &stream)?.map(|(_, heads)| heads))).await
    }

    async fn chain_head(&self, _: RecordId, stream: StreamId, device: u32) -> Result<(u64, Hash), Error> {
        self.read(move |db| frames::chain_head(db, &stream, device)).await
    }

    async fn frame_hashes(
        &self,
        _: RecordId,
        stream: StreamId,
        device: u32,
        from: u64,
        count: usize,
    ) -> Result<Vec<Hash>, Error> {
        self.read(move |db| frames::hashes(db, &stream, device, from, count)).await
    }

    async fn frames_append(&self, append: FrameAppend) -> Result<Appended, Error> {
        self.writer.write(move |db| frames::append(db, &append)).await
    }

    async fn held(
        &self,
        _: RecordId,
        stream: StreamId,
        device: u32,
        of: (u64, u64),
    ) -> Result<Vec<(u64, Vec<u8>)>, Error> {
        self.read(move |db| segments::held(db, &stream, device, of)).await
    }

    async fn segment_put(&self, put: SegmentPut) -> Result<Packed, Error> {
        self.writer.write(move |db| segments::put(db, &put)).await
    }

    async fn older(&self, _: RecordId, stream: StreamId, epoch: u32) -> Result<Vec<Left>, Error> {
        self.read(move |db| segments::older(db, &stream, epoch)).await
    }

    async fn wipe(&self) -> Result<(), Error> {
        self.writer.wipe().await
    }

    async fn page(
        &self,
        record: RecordId,
        wants: Vec<(StreamId, u64)>,
        bytes: usize,
    ) -> Result<Option<Page>, Error> {
        self.read(move |db| frames::page(db, &record, &wants, bytes)).await
    }

    async fn look(&self, look: NewLook) -> Result<Logged, Error> {
        self.writer.write(move |db| looks::look(db, &look)).await
    }

    async fn access_entries(&self, record: RecordId, from: u64, bytes: usize) -> Result<Vec<Vec<u8>>, Error> {
        self.read(move |db| looks::entries(db, &record, from, bytes)).await
    }

    async fn beat(&self, record: RecordId, device: u32, at: u64, bytes: Bytes) -> Result<(), Error> {
        self.writer.write(move |db| looks::beat(db, &record, device, at, &bytes)).await
    }

    async fn beats(&self, record: RecordId) -> Result<Vec<Vec<u8>>, Error> {
        self.read(move |db| looks::beats(db, &record)).await
    }

    async fn slip_put(&self, new: NewSlip) -> Result<bool, Error> {
        self.writer.write(move |db| slips::put(db, &new)).await
    }

    async fn slip(&self, device: DeviceKey, slot: Slot, after: u64) -> Result<Option<(u64, Vec<u8>)>, Error> {
        self.read(move |db| slips::find(db, &device, &slot, after)).await
    }

    async fn letter_put(
        &self,
        id: [u8; 16],
        bytes: Bytes,
        now: u64,
        until: u64,
        most: u64,
    ) -> Result<Put, Error> {
        self.writer.write(move |db| accounts::letter_put(db, id, &bytes, now, until, most)).await
    }

    async fn letter(&self, id: [u8; 16], now: u64, take: bool) -> Result<Option<Vec<u8>>, Error> {
        if take {
            self.writer.write(move |db| accounts::letter_take(db, id, now)).await
        } else {
            self.read(move |db| accounts::letter(db, id, now)).await
        }
    }

    async fn account(&self, id: IdentityId) -> Result<Option<Account>, Error> {
        self.read(move |db| accounts::account(db, &id)).await
    }

    async fn leave(&self, id: IdentityId, at: Option<u64>) -> Result<(), Error> {
        self.writer.write(move |db| accounts::leave(db, &id, at)).await
    }

    async fn forget(&self, now: u64) -> Result<bool, Error> {
        self.writer.write(move |db| accounts::forget(db, now)).await
    }

    async fn login(&self, name: [u8; 32]) -> Result<Option<LoginFile>, Error> {
        self.read(move |db| logins::find(db, name)).await
    }

    async fn login_since(&self, identity: IdentityId) -> Result<Option<u64>, Error> {
        self.read(move |db| logins::since(db, &identity)).await
    }

    async fn login_put(&self, name: [u8; 32], new: LoginFile) -> Result<bool, Error> {
        self.writer.write(move |db| logins::put(db, name, &new)).await
    }

    async fn login_escrow(&self, identity: IdentityId, escrow: Bytes) -> Result<bool, Error> {
        self.writer.write(move |db| logins::escrow(db, &identity, &escrow)).await
    }

    async fn login_remove(&self, identity: IdentityId) -> Result<(), Error> {
        self.writer.write(move |db| logins::remove(db, &identity)).await
    }

    async fn rank_put(&self, identity: IdentityId, entry: RankEntry, oldest: u64) -> Result<(), Error> {
        self.writer.write(move |db| ranking::put(db, &identity, &entry, oldest)).await
    }

    async fn rank_leave(&self, identity: IdentityId) -> Result<(), Error> {
        self.writer.write(move |db| ranking::leave(db, &identity)).await
    }

    async fn rank_own(&self, identity: IdentityId, month: u64) -> Result<Option<RankEntry>, Error> {
        self.read(move |db| ranking::own(db, &identity, month)).await
    }

    async fn rank_board(&self, ask: RankAsk) -> Result<RankRows, Error> {
        self.read(move |db| ranking::board(db, &ask)).await
    }

    async fn tries(&self, name: [u8; 32]) -> Result<Option<Tries>, Error> {
        self.read(move |db| logins::tries(db, name)).await
    }

    async fn swap_tries(
        &self,
        name: [u8; 32],
        old: Option<Tries>,
        new: Option<Tries>,
        forget: u64,
    ) -> Result<bool, Error> {
        self.writer.write(move |db| logins::swap_tries(db, name, old, new, forget)).await
    }

    async fn blob(&self, of: BlobAt) -> Result<Option<BlobStand>, Error> {
        self.read(move |db| blobs::stand(db, &of)).await
    }

    async fn blob_begin(&self, new: NewBlob) -> Result<BlobBegun, Error> {
        self.writer.write(move |db| blobs::begin(db, &new)).await
    }

    async fn blob_add(&self, of: BlobAt, piece: BlobPiece) -> Result<bool, Error> {
        self.writer.write(move |db| blobs::add(db, &of, &piece)).await
    }

    async fn blob_settle(&self, of: BlobAt, good: bool, now: u64) -> Result<(), Error> {
        self.writer.write(move |db| blobs::settle(db, &of, good, now)).await
    }

    async fn blob_pieces(&self, of: BlobAt) -> Result<Vec<BlobPiece>, Error> {
        self.read(move |db| blobs::pieces(db, &of)).await
    }

    async fn blobs_whole(&self, of: BlobAt, before: u64) -> Result<Vec<BlobId>, Error> {
        self.read(move |db| blobs::whole(db, &of, before)).await
    }

    async fn blob_drop(&self, of: BlobAt) -> Result<bool, Error> {
        self.writer.write(move |db| blobs::drop(db, &of)).await
    }

    async fn blobs_open(&self, before: u64) -> Result<Vec<BlobAt>, Error> {
        self.read(move |db| blobs::open_since(db, before)).await
    }

    async fn blob_names_unknown(&self, names: Vec<PieceName>) -> Result<Vec<PieceName>, Error> {
        self.read(move |db| blobs::unknown(db, &names)).await
    }

    async fn blob_names(
        &self,
        after: Option<PieceName>,
        count: usize,
    ) -> Result<Vec<(PieceName, u64)>, Error> {
        self.read(move |db| blobs::after(db, after, count)).await
    }

    async fn check(&self) -> Result<Vec<String>, Error> {
        self.read(accounts::check).await
    }

    fn spread(&self, _: String) {
        // One process has the file; its own hub knows already.
    }

    fn listen(&self, _: Ear) {}
}
