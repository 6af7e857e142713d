use crate::closed::closed_debug;

/// Something odd about a file, a row or a value, by place.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// Line of the file; 0 for the whole of it.
    pub line: u32,
    /// Code of the item, or name of the column; empty for the whole row.
    pub item: String,
    /// What stands there. Health data: not for logs.
    pub raw: String,
}

closed_debug!(Finding);

/// Kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindingKind {
    /// No item of the catalogue: kept as it is.
    UnknownItem,
    /// The kind of value is not the item's: held.
    KindMismatch,
    /// No number: held.
    Unparsed,
    /// The unit is not the item's: held.
    UnitMismatch,
    /// Outside of the plausible range: somebody looks.
    OutOfRange,
    /// A code that its list does not have.
    UnknownCode,
    /// An item of the other sex.
    OtherSex,
    /// The item stands there twice.
    Duplicate,
    /// Diastolic above systolic.
    PairOrder,
    /// Content of another phase than the exam's day.
    PhaseMismatch,
    /// No item or no code is known for what stands there: its words are kept.
    Unmapped,
    /// A day that does not read, or no day of the exam: the row is refused.
    DateInvalid,
    /// Born after the exam, or an exam in the future: the row is refused.
    DateOrder,
    /// Another number of cells than the header: the row is refused.
    RowShape,
    /// The file ends in the middle of this row: the row is refused.
    RowCut,
    /// The file ends with this row's last value and no line end: it might be cut, so it is held.
    EndOpen,
    /// The same person and day twice: both are refused.
    DuplicateRow,
    /// The exam lies outside of the time the profile is for: held.
    ProfilePeriod,
    /// The package has another number of documents than its index says.
    CountMismatch,
    /// More unknown content, or a longer text, than is kept.
    KeptCut,
}

impl FindingKind {
    /// Whether the value must not be taken before a person looked.
    pub fn holds(self) -> bool {
        matches!(
            self,
            Self::KindMismatch
                | Self::Unparsed
                | Self::UnitMismatch
                | Self::OutOfRange
                | Self::PairOrder
                | Self::ProfilePeriod
                | Self::EndOpen
        )
    }

    /// Whether the row as a whole cannot be taken.
    pub fn rejects(self) -> bool {
        matches!(
            self,
            Self::DateInvalid | Self::DateOrder | Self::RowShape | Self::RowCut | Self::DuplicateRow
        )
    }

    /// Name for texts to be looked up by.
    pub fn key(self) -> &'static str {
        match self {
            Self::UnknownItem => "unknown_item",
            Self::KindMismatch => "kind_mismatch",
            Self::Unparsed => "unparsed",
            Self::UnitMismatch => "unit_mismatch",
            Self::OutOfRange => "out_of_range",
            Self::UnknownCode => "unknown_code",
            Self::OtherSex => "other_sex",
            Self::Duplicate => "duplicate",
            Self::PairOrder => "pair_order",
            Self::PhaseMismatch => "phase_mismatch",
            Self::Unmapped => "unmapped",
            Self::DateInvalid => "date_invalid",
            Self::DateOrder => "date_order",
            Self::RowShape => "row_shape",
            Self::RowCut => "row_cut",
            Self::EndOpen => "end_open",
            Self::DuplicateRow => "duplicate_row",
            Self::ProfilePeriod => "profile_period",
            Self::CountMismatch => "count_mismatch",
            Self::KeptCut => "kept_cut",
        }
    }
}
