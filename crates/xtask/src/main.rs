//! `cargo xtask`: what a person or CI does with this repository, one command each.
//!
//! It installs what is missing, builds, runs, checks and measures. It knows no health and no storage: it starts
//! other programs and reads what they print. To add a command: one line in [`COMMANDS`], one module.

mod bench;
mod bucket;
mod cargo;
mod codegen;
mod error;
mod lint;
mod node;
mod packages;
mod place;
mod run;
mod samples;
mod say;
mod second;
mod sim;
mod source;
mod test;
mod tool;

use error::Error;
use place::Place;
use std::process::ExitCode;

type Command = fn(&Place, &[String]) -> Result<(), Error>;

const COMMANDS: [(&str, &str, Command); 10] = [
    (
        "run",
        "[--demo] [--with-server] [--port N]  build Henro and open it (a window, or a page where there is no display)",
        run::run,
    ),
    ("test", "everything CI runs; HENRO_TEST_STEPS=a,b runs only those steps", test::test),
    ("ci", "the same as test", test::test),
    ("setup", "install the system and npm packages of run and test, build nothing", test::setup),
    ("lint", "who may know whom, sizes of files and functions, licences", lint::lint),
    ("codegen", "[--check]  write ui/src/lib/backend/types.gen.ts from the command table", codegen::codegen),
    ("report", "the ten largest files and functions", lint::report),
    ("sim", "[--seeds N] [--seed S] [--lying]  sync simulated: faults, or a server that lies", sim::sim),
    ("cases", "[--check]  write the cases of vaccination anew with their second reading", second::cases),
    ("bench", "[NAME] [--json FILE] [--entries N]  measure the figures of docs/benchmarks.md", bench::bench),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = arguments.first().map_or("", String::as_str);
    let Some((_, _, command)) = COMMANDS.iter().find(|(name, _, _)| *name == asked) else {
        return usage(asked);
    };
    match Place::find().and_then(|place| command(&place, arguments.get(1..).unwrap_or_default())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn usage(asked: &str) -> ExitCode {
    let known = matches!(asked, "" | "help" | "--help" | "-h");
    if !known {
        say::error(&format!("there is no `cargo xtask {asked}`"));
    }
    say::line("cargo xtask COMMAND\n");
    for (name, help, _) in COMMANDS {
        say::line(&format!("  {name:<9}{help}"));
    }
    if known { ExitCode::SUCCESS } else { ExitCode::from(2) }
}
