//! `cargo xtask bench`: `henro-cli bench`, built the way it is shipped.

use crate::{cargo::cargo, error::Error, node, place::Place, say, tool::Tool};

/// Builds `henro-cli` for release and hands the arguments on.
pub fn bench(place: &Place, arguments: &[String]) -> Result<(), Error> {
    // The server carries the screens in its binary, so they are built first.
    node::install(place, "ui")?;
    say::step("build the screens", || node::script(place, "build"))?;
    say::step("build henro-cli for release", || {
        cargo(place, &["build", "--release", "--package", "henro-cli"]).run()
    })?;
    Tool::new(place.built("release", "henro-cli")).args(["bench"]).args(arguments).run_in_front()
}
