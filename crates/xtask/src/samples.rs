//! Checkups against files of others, which are no part of the checkout: where a variable names their folder, the tests that read them run
//! and say what they found; where none does, that is said.

use crate::{cargo::cargo, error::Error, place::Place, say};

/// The folders, and what lies in each.
const FOLDERS: [(&str, &str); 4] = [
    ("HENRO_CHECKUP_SAMPLES", "h*.xml, packages, ix08*.xml and su08*.xml"),
    ("HENRO_CHECKUP_CSV", "profile-a.toml and profile-b.toml with their tables"),
    ("HENRO_CHECKUP_BUNDLES", "NAME.json beside NAME.xml of one checkup"),
    ("HENRO_CHECKUP_XSD", "hc08_V08.xsd, for xmllint"),
];

/// The step of `test`.
pub fn check(place: &Place) -> Result<(), Error> {
    let there = |name: &str| std::env::var_os(name).is_some();
    for (name, what) in FOLDERS.iter().filter(|(name, _)| !there(name)) {
        say::line(&format!("skipped: {name} names no folder with {what}"));
    }
    if !FOLDERS.iter().any(|(name, _)| there(name)) {
        return Ok(());
    }
    let tests = ["test", "--workspace", "--lib", "--test", "tokutei", "--test", "csv", "--test", "bundle"];
    let named = ["--", "at_hand", "checkup::export", "--nocapture"];
    cargo(place, &[tests.as_slice(), &named].concat()).run()
}
