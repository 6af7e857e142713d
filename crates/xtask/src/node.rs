//! npm and node.

use crate::{error::Error, place::Place, say, tool::Tool};

/// Installs what `package-lock.json` of a folder names, unless the same file was installed before.
pub fn install(place: &Place, folder: &str) -> Result<(), Error> {
    let lock = place.at(&format!("{folder}/package-lock.json"));
    let mark = place.at(&format!("{folder}/node_modules/.henro-lock"));
    let wanted = std::fs::read(&lock).map_err(Error::file(&lock))?;
    if std::fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        say::line(&format!("npm packages of {folder}: all there"));
        return Ok(());
    }
    say::step(&format!("npm ci in {folder}"), || {
        Tool::new("npm").args(["ci", "--no-audit", "--no-fund"]).within(&place.at(folder)).run()
    })?;
    std::fs::write(&mark, wanted).map_err(Error::file(&mark))
}

/// Runs a script of `ui/package.json`.
pub fn script(place: &Place, name: &str) -> Result<(), Error> {
    Tool::new("npm").args(["run", "--silent", name]).within(&place.at("ui")).run()
}

/// Runs a script of `tests/browser` with the built `henro-cli` and, for the window, `henro`.
pub fn browser(place: &Place, file: &str) -> Result<(), Error> {
    Tool::new("node")
        .args([file])
        .within(&place.at("tests/browser"))
        .env("HENRO_CLI", place.built("debug", "henro-cli"))
        .env("HENRO_CARD", place.built("debug", "henro-card"))
        .env("HENRO_APP", place.built("debug", "henro"))
        .run()
}
