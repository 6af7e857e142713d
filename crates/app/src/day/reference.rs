use henro_calc::{Bound, ReferenceKind, intake_reference};
use henro_domain::{Day, Nutrient, PhysicalActivityLevel, Sex};

/// Reference intakes as bounds in the nutrients' own units. Where the edition has both, the goal (目標量)
/// stands before the recommended amount; shares of the energy are grams at the energy requirement.
pub(crate) fn reference_lines(
    sex: Sex,
    age: u32,
    activity: PhysicalActivityLevel,
    day: Day,
) -> Vec<(Nutrient, Option<f64>, Option<f64>)> {
    let Some(reference) = intake_reference(day, Some(age), Some(sex), activity, None) else { return vec![] };
    let energy = reference.energy_kcal();
    let line = |nutrient: Nutrient| {
        let mut values = reference.values.iter().filter(|value| value.nutrient == nutrient);
        let first = values.clone().find(|value| value.kind == ReferenceKind::Goal).or(values.next())?;
        let (at_least, at_most) = match first.bound {
            Bound::About(value) | Bound::AtLeast(value) => (Some(value), None),
            Bound::Below(value) => (None, Some(value)),
            Bound::EnergyPct(..) => {
                let (low, high) = first.in_unit(energy?);
                (Some(low), Some(high))
            }
        };
        Some((nutrient, at_least, at_most))
    };
    Nutrient::ALL.into_iter().filter_map(line).collect()
}
