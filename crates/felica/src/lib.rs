//! The card: FeliCa Lite-S as a keyed factor, transit cards as an identifier, and the languages of card readers.
//!
//! No reader, socket, clock or source of randomness here: a card is behind [`Reader`] (native frames) or behind
//! [`apdu::Channel`] (what PC/SC carries), random bytes come from a closure. `henro-pcsc` joins it to real readers,
//! `henro-cards` has cards in software for tests, `app` decides what a card opens.
//!
//! | class | what | proves |
//! |---|---|---|
//! | [`Class::Keyed`] | Lite-S written by us | the card that holds the key answers now ([`log_in`], [`respond`]) |
//! | [`Class::Identifier`] | IruCa, Suica, any other | something *says* this IDm; can be imitated ([`transit_tag`]) |
//!
//! The history of a transit card is never read: it is a movement profile and proves nothing.
//!
//! To add a reader's language: a variant of [`apdu::Profile`], its two functions, a face in `henro-cards`.
#![forbid(unsafe_code)]

pub mod apdu;
mod error;
mod frame;
mod id;
mod identify;
mod key;
mod lite_s;
mod mac;
mod reader;
mod sealed_id;
mod transit;

pub use error::Error;
pub use frame::{polling_frame, read_polled};
pub use id::{Idm, Pmm, SystemCode};
pub use identify::{Class, Identified, identify};
pub use key::{CardKey, Challenge, KeySource, MasterKey};
pub use lite_s::{
    CardSecret, Halted, IdBlock, Issued, LiteS, Order, Plan, Proven, Seen, Stage, Step, log_in, respond,
};
pub use reader::{Polled, Reader};
pub use sealed_id::{Binding, SealedId, SealingKey, UnifiedId, open_id, seal_id};
pub use transit::{TransitTag, transit_tag};
