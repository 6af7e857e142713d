//! The general clinical entry: any health datum of any source fits, and foreign ones are not lost.
//!
//! Types only. The daily entries keep their own ([`crate::Entry`]); where both know a value, both answer the same queries.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::closed::closed_debug;
use crate::{ActorId, Day, MinuteOfDay, OffsetMinutes};

/// One result, answer or finding about a person.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ClinicalEntry {
    /// What was looked at.
    pub item: Coding,
    /// When.
    pub when: ClinicalTime,
    /// What was found.
    pub value: ClinicalValue,
    /// How the source judged it.
    pub interpretation: Option<Interpretation>,
    /// The range the source printed beside it.
    pub reference: Option<ReferenceRange>,
    /// How it was measured, where the source says more than the item's code.
    pub method: Option<Coding>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A code and the set it belongs to.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Coding {
    /// The set.
    pub set: CodeSet,
    /// The code, as written.
    pub code: String,
    /// The source's own name for it.
    pub name: Option<String>,
}

/// Sets of codes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeSet {
    /// JLAC10 with the items of 特定健診, 17 characters.
    Jlac10,
    /// J-MIX.
    Jmix,
    /// LOINC.
    Loinc,
    /// Henro's own.
    Own,
    /// Any other set by its OID: kept, even where nothing is known of it.
    Oid(String),
    /// A set that has no name: the word of a column or a local number of an institution.
    Local(String),
}

/// A day, and a time where one is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClinicalTime {
    /// The day as the person lived it.
    pub day: Day,
    /// Minute of the day.
    pub minute: Option<MinuteOfDay>,
    /// Offset of the zone; `None` where the source has none, as in a checkup.
    pub zone: Option<OffsetMinutes>,
}

/// What was found.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClinicalValue {
    /// A number with its unit.
    Quantity(Quantity),
    /// A code of a list.
    Coded(CodedValue),
    /// Words.
    Text(String),
    /// Nothing, and why.
    Absent(AbsentReason),
}

/// A number as it was written: `1.0` stays `1.0`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// Exact, with the decimals of the source.
    pub number: Decimal,
    /// Where the true value lies beside the number.
    pub comparator: Option<Comparator>,
    /// UCUM; `None` for a number without a unit.
    pub unit: Option<String>,
    /// The unit as the source wrote it, where that is not the UCUM one.
    pub unit_as_written: Option<String>,
}

/// A code of an answer list.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CodedValue {
    /// The list: lists of one item change over the years, so it goes with the value.
    pub list: CodeSet,
    /// The code.
    pub code: String,
    /// The words of the source.
    pub words: Option<String>,
    /// Whether the codes have an order (−, ±, ＋).
    pub ordered: bool,
}

/// `<`, `≤`, `≥`, `>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// 未満.
    Less,
    /// 以下.
    AtMost,
    /// 以上.
    AtLeast,
    /// 超.
    Greater,
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AbsentReason {
    /// 未実施.
    NotDone,
    /// 測定不能.
    NotMeasurable,
    /// The source has something that could not be read; its words are kept with the source.
    Unread,
}

/// How the source judged a value against its own range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Interpretation {
    /// Below.
    Low,
    /// Within.
    Normal,
    /// Above.
    High,
    /// Outside, without a side.
    Abnormal,
}

/// A range the source printed beside a value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceRange {
    /// Lowest value within.
    pub low: Option<Decimal>,
    /// Highest value within.
    pub high: Option<Decimal>,
    /// As written, where it is no pair of numbers.
    pub text: Option<String>,
}

/// Where an entry comes from.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// Who wrote it into the record.
    pub actor: Option<ActorId>,
    /// SHA-256 of the file it was read from.
    pub document: Option<[u8; 32]>,
    /// Line of that file.
    pub line: Option<u32>,
    /// The institution that measured, as the source names it.
    pub institution: Option<String>,
    /// The physician who signed it.
    pub physician: Option<String>,
    /// The device that measured.
    pub device: Option<String>,
    /// The import it came with.
    pub batch: Option<u64>,
}

/// A number and where the true value lies beside it: what rules compare.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// The number.
    pub number: Decimal,
    /// Where the true value lies beside it.
    pub comparator: Option<Comparator>,
}

