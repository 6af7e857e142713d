//! Cargo, always with one selection of packages and one build folder, so that nothing is compiled twice.
//!
//! Cargo joins the features of all packages it is asked for. `-p henro-cli` here and `--workspace` there would give
//! shared crates two sets of features and compile them twice; so the checks always ask for the whole workspace.

use crate::{bucket, error::Error, place::Place, tool::Tool};

/// A cargo call in the checkout.
pub fn cargo(place: &Place, words: &[&str]) -> Tool {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tool = Tool::new(cargo).args(words).within(&place.root).env("CARGO_TARGET_DIR", &place.target);
    if std::env::var_os("CI").is_some() { tool.env("CARGO_TERM_PROGRESS_WHEN", "never") } else { tool }
}

/// Builds every program and every test of the workspace.
pub fn build_all(place: &Place) -> Result<(), Error> {
    cargo(place, &["build", "--workspace", "--bins", "--tests"]).run()
}

/// Runs every test of the workspace, documentation examples last. The long forms run too: 200 kills of a writing
/// program and a table of a million rows; and blobs lie in a bucket too.
pub fn test_all(place: &Place) -> Result<(), Error> {
    let tests = if cargo(place, &["nextest", "--version"]).works() {
        cargo(place, &["nextest", "run", "--workspace", "--no-tests=warn"])
    } else {
        cargo(place, &["test", "--workspace", "--bins", "--lib", "--tests"])
    };
    let tests = match bucket::program(place) {
        Some(program) => tests.env("HENRO_RCLONE", program),
        None => tests,
    };
    tests.env("HENRO_KILLS", "200").env("HENRO_LONG", "1").run()?;
    cargo(place, &["test", "--workspace", "--doc"]).run()
}
