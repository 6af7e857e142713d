use std::path::Path;

use crate::output::Failure;

/// Measures; see `docs/benchmarks.md`.
pub(crate) fn run(_: Option<&str>, _: u64, _: Option<&Path>) -> Result<(), Failure> {
    Err(Failure::Json)
}
