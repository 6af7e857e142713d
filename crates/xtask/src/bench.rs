//! `cargo xtask bench`: `henro-cli bench`, built the way it is shipped.

use crate::packages::{self, BUILD, TESTS};
use crate::{cargo::cargo, error::Error, node, place::Place, say, tool::Tool};

/// Builds `henro-cli` for release, hands the arguments on, and measures the screens in Chromium after it.
pub fn bench(place: &Place, arguments: &[String]) -> Result<(), Error> {
    let words: Vec<&str> = arguments.iter().map(|word| own_word(word)).collect();
    packages::install(&[BUILD.as_slice(), &TESTS].concat())?;
    // The server carries the screens in its binary, so they are built first.
    node::install(place, "ui")?;
    node::install(place, "tests/browser")?;
    say::step("build the screens", || node::script(place, "build"))?;
    say::step("build henro-cli for release", || {
        cargo(place, &["build", "--release", "--package", "henro-cli"]).run()
    })?;
    let program = place.built("release", "henro-cli");
    Tool::new(&program).args(["bench"]).args(&words).run_in_front()?;
    let screens = Tool::new("node").args([place.at("tests/browser/bench.mjs")]).args(&words);
    screens.env("HENRO_CLI", program).run()
}

/// `--json FILE` is `--out FILE` below: the own `--json` of `henro-cli` is the form of what it prints.
fn own_word(word: &str) -> &str {
    if word == "--json" { "--out" } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_the_figures_is_named_as_henro_cli_names_it() {
        let words = ["unlock", "--json", "figures.jsonl"].map(own_word);
        assert_eq!(words, ["unlock", "--out", "figures.jsonl"]);
    }
}