impl CodeSet {
    /// As one text: `jlac10`, `oid:1.2.3`, `local:no`.
    pub fn to_text(&self) -> String {
        match self {
            Self::Jlac10 => "jlac10".to_owned(),
            Self::Jmix => "jmix".to_owned(),
            Self::Loinc => "loinc".to_owned(),
            Self::Own => "own".to_owned(),
            Self::Oid(oid) => format!("oid:{oid}"),
            Self::Local(name) => format!("local:{name}"),
        }
    }

    /// Reads it back. A set this version does not know is a local one.
    pub fn of_text(text: &str) -> Self {
        match text {
            "jlac10" => Self::Jlac10,
            "jmix" => Self::Jmix,
            "loinc" => Self::Loinc,
            "own" => Self::Own,
            other => match (other.strip_prefix("oid:"), other.strip_prefix("local:")) {
                (Some(oid), _) => Self::Oid(oid.to_owned()),
                (None, local) => Self::Local(local.unwrap_or(other).to_owned()),
            },
        }
    }
}

impl Measured {
    /// Whether the value is surely at or above a limit, or surely below; `None` where it may be either. `<10` is surely below
    /// 10, `≥200` surely at or above everything up to 200.
    pub fn at_least(self, limit: Decimal) -> Option<bool> {
        match self.comparator {
            None => Some(self.number >= limit),
            Some(Comparator::Less) => (self.number <= limit).then_some(false),
            Some(Comparator::AtMost) => (self.number < limit).then_some(false),
            Some(Comparator::AtLeast | Comparator::Greater) => (self.number >= limit).then_some(true),
        }
    }
}

impl From<Decimal> for Measured {
    fn from(number: Decimal) -> Self {
        Self { number, comparator: None }
    }
}

impl Quantity {
    /// What rules compare.
    pub fn measured(&self) -> Measured {
        Measured { number: self.number, comparator: self.comparator }
    }
}

closed_debug!(
    ClinicalEntry,
    Coding,
    CodeSet,
    ClinicalTime,
    ClinicalValue,
    Quantity,
    Measured,
    CodedValue,
    ReferenceRange,
    Provenance
);

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(number: &str, comparator: Option<Comparator>) -> Quantity {
        let number = Decimal::from_str_exact(number).unwrap();
        Quantity { number, comparator, unit: Some("mg/dL".to_owned()), unit_as_written: None }
    }

    #[test]
    fn a_bounded_value_takes_part_only_where_it_is_certain() {
        let limit = Decimal::from(150);
        for (number, comparator, certain) in [
            ("150", None, Some(true)),
            ("149.9", None, Some(false)),
            ("150", Some(Comparator::Less), Some(false)),
            ("151", Some(Comparator::Less), None),
            ("150", Some(Comparator::AtMost), None),
            ("149", Some(Comparator::AtMost), Some(false)),
            ("150", Some(Comparator::AtLeast), Some(true)),
            ("10", Some(Comparator::Greater), None),
            ("2000", Some(Comparator::Greater), Some(true)),
        ] {
            assert_eq!(
                quantity(number, comparator).measured().at_least(limit),
                certain,
                "{number} {comparator:?}"
            );
        }
    }

    #[test]
    fn a_code_set_reads_back_as_written() {
        let oid = CodeSet::Oid("1.2.392.200119.6.1".to_owned());
        let local = CodeSet::Local("血糖:空腹".to_owned());
        for set in [CodeSet::Jlac10, CodeSet::Jmix, CodeSet::Loinc, CodeSet::Own, oid, local] {
            assert!(CodeSet::of_text(&set.to_text()) == set);
        }
        assert!(CodeSet::of_text("snomed") == CodeSet::Local("snomed".to_owned()));
    }

    #[test]
    fn an_entry_keeps_what_was_written_and_says_nothing_of_it_in_debug() {
        let entry = ClinicalEntry {
            item: Coding { set: CodeSet::Jlac10, code: "3F070000002327101".to_owned(), name: None },
            when: ClinicalTime { day: Day::new(2024, 6, 1).unwrap(), minute: None, zone: None },
            value: ClinicalValue::Quantity(quantity("51.0", None)),
            interpretation: Some(Interpretation::Normal),
            reference: None,
            method: None,
            provenance: Provenance::default(),
        };
        let text = serde_json::to_string(&entry).unwrap();
        assert!(text.contains("51.0"), "the written decimals stay");
        assert!(serde_json::from_str::<ClinicalEntry>(&text).unwrap() == entry);
        for shown in [format!("{entry:?}"), format!("{:?}", entry.value), format!("{:?}", entry.item)] {
            assert!(!shown.contains("51") && !shown.contains("3F070"), "{shown}");
        }
    }
}
