//! The second implementation of what devices and servers exchange: Python, in a folder of its own.

use crate::{error::Error, place::Place, say, tool::Tool};

/// Reads every stored vector with it.
pub fn read_vectors(place: &Place) -> Result<(), Error> {
    let home = place.target.join("second");
    install(place, &home)?;
    // No .pyc files in the checkout.
    Tool::new(home.join("bin/python")).args(["-B"]).args([place.at(FOLDER).join("main.py")]).run()
}

/// The cases of vaccination, answered anew by the second reading of the notices.
pub fn cases(place: &Place, arguments: &[String]) -> Result<(), Error> {
    let check = arguments.iter().any(|word| word == "--check");
    let answered = Tool::new("python3").args(["-B"]).args([place.at(VACCINES).join("second.py")]).read()?;
    let file = place.at(VACCINES).join("fixtures/conformance.tsv");
    if !check {
        return std::fs::write(&file, answered).map_err(Error::file(&file));
    }
    match std::fs::read(&file).map_err(Error::file(&file))? == answered {
        true => Ok(()),
        false => {
            Err(Error::Usage("conformance.tsv is not what second.py answers: `cargo xtask cases`".to_owned()))
        }
    }
}

/// Installs what its requirements name, unless the same were installed before.
fn install(place: &Place, home: &std::path::Path) -> Result<(), Error> {
    let python = Tool::new(home.join("bin/python"));
    let there = python.args(["-c", "import cbor2, cryptography, zstandard"]).works();
    venv(home, &place.at(FOLDER).join("requirements.txt"), there)
}

/// A folder with packages of PyPI, made anew unless it is what `list` names. `there`: whether they work.
pub(crate) fn venv(home: &std::path::Path, list: &std::path::Path, there: bool) -> Result<(), Error> {
    let mark = home.join("henro-requirements");
    let wanted = std::fs::read(list).map_err(Error::file(list))?;
    if there && std::fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        say::line(&format!("packages of {}: all there", home.display()));
        return Ok(());
    }
    say::step("python3 -m venv and pip install", || {
        Tool::new("python3").args(["-m", "venv", "--clear"]).args([home]).run()?;
        let pip =
            Tool::new(home.join("bin/python")).args(["-m", "pip", "install", "--quiet", "--requirement"]);
        pip.args([list]).env("PIP_DISABLE_PIP_VERSION_CHECK", "1").run()
    })?;
    std::fs::write(&mark, wanted).map_err(Error::file(&mark))
}

const VACCINES: &str = "crates/vaccine/tests";
const FOLDER: &str = "crates/sync/tests/second";
