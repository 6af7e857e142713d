use crate::error::{Fault, Field};
use crate::flow::Flow;
use crate::page::page;
use crate::parts::{code, dots, qr, steps};
use crate::words::{Language, Opens};
use henro_domain::Day;

/// What stands on one of the three pages of a family recovery.
///
/// No `Debug`: the groups are a secret.
#[derive(Clone, Copy)]
pub struct ShareSheet<'a> {
    /// Language of the words.
    pub language: Language,
    /// The twelve groups of the share.
    pub groups: &'a [String],
    /// 1, 2 or 3.
    pub number: u8,
    /// Which set of this record, counted from 1: tells new sheets from old ones.
    pub set: u32,
    /// Whose record; without it a line to write on.
    pub person: Option<&'a str>,
    /// Who keeps this sheet; without it a line to write on.
    pub keeper: Option<&'a str>,
    /// Whether the password is asked for as well.
    pub opens: Opens,
    /// The day it is made.
    pub made: Day,
}

/// A family share as a PDF of one page. The bytes hold the share: print them, do not keep them.
///
/// # Errors
/// [`Fault::Field`] for groups that are none, a number that is none of three, or a name that does not fit.
pub fn share_sheet(sheet: &ShareSheet<'_>) -> Result<Vec<u8>, Fault> {
    if sheet.groups.len() != 12 {
        return Err(Fault::Field(Field::Groups));
    }
    if !(1..=3).contains(&sheet.number) {
        return Err(Fault::Field(Field::Share));
    }
    let person = Field::Person.checked_if_any(sheet.person)?;
    let keeper = Field::Keeper.checked_if_any(sheet.keeper)?;
    let words = sheet.language.share();
    let title = format!("{} {}/3", words.title, sheet.number);
    page(sheet.language, &title, TYPE, |flow| {
        flow.headline(26.0, words.title)?;
        flow.headline(17.0, &which(sheet))?;
        flow.paragraph(flow.body, 0.0, 0.0, words.lead)?;
        flow.paragraph(
            flow.body,
            0.0,
            0.0,
            match sheet.opens {
                Opens::WithPassword => words.with_password,
                Opens::Alone => words.alone,
            },
        )?;
        flow.y += 6.0;
        code(flow, sheet.groups, 4)?;
        let (side, below) = qr(flow, sheet.groups)?;
        flow.y += 4.0;
        flow.paragraph(flow.body - 1.0, side, 0.0, words.qr)?;
        flow.blank(flow.body, side, 0.0, words.person, person)?;
        flow.blank(flow.body, side, 0.0, words.keeper, keeper)?;
        flow.blank(flow.body, side, 0.0, words.made, Some(&sheet.language.day(sheet.made)))?;
        flow.y = flow.y.max(below);
        dots(flow, words.keep)?;
        steps(flow, words.using)?;
        dots(flow, words.lost)?;
        note(flow, sheet, keeper)
    })
}

fn which(sheet: &ShareSheet<'_>) -> String {
    let words = sheet.language.share();
    let (before, behind) = words.which;
    let (set, end) = words.set;
    format!("{before}{}{behind}　{set}{}{end}", sheet.number, sheet.set)
}

/// The part to cut off: who has the sheet, without its code.
fn note(flow: &mut Flow<'_, '_, '_>, sheet: &ShareSheet<'_>, keeper: Option<&str>) -> Result<(), Fault> {
    let words = sheet.language.share();
    flow.leave_foot(112.0);
    flow.cut(words.cut)?;
    flow.headline(13.0, &format!("{}　{}", words.note, which(sheet)))?;
    flow.paragraph(flow.body - 1.0, 0.0, 0.0, words.note_lead)?;
    let top = flow.y;
    flow.blank(flow.body, 0.0, 250.0, words.keeper, keeper)?;
    flow.y = top;
    flow.blank(flow.body, 260.0, 0.0, words.phone, None)?;
    flow.blank(flow.body, 0.0, 250.0, words.given_on, None)
}

/// Type of the sentences.
const TYPE: f32 = 12.0;
