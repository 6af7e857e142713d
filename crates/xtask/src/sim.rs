//! `cargo xtask sim`: sync simulated from seeds. What `test` runs takes about seven minutes on two cores.

use crate::{cargo::cargo, error::Error, place::Place, tool::Tool};

/// Seeds of one `cargo xtask test`: honest faults, then a server that lies.
const SEEDS: [&str; 2] = ["20000", "5000"];

/// Runs the simulator with the words that were given: `--seeds N`, `--seed S`, `--lying`.
pub fn sim(place: &Place, arguments: &[String]) -> Result<(), Error> {
    build(place)?;
    simulator(place).args(arguments).run_in_front()
}

/// The step of `test`.
pub fn check(place: &Place) -> Result<(), Error> {
    build(place)?;
    let [honest, lying] = SEEDS;
    simulator(place).args(["--seeds", honest]).run()?;
    simulator(place).args(["--seeds", lying, "--lying"]).run()
}

fn build(place: &Place) -> Result<(), Error> {
    cargo(place, &["build", "--profile", "sim", "--package", "henro-sim"]).run()
}

fn simulator(place: &Place) -> Tool {
    Tool::new(place.built("sim", "henro-sim"))
}
