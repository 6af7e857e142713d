use serde::{Deserialize, Serialize};

use crate::context::Now;
use crate::entry::plain;
use crate::open::{Open, failed};
use crate::wire::{EntryRecord, LetterKept};
use crate::{Code, Context, WireError, random};
use henro_domain::{Day, OffsetMinutes};
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
    let (mut entries, mut names, mut days, mut aside) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let ahead = Day::from_number(now.today.number() + DAYS_AHEAD).unwrap_or(now.today);
    let later = Now { today: ahead, ..now };
    for letter in letters {
        let read = letter.text.as_ref().and_then(|text| serde_json::from_slice::<Letter>(text.expose()).ok());
        let Some(Letter { offset, request }) = read else {
            aside.push(letter.name);
            continue;
        };
        let made = request.entries.iter().enumerate().map(|(index, draft)| {
            let mut new = plain(later, draft, request.confirmed, index)?;
            new.when.offset = offset;
            Ok(new)
        });
        match made.collect::<Result<Vec<_>, WireError>>() {
            Ok(made) => {
                days.extend(made.iter().map(|new| new.when.day));
                entries.extend(made);
                names.push(letter.name);
            }
            Err(_) => aside.push(letter.name),
        }
    }
    entered.unread = u32::try_from(aside.len()).unwrap_or(u32::MAX);
    if !names.is_empty() {
        let meta = Meta { source: Source::Letter, ..open.meta(now) };
        entered.entries = open.daily().record_letters(&entries, &names, &meta).map_err(failed)? as u32;
        open.days_changed(days)?;
    }
    // Also those of a run that ended before it. A letter that cannot be deleted is remembered as entered.
    let _ = open.vault().letters_done();
    // Kept beside: nothing that was written is thrown away unread. What cannot be moved is told again.
    let _ = open.vault().set_letters_aside(&aside);
    Ok(entered)
}

/// What came out of the letter box.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Entered {
    /// Entries.
    pub(crate) entries: u32,
    /// Letters that were set aside: damaged, planted, for a day still to come, or sealed to a key that was put in the place of ours.
    pub(crate) unread: u32,
}

/// It was today when the letter was written, perhaps in a zone where the day begins earlier: 26 hours at most.
const DAYS_AHEAD: i32 = 2;
/// Entries of one letter.
const MOST: usize = 20;
/// Letters that wait.
const MOST_LETTERS: usize = 1000;
