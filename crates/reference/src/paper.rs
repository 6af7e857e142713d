//! Papers asked for before vaccinations and checkups: which questions each edition has. The sentences are this project's own.

use std::sync::OnceLock;

use henro_domain::Day;

use crate::table::{Cells, Words, rows};

/// One edition of a paper.
#[derive(Debug)]
pub struct PaperForm {
    /// Code: `vaccine`, `child` or `pregnancy`.
    pub code: &'static str,
    /// Edition: `2026-11`.
    pub edition: &'static str,
    /// The first day it is used.
    pub from: Day,
    /// Name.
    pub name: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// What it is made after, and what it is not.
    pub source: &'static str,
    /// The same in English.
    pub source_en: &'static str,
}

/// A question of a paper.
#[derive(Debug)]
pub struct PaperQuestion {
    /// Id, never used again for another question: `V01`, `Q028`.
    pub id: &'static str,
    /// Code of its paper.
    pub form: &'static str,
    /// Codes of vaccines or checkups it is asked for, divided by spaces; empty is all of them.
    pub only: &'static str,
    /// The first day it is asked.
    pub from: Day,
    /// The last day it is asked; `None` is to this day.
    pub to: Option<Day>,
    /// Heading.
    pub section: &'static str,
    /// English heading.
    pub section_en: &'static str,
    /// The question.
    pub question: &'static str,
    /// The question in English.
    pub question_en: &'static str,
    /// How it is answered.
    pub answer: PaperAnswer,
    /// Choices, where it is one of several.
    pub options: Words,
    /// Choices in English, in the same order.
    pub options_en: Words,
    /// Unit of a number.
    pub unit: &'static str,
    /// The answer of last time is shown to be confirmed; otherwise it is asked anew each time.
    pub kept: bool,
    /// What of the record fills it in; empty is nothing.
    pub filled_from: &'static str,
    /// Answers to talk about at the visit, divided by spaces: `yes`, `no`, or places of choices from 1 on. Never a diagnosis.
    pub attention: &'static str,
    /// One name for questions of several papers that ask the same; empty where no other one does.
    pub same: &'static str,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperAnswer {
    /// Yes or no.
    YesNo,
    /// Yes or no, and words.
    YesNoText,
    /// Yes or no, and since when.
    YesNoDate,
    /// One of several.
    Choice,
    /// Words.
    Text,
    /// A number.
    Number,
    /// A day.
    Date,
}

impl PaperAnswer {
    /// Its name.
    pub fn key(self) -> &'static str {
        NAMES.iter().find(|(of, _)| *of == self).map_or("text", |(_, name)| name)
    }
}

impl PaperQuestion {
    /// Whether it is asked on a paper about these, on a day.
    pub fn is_asked(&self, form: &str, about: &[&str], day: Day) -> bool {
        self.form == form
            && self.from <= day
            && self.to.is_none_or(|to| day <= to)
            && (self.only.is_empty() || self.only.split(' ').any(|code| about.contains(&code)))
    }

    /// Whether what was answered to another question answers this one too.
    pub fn is_answered_by(&self, id: &str) -> bool {
        let same = || paper_questions().iter().any(|other| other.id == id && other.same == self.same);
        self.id == id || (!self.same.is_empty() && same())
    }

    /// Whether an answer is one to talk about.
    pub fn is_to_be_said(&self, choice: &str) -> bool {
        self.attention.split(' ').any(|one| one == choice)
    }
}

/// All editions, the oldest of each paper first.
pub fn paper_forms() -> &'static [PaperForm] {
    static TABLE: OnceLock<Vec<PaperForm>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../data/papers.tsv"), form))
}

/// The edition of a paper on a day; before the first one, the first.
pub fn paper_form(code: &str, day: Day) -> Option<&'static PaperForm> {
    let mut of = paper_forms().iter().filter(|form| form.code == code);
    let first = of.next()?;
    Some(of.take_while(|form| form.from <= day).last().unwrap_or(first))
}

/// The questions of all papers, in the order in which they are asked.
pub fn paper_questions() -> &'static [PaperQuestion] {
    static TABLE: OnceLock<Vec<PaperQuestion>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../data/paper_questions.tsv"), question))
}

fn form(cells: &mut Cells) -> Option<PaperForm> {
    Some(PaperForm {
        code: cells.text()?,
        edition: cells.text()?,
        from: cells.day()??,
        name: cells.text()?,
        name_en: cells.text()?,
        source: cells.text()?,
        source_en: cells.text()?,
    })
}

