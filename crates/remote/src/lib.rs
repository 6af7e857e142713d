//! The Henro server over HTTPS, asked as one device of one identity. The only crate that names `reqwest`.
//!
//! [`Server`] is a [`henro_sync_client::Remote`]; besides it registers, answers login challenges, and carries letters through
//! one-time mailboxes. [`watch`] listens for news. `docs/protocol-http.md` says every request. [`NearDesk`] and [`NearGuest`] are two devices of one person on one local network, without a server. Nothing is kept on disk here.
#![forbid(unsafe_code)]

mod answer;
mod base;
mod blobs;
mod email;
mod lay;
mod line;
mod mailbox;
mod near;
mod ranking;
mod read;
mod server;
mod slip;
mod watch;

pub use base::{Address, AddressFault};
pub use blobs::BlobCome;
pub use email::{EmailFault, Entered};
pub use line::Heard;
pub use near::{NearAddress, NearDesk, NearGuest, own_address};
pub use ranking::{RankBoard, RankPlace, Shown};
pub use server::{Login, Registered, Server};
pub use watch::watch;
