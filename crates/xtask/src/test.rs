//! `cargo xtask test` and `ci`: the one list of everything that is checked.

use crate::packages::{self, BUILD, TESTS, WINDOW};
use crate::{cargo, codegen, error::Error, lint, node, place::Place, samples, say, second, sim};
use std::time::{Duration, Instant};

struct Step {
    name: &'static str,
    what: &'static str,
    /// Steps without which this one says nothing.
    needs: &'static [&'static str],
    work: fn(&Place) -> Result<(), Error>,
}

const fn step(
    name: &'static str,
    what: &'static str,
    needs: &'static [&'static str],
    work: fn(&Place) -> Result<(), Error>,
) -> Step {
    Step { name, what, needs, work }
}

/// In this order: what fails fast first; the screens before the programs that carry them.
const STEPS: [Step; 20] = [
    step("packages", "system packages", &[], |_| install_packages()),
    step("npm", "npm packages", &[], install_npm),
    step("lint", "who may know whom, sizes, licences", &[], |place| lint::lint(place, &[])),
    step("fmt", "rustfmt", &[], |place| cargo::cargo(place, &["fmt", "--all", "--check"]).run()),
    step("ui-check", "svelte-check", &["npm"], |place| node::script(place, "check")),
    step("ui-lint", "ESLint", &["npm"], |place| node::script(place, "lint")),
    step("ui-test", "vitest", &["npm"], |place| node::script(place, "test")),
    step("ui-contrast", "contrast of the colours", &["npm"], |place| node::script(place, "check-contrast")),
    step("ui-build", "the screens and their size", &["npm"], |place| node::script(place, "build")),
    step("second", "a second reader of what is exchanged", &["packages"], second::read_vectors),
    step("cases", "the second reading of vaccination", &["packages"], |place| {
        second::cases(place, &["--check".to_owned()])
    }),
    step("clippy", "clippy", &["packages", "ui-build"], clippy),
    step("build", "every program and test", &["packages", "ui-build"], cargo::build_all),
    step("codegen", "types.gen.ts is the command table's", &["build"], codegen::check_built),
    step("rust-test", "Rust tests", &["build"], cargo::test_all),
    step("samples", "checkups against files of others", &["build"], samples::check),
    step("sim", "sync simulated from seeds", &[], sim::check),
    step("doc", "documentation without broken links", &["packages", "ui-build"], doc),
    step("journeys", "journeys in Chromium", &["build", "npm"], |place| node::browser(place, "run.mjs")),
    step("window", "journeys in the real window", &["build", "npm"], |place| {
        node::browser(place, "tauri.mjs")
    }),
];

enum Outcome {
    Passed(Duration),
    Failed(Duration, Error),
    /// A step it needs failed.
    Missed(&'static str),
}

/// Runs every step, or those that `HENRO_TEST_STEPS` names; the last line counts them.
pub fn test(place: &Place, arguments: &[String]) -> Result<(), Error> {
    no_arguments(arguments)?;
    let only = std::env::var("HENRO_TEST_STEPS").unwrap_or_default();
    let chosen = choose(&only)?;
    let mut outcomes: Vec<(&Step, Outcome)> = Vec::new();
    for step in &chosen {
        let failed = |name: &&'static str| {
            outcomes
                .iter()
                .any(|(done, outcome)| done.name == *name && !matches!(outcome, Outcome::Passed(_)))
        };
        let outcome = match step.needs.iter().copied().find(|name| failed(name)) {
            Some(missing) => Outcome::Missed(missing),
            None => attempt(place, step),
        };
        outcomes.push((step, outcome));
    }
    summary(&outcomes, STEPS.len() - chosen.len())
}

/// Installs what `run` and `test` need and builds nothing.
pub fn setup(place: &Place, arguments: &[String]) -> Result<(), Error> {
    no_arguments(arguments)?;
    install_packages()?;
    install_npm(place)
}

fn no_arguments(arguments: &[String]) -> Result<(), Error> {
    match arguments.first() {
        None => Ok(()),
        Some(word) => Err(Error::Usage(format!("this command takes no `{word}`"))),
    }
}

fn choose(only: &str) -> Result<Vec<&'static Step>, Error> {
    let names: Vec<&str> = only.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        let known = STEPS.each_ref().map(|step| step.name).join(", ");
        return Err(Error::Usage(format!("HENRO_TEST_STEPS: no step `{unknown}`; there are {known}")));
    }
    Ok(STEPS.iter().filter(|step| names.is_empty() || names.contains(&step.name)).collect())
}

fn attempt(place: &Place, step: &Step) -> Outcome {
    let begun = Instant::now();
    match say::step(&format!("{}: {}", step.name, step.what), || (step.work)(place)) {
        Ok(()) => Outcome::Passed(begun.elapsed()),
        Err(error) => {
            say::error(&error.to_string());
            Outcome::Failed(begun.elapsed(), error)
        }
    }
}

fn summary(outcomes: &[(&Step, Outcome)], skipped: usize) -> Result<(), Error> {
    say::line("\nsteps:");
    for (step, outcome) in outcomes {
        let text = match outcome {
            Outcome::Passed(time) => format!("passed  {:>13}", say::elapsed(*time)),
            Outcome::Failed(time, error) => format!("FAILED  {:>13}  {error}", say::elapsed(*time)),
            Outcome::Missed(missing) => format!("FAILED                 not run: {missing} failed"),
        };
        say::line(&format!("  {:<12}{text}", step.name));
    }
    let passed = outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Passed(_))).count();
    let failed = outcomes.len() - passed;
    let rest = if skipped == 0 { String::new() } else { format!(", {skipped} skipped") };
    say::line(&format!("\n{passed} passed, {failed} failed{rest}"));
    if failed == 0 { Ok(()) } else { Err(Error::Steps(failed)) }
}

fn install_packages() -> Result<(), Error> {
    packages::install(&[BUILD.as_slice(), &WINDOW, &TESTS].concat())
}

fn install_npm(place: &Place) -> Result<(), Error> {
    node::install(place, "ui")?;
    node::install(place, "tests/browser")
}

fn clippy(place: &Place) -> Result<(), Error> {
    cargo::cargo(place, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]).run()
}

fn doc(place: &Place) -> Result<(), Error> {
    cargo::cargo(place, &["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings").run()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_choice_is_every_step_and_a_choice_keeps_the_order_of_the_list() {
        assert_eq!(choose("").expect("nothing is unknown").len(), STEPS.len());
        let names: Vec<_> = choose("lint, npm").expect("both exist").iter().map(|step| step.name).collect();
        assert_eq!(names, ["npm", "lint"]);
    }

    #[test]
    fn an_unknown_step_is_refused() {
        assert!(choose("lint,tea").is_err());
    }

    #[test]
    fn a_step_needs_only_steps_before_it() {
        for (index, step) in STEPS.iter().enumerate() {
            let before: Vec<_> = STEPS.iter().take(index).map(|it| it.name).collect();
            assert!(step.needs.iter().all(|name| before.contains(name)), "{}", step.name);
        }
    }

    #[test]
    fn a_failed_step_makes_the_run_fail() {
        let [first, second, ..] = &STEPS;
        let outcomes = [(first, Outcome::Passed(Duration::ZERO)), (second, Outcome::Missed("packages"))];
        assert!(matches!(summary(&outcomes, 0), Err(Error::Steps(1))));
    }
}