fn question(cells: &mut Cells) -> Option<PaperQuestion> {
    Some(PaperQuestion {
        id: cells.text()?,
        form: cells.text()?,
        only: cells.text()?,
        from: cells.day()??,
        to: cells.day()?,
        section: cells.text()?,
        section_en: cells.text()?,
        question: cells.text()?,
        question_en: cells.text()?,
        answer: {
            let name = cells.text()?;
            NAMES.iter().find(|(_, of)| *of == name)?.0
        },
        options: cells.words()?,
        options_en: cells.words()?,
        unit: cells.text()?,
        kept: match cells.text()? {
            "keep" => true,
            "ask" => false,
            _ => return None,
        },
        filled_from: cells.text()?,
        attention: cells.text()?,
        same: cells.text()?,
    })
}

const NAMES: [(PaperAnswer, &str); 7] = [
    (PaperAnswer::YesNo, "yes_no"),
    (PaperAnswer::YesNoText, "yes_no_text"),
    (PaperAnswer::YesNoDate, "yes_no_date"),
    (PaperAnswer::Choice, "choice"),
    (PaperAnswer::Text, "text"),
    (PaperAnswer::Number, "number"),
    (PaperAnswer::Date, "date"),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn lines(text: &str) -> usize {
        text.lines().skip(1).count()
    }

    #[test]
    fn no_row_is_left_out_and_no_id_stands_twice() {
        assert_eq!(paper_forms().len(), lines(include_str!("../data/papers.tsv")));
        assert_eq!(paper_questions().len(), lines(include_str!("../data/paper_questions.tsv")));
        let ids: HashSet<_> = paper_questions().iter().map(|question| question.id).collect();
        assert_eq!(ids.len(), paper_questions().len());
        assert_eq!(paper_form("child", Day::parse("2020-01-01").unwrap()).unwrap().edition, "2026-11");
    }

    #[test]
    fn questions_that_ask_the_same_are_answered_alike_and_kept() {
        let of = |id: &str| paper_questions().iter().find(|question| question.id == id).unwrap();
        assert!(of("V13").is_answered_by("Q028") && of("Q028").is_answered_by("V13"));
        assert!(of("V13").is_answered_by("V13") && !of("V13").is_answered_by("V14"));
        // Two that stand alone are not the same for that.
        assert!(!of("V24").is_answered_by("V25"));
        for one in paper_questions().iter().filter(|one| !one.same.is_empty()) {
            let others: Vec<_> = paper_questions().iter().filter(|of| of.same == one.same).collect();
            assert!(others.len() > 1, "{} is alone", one.id);
            assert!(others.iter().all(|of| of.answer == one.answer && of.kept && one.kept), "{}", one.id);
        }
    }

    #[test]
    fn every_question_has_its_paper_its_codes_and_answers_that_can_be_given() {
        for question in paper_questions() {
            assert!(paper_forms().iter().any(|form| form.code == question.form), "{}", question.id);
            for code in question.only.split(' ').filter(|code| !code.is_empty()) {
                let checkup = crate::checkups().iter().any(|checkup| checkup.code == code);
                assert!(checkup || crate::vaccine(code).is_some(), "{} {code}", question.id);
            }
            let options = question.options.iter().count();
            assert_eq!(options, question.options_en.iter().count(), "{}", question.id);
            assert_eq!(options > 0, question.answer == PaperAnswer::Choice, "{}", question.id);
            for one in question.attention.split(' ').filter(|one| !one.is_empty()) {
                let fits = match question.answer {
                    PaperAnswer::Choice => {
                        one.parse().is_ok_and(|place: usize| (1..=options).contains(&place))
                    }
                    _ => ["yes", "no"].contains(&one),
                };
                assert!(fits, "{} {one}", question.id);
            }
        }
    }

    #[test]
    fn each_paper_asks_what_belongs_to_it() {
        let day = Day::parse("2026-12-01").unwrap();
        let ids = |form: &str, about: &[&str]| -> Vec<&str> {
            let asked = paper_questions().iter().filter(|question| question.is_asked(form, about, day));
            asked.map(|question| question.id).collect()
        };
        // 結核 is asked before BCG only.
        assert!(ids("vaccine", &["BCG"]).contains(&"V19") && !ids("vaccine", &["PCV"]).contains(&"V19"));
        assert_eq!(ids("vaccine", &["BCG", "PCV"]).len(), ids("vaccine", &["PCV"]).len() + 1);
        assert!(ids("child", &["M01"]).contains(&"Q039") && !ids("child", &["Y03"]).contains(&"Q039"));
        // Every checkup of a child and every visit has questions.
        for checkup in crate::checkups().iter().filter(|checkup| checkup.code != "NB") {
            let form = if checkup.group == "乳幼児健診" { "child" } else { "pregnancy" };
            assert!(ids(form, &[checkup.code]).len() >= 3, "{}", checkup.code);
        }
    }
}
