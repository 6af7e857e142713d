use henro_domain::Day;

/// A calendar of whole days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its name, as other calendars show it.
    pub name: String,
    /// When the file is made: milliseconds since 1970, UTC.
    pub made_ms: i64,
    /// In any order.
    pub events: Vec<Event>,
}

/// One event of a whole day or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for the same thing in every file, so that a calendar moves it instead of adding it again. Letters, digits
    /// and `-`; others are left out.
    pub uid: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// What stands in the calendar.
    pub summary: String,
    /// What stands behind it; empty for nothing.
    pub description: String,
    /// Days before at which the calendar may remind; `None` for no reminder.
    pub remind_days: Option<u8>,
}
