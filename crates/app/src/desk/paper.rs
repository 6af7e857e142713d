use std::path::Path;

use henro_domain::Stamp;
use henro_sheet::{CoverLetter, cover_letter, missing_letters};
use henro_vault::DeskAct as Act;
use zeroize::Zeroizing;

use super::book::{Book, person};
use super::issue::{note, standing};
use super::people::{state, view};
use crate::key::{is_token, token};
use crate::open::failed;
use crate::settings::{file_code, write_private};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Declares a person's card lost: the next one gets a new version, and the old one is told apart by it.
pub(crate) fn desk_revoke(ctx: &Context, ask: DeskNumber) -> Result<DeskPersonView, WireError> {
    let view = ctx.with_own(|open, now| {
        Book::for_duty(open, &[DeskDuty::Reception, DeskDuty::Issuing])?;
        person(open, &ask.number)?;
        let card = standing(open, &ask.number)?.card.ok_or(Code::DeskNotIssued)?;
        note(open, now, &ask.number, Act::Revoked, card)?;
        Ok(view(&person(open, &ask.number)?, now.offset()))
    })?;
    ctx.state().desk_plan = None;
    Ok(view)
}

/// Makes the letter that goes with the card, as a PDF. It lies in a folder of its own until it is handed on, or until the
/// desk closes: it has a name and a number in clear.
pub(crate) fn desk_letter(ctx: &Context, ask: DeskNumber) -> Result<DeskLetter, WireError> {
    let language = match ctx.state().settings.language {
        Language::Ja => henro_sheet::Language::Ja,
        Language::En => henro_sheet::Language::En,
    };
    ctx.with_own(|open, now| {
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
        let folder = ctx.letters_dir();
        std::fs::create_dir_all(&folder).map_err(|error| file_code(&error))?;
        let path = folder.join(format!("{}.pdf", token()));
        let page = Zeroizing::new(page.map_err(|_| Code::Internal)?);
        write_private(&path, &page)?;
        note(open, now, &person.number, Act::Printed, card)?;
        let missing = missing_letters(&person.name).into_iter().collect();
        Ok(DeskLetter { file: path.display().to_string(), missing })
    })
}

/// The letters were handed on: their files are deleted.
pub(crate) fn desk_letter_done(ctx: &Context, _: Empty) -> Result<Empty, WireError> {
    ctx.with_own(|open, _| Book::for_duty(open, &[DeskDuty::Issuing]).map(|_| ()))?;
    clear_letters(&ctx.letters_dir()).map_err(|error| file_code(&error))?;
    Ok(Empty {})
}

/// Deletes the letters of a folder, and the folder with the last of them. Only files that a desk names as it does.
pub(crate) fn clear_letters(folder: &Path) -> std::io::Result<()> {
    let files = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    for file in files {
        let path = file?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let own = name.strip_suffix(".pdf").is_some_and(is_token);
        if own {
            std::fs::remove_file(&path)?;
        }
    }
    // Stays where something else lies in it.
    let _ = std::fs::remove_dir(folder);
    Ok(())
}

/// What was done last, newest first.
pub(crate) fn desk_log(ctx: &Context, ask: DeskLogAsk) -> Result<DeskLog, WireError> {
    ctx.with_own(|open, now| {
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
                Act::Removed => DeskAct::Removed,
            };
            Ok(DeskLine { day, minute: minute.get(), number: line.number, act, card: line.card })
        });
        Ok(DeskLog { lines: lines.collect::<Result<_, WireError>>()? })
    })
}

const MOST_LINES: u32 = 500;
