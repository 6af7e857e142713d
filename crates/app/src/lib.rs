//! Use cases of Henro and the one table of commands that every face calls.
//!
//! A face opens a [`Context`] and calls [`dispatch`] with a command's name and JSON. Nothing here knows
//! a window, a socket or a terminal. To add a command see `commands.rs`.
#![forbid(unsafe_code)]

mod activity;
mod calculators;
mod checkup;
mod child;
mod clinical;
mod code;
mod commands;
mod config;
mod context;
mod day;
pub mod demo;
mod desk;
mod document;
mod entry;
mod food;
mod key;
mod line;
mod named;
mod open;
mod paper;
mod person;
mod pregnancy;
mod random;
mod reading;
mod record;
mod rhythm;
mod rules;
mod settings;
mod share;
mod table;
mod timeline;
mod transfer;
mod view;
mod walk;
pub mod wire;

pub use code::{Code, ErrorParams, WireError};
pub use commands::command_table;
pub use config::Config;
pub use context::{Context, dispatch};
pub use table::{CommandInfo, CommandTable, Tag};
