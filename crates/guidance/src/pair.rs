//! Which of a checkup's readings of blood pressure decides.

use henro_domain::Measured;

/// The readings of one checkup, each number only if the report has it.
#[derive(Clone, Copy, Default)]
pub struct PressureReadings {
    /// その他 (9A755, 9A765): by convention the mean of two.
    pub other: (Option<Measured>, Option<Measured>),
    /// 2回目 (9A752, 9A762).
    pub second: (Option<Measured>, Option<Measured>),
    /// 1回目 (9A751, 9A761).
    pub first: (Option<Measured>, Option<Measured>),
}

/// The pressure that rules look at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PressurePair {
    /// Systolic.
    pub systolic: Option<Measured>,
    /// Diastolic.
    pub diastolic: Option<Measured>,
    /// The two numbers are of different readings: to be said beside the answer.
    pub mixed: bool,
}

/// The first reading with both numbers, in the order other, second, first; only where none has both, each number from the
/// first that has it. No mean is made here.
///
/// # Source
/// The order of the items in the national table; the written notice was not at hand. Mixing is ours, and marked.
pub fn deciding_pressure(readings: &PressureReadings) -> PressurePair {
    let order = [readings.other, readings.second, readings.first];
    if let Some((systolic, diastolic)) = order.iter().find(|(sys, dia)| sys.is_some() && dia.is_some()) {
        return PressurePair { systolic: *systolic, diastolic: *diastolic, mixed: false };
    }
    let systolic = order.iter().find_map(|(sys, _)| *sys);
    let diastolic = order.iter().find_map(|(_, dia)| *dia);
    PressurePair { systolic, diastolic, mixed: systolic.is_some() && diastolic.is_some() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use henro_domain::Decimal;

    fn reading(systolic: i64, diastolic: i64) -> (Option<Measured>, Option<Measured>) {
        let of = |number: i64| (number > 0).then(|| Measured::from(Decimal::from(number)));
        (of(systolic), of(diastolic))
    }

    fn decided(other: (i64, i64), second: (i64, i64), first: (i64, i64)) -> (i64, i64, bool) {
        let readings = PressureReadings {
            other: reading(other.0, other.1),
            second: reading(second.0, second.1),
            first: reading(first.0, first.1),
        };
        let pair = deciding_pressure(&readings);
        let whole = |value: Option<Measured>| value.map_or(0, |it| i64::try_from(it.number).unwrap());
        (whole(pair.systolic), whole(pair.diastolic), pair.mixed)
    }

    #[test]
    fn the_worked_examples_of_the_order() {
        // spec of the rules: other, then second, then first; both numbers of one reading
        assert_eq!(decided((138, 86), (134, 84), (142, 88)), (138, 86, false));
        assert_eq!(decided((0, 0), (128, 82), (142, 88)), (128, 82, false));
        assert_eq!(decided((0, 0), (0, 0), (142, 88)), (142, 88, false));
        assert_eq!(decided((138, 0), (134, 84), (0, 0)), (134, 84, false));
        assert_eq!(decided((138, 0), (0, 84), (0, 0)), (138, 84, true));
        assert_eq!(decided((0, 0), (0, 84), (0, 0)), (0, 84, false));
    }
}
