//! `henro-server` as a library: HTTP in front of [`henro_server_store::Ledger`]. `docs/protocol-http.md` says every
//! request. One endpoint is one file in `api`; a rule of the protocol is in the ledger, never here.
//!
//! To add an endpoint: its file, its line in `api::routes`, its part of `openapi.json`, a line in the protocol.
#![forbid(unsafe_code)]

mod api;
mod app;
mod bearer;
mod body;
mod bucket;
mod config;
mod connection;
mod copies;
mod depot;
mod doctor;
mod error;
mod host;
mod lock;
mod log;
mod rates;
mod refusal;
mod server;

pub use bucket::Bucket;
pub use config::{Config, Tls};
pub use copies::{anew, backup, restore};
pub use doctor::doctor;
pub use error::Error;
pub use host::{SystemClock, SystemRandom};
pub use log::Log;
pub use rates::Rates;
pub use server::Server;
