//! Ranges shared by the calculators, and rounding.

use henro_domain::{MeasureItem, measure_range};

use crate::Error;

/// Rounds to a number of decimals, halves away from zero.
pub(crate) fn round(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    (value * scale).round() / scale
}

/// The value, when it lies in the closed range; NaN never does.
pub(crate) fn within(value: f64, low: f64, high: f64, error: Error) -> Result<f64, Error> {
    if (low..=high).contains(&value) { Ok(value) } else { Err(error) }
}

/// A body weight of the range `domain` accepts, 0.3..=400 kg.
pub(crate) fn weight(kg: f64) -> Result<f64, Error> {
    let (low, high) = measure_range(MeasureItem::WeightKg).possible;
    within(kg, low, high, Error::Weight)
}

/// A height of the range `domain` accepts, 20..=260 cm.
pub(crate) fn height(cm: f64) -> Result<f64, Error> {
    let (low, high) = measure_range(MeasureItem::HeightCm).possible;
    within(cm, low, high, Error::Height)
}
