use henro_domain::Stamp;
use henro_sheet::{CoverLetter, cover_letter, missing_letters};
use henro_vault::DeskAct as Act;

use super::book::{Book, person};
use super::issue::{note, standing};
use super::people::{state, view};
use crate::open::failed;
use crate::settings::{file_code, write_private};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Declares a person's card lost: the next one gets a new version, and the old one is told apart by it.
pub(crate) fn desk_revoke(ctx: &Context, ask: DeskNumber) -> Result<DeskPersonView, WireError> {
    let view = ctx.with_open(|open, now| {
        Book::for_duty(open, &[DeskDuty::Reception, DeskDuty::Issuing])?;
        person(open, &ask.number)?;
        let card = standing(open, &ask.number)?.card.ok_or(Code::DeskNotIssued)?;
        note(open, now, &ask.number, Act::Revoked, card)?;
        Ok(view(&person(open, &ask.number)?, now.offset()))
    })?;
    ctx.state().desk_plan = None;
    Ok(view)
}

/// Makes the letter that goes with the card, as a PDF in the folder of files.
pub(crate) fn desk_letter(ctx: &Context, ask: DeskNumber) -> Result<DeskLetter, WireError> {
    let language = match ctx.state().settings.language {
        Language::Ja => henro_sheet::Language::Ja,
        Language::En => henro_sheet::Language::En,
    };
    ctx.with_open(|open, now| {
        let book = Book::for_duty(open, &[DeskDuty::Issuing])?;
        let person = person(open, &ask.number)?;
        let card = standing(open, &ask.number)?.card;
        let whole = matches!(state(&person), DeskState::Issued | DeskState::Printed);
        let card = card.filter(|_| whole).ok_or(Code::DeskNotIssued)?;
        let page = cover_letter(&CoverLetter {
            language,
            person: &person.name,
            number: &person.number,
            office: &book.words.office,
            contact: book.words.contact.as_deref(),
            issued: now.today,
        });
        let folder = &ctx.config.files_dir;
        std::fs::create_dir_all(folder).map_err(|error| file_code(&error))?;
        let path = folder.join(format!("henro-card-{}-{}.pdf", plain(&person.number), now.today));
        write_private(&path, &page.map_err(|_| Code::Internal)?)?;
        note(open, now, &person.number, Act::Printed, card)?;
        let missing = missing_letters(&person.name).into_iter().collect();
        Ok(DeskLetter { file: path.display().to_string(), missing })
    })
}

/// What was done last, newest first.
pub(crate) fn desk_log(ctx: &Context, ask: DeskLogAsk) -> Result<DeskLog, WireError> {
    ctx.with_open(|open, now| {
        Book::for_duty(open, &[DeskDuty::Reception, DeskDuty::Issuing])?;
        let clinical = open.vault().clinical().map_err(failed)?;
        let lines = clinical.desk_log(ask.most.min(MOST_LINES)).map_err(failed)?;
        let lines = lines.into_iter().map(|line| {
            let (day, minute) =
                Stamp { utc_ms: line.at, offset: now.offset() }.local().map_err(|_| Code::Internal)?;
            let act = match line.act {
                Act::Issued => DeskAct::Issued,
                Act::Stopped => DeskAct::Stopped,
                Act::Checked => DeskAct::Checked,
                Act::Revoked => DeskAct::Revoked,
                Act::Printed => DeskAct::Printed,
            };
            Ok(DeskLine { day, minute: minute.get(), number: line.number, act, card: line.card })
        });
        Ok(DeskLog { lines: lines.collect::<Result<_, WireError>>()? })
    })
}

/// A number as part of a file name.
fn plain(number: &str) -> String {
    number
        .chars()
        .map(|letter| if letter.is_alphanumeric() || letter == '-' { letter } else { '_' })
        .collect()
}

const MOST_LINES: u32 = 500;
