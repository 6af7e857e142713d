use super::figure::{Figure, Figures};
use crate::output::Failure;

/// Says the highest resident memory of this run, filling included; only where the system tells it in /proc.
pub(super) fn peak(figures: &mut Figures) -> Result<(), Failure> {
    let Some(value) = peak_mb() else { return Ok(()) };
    figures.say(Figure { name: PEAK, value, unit: "MB", target: Some(150.0) })
}

fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

pub(super) const PEAK: &str = "app_memory_peak";
