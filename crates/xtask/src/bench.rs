//! `cargo xtask bench`: the vault beside the raw engine, `henro-cli bench`, the screens; all built as they are shipped.

use crate::packages::{self, BUILD, TESTS};
use crate::{cargo::cargo, error::Error, node, place::Place, say, tool::Tool};
use std::io::Write;
use std::path::Path;

/// Builds for release, then measures the vault, the app and, in Chromium, the screens. `NAME` is part of the names
/// of figures; `--entries N` is for the vault and the app.
pub fn bench(place: &Place, arguments: &[String]) -> Result<(), Error> {
    let ask = Ask::read(arguments)?;
    packages::install(&[BUILD.as_slice(), &TESTS].concat())?;
    // The server carries the screens in its binary, so they are built first.
    node::install(place, "ui")?;
    node::install(place, "tests/browser")?;
    say::step("build the screens", || node::script(place, "build"))?;
    say::step("build for release", || {
        let packages =
            ["henro-cli", "henro-vault", "henro-sync", "henro-vaccine", "henro-checkup", "henro-server"];
        let packages = packages.iter().flat_map(|package| ["--package", package]);
        let examples = TIMINGS.iter().flat_map(|timing| ["--example", timing.example]);
        cargo(place, &["build", "--release", "--bins"]).args(packages).args(examples).run()
    })?;
    for timing in TIMINGS.iter().filter(|timing| ask.wants_any(timing.figures)) {
        let program = place.built("release/examples", timing.example);
        let word = if timing.of_server {
            place.built("release", "henro-server")
        } else {
            ask.entries.clone().into()
        };
        let lines = say::step(timing.what, || Tool::new(program).args([word]).read())?;
        ask.tell(&String::from_utf8_lossy(&lines))?;
    }
    let program = place.built("release", "henro-cli");
    Tool::new(&program).args(["bench", "--entries", &ask.entries]).args(ask.words()).run_in_front()?;
    let screens = Tool::new("node").args([place.at("tests/browser/bench.mjs")]).args(ask.words());
    screens.env("HENRO_CLI", &program).run()?;
    if !ask.wants_any("sync") {
        return Ok(());
    }
    let sync = Tool::new("node").args([place.at("tests/browser/bench-sync.mjs")]).args(ask.words());
    sync.args(["--entries", &ask.entries]).env("HENRO_CLI", program).run()
}

/// What is asked for.
struct Ask {
    name: String,
    entries: String,
    file: Option<String>,
}

impl Ask {
    fn read(arguments: &[String]) -> Result<Self, Error> {
        let mut ask = Self { name: String::new(), entries: ENTRIES.to_owned(), file: None };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let mut next =
                || words.next().cloned().ok_or_else(|| Error::Usage(format!("{word} needs a value")));
            match word.as_str() {
                "--json" => ask.file = Some(next()?),
                "--entries" => ask.entries = next()?,
                name if ask.name.is_empty() && !name.starts_with('-') => name.clone_into(&mut ask.name),
                other => return Err(Error::Usage(format!("bench does not know {other}"))),
            }
        }
        Ok(ask)
    }

    /// An example tells all its figures at once; they begin with one word.
    fn wants_any(&self, figures: &str) -> bool {
        self.name.is_empty() || self.name.starts_with(figures) || figures.contains(&self.name)
    }

    /// As `henro-cli bench` and the browser's part take them.
    fn words(&self) -> Vec<&str> {
        let name = (!self.name.is_empty()).then_some(self.name.as_str());
        let file = self.file.iter().flat_map(|file| ["--out", file.as_str()]);
        name.into_iter().chain(file).collect()
    }

    fn wants(&self, figure: &str) -> bool {
        let figure: serde_json::Value = serde_json::from_str(figure).unwrap_or_default();
        figure["name"].as_str().is_some_and(|name| name.contains(&self.name))
    }

    /// Prints the figures asked for, and appends them to the file.
    fn tell(&self, figures: &str) -> Result<(), Error> {
        for figure in figures.lines().filter(|figure| self.wants(figure)) {
            say::line(figure);
            if let Some(path) = &self.file {
                append(Path::new(path), figure).map_err(Error::file(path))?;
            }
        }
        Ok(())
    }
}

fn append(path: &Path, figure: &str) -> std::io::Result<()> {
    writeln!(std::fs::File::options().create(true).append(true).open(path)?, "{figure}")
}

/// An example that measures.
struct Timing {
    example: &'static str,
    figures: &'static str,
    what: &'static str,
    /// Takes the server's program, where the others take the number of entries.
    of_server: bool,
}

const TIMINGS: [Timing; 5] = [
    Timing {
        example: "vault_timing",
        figures: "vault",
        what: "measure the vault beside the raw engine",
        of_server: false,
    },
    Timing { example: "batch_timing", figures: "batch", what: "measure batches", of_server: false },
    Timing {
        example: "vaccine_timing",
        figures: "vaccine",
        what: "measure answers on vaccination",
        of_server: false,
    },
    Timing {
        example: "checkup_timing",
        figures: "checkup",
        what: "measure tables of institutions",
        of_server: false,
    },
    Timing {
        example: "server_timing",
        figures: "server",
        what: "measure the server on SQLite and PostgreSQL",
        of_server: true,
    },
];
/// A life.
const ENTRIES: &str = "1000000";

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(words: &[&str]) -> Result<Ask, Error> {
        Ask::read(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_file_of_the_figures_is_named_as_henro_cli_names_it() {
        let ask = ask(&["unlock", "--json", "figures.jsonl"]).expect("known words");
        assert_eq!(ask.words(), ["unlock", "--out", "figures.jsonl"]);
        assert!(!ask.wants_any("vault") && !ask.wants_any("batch"));
    }

    #[test]
    fn only_figures_of_that_name_are_told() {
        let ask = ask(&["vault_day"]).expect("known words");
        assert!(
            ask.wants_any("vault")
                && !ask.wants_any("batch")
                && ask.wants(r#"{"value":1,"name":"vault_day_p99"}"#)
        );
        assert!(!ask.wants(r#"{"value":1,"name":"vault_import_rate"}"#) && !ask.wants("no figure"));
    }

    #[test]
    fn a_second_name_or_an_unknown_word_is_refused() {
        assert!(ask(&["a", "b"]).is_err() && ask(&["--fast"]).is_err() && ask(&["--json"]).is_err());
    }
}
