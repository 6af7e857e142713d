use crate::error::{Fault, Field};
use crate::flow::Flow;
use crate::page::page;
use crate::parts::{code, dots, qr, steps};
use crate::words::{KitWords, Language, Opens};
use henro_domain::Day;

/// What stands on the page of a recovery kit.
///
/// No `Debug`: the groups are a secret.
#[derive(Clone, Copy)]
pub struct KitSheet<'a> {
    /// Language of the words.
    pub language: Language,
    /// The ten groups of the code.
    pub groups: &'a [String],
    /// Whose record; without it a line to write on.
    pub person: Option<&'a str>,
    /// Whether the password is asked for as well.
    pub opens: Opens,
    /// The day it is made.
    pub made: Day,
}

/// The recovery kit as a PDF of one page. The bytes hold the code: print them, do not keep them.
///
/// # Errors
/// [`Fault::Field`] for groups that are none or a name that does not fit.
pub fn kit_sheet(sheet: &KitSheet<'_>) -> Result<Vec<u8>, Fault> {
    if sheet.groups.len() != 10 {
        return Err(Fault::Field(Field::Groups));
    }
    let person = Field::Person.checked_if_any(sheet.person)?;
    let words = sheet.language.kit();
    page(sheet.language, words.title, TYPE, |flow| {
        flow.headline(28.0, words.title)?;
        flow.paragraph(flow.body + 1.0, 0.0, 0.0, words.lead)?;
        flow.paragraph(
            flow.body + 1.0,
            0.0,
            0.0,
            match sheet.opens {
                Opens::WithPassword => words.with_password,
                Opens::Alone => words.alone,
            },
        )?;
        flow.y += 8.0;
        code(flow, sheet.groups, 5)?;
        let (side, below) = qr(flow, sheet.groups)?;
        flow.y += 10.0;
        flow.paragraph(flow.body, side, 0.0, words.qr)?;
        flow.blank(flow.body, side, 0.0, words.person, person)?;
        flow.blank(flow.body, side, 0.0, words.made, Some(&sheet.language.day(sheet.made)))?;
        flow.y = flow.y.max(below);
        dots(flow, words.keep)?;
        steps(flow, words.using)?;
        dots(flow, words.lost)?;
        note(flow, words)
    })
}

/// The part to cut off: where the sheet is, without the code.
fn note(flow: &mut Flow<'_, '_, '_>, words: &KitWords) -> Result<(), Fault> {
    flow.leave_foot(122.0);
    flow.cut(words.cut)?;
    flow.headline(flow.body + 1.0, words.note)?;
    flow.paragraph(flow.body - 1.0, 0.0, 0.0, words.note_lead)?;
    flow.blank(flow.body, 0.0, 0.0, words.kept_at, None)?;
    flow.blank(flow.body, 0.0, 240.0, words.kept_on, None)
}

/// Type of the sentences.
const TYPE: f32 = 13.0;
