use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Henro from a terminal. The password comes from stdin or a file descriptor, never from an argument.
#[derive(Parser)]
#[command(
    name = "henro-cli",
    version,
    after_help = "Exit codes: 0 done, 1 refused, 2 wrong arguments, \
3 password, 4 no record / locked / in use, 5 damaged or newer record."
)]
pub(crate) struct Arguments {
    /// Folder of the record [default: the user's data folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Clock of this call, for instance 2026-11-22T07:30+09:00
    #[arg(long, global = true, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// The clock of --at goes on, this many times as fast; for tests of what happens after minutes
    #[arg(long, global = true, hide = true, value_name = "TIMES", requires = "at")]
    pub(crate) pace: Option<u16>,
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Read the password from the first line of stdin
    #[arg(long, global = true)]
    pub(crate) password_stdin: bool,
    /// Read the password from the first line of this file descriptor
    #[arg(long, global = true, value_name = "FD", conflicts_with = "password_stdin")]
    pub(crate) password_fd: Option<u32>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve the whole app to a browser on 127.0.0.1
    Serve {
        /// Port; 0 takes a free one
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Open an invented resident with three years of entries
        #[arg(long)]
        demo: bool,
        /// The invented resident has about so many entries; for measuring
        #[arg(long, hide = true, value_name = "ENTRIES", requires = "demo")]
        life: Option<u64>,
        /// The other invented resident: a nurse with two months of entries
        #[arg(long, requires = "demo")]
        second: bool,
        /// Connect the invented resident with this server
        #[arg(long, value_name = "ADDRESS", requires = "demo")]
        connect: Option<String>,
        /// End when stdin ends too, so that no page outlives whoever started it
        #[arg(long, hide = true)]
        until_eof: bool,
    },
    /// The seat of an organisation without a window: hands keys to members and says which looks it knows of, until it is stopped
    Gateway {
        /// Seconds between two rounds
        #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=3600))]
        every: u64,
        /// Open the medical half with the key of this device, to hand out keys of medical sections too
        #[arg(long)]
        medical: bool,
        /// Make so many rounds and end; 0 goes on
        #[arg(long, hide = true, default_value_t = 0)]
        rounds: u64,
    },
    /// Run one command of the table
    Rpc {
        /// Name, for instance day_read
        #[arg(required_unless_present = "list")]
        name: Option<String>,
        /// Request as JSON
        #[arg(default_value = "{}")]
        request: String,
        /// Print the table: names, tags and JSON schemas
        #[arg(long)]
        list: bool,
    },
    /// Make a record
    New {
        /// Name of the person
        #[arg(long)]
        name: String,
    },
    /// Look at a CSV file and, with --apply, take it in
    Import {
        /// The file
        file: PathBuf,
        /// Write it; without this only the preview is shown
        #[arg(long)]
        apply: bool,
        /// What to do with rare values; with any in the file, --apply needs it
        #[arg(long, value_parser = ["take", "leave"])]
        rare: Option<String>,
    },
    /// Write the daily entries to a CSV file
    Export {
        /// Folder to write to
        folder: Option<PathBuf>,
        /// First day
        #[arg(long)]
        from: Option<String>,
        /// Last day
        #[arg(long)]
        to: Option<String>,
    },
    /// Write a backup file
    Backup {
        /// Folder to write to
        folder: Option<PathBuf>,
    },
    /// Put a backup in the place of the record; the present one is kept beside it
    Restore {
        /// The backup file
        file: PathBuf,
    },
    /// Check the record: file, pages, and state against log
    Verify,
    /// Measure against the raw engine; one JSON line a figure
    Bench {
        /// Figures whose name contains this
        name: Option<String>,
        /// Entries of the lifelong record
        #[arg(long, default_value_t = 1_000_000)]
        entries: u64,
        /// Also append the lines to this file
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}
