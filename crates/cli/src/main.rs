//! `henro-cli`: the same commands as the window, from a terminal.
//!
//! Exit codes: 0 done; 1 the command was refused (its code is on stderr); 2 wrong arguments;
//! 3 password wrong, missing or too early; 4 no record, locked, or held by another program;
//! 5 the record is damaged or newer than this program.
#![forbid(unsafe_code)]

mod args;
mod bench;
mod gateway;
mod output;
mod password;
mod run;
mod serve;

use std::process::ExitCode;

use clap::Parser;

/// Freed memory is wiped: answers, words and keys that went through it do not stay behind.
#[global_allocator]
static WIPED: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let arguments = args::Arguments::parse();
    match run::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output::failed(&failure),
    }
}
