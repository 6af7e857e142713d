use henro_domain::Day;

/// A dose somebody had, as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Code of the vaccine (`PCV`) or of the product (`PCV20`).
    pub code: String,
    /// The day.
    pub day: Day,
    /// The number it was written down with, where there is one.
    pub number: Option<u8>,
    /// Lot number, where there is one.
    pub lot: Option<String>,
}

impl Given {
    /// More doses than this are refused.
    pub const MOST: usize = 500;
    /// Longer lot numbers, in bytes, are refused.
    pub const LOT_MOST: usize = 64;

    /// A dose without number and lot.
    pub fn new(code: &str, day: Day) -> Self {
        Self { code: code.to_owned(), day, number: None, lot: None }
    }
}

/// What a dose comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Code of the vaccine it is a dose of; of the product where it is only recorded.
    pub vaccine: &'static str,
    /// The day.
    pub day: Day,
    /// Id of the series and number it counts as.
    pub counts_as: Option<(&'static str, u8)>,
    /// Does it count?
    pub verdict: Verdict,
    /// Why, and what else is to be said.
    pub findings: Vec<Finding>,
}

/// Does a dose count?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It counts.
    Counts,
    /// It is taken to count; a doctor or the town should be asked.
    Ask,
    /// All doses of the series were there already.
    Extra,
    /// It is kept; whether it counts is not for this table to say.
    Recorded,
    /// By the rules it does not count; a doctor should be asked.
    DoesNotCount,
    /// It cannot have been: written wrongly.
    Mistaken,
}

/// Something to be said about a dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// On a day before birth.
    BeforeBirth,
    /// On a day still to come.
    InFuture,
    /// Written down twice for one day: perhaps one belongs to a brother or sister.
    Twice,
    /// A later number on an earlier day.
    OutOfOrder,
    /// Before the first day of the rule.
    TooYoung {
        /// That day.
        from: Day,
    },
    /// Sooner after the one before than the rule allows.
    TooSoon {
        /// First day it could have been.
        from: Day,
    },
    /// Outside the days of the programme: at one's own cost, or by an exception.
    OutsideProgramme,
    /// In time only by an exception; id of the rule.
    ByException(&'static str),
    /// Sooner after another vaccine than the rule between vaccines allows; id of the rule.
    Spacing {
        /// Id of the rule.
        rule: &'static str,
        /// First day it could have been.
        from: Day,
    },
    /// The product was not in use on that day.
    NotInUseThen,
    /// Mixed with another product of its group; id of the rule or name of the group.
    Mixed(&'static str),
    /// Not for this sex.
    Sex,
    /// Out of season.
    OutOfSeason,
}

impl Verdict {
    /// Name for texts to be looked up by.
    pub fn key(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Ask => "ask",
            Self::Extra => "extra",
            Self::Recorded => "recorded",
            Self::DoesNotCount => "does_not_count",
            Self::Mistaken => "mistaken",
        }
    }
}

impl Finding {
    /// Name for texts to be looked up by.
    pub fn key(self) -> &'static str {
        match self {
            Self::BeforeBirth => "before_birth",
            Self::InFuture => "in_future",
            Self::Twice => "twice",
            Self::OutOfOrder => "out_of_order",
            Self::TooYoung { .. } => "too_young",
            Self::TooSoon { .. } => "too_soon",
            Self::OutsideProgramme => "outside_programme",
            Self::ByException(_) => "by_exception",
            Self::Spacing { .. } => "spacing",
            Self::NotInUseThen => "not_in_use_then",
            Self::Mixed(_) => "mixed",
            Self::Sex => "sex",
            Self::OutOfSeason => "out_of_season",
        }
    }

    /// The verdict that follows from it alone.
    pub(crate) fn verdict(self) -> Verdict {
        match self {
            Self::BeforeBirth | Self::InFuture | Self::Twice => Verdict::Mistaken,
            Self::TooYoung { .. } | Self::TooSoon { .. } => Verdict::DoesNotCount,
            Self::OutOfOrder | Self::Spacing { .. } | Self::NotInUseThen | Self::Mixed(_) | Self::Sex => {
                Verdict::Ask
            }
            Self::OutsideProgramme | Self::ByException(_) | Self::OutOfSeason => Verdict::Counts,
        }
    }
}
