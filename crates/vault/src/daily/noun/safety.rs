//! Fields in which two values that nobody has decided between are both kept and shown (decision 49). Here is the whole list.
//!
//! A field that is added here needs a step of the clinical file that plays the log again: what older changes say of it is
//! worked out only then.

use std::sync::LazyLock;

use henro_domain::MedicalKind;
use henro_sync::Rules;

use super::{Noun, known_noun, noun_of_medical};
use crate::daily::log::field_number;

/// Kind and columns; `day` is the day of the entry. Of problems it is every kind in the table (allergies, illnesses, blood type,
/// implants, and operations beside them): the kind is a field itself, and a rule that hung on it could differ between devices.
/// Not here: addresses and papers, whose newest value is what is wanted, and what a person remarks.
const SAFETY: [(MedicalKind, Question, &[&str]); 6] = [
    (MedicalKind::Problem, Question::What, &["kind", "code", "words"]),
    (MedicalKind::Problem, Question::Severity, &["severity"]),
    (MedicalKind::Problem, Question::Reaction, &["reaction"]),
    (MedicalKind::Problem, Question::Until, &["until"]),
    (MedicalKind::Dose, Question::Day, &["day"]),
    (MedicalKind::Dose, Question::Vaccine, &["vaccine"]),
];

/// What a person is asked where two values stand side by side. Fields that mean something only together are one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// What it is: kind, code, words.
    What,
    /// How bad.
    Severity,
    /// The reaction.
    Reaction,
    /// Until when.
    Until,
    /// The day of a dose.
    Day,
    /// The vaccine.
    Vaccine,
}

impl Question {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 6] =
        [Self::What, Self::Severity, Self::Reaction, Self::Until, Self::Day, Self::Vaccine];

    /// Its fields, rising; none where it is not asked of a kind.
    pub(crate) fn fields(self, kind: i64) -> Vec<u32> {
        let of = SAFETY.iter().filter(|(on, asked, _)| *asked == self && noun_of_medical(*on).number == kind);
        let mut fields: Vec<u32> = of
            .flat_map(|(on, _, columns)| {
                columns.iter().filter_map(|column| field_number(noun_of_medical(*on), column))
            })
            .collect();
        fields.sort_unstable();
        fields
    }
}

/// By which rules the changes of a clinical section are joined.
pub fn clinical_rules() -> &'static Rules {
    &RULES
}

/// Whether two values of something are kept side by side, and a deletion has to have seen every edit.
pub(crate) fn keeps_both(noun: &Noun) -> bool {
    noun.section.is_clinical()
}

/// The same by number; what a newer version keeps here is joined by that version.
pub(crate) fn keeps_both_of(kind: i64) -> bool {
    known_noun(kind).is_some_and(keeps_both)
}

/// The numbers of the safety fields of a kind.
pub(crate) fn safety_fields(kind: i64) -> impl Iterator<Item = u32> {
    let of = u32::try_from(kind).ok();
    RULES.safety.iter().filter(move |(noun, _)| Some(*noun) == of).map(|(_, field)| *field)
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let fields = SAFETY.iter().flat_map(|(kind, _, columns)| {
        let noun = noun_of_medical(*kind);
        let number = |column: &&str| Some((noun.number as u32, field_number(noun, column)?));
        columns.iter().filter_map(number).collect::<Vec<_>>()
    });
    Rules { clinical: true, safety: fields.collect() }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_safety_field_is_a_field_of_its_noun() {
        for (kind, question, columns) in SAFETY {
            let noun = noun_of_medical(kind);
            assert!(keeps_both(noun), "{}", noun.table);
            for column in columns {
                assert!(field_number(noun, column).is_some(), "{} has no {column}", noun.table);
            }
            assert_eq!(question.fields(noun.number).len(), columns.len());
        }
        assert!(Question::ALL.iter().all(|question| SAFETY.iter().any(|(_, asked, _)| asked == question)));
        assert_eq!(safety_fields(44).count(), 6);
        // As they stand in every log: severity of a problem, day and vaccine of a dose.
        let rules = clinical_rules();
        assert!([(44, 7), (43, 1), (43, 4)].iter().all(|field| rules.safety.contains(field)));
        assert_eq!(field_number(noun_of_medical(MedicalKind::Dose), "no column"), None);
    }
}
