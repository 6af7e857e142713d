use henro_domain::{Day, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::child::{VaccineAnswerView, VaccineSourceView, VaccineVisitView};

/// The vaccinations of a record, and what the rules say of them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineView {
    /// The day it is said of.
    pub today: Day,
    /// Day of birth; without it nothing is worked out.
    pub birth: Option<Day>,
    /// Sex; without it vaccines for one sex are left out.
    pub sex: Option<Sex>,
    /// Enough is known to tell unasked of what is late or due.
    pub told: bool,
    /// What was given, newest first.
    pub doses: Vec<VaccineDose>,
    /// A row for each series, in the order of the tables.
    pub rows: Vec<VaccineRow>,
    /// The routine doses of the twelve months to come, by day.
    pub visits: Vec<VaccineVisitView>,
    /// The sources that the rows name.
    pub sources: Vec<VaccineSourceView>,
}

/// One series with its doses.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineRow {
    /// Short name, in Japanese.
    pub short: String,
    /// Name, in English.
    pub name_en: String,
    /// How it stands.
    pub answer: VaccineAnswerView,
    /// Its doses, by number.
    pub slots: Vec<VaccineSlot>,
    /// Which vaccines there are to choose from before the first dose, this one with them; empty where there is no choice.
    pub others: Vec<VaccineOther>,
    /// What was answered of the mother's HBs antigen; only where it is asked.
    pub mother: Option<MotherHbsag>,
    /// Sentences of the source to read, in Japanese: whom it is for, what is said of the next dose.
    pub notes: Vec<String>,
}

/// One dose of a series: given, next, or still to come.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineSlot {
    /// Its number.
    pub number: u8,
    /// Its name, in Japanese.
    pub label: String,
    /// The day it was given.
    pub given: Option<Day>,
    /// The first day the rules recommend, where it lies in the twelve months to come.
    pub coming: Option<Day>,
}

/// A dose that was written down.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineDose {
    /// Id of the entry.
    pub id: String,
    /// The day.
    pub day: Day,
    /// Code of the vaccine or product.
    pub code: String,
    /// Its name, in Japanese; the code where no table has it.
    pub name: String,
    /// Its name, in English.
    pub name_en: String,
    /// Product, as on the sticker.
    pub product: Option<String>,
    /// Lot number.
    pub lot: Option<String>,
    /// Where on the body.
    pub site: Option<String>,
    /// Clinic.
    pub clinic: Option<String>,
    /// Country, where it was not Japan.
    pub country: Option<String>,
    /// The number it was written down with.
    pub number: Option<u8>,
    /// The name of the photo of the sticker.
    pub photo: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// Name of the series and number it counts as.
    pub counts_as: Option<VaccineCounted>,
    /// `counts`, `ask`, `extra`, `recorded`, `does_not_count`, `mistaken`; `unknown` for a code no table has.
    pub verdict: String,
    /// What is to be said of it.
    pub said: Vec<VaccineSaid>,
    /// Names what stood there when this was read; an edit says it back.
    pub drawn: i64,
}

/// What a dose counts as.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineCounted {
    /// Id of the series.
    pub series: String,
    /// Number.
    pub number: u8,
    /// Name of the dose, in Japanese.
    pub label: String,
}

/// Something about a dose.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineSaid {
    /// `too_young`, `too_soon`, `twice`, …
    pub what: String,
    /// The first day it could have been.
    pub from: Option<Day>,
    /// The rule in words, in Japanese, where it has any.
    pub text: Option<String>,
}

/// Vaccines to choose from when a dose is written down.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineChoices {
    /// In the order of the tables.
    pub vaccines: Vec<VaccineChoice>,
}

/// A vaccine, or a code only old or foreign books have.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineChoice {
    /// Code.
    pub code: String,
    /// Short name, in Japanese.
    pub short: String,
    /// Name, in Japanese.
    pub name: String,
    /// Name, in English.
    pub name_en: String,
    /// Diseases, in Japanese.
    pub diseases: Vec<String>,
    /// Begun no more, or only recorded.
    pub old: bool,
    /// Its products, where it matters which.
    pub products: Vec<VaccineProduct>,
}

/// A product of a vaccine.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineProduct {
    /// Code.
    pub code: String,
    /// Name, in Japanese.
    pub name: String,
    /// Name, in English.
    pub name_en: String,
}

/// Writes what is to come for the twelve months ahead into a calendar file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VaccineCalendar {
    /// What stands in the calendar where the vaccines are not named; 1 to 60 characters.
    pub title: String,
    /// Whether vaccines are named in it. Calendars are often read by others.
    pub names: bool,
    /// Folder; the documents folder when left out.
    pub folder: Option<String>,
}

/// Makes a page to print.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VaccinePrint {
    /// Which.
    pub page: VaccinePage,
    /// Folder; the documents folder when left out.
    pub folder: Option<String>,
}

/// A page to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VaccinePage {
    /// What was given, with codes to scan.
    Given,
    /// What is to come.
    Coming,
}

/// A file that was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineFile {
    /// Where it lies.
    pub path: String,
    /// How many doses or days stand in it.
    pub count: u32,
}

/// What was given, as others ask for it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineProof {
    /// Name.
    pub name: String,
    /// Day of birth.
    pub birth: Option<Day>,
    /// The day it is made.
    pub made: Day,
    /// Texts for QR codes: name, birth, and a line for each dose.
    pub codes: Vec<String>,
    /// Doses that found no room in the codes.
    pub left_out: u32,
    /// The doses, oldest first.
    pub doses: Vec<VaccineDose>,
}

/// Keeps a photo of the sticker of a dose.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DosePhotoWrite {
    /// Id of the dose.
    pub id: String,
    /// JPEG or PNG of 16 to 2,048 pixels a side, at most 1 MiB, without EXIF; base64.
    pub image: String,
}

/// The photo of a dose: one's own, or that of a record somebody shows.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DosePhotoAsk {
    /// Id of the dose.
    pub id: String,
    /// The record that is shown, 32 hex digits; nothing for one's own.
    #[serde(default)]
    pub record: Option<String>,
}

/// Chooses which of several vaccines against the same the plan follows.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VaccineChoose {
    /// Its code.
    pub code: String,
}

/// Says whether the mother of a child has HBs antigen.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VaccineMother {
    /// The answer.
    pub answer: MotherHbsag,
}

/// Whether the mother has HBs antigen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MotherHbsag {
    /// She has: another series, from birth on.
    Yes,
    /// She has not: the routine one.
    No,
    /// Not answered, or not known: the routine one, and the other is named.
    Unknown,
}

/// A vaccine that can be taken in place of another, before the first dose.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VaccineOther {
    /// Code.
    pub code: String,
    /// Short name, in Japanese.
    pub short: String,
    /// Name, in English.
    pub name_en: String,
    /// How many doses it has.
    pub doses: u8,
    /// The plan follows this one.
    pub chosen: bool,
}
