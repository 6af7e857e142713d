//! `cargo xtask lint` and `report`: the rules that no compiler knows.

mod arrows;
mod doors;
mod licences;
mod sizes;

use crate::{cargo::cargo, error::Error, place::Place, say};
use serde_json::Value;

/// Prints every finding; one is enough to fail.
pub fn lint(place: &Place, arguments: &[String]) -> Result<(), Error> {
    if let Some(word) = arguments.first() {
        return Err(Error::Usage(format!("lint takes no `{word}`")));
    }
    let metadata = metadata(place)?;
    let policy = place.at(".deny.toml");
    let policy = std::fs::read_to_string(&policy).map_err(Error::file(&policy))?;
    let files = sizes::files(&place.root)?;
    let mut findings = arrows::findings(&metadata);
    findings.extend(licences::findings(&metadata, &policy));
    findings.extend(files.iter().flat_map(sizes::findings));
    findings.extend(files.iter().flat_map(doors::findings));
    for finding in &findings {
        say::line(&format!("  {finding}"));
    }
    say::line(&format!("lint: {} files read, {} finding(s)", files.len(), findings.len()));
    if findings.is_empty() { Ok(()) } else { Err(Error::Findings(findings.len())) }
}

/// Prints the ten largest files and functions.
pub fn report(place: &Place, arguments: &[String]) -> Result<(), Error> {
    if let Some(word) = arguments.first() {
        return Err(Error::Usage(format!("report takes no `{word}`")));
    }
    for line in sizes::report(&sizes::files(&place.root)?) {
        say::line(&line);
    }
    Ok(())
}

fn metadata(place: &Place) -> Result<Value, Error> {
    let version = cargo(place, &["-vV"]).read()?;
    let version = String::from_utf8_lossy(&version);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    // Only what this machine compiles: crates of other systems are not fetched for a check.
    let json = cargo(place, &["metadata", "--format-version", "1", "--filter-platform", host]).read()?;
    serde_json::from_slice(&json)
        .map_err(|error| Error::Unreadable { what: "cargo metadata".into(), why: error.to_string() })
}
