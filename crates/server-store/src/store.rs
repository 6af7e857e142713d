//! What a database must be able to do, and the words it is asked in.

mod accounts;
mod frames;
mod looks;
mod records;

use async_trait::async_trait;
use bytes::Bytes;
use henro_sync::{BlobId, DeviceKey, Hash, IdentityId, Left, RecordId, Slot, StreamId};

use crate::Error;
use crate::blob::{BlobAt, BlobBegun, BlobPiece, BlobStand, NewBlob, PieceName};
use crate::rank::{RankAsk, RankEntry, RankRows};

pub use accounts::{Account, LoginFile, NewSlip, Put, Tries};
pub(crate) use frames::older_of;
pub use frames::{Appended, FrameAppend, Heads, NewFrame, Packed, Page, PageItem, SegmentPut};
pub use looks::{Logged, NewLook};
pub use records::{Begun, ControlSwap, Guard, Member, NewRecord, RecordHeads, Swap};

/// Hears what another process of the same server stored.
pub type Ear = Box<dyn Fn(&str) + Send + Sync>;

/// Name of the secret that says from which beginning the database goes on.
pub(crate) const BEGINNING: &str = "beginning";
/// Name of the secret that sessions are made with.
pub(crate) const TOKEN_MAC: &str = "token-mac";

/// What a database must be able to do. Every method is one transaction; what was answered as done survives a crash.
/// Lists are cut at about `bytes`, never before their first item.
#[async_trait]
pub trait Store: Send + Sync {
    /// The secret of that name; `fresh` becomes it where there is none.
    async fn secret(&self, name: &str, fresh: [u8; 32]) -> Result<[u8; 32], Error>;

    /// The secret of that name, where there is one.
    async fn kept_secret(&self, name: &str) -> Result<Option<[u8; 32]>, Error>;

    /// Begins anew, after an older copy was put back: devices that go by another beginning bring what is missing (decision 57).
    /// What was signed for a later state of it goes: the access log, heartbeats, letters, slips, sessions; and
    /// the boards, which somebody may have left since.
    async fn anew(&self, at: u64) -> Result<(), Error>;

    /// Begins an identity; answers whether it is new, and its public number.
    async fn identity_begin(
        &self,
        id: IdentityId,
        entry: Bytes,
        unified: String,
        now: u64,
    ) -> Result<(bool, String), Error>;
    /// Length of an identity chain.
    async fn identity_len(&self, id: IdentityId) -> Result<Option<u64>, Error>;
    /// Entries of an identity chain.
    async fn identity_entries(&self, id: IdentityId, from: u64, bytes: usize) -> Result<Vec<Vec<u8>>, Error>;
    /// Appends an entry of time `at` at place `n`.
    async fn identity_append(&self, id: IdentityId, n: u64, entry: Bytes, at: u64) -> Result<Swap, Error>;

    /// Begins a record.
    async fn record_begin(&self, new: NewRecord) -> Result<Begun, Error>;
    /// Appends to a control chain.
    async fn control_append(&self, new: NewRecord) -> Result<ControlSwap, Error>;
    /// Where the chains of a record stand.
    async fn record_heads(&self, id: RecordId) -> Result<Option<RecordHeads>, Error>;
    /// Entries of a control chain from place `from`, before place `to`, and earlier than the moment `before`.
    async fn control_entries(
        &self,
        id: RecordId,
        from: u64,
        to: u64,
        before: u64,
        bytes: usize,
    ) -> Result<Vec<Vec<u8>>, Error>;
    /// The standing of somebody in a record.
    async fn member(&self, record: RecordId, identity: IdentityId) -> Result<Option<Member>, Error>;
    /// Records in which somebody has a role at a moment, with the length of their control chain.
    async fn records_of(&self, identity: IdentityId, now: u64) -> Result<Vec<(RecordId, u64)>, Error>;

    /// The record of a stream.
    async fn stream_record(&self, stream: StreamId) -> Result<Option<RecordId>, Error>;
    /// Where a stream stands.
    async fn stream_heads(&self, record: RecordId, stream: StreamId) -> Result<Option<Heads>, Error>;
    /// Newest frame of a device in a stream; zero where there is none.
    async fn chain_head(&self, record: RecordId, stream: StreamId, device: u32)
    -> Result<(u64, Hash), Error>;
    /// Hashes of frames of a device in a stream, from number `from`, at most `count`.
    async fn frame_hashes(
        &self,
        record: RecordId,
        stream: StreamId,
        device: u32,
        from: u64,
        count: usize,
    ) -> Result<Vec<Hash>, Error>;
    /// Appends frames.
    async fn frames_append(&self, append: FrameAppend) -> Result<Appended, Error>;
    /// Beginnings ([`henro_sync::EPOCH_IN`] bytes) of what is held of a device in a stream, by number: of all its segments,
    /// each at its last frame, and of frames from the first to the last of `of`.
    async fn held(
        &self,
        record: RecordId,
        stream: StreamId,
        device: u32,
        of: (u64, u64),
    ) -> Result<Vec<(u64, Vec<u8>)>, Error>;
    /// Puts a segment at its last frame, and deletes the frames and segments it covers. Places, hashes and heads stay.
    async fn segment_put(&self, put: SegmentPut) -> Result<Packed, Error>;
    /// What a stream holds under epochs older than one, by device, rising.
    async fn older(&self, record: RecordId, stream: StreamId, epoch: u32) -> Result<Vec<Left>, Error>;
    /// Wipes what was deleted from files that keep it for a while, as far as this database can.
    async fn wipe(&self) -> Result<(), Error>;
    /// Chooses a page: for each stream, frames after a place.
    async fn page(
        &self,
        record: RecordId,
        wants: Vec<(StreamId, u64)>,
        bytes: usize,
    ) -> Result<Option<Page>, Error>;
    /// Remembers a look and appends it to the access log.
    async fn look(&self, look: NewLook) -> Result<Logged, Error>;
    /// Lines of the access log.
    async fn access_entries(&self, record: RecordId, from: u64, bytes: usize) -> Result<Vec<Vec<u8>>, Error>;

