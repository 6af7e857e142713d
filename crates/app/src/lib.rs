//! Use cases of Henro and the one table of commands that every face calls.
//!
//! A face opens a [`Context`] and calls [`dispatch`] with a command's name and JSON. Nothing here knows
//! a window, a socket or a terminal. To add a command see `commands.rs`.
#![forbid(unsafe_code)]

mod code;
#[expect(dead_code, unused_macros, unused_imports, reason = "the command table is joined in the next commit")]
mod table;
pub mod wire;

pub use code::{Code, ErrorParams, WireError};
pub use table::{CommandInfo, CommandTable, Tag};
