use henro_domain::{Day, MealSlot, MinuteOfDay, Occasion};

use crate::when::Part;

/// What is known before the line is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineContext {
    /// The day it is.
    pub today: Day,
    /// The day of the page being written; [`LineContext::today`] unless a past day is open.
    pub day: Day,
    /// The time it is; `None` on the page of a past day.
    pub minute: Option<MinuteOfDay>,
    /// The meal usually written at this hour.
    pub slot: MealSlot,
}

/// The occasion of a part of the day.
pub(crate) fn occasion_of(part: Part) -> Occasion {
    match part {
        Part::Morning => Occasion::Morning,
        Part::Evening => Occasion::Evening,
        Part::Noon | Part::Between => Occasion::Other,
    }
}

/// The meal at a time that was said.
pub(crate) fn slot_at(minute: MinuteOfDay) -> MealSlot {
    match minute.get() / 60 {
        4..=10 => MealSlot::Breakfast,
        11..=14 => MealSlot::Lunch,
        17..=21 => MealSlot::Dinner,
        _ => MealSlot::Other,
    }
}
