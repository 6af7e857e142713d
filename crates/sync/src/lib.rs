//! What is agreed between devices and servers: frames, chains, grants, the access log. Pure: no file, socket,
//! clock or randomness. `docs/protocol.md` says every byte.
//!
//! The server knows this crate and nothing of `seal`: it can check who wrote a frame and who may read it, and cannot open one.
//! Bytes are verified and hashed as they were received, never encoded again to verify. To add an act to a chain: its
//! variant, its line in `read` and `write`, its rule in `apply`, a stored vector, a section of `docs/protocol.md`.
#![forbid(unsafe_code)]

mod access;
mod batch;
mod blob;
mod cbor;
pub mod clock;
mod control;
mod enrol;
mod erased;
mod error;
mod frame;
mod handover;
mod hash;
mod id;
mod identity;
mod item;
mod merge;
mod op;
mod organisation;
mod parcel;
mod segment;
mod sign;

pub use access::{AccessEntry, AccessLog, Heartbeat, Look, SignedHead};
pub use batch::MAX_BYTES;
pub use blob::{
    BLOB_HEAD_LEN, BlobHash, BlobHead, BlobKind, BlobRef, CHUNK, LiveBlobs, MAX_BLOB, TAG_LEN, blob_lengths,
    longest_blob,
};
pub use control::{
    Act, Control, ControlEntry, Cosign, DeviceOf, Directory, EpochStep, Floor, Grant, NOTICE_MS, NewGrant,
    Role, StreamState, Wrap, cosign, partial_readers, recipients_of,
};
pub use enrol::{Ask, Gift, GiftKey, Letter, Offer, Secret, commitment, pictures, transcript};
pub use erased::{Erased, Left};
pub use error::Error;
pub use frame::{Frame, FrameHead, HEAD_LEN, MAX_TEXT, Unsigned, running_head};
pub use handover::{HandLetter, HandOffer};
pub use hash::{Hash, hash};
pub use id::{BlobId, DeviceKey, GrantId, IdentityId, RecordId, Slot, StreamId};
pub use identity::{
    DeviceEntry, DeviceState, Door, Handed, Identity, IdentityAct, IdentityEntry, Keys, Kind, consent,
};
pub use item::{EPOCH_IN, GAP_LEN, Item, bare, epoch_of, gap};
pub use merge::{Change, EntityState, EntryView, Origin, Rules, Stamp, state_digest};
pub use op::{Batch, Op, OpAct, Value};
pub use organisation::{
    Given, GivenAct, HandedRecord, Handout, LookMade, ReadMark, Reads, Report, Welcome, member_key,
};
pub use parcel::{Parcel, PlacedFrames};
pub use segment::{
    SEGMENT_HEAD_LEN, Segment, SegmentHead, UnsignedSegment, coverage, may_compact, segment_digest,
};
pub use sign::{Label, Signature, Signer, Tier, verify};
