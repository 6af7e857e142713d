//! Resident memory; only where the system tells it in /proc.

use super::figure::{Figure, Figures};
use super::life::Lifelong;
use crate::output::Failure;

/// Says the peak of filling and unlocking, which is that of the key derivation, and begins to count anew.
pub(super) fn with_key(_: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    say(figures, WITH_KEY, None)?;
    // 5: the system forgets the peak. Where it cannot, the next figure is higher than it need be, never lower.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    Ok(())
}

/// Says the peak of an open record in use.
pub(super) fn in_use(_: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    say(figures, PEAK, Some(150.0))
}

fn say(figures: &mut Figures, name: &str, target: Option<f64>) -> Result<(), Failure> {
    let Some(value) = peak_mb() else { return Ok(()) };
    figures.say(Figure { name, value, unit: "MB", target })
}

fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

pub(super) const PEAK: &str = "app_memory_peak";
pub(super) const WITH_KEY: &str = "app_memory_peak_with_key_derivation";
