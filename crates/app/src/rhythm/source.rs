//! What charts are drawn from: what a person has, and who they are.

use henro_domain::{Day, MeasureItem, Person};
use henro_vault::Daily;

use crate::WireError;
use crate::open::{Open, failed, measure, nobody, stride};
use crate::reading::Reading;

pub(super) struct Source<'a> {
    pub(super) daily: Reading<'a>,
    pub(super) person: Person,
    pub(super) stride: f64,
}

impl<'a> Source<'a> {
    /// The open record.
    pub(super) fn own(open: &'a mut Open) -> Result<Self, WireError> {
        let (person, stride) = (open.person().clone(), open.stride());
        Ok(Self { daily: open.reading()?, person, stride })
    }

    /// The file of a record that somebody shows us; its person is known where the profile is shown too.
    pub(super) fn shared(daily: &'a Daily, today: Day) -> Result<Self, WireError> {
        let person = daily.profile().map_err(failed)?.unwrap_or(nobody());
        let daily = Reading::of(daily, None);
        let height = measure(&daily, MeasureItem::HeightCm, today)?;
        let stride = stride(&person, height);
        Ok(Self { daily, person, stride })
    }

    /// Newest value of an item up to a day.
    pub(super) fn measure(&mut self, item: MeasureItem, day: Day) -> Result<Option<f64>, WireError> {
        measure(&self.daily, item, day)
    }
}
