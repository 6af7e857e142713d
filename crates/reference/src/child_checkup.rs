//! Checkups of pregnancy and childhood, and the questions asked before them.

use std::sync::OnceLock;

use crate::growth::Confidence;
use crate::table::{Cells, Words, rows};

/// One checkup of the calendar. All texts are Japanese; contents differ from town to town.
#[derive(Debug)]
pub struct Checkup {
    /// Code: `Y1H`.
    pub code: &'static str,
    /// 妊婦健診, 産婦健診 or 乳幼児健診.
    pub group: &'static str,
    /// Name.
    pub name: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// What `from` and `to` count.
    pub anchor: CheckupAnchor,
    /// First unit of its time.
    pub from: i32,
    /// Last unit of its time, wholly in it; of months the first that is not in it any more.
    pub to: i32,
    /// Its time in words.
    pub when: &'static str,
    /// Law or notice.
    pub law: &'static str,
    /// Who must hold it.
    pub duty: &'static str,
    /// What is measured.
    pub measured: &'static str,
    /// What is looked at.
    pub examined: &'static str,
    /// What is asked.
    pub asked: &'static str,
    /// What to bring.
    pub bring: &'static str,
    /// What of the record helps.
    pub hint: &'static str,
    /// How sure this is.
    pub confidence: Confidence,
    /// Source.
    pub source: &'static str,
}

/// What the time of a checkup counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckupAnchor {
    /// Weeks of pregnancy.
    GestationWeeks,
    /// Days after giving birth.
    DaysAfterDelivery,
    /// Days of age.
    AgeDays,
    /// Months of age.
    AgeMonths,
    /// Months before entry into primary school, below zero.
    SchoolEntryMonths,
}

/// A question asked before checkups.
#[derive(Debug)]
pub struct CheckupQuestion {
    /// Id: `Q001`.
    pub id: &'static str,
    /// Codes of its checkups, divided by spaces.
    pub checkups: &'static str,
    /// Heading.
    pub section: &'static str,
    /// The question.
    pub question: &'static str,
    /// `yes_no`, `yes_no_text`, `yes_no_date`, `choice`, `number`, `text`, `date` or `list`.
    pub answer: &'static str,
    /// Choices.
    pub options: Words,
    /// What of the record can fill it in.
    pub filled_from: &'static str,
    /// The answer to talk about at the visit; never a diagnosis.
    pub attention: &'static str,
}

/// All checkups, in order of time.
pub fn checkups() -> &'static [Checkup] {
    static TABLE: OnceLock<Vec<Checkup>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../data/checkups.tsv"), read))
}

/// All questions.
pub fn checkup_questions() -> &'static [CheckupQuestion] {
    static TABLE: OnceLock<Vec<CheckupQuestion>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../data/checkup_questions.tsv"), question))
}

fn read(cells: &mut Cells) -> Option<Checkup> {
    Some(Checkup {
        code: cells.text()?,
        group: cells.text()?,
        name: cells.text()?,
        name_en: cells.text()?,
        anchor: match cells.text()? {
            "gestation_weeks" => CheckupAnchor::GestationWeeks,
            "days_after_delivery" => CheckupAnchor::DaysAfterDelivery,
            "age_days" => CheckupAnchor::AgeDays,
            "age_months" => CheckupAnchor::AgeMonths,
            "school_entry_relative_months" => CheckupAnchor::SchoolEntryMonths,
            _ => return None,
        },
        from: cells.value()?,
        to: cells.value()?,
        when: cells.text()?,
        law: cells.text()?,
        duty: cells.text()?,
        measured: cells.text()?,
        examined: cells.text()?,
        asked: cells.text()?,
        bring: cells.text()?,
        hint: cells.text()?,
        confidence: cells.value()?,
        source: cells.text()?,
    })
}

fn question(cells: &mut Cells) -> Option<CheckupQuestion> {
    Some(CheckupQuestion {
        id: cells.text()?,
        checkups: cells.text()?,
        section: cells.text()?,
        question: cells.text()?,
        answer: cells.text()?,
        options: cells.words()?,
        filled_from: cells.text()?,
        attention: cells.text()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_is_left_out_and_every_question_has_its_checkup() {
        assert_eq!(checkups().len(), 27);
        assert_eq!(checkup_questions().len(), 94);
        for question in checkup_questions() {
            for code in question.checkups.split(' ') {
                assert!(checkups().iter().any(|checkup| checkup.code == code), "{} {code}", question.id);
            }
        }
    }

    #[test]
    fn the_two_checkups_of_the_law_are_there() {
        // 母子保健法12条: 満1歳6か月を超え満2歳に達しない, 満3歳を超え満4歳に達しない
        let by_law = checkups().iter().filter(|checkup| checkup.law.contains("12条"));
        let found: Vec<_> = by_law.map(|it| (it.code, it.from, it.to)).collect();
        assert_eq!(found, [("Y1H", 18, 24), ("Y03", 36, 48)]);
    }
}
