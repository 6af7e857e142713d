use henro_domain::{Day, EntryKind};

use crate::open::failed;
use crate::wire::{CalendarAsk, CalendarDay, CalendarView};
use crate::{Code, Context, WireError};

/// A month of cells with what each day holds.
pub(crate) fn calendar(ctx: &Context, ask: CalendarAsk) -> Result<CalendarView, WireError> {
    let first = Day::new(ask.year, ask.month, 1).map_err(|_| Code::DayInvalid)?;
    let length = (28..=31).rev().find(|last| Day::new(ask.year, ask.month, *last).is_ok()).unwrap_or(28);
    let last = Day::new(ask.year, ask.month, length).map_err(|_| Code::DayInvalid)?;
    ctx.with_open(|open, now| {
        let entries = open.reading()?.range(&EntryKind::OF_A_DAY, first, last).map_err(failed)?;
        let days = (first.number()..=last.number()).filter_map(|number| Day::from_number(number).ok());
        let days = days.map(|day| {
            let here = entries.iter().filter(|entry| entry.when.day == day);
            let mut kinds: Vec<_> = here.clone().map(|entry| EntryKind::of(&entry.entry)).collect();
            kinds.sort_unstable();
            kinds.dedup();
            CalendarDay { day, kinds, count: u32::try_from(here.count()).unwrap_or(u32::MAX) }
        });
        Ok(CalendarView { today: now.today, days: days.collect() })
    })
}
