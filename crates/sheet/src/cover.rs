use crate::canvas::Ink;
use crate::error::{Fault, Field};
use crate::flow::{Flow, INNER};
use crate::page::{MARGIN, WIDTH, page};
use crate::parts::{dots, steps};
use crate::words::Language;
use henro_domain::Day;

/// What stands on the letter that goes with an issued card. No health data.
#[derive(Clone, Copy)]
pub struct CoverLetter<'a> {
    /// Language of the words.
    pub language: Language,
    /// Whose card.
    pub person: &'a str,
    /// The number of the person or the card, as the office writes it.
    pub number: &'a str,
    /// The office that issued the card.
    pub office: &'a str,
    /// Telephone or address for questions; without it a line to write on.
    pub contact: Option<&'a str>,
    /// The day of issue.
    pub issued: Day,
}

/// The letter as a PDF of one page.
///
/// # Errors
/// [`Fault::Field`] for a text that is empty or too long.
pub fn cover_letter(letter: &CoverLetter<'_>) -> Result<Vec<u8>, Fault> {
    let person = Field::Person.checked(letter.person)?;
    let number = Field::Number.checked(letter.number)?;
    let office = Field::Office.checked(letter.office)?;
    let contact = Field::Contact.checked_if_any(letter.contact)?;
    let words = letter.language.cover();
    let day = letter.language.day(letter.issued);
    page(letter.language, words.title, TYPE, |flow| {
        let (before, behind) = words.dear;
        flow.headline(18.0, &format!("{before}{person}{behind}"))?;
        flow.y += 10.0;
        flow.headline(24.0, words.title)?;
        flow.paragraph(flow.body + 1.0, 0.0, 0.0, words.lead)?;
        flow.y += 8.0;
        table(
            flow,
            &[
                (words.person, Some(person)),
                (words.number, Some(number)),
                (words.office, Some(office)),
                (words.issued, Some(&day)),
                (words.contact, contact),
            ],
        )?;
        flow.y += 6.0;
        dots(flow, words.purpose)?;
        steps(flow, words.begin)?;
        dots(flow, words.lost)?;
        flow.leave_foot(92.0);
        flow.cut(words.cut)?;
        flow.headline(14.0, &format!("{}　{number}　{person}", words.receipt))?;
        let top = flow.y;
        flow.blank(flow.body, 0.0, 270.0, words.received, None)?;
        flow.y = top;
        flow.blank(flow.body, 240.0, 0.0, words.signature, None)
    })
}

/// Names left, values right; a value that is not known leaves room for the pen.
fn table(flow: &mut Flow<'_, '_, '_>, rows: &[(&str, Option<&str>)]) -> Result<(), Fault> {
    for (name, value) in rows {
        let top = flow.room(ROW)?;
        flow.canvas.frame(MARGIN, top, INNER, ROW);
        flow.canvas.line((MARGIN + NAMES, top), (MARGIN + NAMES, top + ROW), Ink::Thin);
        flow.canvas.text(MARGIN + 8.0, top + ROW - 10.0, flow.body, name);
        if let Some(value) = value {
            let left = MARGIN + NAMES + 10.0;
            let size = flow.canvas.face.fitting(value, 16.0, WIDTH - MARGIN - 8.0 - left);
            flow.canvas.text(left, top + ROW - 10.0, size, value);
        }
    }
    Ok(())
}

const ROW: f32 = 29.0;
/// Width of the column of names.
const NAMES: f32 = 120.0;

/// Type of the sentences.
const TYPE: f32 = 14.0;
