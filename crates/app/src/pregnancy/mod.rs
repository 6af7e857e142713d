//! 妊婦健診: the plan of visits by the day due, what was found at each, the chart, the calendar file and the page (decision 48).

mod course;
mod draw;
mod files;
mod item;
mod read;
mod write;

pub(crate) use course::{Course, pregnancy_born, pregnancy_due, pregnancy_next};
pub(crate) use files::{pregnancy_calendar, pregnancy_print};
pub(crate) use read::pregnancy_read;
pub(crate) use write::{correction, inside, new_report, pregnancy_record, retell, standing, told};