    /// Keeps what a device saw, in place of what it saw before.
    async fn beat(&self, record: RecordId, device: u32, at: u64, bytes: Bytes) -> Result<(), Error>;
    /// What each device saw last.
    async fn beats(&self, record: RecordId) -> Result<Vec<Vec<u8>>, Error>;

    /// Keeps a slip in place of the one before under its slot; false where its device has `most` others. Its time always rises.
    async fn slip_put(&self, new: NewSlip) -> Result<bool, Error>;
    /// The slip under a slot of a device with its time, where that is after `after`.
    async fn slip(&self, device: DeviceKey, slot: Slot, after: u64) -> Result<Option<(u64, Vec<u8>)>, Error>;

    /// Puts a letter into a box until `until`; not where one lies or lay in it, nor where `most` boxes are in use.
    async fn letter_put(
        &self,
        id: [u8; 16],
        bytes: Bytes,
        now: u64,
        until: u64,
        most: u64,
    ) -> Result<Put, Error>;
    /// The letter of a box; out of it with `take`.
    async fn letter(&self, id: [u8; 16], now: u64, take: bool) -> Result<Option<Vec<u8>>, Error>;

    /// What is known of an identity besides its chain.
    async fn account(&self, id: IdentityId) -> Result<Option<Account>, Error>;
    /// Says when an identity is to be forgotten, or that it is not.
    async fn leave(&self, id: IdentityId, at: Option<u64>) -> Result<(), Error>;
    /// Forgets one identity whose moment has come: its number, and records that nobody else owns. Its chain stays, for
    /// the chains of others that name it. Answers whether there was one.
    async fn forget(&self, now: u64) -> Result<bool, Error>;

    /// What is kept under a name for logins by password.
    async fn login(&self, name: [u8; 32]) -> Result<Option<LoginFile>, Error>;
    /// When the password of an identity was set, where it has one.
    async fn login_since(&self, identity: IdentityId) -> Result<Option<u64>, Error>;
    /// Keeps it under a name, in place of all its identity had; false where the name is another identity's.
    async fn login_put(&self, name: [u8; 32], new: LoginFile) -> Result<bool, Error>;
    /// Changes the escrow of an identity; false where it has none.
    async fn login_escrow(&self, identity: IdentityId, escrow: Bytes) -> Result<bool, Error>;
    /// Takes away what an identity had.
    async fn login_remove(&self, identity: IdentityId) -> Result<(), Error>;
    /// Tries at a name.
    async fn tries(&self, name: [u8; 32]) -> Result<Option<Tries>, Error>;
    /// Changes them from `old` to `new`, where they are still `old`; those of all names not later than `forget` go.
    async fn swap_tries(
        &self,
        name: [u8; 32],
        old: Option<Tries>,
        new: Option<Tries>,
        forget: u64,
    ) -> Result<bool, Error>;

    /// Keeps what somebody shows for a month, in place of what was there; what they showed before `oldest` goes.
    async fn rank_put(&self, identity: IdentityId, entry: RankEntry, oldest: u64) -> Result<(), Error>;
    /// Takes away all somebody showed.
    async fn rank_leave(&self, identity: IdentityId) -> Result<(), Error>;
    /// What somebody shows for a month.
    async fn rank_own(&self, identity: IdentityId, month: u64) -> Result<Option<RankEntry>, Error>;
    /// A board.
    async fn rank_board(&self, ask: RankAsk) -> Result<RankRows, Error>;

    /// How far a blob has come.
    async fn blob(&self, of: BlobAt) -> Result<Option<BlobStand>, Error>;
    /// Begins a blob; all its bytes count for the record from now on.
    async fn blob_begin(&self, new: NewBlob) -> Result<BlobBegun, Error>;
    /// Keeps the next piece of a blob; false where that is not what follows.
    async fn blob_add(&self, of: BlobAt, piece: BlobPiece) -> Result<bool, Error>;
    /// Ends a blob that has all its bytes: it is whole, or they are forgotten.
    async fn blob_settle(&self, of: BlobAt, good: bool, now: u64) -> Result<(), Error>;
    /// The pieces of a blob in order.
    async fn blob_pieces(&self, of: BlobAt) -> Result<Vec<BlobPiece>, Error>;
    /// Blobs of the stream of `of` that were whole before a moment, rising.
    async fn blobs_whole(&self, of: BlobAt, before: u64) -> Result<Vec<BlobId>, Error>;
    /// Forgets a blob; false where there is none.
    async fn blob_drop(&self, of: BlobAt) -> Result<bool, Error>;
    /// Blobs that were begun before a moment and never ended; not all at once.
    async fn blobs_open(&self, before: u64) -> Result<Vec<BlobAt>, Error>;
    /// Which of these names no blob has a piece under.
    async fn blob_names_unknown(&self, names: Vec<PieceName>) -> Result<Vec<PieceName>, Error>;
    /// Names of pieces after a name, rising, with their lengths.
    async fn blob_names(
        &self,
        after: Option<PieceName>,
        count: usize,
    ) -> Result<Vec<(PieceName, u64)>, Error>;

    /// Reads through everything: what is damaged, in words without ids.
    async fn check(&self) -> Result<Vec<String>, Error>;

    /// Tells other processes of the same server.
    fn spread(&self, news: String);
    /// Hears what other processes tell.
    fn listen(&self, ear: Ear);
}
