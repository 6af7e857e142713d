//! What tests of the whole core need: a clock that is moved by hand, a record in a temporary folder, sample entries,
//! a keyring of its own.
//!
//! Only for tests, so it panics where they should fail. The record it makes has the cheap key derivation of tests;
//! everything else is the real core.
#![forbid(unsafe_code)]

mod clock;
mod home;
mod sample;
#[cfg(unix)]
mod secret_service;

pub use clock::Clock;
pub use home::{Home, PASSWORD, copy_folder};
pub use sample::{every_kind, one};
#[cfg(unix)]
pub use secret_service::SecretService;

use henro_app::{Context, WireError, dispatch};
use serde_json::Value;

/// Runs a command that must succeed.
pub fn call(ctx: &Context, name: &str, body: Value) -> Value {
    match dispatch(ctx, name, body) {
        Ok(reply) => reply,
        Err(error) => panic!("{name} was refused: {error:?}"),
    }
}

/// Runs a command that must be refused.
pub fn refused(ctx: &Context, name: &str, body: Value) -> WireError {
    match dispatch(ctx, name, body) {
        Ok(_) => panic!("{name} was not refused"),
        Err(error) => error,
    }
}
