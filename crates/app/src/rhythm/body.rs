use henro_calc as calc;
use henro_domain::{Day, MeasureItem};

use crate::WireError;
use crate::open::Open;
use crate::wire::BodyView;

/// BMI on a day and about a month before.
pub(super) fn body(open: &mut Open, on: Day) -> Result<BodyView, WireError> {
    let bmi = bmi_on(open, on)?;
    let height = open.measure(MeasureItem::HeightCm, on)?;
    Ok(BodyView {
        bmi,
        bmi_before: bmi_on(open, on.plus(-30))?,
        figure: bmi.map(calc::bmi_figure),
        weight_at_22: height.and_then(|height| calc::weight_at_bmi_22(height).ok()),
    })
}

fn bmi_on(open: &mut Open, day: Day) -> Result<Option<f64>, WireError> {
    let height = open.measure(MeasureItem::HeightCm, day)?;
    let weight = open.measure(MeasureItem::WeightKg, day)?;
    Ok(height.zip(weight).and_then(|(height, weight)| calc::bmi(height, weight).ok()))
}
