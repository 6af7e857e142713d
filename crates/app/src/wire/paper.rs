use henro_domain::{Day, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperOf {
    /// 予診票, before vaccinations.
    Vaccine,
    /// 問診票 of a checkup of a child.
    Child,
    /// 問診票 of a visit of a pregnancy.
    Pregnancy,
}

/// Asks for a paper to fill in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperAsk {
    /// Which.
    pub form: PaperOf,
    /// Codes of vaccines, at most 12, or of one checkup.
    pub about: Vec<String>,
    /// The day it is for; at most 60 days ahead.
    pub day: Day,
}

/// A vaccine or checkup of a paper.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaperAbout {
    /// Code.
    pub code: String,
    /// Name, in Japanese; the code where no table has it.
    pub name: String,
    /// Name, in English.
    pub name_en: String,
}

/// A paper to fill in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaperSheetView {
    /// Which.
    pub form: PaperOf,
    /// The edition of its questions.
    pub edition: String,
    /// Name.
    pub name: String,
    /// Name, in English.
    pub name_en: String,
    /// What it is made after, and what it is not, in Japanese.
    pub source: String,
    /// The same in English.
    pub source_en: String,
    /// The day it is for.
    pub day: Day,
    /// What for.
    pub about: Vec<PaperAbout>,
    /// Whose.
    pub person: String,
    /// Day of birth.
    pub birth: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// The questions, in order.
    pub questions: Vec<PaperQuestionView>,
}

/// A question.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaperQuestionView {
    /// Id.
    pub id: String,
    /// Heading, in Japanese.
    pub section: String,
    /// Heading, in English.
    pub section_en: String,
    /// The question, in Japanese.
    pub question: String,
    /// The question, in English.
    pub question_en: String,
    /// `yes_no`, `yes_no_text`, `yes_no_date`, `choice`, `text`, `number` or `date`.
    pub answer: String,
    /// Choices, in Japanese; they are answered by their place from 1 on.
    pub options: Vec<String>,
    /// Choices, in English.
    pub options_en: Vec<String>,
    /// Unit of a number.
    pub unit: String,
    /// Answers to talk about at the visit: `yes`, `no`, or places of choices.
    pub attention: Vec<String>,
    /// What is there already, to be confirmed; what can change from visit to visit has nothing.
    pub before: Option<PaperBefore>,
}

/// An answer that is there already.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaperBefore {
    /// The choice.
    pub choice: Option<String>,
    /// The words.
    pub words: Option<String>,
    /// The day it was said or written.
    pub day: Option<Day>,
    /// `paper` for an earlier paper, else what of the record: `birth_weight`, `doses`, `recent_doses`, `growth`, `weight`, `pressure`, `allergies`, `conditions`,
    /// `family_history`.
    pub from: String,
}

/// An answer.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperAnswer {
    /// Id of the question.
    pub question: String,
    /// `yes`, `no`, or the place of the choice from 1 on.
    #[serde(default)]
    pub choice: Option<String>,
    /// What was written; at most 1,000 characters.
    #[serde(default)]
    pub words: Option<String>,
}

/// Keeps a paper.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperRecord {
    /// The one that is changed; a new one where left out.
    #[serde(default)]
    pub id: Option<String>,
    /// Which.
    pub form: PaperOf,
    /// Codes of vaccines, at most 12, or of one checkup.
    pub about: Vec<String>,
    /// The day it is for; at most 60 days ahead.
    pub day: Day,
    /// Answers; what is left open is left out.
    pub answers: Vec<PaperAnswer>,
}

/// A paper was kept.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaperRecorded {
    /// Its id.
    pub id: String,
}

/// A question and what was answered, in words.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaperLine {
    /// Id of the question.
    pub id: String,
    /// Heading, in the language of the screens.
    pub section: String,
    /// The question.
    pub question: String,
    /// The answer; empty where it was left open.
    pub answer: String,
    /// It is to be talked about at the visit.
    pub said: bool,
}

/// A filled-in paper.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaperView {
    /// Its id.
    pub id: String,
    /// Which.
    pub form: PaperOf,
    /// Its name, in the language of the screens.
    pub name: String,
    /// The edition of its questions.
    pub edition: String,
    /// What it is made after.
    pub source: String,
    /// The day it is for.
    pub day: Day,
    /// What for.
    pub about: Vec<PaperAbout>,
    /// Whose.
    pub person: String,
    /// Day of birth.
    pub birth: Option<Day>,
    /// All questions of the edition, and answers to questions this version does not know.
    pub lines: Vec<PaperLine>,
    /// The answers as they were kept, for changing them.
    pub answers: Vec<PaperAnswer>,
    /// Texts for QR codes: name, birth, what for, and a line for each answer, those to talk about first.
    pub codes: Vec<String>,
    /// Answers that found no room in the codes.
    pub left_out: u32,
}

/// A kept paper in the list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaperEntry {
    /// Its id.
    pub id: String,
    /// Which.
    pub form: PaperOf,
    /// The day it is for.
    pub day: Day,
    /// What for.
    pub about: Vec<PaperAbout>,
}

/// A vaccine or checkup a paper may be needed for.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaperNeed {
    /// What for.
    pub about: PaperAbout,
    /// It is due now.
    pub now: bool,
    /// From when, where that is known.
    pub from: Option<Day>,
}

/// What papers there are and which may be needed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaperList {
    /// Day of birth.
    pub birth: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Vaccines that can be given, those due first.
    pub vaccines: Vec<PaperNeed>,
    /// Checkups of a child now and to come, at most four; none for those who are grown.
    pub checkups: Vec<PaperNeed>,
    /// The day due of a pregnancy, where one was written down.
    pub due: Option<Day>,
    /// Visits of that pregnancy now and to come.
    pub visits: Vec<PaperNeed>,
    /// Kept ones, newest first, at most 200.
    pub kept: Vec<PaperEntry>,
}

/// Makes pages to print of a kept paper.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperPrint {
    /// Which.
    pub id: String,
    /// Folder; the documents folder when left out.
    #[serde(default)]
    pub folder: Option<String>,
}

/// The day due of a pregnancy, by which its visits are laid out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PregnancyDue {
    /// Within 43 weeks; nothing takes it back.
    pub due: Option<Day>,
}
