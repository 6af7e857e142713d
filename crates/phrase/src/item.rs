use henro_domain::{Day, MinuteOfDay};

use crate::{FactBody, QuestionKind};

/// A stretch of the line, in letters, with what it was read as.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Counts 、 and 。: words in one segment may qualify each other.
    pub(crate) segment: u32,
    /// Counts 。 and new lines: a person or a negation speaks for the whole sentence.
    pub(crate) sentence: u32,
    pub(crate) moment: Moment,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// Sure by itself.
    Fact {
        body: FactBody,
        /// A word says what it is, not the unit alone.
        labelled: bool,
        /// Ends in a number without a unit.
        bare: bool,
    },
    /// To be asked.
    Ask { kind: QuestionKind, bodies: Vec<FactBody> },
    /// Not understood.
    Leftover,
    /// A day, time or meal with nothing after it.
    Trailing,
}

impl Kind {
    pub(crate) fn fact(body: FactBody) -> Self {
        Self::Fact { body, labelled: true, bare: false }
    }
}

/// When an item happened.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    /// Possible days, likeliest first; none if it may not be written at all.
    pub(crate) days: Vec<Day>,
    pub(crate) minute: Option<MinuteOfDay>,
    /// Why the day or time must be asked.
    pub(crate) doubt: Option<QuestionKind>,
}

impl Moment {
    pub(crate) fn plain(day: Day) -> Self {
        Self { days: vec![day], minute: None, doubt: None }
    }
}
