use henro_domain::Day;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::canvas::Ink;
use crate::error::{Fault, Field};
use crate::flow::{Flow, INNER};
use crate::letter::printable;
use crate::page::{MARGIN, pages};
use crate::vaccine_words::VaccineWords;
use crate::words::Language;

/// A page about the vaccinations of one person: what was given, as a clinic or a nursery asks for it, or what is to come.
#[derive(Clone, Copy)]
pub struct VaccineSheet<'a> {
    /// Language of the words. Names of vaccines come as they are to be printed.
    pub language: Language,
    /// Whose.
    pub person: &'a str,
    /// Day of birth.
    pub birth: Day,
    /// The day it is made.
    pub made: Day,
    /// What stands in it.
    pub about: VaccineAbout<'a>,
}

/// What a [`VaccineSheet`] is about.
#[derive(Clone, Copy)]
pub enum VaccineAbout<'a> {
    /// What was given: the doses, and texts that stand there as QR codes, at most six of at most 420 bytes.
    Given(&'a [SheetDose], &'a [String]),
    /// What is to come, by the rules alone.
    Coming(&'a [SheetVisit]),
}

/// A dose that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetDose {
    /// The day.
    pub day: Day,
    /// Name of the vaccine.
    pub name: String,
    /// Which one it counts as; empty where it does not count or that is open.
    pub number: String,
    /// Lot number; may be empty.
    pub lot: String,
    /// Where; may be empty.
    pub clinic: String,
}

/// Doses of one day to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetVisit {
    /// The first day the rules recommend.
    pub day: Day,
    /// A line for each dose.
    pub doses: Vec<String>,
}

/// The page as a PDF of as many pages as it takes.
///
/// # Errors
/// [`Fault::Field`] for a name that is empty or too long, or a text too long for its QR code; [`Fault::Full`] for more
/// than fits into a hundred pages.
pub fn vaccine_sheet(sheet: &VaccineSheet<'_>) -> Result<Vec<u8>, Fault> {
    let person = printable(Field::Person.checked(sheet.person)?);
    let words = sheet.language.vaccine();
    let (title, lead, rows) = match sheet.about {
        VaccineAbout::Given(doses, _) => {
            (words.given, words.given_lead, given_rows(sheet.language, words, doses))
        }
        VaccineAbout::Coming(visits) => {
            (words.coming, words.coming_lead, coming_rows(sheet.language, visits))
        }
    };
    let columns: &[f32] = match sheet.about {
        VaccineAbout::Given(..) => &GIVEN,
        VaccineAbout::Coming(_) => &COMING,
    };
    let mut rest = rows.into_iter().peekable();
    let mut first = true;
    pages(sheet.language, title, TYPE, |flow| {
        if std::mem::take(&mut first) {
            flow.headline(20.0, title)?;
            flow.y += 4.0;
            flow.blank(14.0, 0.0, 0.0, words.person, Some(&person))?;
            flow.blank(14.0, 0.0, 0.0, words.birth, Some(&sheet.language.day(sheet.birth)))?;
            flow.blank(14.0, 0.0, 0.0, words.made, Some(&sheet.language.day(sheet.made)))?;
            flow.y += 8.0;
            flow.paragraph(TYPE, 0.0, 0.0, lead)?;
            if let VaccineAbout::Given(_, codes) = sheet.about {
                squares(flow, words.squares, codes)?;
            }
            flow.y += 10.0;
        }
        while let Some(cells) = rest.peek() {
            if row(flow, columns, cells).is_err() {
                return Ok(true);
            }
            rest.next();
        }
        Ok(false)
    })
}

fn given_rows(language: Language, words: &VaccineWords, doses: &[SheetDose]) -> Vec<Vec<String>> {
    let head = words.heads.iter().map(|head| (*head).to_owned()).collect();
    let dose = |dose: &SheetDose| {
        let name =
            if dose.number.is_empty() { dose.name.clone() } else { format!("{} {}", dose.name, dose.number) };
        let cells = [short(language, dose.day), name, dose.lot.clone(), dose.clinic.clone()];
        cells.iter().map(|cell| printable(cell)).collect()
    };
    std::iter::once(head).chain(doses.iter().map(dose)).collect()
}

fn coming_rows(language: Language, visits: &[SheetVisit]) -> Vec<Vec<String>> {
    let lines = |visit: &SheetVisit| {
        let day = std::iter::once(language.day(visit.day)).chain(std::iter::repeat(String::new()));
        let lines = day.zip(visit.doses.clone());
        lines.map(|(day, dose)| vec![day, printable(&dose), String::new()]).collect::<Vec<_>>()
    };
    visits.iter().flat_map(lines).collect()
}

/// One row of a table: cells beside each other, a line below. Type shrinks to its column.
fn row(flow: &mut Flow<'_, '_, '_>, columns: &[f32], cells: &[String]) -> Result<(), Fault> {
    let top = flow.room(ROW)?;
    let mut left = MARGIN;
    for (share, cell) in columns.iter().zip(cells) {
        let room = INNER * share;
        let size = flow.canvas.face.fitting(cell, TYPE, room - 8.0);
        flow.canvas.text(left, top + ROW - 8.0, size, cell);
        left += room;
    }
    flow.canvas.line((MARGIN, top + ROW), (MARGIN + INNER, top + ROW), Ink::Thin);
    Ok(())
}

/// Codes beside each other, with what they hold said below.
pub(crate) fn squares(flow: &mut Flow<'_, '_, '_>, below: &str, texts: &[String]) -> Result<(), Fault> {
    if texts.is_empty() {
        return Ok(());
    }
    flow.y += 8.0;
    for line in texts.chunks(IN_A_ROW).take(2) {
        let top = flow.room(SQUARE + 4.0)?;
        let mut left = MARGIN;
        for text in line {
            if text.len() > MOST_BYTES {
                return Err(Fault::Field(Field::Groups));
            }
            let code = QrCode::encode_text(text, QrCodeEcc::Low).map_err(|_| Fault::Field(Field::Groups))?;
            // The standard wants four modules of white around it.
            let rim = SQUARE * 4.0 / (code.size() as f32 + 8.0);
            flow.canvas.qr(left + rim, top + rim, SQUARE - 2.0 * rim, &code);
            left += INNER / IN_A_ROW as f32;
        }
    }
    flow.paragraph(10.0, 0.0, 0.0, below)
}

/// 2026-07-10: as it stands in the books of clinics.
fn short(language: Language, day: Day) -> String {
    match language {
        Language::Ja => format!("{}/{:02}/{:02}", day.year(), day.month(), day.day_of_month()),
        Language::En => day.to_string(),
    }
}

const TYPE: f32 = 12.0;
const ROW: f32 = 24.0;
/// Shares of the width: day, vaccine and number, lot, clinic.
const GIVEN: [f32; 4] = [0.17, 0.41, 0.17, 0.25];
/// Day, dose, room for the pen.
const COMING: [f32; 3] = [0.25, 0.45, 0.30];
/// 56 mm, its white rim with it.
const SQUARE: f32 = 160.0;
const IN_A_ROW: usize = 3;
/// Fits into a code of 73 modules at the lowest correction: 0.7 mm a module, what a phone reads with ease.
const MOST_BYTES: usize = 420;
