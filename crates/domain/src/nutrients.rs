use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::closed::closed_debug;

/// The nutrients Henro adds up, in the order they are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Nutrient {
    /// Energy, kcal.
    EnergyKcal,
    /// Protein, g.
    ProteinG,
    /// Fat, g.
    FatG,
    /// Carbohydrate by difference, g.
    CarbohydrateG,
    /// Dietary fibre, g.
    FibreG,
    /// Salt equivalent, g.
    SaltG,
    /// Potassium, mg.
    PotassiumMg,
    /// Calcium, mg.
    CalciumMg,
    /// Iron, mg.
    IronMg,
    /// Vitamin A, µg retinol activity equivalents.
    VitaminAUg,
    /// Vitamin B1, mg.
    VitaminB1Mg,
    /// Vitamin B2, mg.
    VitaminB2Mg,
    /// Vitamin C, mg.
    VitaminCMg,
    /// Alcohol, g of ethanol.
    AlcoholG,
}

impl Nutrient {
    /// Number of nutrients.
    pub const COUNT: usize = 14;

    /// All of them, in stored order.
    pub const ALL: [Nutrient; Self::COUNT] = [
        Nutrient::EnergyKcal,
        Nutrient::ProteinG,
        Nutrient::FatG,
        Nutrient::CarbohydrateG,
        Nutrient::FibreG,
        Nutrient::SaltG,
        Nutrient::PotassiumMg,
        Nutrient::CalciumMg,
        Nutrient::IronMg,
        Nutrient::VitaminAUg,
        Nutrient::VitaminB1Mg,
        Nutrient::VitaminB2Mg,
        Nutrient::VitaminCMg,
        Nutrient::AlcoholG,
    ];
}

/// One value a nutrient; `None` is "not measured", which is not zero.
#[derive(Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Nutrients {
    values: [Option<f32>; Nutrient::COUNT],
}

closed_debug!(Nutrients);

impl Nutrients {
    /// From the values in stored order.
    pub fn new(values: [Option<f32>; Nutrient::COUNT]) -> Self {
        Self { values }
    }

    /// The value of one nutrient.
    pub fn value(&self, nutrient: Nutrient) -> Option<f32> {
        self.values.get(nutrient as usize).copied().flatten()
    }

    /// Sets one nutrient.
    pub fn set(&mut self, nutrient: Nutrient, value: Option<f32>) {
        if let Some(slot) = self.values.get_mut(nutrient as usize) {
            *slot = value;
        }
    }

    /// All values in stored order.
    pub fn values(&self) -> &[Option<f32>; Nutrient::COUNT] {
        &self.values
    }

    /// These nutrients times a factor (a portion, grams / 100).
    pub fn times(&self, factor: f32) -> Self {
        Self { values: self.values.map(|value| value.map(|v| v * factor)) }
    }

    /// The sum; a nutrient unknown in both stays unknown, unknown in one counts as the other.
    pub fn plus(&self, other: &Nutrients) -> Self {
        let mut sum = *self;
        for nutrient in Nutrient::ALL {
            sum.set(
                nutrient,
                match (self.value(nutrient), other.value(nutrient)) {
                    (Some(a), Some(b)) => Some(a + b),
                    (a, b) => a.or(b),
                },
            );
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_not_zero_and_adds_as_nothing() {
        let mut rice = Nutrients::default();
        rice.set(Nutrient::EnergyKcal, Some(234.0));
        let mut soup = Nutrients::default();
        soup.set(Nutrient::EnergyKcal, Some(40.0));
        soup.set(Nutrient::SaltG, Some(1.2));
        let sum = rice.plus(&soup);
        assert_eq!(sum.value(Nutrient::EnergyKcal), Some(274.0));
        assert_eq!(sum.value(Nutrient::SaltG), Some(1.2));
        assert_eq!(sum.value(Nutrient::IronMg), None);
        assert_eq!(rice.times(0.5).value(Nutrient::EnergyKcal), Some(117.0));
    }
}
