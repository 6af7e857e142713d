use serde::{Deserialize, Serialize};

use crate::context::Now;
use crate::entry::plain;
use crate::open::{Open, failed};
use crate::wire::{EntryRecord, LetterKept};
use crate::{Code, Context, WireError, random};
use henro_domain::OffsetMinutes;
use henro_vault::{Meta, Source, Vault};

/// What lies in the letter box.
#[derive(Serialize, Deserialize)]
struct Letter {
    /// Minutes of the zone it was written in.
    offset: OffsetMinutes,
    request: EntryRecord,
}

/// Keeps entries while the record is locked: sealed to its letter box, entered at the next unlock. Nothing is read.
pub(crate) fn letter_write(ctx: &Context, ask: EntryRecord) -> Result<LetterKept, WireError> {
    let now = ctx.now()?;
    if ask.entries.is_empty() || ask.entries.len() > MOST {
        return Err(WireError::limit(Code::RequestInvalid, MOST as u32));
    }
    for (index, draft) in ask.entries.iter().enumerate() {
        plain(now, draft, ask.confirmed, index)?;
    }
    let vault = Vault::at(ctx.record_dir());
    let letter = Letter { offset: now.offset(), request: ask };
    let text = serde_json::to_vec(&letter).map_err(|_| Code::Internal)?;
    if vault.letters_waiting().map_err(failed)? >= MOST_LETTERS {
        return Err(Code::LetterFull.into());
    }
    vault.put_letter(&text, &random::system).map_err(failed)?;
    let waiting = vault.letters_waiting().map_err(failed)?;
    Ok(LetterKept { waiting: u32::try_from(waiting).unwrap_or(u32::MAX) })
}

/// Enters what was written while locked; answers how many entries that were and how many letters did not open.
pub(crate) fn enter_letters(open: &mut Open, now: Now) -> Result<Entered, WireError> {
    let letters = open.vault().letters().map_err(failed)?;
    let mut entered = Entered::default();
    let (mut entries, mut names, mut days) = (Vec::new(), Vec::new(), Vec::new());
    for letter in letters {
        let read = letter.text.as_ref().and_then(|text| serde_json::from_slice::<Letter>(text.expose()).ok());
        names.push(letter.name);
        let Some(Letter { offset, request }) = read else {
            entered.unread += 1;
            continue;
        };
        let made = request.entries.iter().enumerate().map(|(index, draft)| {
            let mut new = plain(now, draft, request.confirmed, index)?;
            new.when.offset = offset;
            Ok(new)
        });
        match made.collect::<Result<Vec<_>, WireError>>() {
            Ok(made) => {
                days.extend(made.iter().map(|new| new.when.day));
                entries.extend(made);
            }
            Err(_) => entered.unread += 1,
        }
    }
    if !names.is_empty() {
        let meta = Meta { source: Source::Letter, ..open.meta(now) };
        entered.entries = open.daily().record_letters(&entries, &names, &meta).map_err(failed)? as u32;
        open.days_changed(days)?;
        // A letter that cannot be deleted is remembered as entered.
        let _ = open.vault().letters_done();
    }
    Ok(entered)
}

/// What came out of the letter box.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Entered {
    /// Entries.
    pub(crate) entries: u32,
    /// Letters nobody can read: damaged, planted, or sealed to a key that was put in the place of ours.
    pub(crate) unread: u32,
}

/// Entries of one letter.
const MOST: usize = 20;
/// Letters that wait.
const MOST_LETTERS: usize = 1000;
