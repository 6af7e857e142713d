use henro_exchange::people::{LONGEST_NAME, checked_name};
use henro_felica::{Identified, MasterKey, SealingKey, transit_tag};
use henro_vault::{DeskPerson, Sensitive};
use serde::{Deserialize, Serialize};

use super::people::is_waiting;
use crate::open::{Open, failed};
use crate::wire::{DeskBegin, DeskDuty, DeskInside, DeskView, Empty};
use crate::{Code, Context, WireError, random};

/// What the desk is, and the keys it writes cards with.
pub(super) struct Book {
    pub(super) words: Words,
    /// Every card's key is derived from it.
    pub(super) master: MasterKey,
    /// The 統合ID on a card is sealed under it.
    pub(super) sealing: SealingKey,
    tag: Sensitive<[u8; 32]>,
    /// What sealed ids are bound to besides the card.
    pub(super) account: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Words {
    pub(super) office: String,
    pub(super) contact: Option<String>,
    pub(super) duties: Vec<DeskDuty>,
    pub(super) close: bool,
}

/// Makes this record the book of a desk. Once made, its keys never change: cards are out there that need them.
pub(crate) fn desk_begin(ctx: &Context, ask: DeskBegin) -> Result<DeskView, WireError> {
    let long = || WireError::limit(Code::TextLong, LONGEST_NAME as u32);
    let office = checked_name(&ask.office).ok_or(Code::NameInvalid)?;
    let contact = ask.contact.filter(|contact| !contact.trim().is_empty());
    let contact = contact.map(|contact| checked_name(&contact).ok_or_else(long)).transpose()?;
    let mut duties = ask.duties;
    duties.dedup();
    if duties.is_empty() || duties.len() > 3 {
        return Err(Code::RequestInvalid.into());
    }
    let words = Words { office, contact, duties, close: ask.close };
    let text = serde_json::to_vec(&words).map_err(|_| Code::Internal)?;
    ctx.with_own(|open, _| {
        let clinical = open.vault().clinical().map_err(failed)?;
        if clinical.secret(MASTER).map_err(failed)?.is_none() {
            let master = MasterKey::make(&random::system);
            clinical.put_secret(MASTER, master.expose()).map_err(failed)?;
        }
        for name in [SEALING, TAG] {
            if clinical.secret(name).map_err(failed)?.is_none() {
                let mut key = Sensitive::new([0; 32]);
                random::system(key.expose_mut());
                clinical.put_secret(name, key.expose()).map_err(failed)?;
            }
        }
        // Last: with it the desk exists.
        clinical.put_secret(WORDS, &text).map_err(failed)?;
        open.daily().put_local(MARK, "1").map_err(failed)
    })?;
    desk_read(ctx, Empty {})
}

/// Whether this record is a desk. What is in its book is only told while the clinical tier is open.
pub(crate) fn desk_read(ctx: &Context, _: Empty) -> Result<DeskView, WireError> {
    ctx.with_own(|open, _| {
        let begun = open.daily().local(MARK).map_err(failed)?.is_some();
        if !begun || !open.vault().is_clinical_open() {
            return Ok(DeskView { begun, inside: None });
        }
        let Words { office, contact, duties, close } = Book::of(open)?.words;
        let people = people(open)?;
        let waiting = people.iter().filter(|person| is_waiting(person)).count() as u32;
        let inside = DeskInside { office, contact, duties, close, people: people.len() as u32, waiting };
        Ok(DeskView { begun, inside: Some(inside) })
    })
}

impl Book {
    /// Of the open record.
    pub(super) fn of(open: &mut Open) -> Result<Self, WireError> {
        let account = open.vault().record().map_err(failed)?;
        let clinical = open.vault().clinical().map_err(failed)?;
        let secret = |name| clinical.secret(name).map_err(failed)?.ok_or(WireError::from(Code::DeskMissing));
        let words = serde_json::from_slice(secret(WORDS)?.expose()).map_err(|_| Code::Internal)?;
        let master = MasterKey::new(fixed(&secret(MASTER)?)?).map_err(|_| Code::Internal)?;
        let sealing = SealingKey::new(fixed(&secret(SEALING)?)?);
        Ok(Self { words, master, sealing, tag: Sensitive::new(fixed(&secret(TAG)?)?), account })
    }

    /// The same, for somebody with one of these duties.
    pub(super) fn for_duty(open: &mut Open, duties: &[DeskDuty]) -> Result<Self, WireError> {
        let book = Self::of(open)?;
        match duties.iter().any(|duty| book.words.duties.contains(duty)) {
            true => Ok(book),
            false => Err(Code::DeskDuty.into()),
        }
    }

    /// A short name for a card in the log: twelve hexadecimal digits that say nothing without the key.
    pub(super) fn tag(&self, card: &Identified) -> String {
        let tag = transit_tag(self.tag.expose(), card);
        tag.expose().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The whole list.
pub(super) fn people(open: &mut Open) -> Result<Vec<DeskPerson>, WireError> {
    open.vault().clinical().and_then(|clinical| clinical.desk_people()).map_err(failed)
}

/// One of it.
pub(super) fn person(open: &mut Open, number: &str) -> Result<DeskPerson, WireError> {
    let found = open.vault().clinical().and_then(|clinical| clinical.desk_person(number)).map_err(failed)?;
    Ok(found.ok_or(Code::DeskPersonMissing)?)
}

fn fixed<const N: usize>(secret: &Sensitive<Vec<u8>>) -> Result<[u8; N], WireError> {
    secret.expose().as_slice().try_into().map_err(|_| Code::Internal.into())
}

const WORDS: &str = "desk";
const MASTER: &str = "desk_master";
const SEALING: &str = "desk_sealing";
const TAG: &str = "desk_tag";
/// In the daily tier: that this record is a desk, so that its pages can be shown before the clinical tier is open.
const MARK: &str = "desk";
