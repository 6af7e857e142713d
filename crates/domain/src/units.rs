use serde::{Deserialize, Serialize};

use crate::Error;
use crate::closed::closed_debug;

/// A quantity in thousandths of its unit, so that 63.4 kg stays exactly 63.4 kg.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Milli(i64);

impl Milli {
    /// From thousandths.
    pub const fn from_milli(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// From a number, rounded to the nearest thousandth; refuses what is not finite or beyond ±10^12.
    pub fn from_f64(value: f64) -> Result<Self, Error> {
        if value.is_finite() && value.abs() <= 1e12 {
            Ok(Self((value * 1000.0).round() as i64))
        } else {
            Err(Error::Number)
        }
    }

    /// Thousandths.
    pub const fn milli(self) -> i64 {
        self.0
    }

    /// As a number, for formulas and the wire.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

/// Blood pressure, mmHg.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MmHg(pub u16);

/// Pulse, beats per minute.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bpm(pub u16);

/// A length of time in whole minutes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(pub u16);

/// A number of steps.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepCount(pub u32);

closed_debug!(Milli, MmHg, Bpm, Minutes, StepCount);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_keeps_its_decimals() {
        assert_eq!(Milli::from_f64(63.4).unwrap().milli(), 63_400);
        assert_eq!(Milli::from_milli(63_400).as_f64(), 63.4);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert!(Milli::from_f64(f64::NAN).is_err());
        assert!(Milli::from_f64(f64::INFINITY).is_err());
        assert!(Milli::from_f64(1e13).is_err());
    }
}
