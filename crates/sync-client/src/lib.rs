//! The loop that brings a record up to date with a server and back. Pure of I/O: where things are kept is a [`Store`], who is
//! asked is a [`Remote`], time and randomness are arguments, so that a simulator drives the very same code.
//!
//! [`Engine::sync`] is one round: chains, keys, frames of others, own frames, the access log. Every step can be
//! broken off at any byte and begun again. [`Engine::absorb`] takes the same steps with a file of another device of ours. [`Engine::grant`] and its neighbours write the control chain.
//! Called by `app`. To add a step: a file beside `pull.rs`, a line in `Engine::sync`, a fault in the simulator.
#![forbid(unsafe_code)]

mod account;
mod arrival;
mod chains;
mod consent;
mod engine;
mod error;
mod keys;
mod look;
mod open;
mod organisation;
mod owners;
mod pack;
mod page;
mod parcel;
mod pull;
mod push;
mod remote;
mod reseal;
mod store;

pub use account::{
    MakeOwn, NewAccount, add_device, add_member, enter, handed_to, new_keys, remove_device,
    remove_device_for, remove_member, set_door,
};
pub use arrival::Told;
pub use consent::NewConsent;
pub use engine::{Engine, Hands, Moment, Report, Round};
pub use error::{Fault, Lie};
pub use organisation::{Doubt, Made, Watching, compare_reads};
pub use owners::Agree;
pub use pack::Packing;
pub use parcel::{Alone, Held, LooseFrame, LooseStore, Survey};
pub use remote::{News, PulledStream, Refusal, Remote};
pub use reseal::Resealing;
pub use store::{AuthorMark, Chain, OwnFrame, Page, PageFrame, Receipt, Store, StreamMark, Unsealed};
