use henro_calc as calc;
use henro_domain::{Day, MeasureItem};

use super::source::Source;
use crate::WireError;

use crate::wire::BodyView;

/// BMI on a day and about a month before.
pub(super) fn body(of: &mut Source, on: Day) -> Result<BodyView, WireError> {
    let bmi = bmi_on(of, on)?;
    let height = of.measure(MeasureItem::HeightCm, on)?;
    Ok(BodyView {
        bmi,
        bmi_before: bmi_on(of, on.plus(-30))?,
        figure: bmi.map(calc::bmi_figure),
        weight_at_22: height.and_then(|height| calc::weight_at_bmi_22(height).ok()),
    })
}

fn bmi_on(of: &mut Source, day: Day) -> Result<Option<f64>, WireError> {
    let height = of.measure(MeasureItem::HeightCm, day)?;
    let weight = of.measure(MeasureItem::WeightKg, day)?;
    Ok(height.zip(weight).and_then(|(height, weight)| calc::bmi(height, weight).ok()))
}
