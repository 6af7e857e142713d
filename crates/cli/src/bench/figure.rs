use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::output::{Failure, line};

/// Prints figures, one JSON line each, and appends them to a file.
pub(super) struct Figures<'a> {
    wanted: &'a str,
    file: Option<File>,
}

/// One figure. It holds where its value is at most the target.
#[derive(Clone, Copy)]
pub(super) struct Figure<'a> {
    pub(super) name: &'a str,
    pub(super) value: f64,
    pub(super) unit: &'a str,
    pub(super) target: Option<f64>,
}

impl<'a> Figures<'a> {
    /// Only figures whose name contains `wanted` are measured.
    pub(super) fn new(wanted: &'a str, out: Option<&Path>) -> Result<Self, Failure> {
        let open = |path| File::options().create(true).append(true).open(path);
        Ok(Self { wanted, file: out.map(open).transpose()? })
    }

    /// Whether one of these is asked for.
    pub(super) fn wants(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.contains(self.wanted))
    }

    /// Prints a figure if it is asked for.
    pub(super) fn say(&mut self, figure: Figure) -> Result<(), Failure> {
        if !figure.name.contains(self.wanted) {
            return Ok(());
        }
        let text = figure.to_json().to_string();
        if let Some(file) = &mut self.file {
            writeln!(file, "{text}")?;
        }
        line(&text)
    }
}

impl Figure<'_> {
    /// The raw engine stands beside the figures of the vault; those of the app have no baseline.
    fn to_json(self) -> Value {
        json!({
            "name": self.name,
            "value": (self.value * 1000.0).round() / 1000.0,
            "unit": self.unit,
            "baseline": null,
            "target": self.target,
            "holds": self.target.map(|target| self.value <= target),
        })
    }
}

/// How long work takes.
pub(super) fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<(T, Duration), E> {
    let begun = Instant::now();
    let done = work()?;
    Ok((done, begun.elapsed()))
}

/// Milliseconds.
pub(super) fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

/// The value at this share of the sorted values: 0.5 is the median, 0.99 what all but one in a hundred stay under.
pub(super) fn rank(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() as f64 * share) as usize;
    values.get(place.min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_counts_from_the_smallest() {
        let mut values: Vec<f64> = (0..200).rev().map(f64::from).collect();
        // 200 values from 0: half of them lie below 100, 198 of them below 198.
        assert_eq!((rank(&mut values, 0.5), rank(&mut values, 0.99)), (100.0, 198.0));
        assert!(rank(&mut [], 0.5).is_nan());
    }

    #[test]
    fn a_figure_over_its_target_does_not_hold() {
        let figure =
            |value| Figure { name: "x", value, unit: "ms", target: Some(5.0) }.to_json()["holds"].clone();
        assert_eq!((figure(5.0), figure(5.1)), (json!(true), json!(false)));
        assert_eq!(Figure { name: "x", value: 1.0, unit: "B", target: None }.to_json()["holds"], Value::Null);
    }
}
