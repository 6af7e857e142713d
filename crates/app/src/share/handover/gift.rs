//! The gift after a hand-over: a sealed archive of the record and the letter as a page to print, made by the person's own device
//! and opened by their own password. Until it was made a quiet line says so; it can be made later.

use henro_domain::Relation;
use henro_sheet::{GiftLetter, gift_letter};
use henro_sync::RecordId;

use super::LETTER;
use crate::open::failed;
use crate::record::backup_make;
use crate::settings::{free, write_private};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Records that were handed over to this person and have no archive yet.
pub(crate) fn gift_read(ctx: &Context, _: Empty) -> Result<GiftView, WireError> {
    let handed = ctx.with_own(|open, _| {
        let wards = open.vault().wards().map_err(failed)?;
        let mut handed = Vec::new();
        for ward in wards.iter().filter(|ward| ward.removed.is_none() && ward.relation == Relation::Oneself) {
            if open.daily().sync_fact(&made(&ward.record)).map_err(failed)?.is_none() {
                handed.push(ward.record);
            }
        }
        Ok(handed)
    })?;
    let mut records = Vec::new();
    for record in handed {
        let about = ctx.about(Some(record)).with_open(|open, _| {
            let letter = open.daily().setting(LETTER).map_err(failed)?.is_some();
            Ok((open.person().name.clone(), letter))
        });
        // One that cannot be opened now is asked about when it can.
        let Ok((name, letter)) = about else { continue };
        records.push(GiftRecord { record: record.to_string(), name, letter });
    }
    Ok(GiftView { folder: ctx.config.files_dir.display().to_string(), records })
}

/// Makes the archive and the page, in one folder.
pub(crate) fn gift_make(ctx: &Context, ask: GiftMake) -> Result<GiftMade, WireError> {
    let record: RecordId = ask.record.parse().map_err(|_| Code::PersonMissing)?;
    let wards = ctx.with_own(|open, _| open.vault().wards().map_err(failed))?;
    if !wards.iter().any(|ward| ward.record == record && ward.removed.is_none()) {
        return Err(Code::PersonMissing.into());
    }
    // Opened, so that it goes into the archive as it stands.
    let (name, text) = ctx.about(Some(record)).with_open(|open, _| {
        let found = open.daily().setting(LETTER).map_err(failed)?;
        let text: Option<String> = found.and_then(|value| serde_json::from_str(&value).ok());
        Ok((open.person().name.clone(), text))
    })?;
    let archive = backup_make(ctx, BackupMake { folder: ask.folder.clone() })?;
    let letter = text.map(|text| print(ctx, ask.folder.as_deref(), &name, &text)).transpose()?;
    ctx.with_own(|open, _| open.daily().put_sync_fact(&made(&record), b"1").map_err(failed))?;
    Ok(GiftMade { archive, letter })
}

fn print(ctx: &Context, folder: Option<&str>, name: &str, text: &str) -> Result<String, WireError> {
    let language = match ctx.state().settings.language {
        Language::Ja => henro_sheet::Language::Ja,
        Language::En => henro_sheet::Language::En,
    };
    let short: String = name.chars().take(60).collect();
    let person = if short.trim().is_empty() { "Henro" } else { &short };
    let page = gift_letter(&GiftLetter { language, person, text }).map_err(|_| Code::TextLong)?;
    let folder = folder.map_or_else(|| ctx.config.files_dir.clone(), Into::into);
    let path = free(&folder, &format!("henro-letter-{}", ctx.today()?), "pdf");
    write_private(&path, &page)?;
    Ok(path.display().to_string())
}

/// What says that the archive of a record was made.
fn made(record: &RecordId) -> String {
    format!("gift {record}")
}
