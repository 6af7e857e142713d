//! `cargo xtask codegen`: the TypeScript face of the command table.

mod schema;
mod types;

use crate::{cargo::cargo, error::Error, place::Place, say, tool::Tool};
use serde_json::Value;

const FILE: &str = "ui/src/lib/backend/types.gen.ts";

/// Builds `henro-cli`, asks it for the table and writes the file; with `--check` only compares.
pub fn codegen(place: &Place, arguments: &[String]) -> Result<(), Error> {
    let check = match arguments {
        [] => false,
        [word] if word == "--check" => true,
        _ => return Err(Error::Usage("codegen takes only --check".into())),
    };
    say::step("build henro-cli", || cargo(place, &["build", "--package", "henro-cli"]).run())?;
    if check {
        return check_built(place);
    }
    let path = place.at(FILE);
    std::fs::write(&path, generated(place)?).map_err(Error::file(&path))?;
    say::line(&format!("written: {FILE}"));
    Ok(())
}

/// Compares the file with what the built `henro-cli` says.
pub fn check_built(place: &Place) -> Result<(), Error> {
    let path = place.at(FILE);
    let committed = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
    let wanted = generated(place)?;
    if committed == wanted {
        return Ok(());
    }
    let line = committed.lines().zip(wanted.lines()).take_while(|(a, b)| a == b).count() + 1;
    say::line(&format!("  {FILE}:{line}: is not what the command table says; run `cargo xtask codegen`"));
    Err(Error::Findings(1))
}

fn generated(place: &Place) -> Result<String, Error> {
    let json = Tool::new(place.built("debug", "henro-cli")).args(["rpc", "--list"]).read()?;
    let table: Value = serde_json::from_slice(&json)
        .map_err(|error| Error::Unreadable { what: "henro-cli rpc --list".into(), why: error.to_string() })?;
    types::module(&table)
}
