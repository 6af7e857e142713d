use std::collections::{HashMap, HashSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_domain::{OffsetMinutes, Stamp};
use henro_exchange::people::{
    MOST_PEOPLE, MOST_PEOPLE_BYTES, PeopleFile, PersonReason, PersonRow, checked_name, checked_number, read,
};
use henro_vault::{DeskAct, DeskLine, DeskPerson, Sensitive};
use zeroize::Zeroizing;

use super::book::{Book, people, person};
use super::issue::standing;
use crate::open::{Open, failed};
use crate::transfer::encoding_name;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// Looks at a file of people: what would be added, what is wrong with which row. Nothing is written.
pub(crate) fn desk_import_preview(ctx: &Context, ask: DeskFile) -> Result<DeskImportPlan, WireError> {
    let bytes = bytes_of(ask)?;
    ctx.with_own(|open, _| {
        Book::for_duty(open, &[DeskDuty::Reception])?;
        let sifted = sift(open, &bytes)?;
        let first = sifted.added.iter().chain(&sifted.renamed).take(SHOWN);
        Ok(DeskImportPlan {
            encoding: encoding_name(sifted.file.encoding).to_owned(),
            added: sifted.added.len() as u32,
            renamed: sifted.renamed.len() as u32,
            known: sifted.known,
            faults: sifted.faults.len() as u32,
            first: first
                .map(|row| DeskPersonAdd { number: row.number.clone(), name: row.name.clone() })
                .collect(),
            first_faults: sifted.faults.into_iter().take(MOST_FAULTS).collect(),
        })
    })
}

/// Takes the people of a file in, all or none. Rows with a fault are left out.
pub(crate) fn desk_import(ctx: &Context, ask: DeskFile) -> Result<DeskImported, WireError> {
    let bytes = bytes_of(ask)?;
    ctx.with_own(|open, _| {
        Book::for_duty(open, &[DeskDuty::Reception])?;
        let sifted = sift(open, &bytes)?;
        let rows = sifted.added.iter().chain(&sifted.renamed);
        let rows: Vec<_> = rows
            .map(|row| {
                let unified = row.unified.map_or_else(new_id, Sensitive::new);
                (row.number.clone(), row.name.clone(), unified)
            })
            .collect();
        open.vault().clinical().and_then(|clinical| clinical.desk_add(&rows)).map_err(failed)?;
        Ok(DeskImported {
            added: sifted.added.len() as u32,
            renamed: sifted.renamed.len() as u32,
            faults: sifted.faults.len() as u32,
        })
    })
}

/// Looks people up. Who only answers questions sees a few at a time, not the list.
pub(crate) fn desk_people(ctx: &Context, ask: DeskPeopleAsk) -> Result<DeskPeople, WireError> {
    ctx.with_own(|open, now| {
        let book = Book::of(open)?;
        let text = ask.text.trim().to_lowercase();
        let part = book.words.duties == [DeskDuty::Inquiry];
        if part && text.chars().count() < 2 {
            return Err(Code::DeskTextShort.into());
        }
        let wanted = |person: &DeskPerson| {
            let waiting = is_waiting(person);
            let filter = match ask.filter {
                DeskFilter::Waiting => waiting,
                DeskFilter::Issued => !waiting,
                DeskFilter::All => true,
            };
            let found = |word: &str| word.to_lowercase().contains(&text);
            filter && (text.is_empty() || found(&person.number) || found(&person.name))
        };
        let found: Vec<DeskPerson> = people(open)?.into_iter().filter(wanted).collect();
        let most = if part { MOST_ASKED } else { MOST_LISTED };
        let shown = found.iter().take(most).map(|person| view(person, now.offset()));
        Ok(DeskPeople { people: shown.collect(), more: found.len().saturating_sub(most) as u32 })
    })
}

/// Adds a person with a new 統合ID.
pub(crate) fn desk_person_add(ctx: &Context, ask: DeskPersonAdd) -> Result<DeskPersonView, WireError> {
    let (number, name) = checked(&ask)?;
    ctx.with_own(|open, now| {
        Book::for_duty(open, &[DeskDuty::Reception])?;
        let clinical = open.vault().clinical().map_err(failed)?;
        if clinical.desk_person(&number).map_err(failed)?.is_some() {
            return Err(Code::DeskNumberTaken.into());
        }
        clinical.desk_add(&[(number.clone(), name, new_id())]).map_err(failed)?;
        Ok(view(&person(open, &number)?, now.offset()))
    })
}

/// Gives a person another name; number, 統合ID and card stay.
pub(crate) fn desk_person_rename(ctx: &Context, ask: DeskPersonAdd) -> Result<DeskPersonView, WireError> {
    let (number, name) = checked(&ask)?;
    ctx.with_own(|open, now| {
        Book::for_duty(open, &[DeskDuty::Reception])?;
        person(open, &number)?;
        let clinical = open.vault().clinical().map_err(failed)?;
        // The id of somebody who is there is kept; this one is not taken.
        clinical.desk_add(&[(number.clone(), name, new_id())]).map_err(failed)?;
        Ok(view(&person(open, &number)?, now.offset()))
    })
}

/// Takes a person off the list, with name and 統合ID; the log keeps the number. A card that counts is declared lost in the
/// same step, or the person stays.
pub(crate) fn desk_person_remove(ctx: &Context, ask: DeskPersonRemove) -> Result<Empty, WireError> {
    ctx.with_own(|open, now| {
        Book::for_duty(open, &[DeskDuty::Reception])?;
        person(open, &ask.number)?;
        let card = standing(open, &ask.number)?.card;
        if card.is_some() && !ask.revoke {
            return Err(Code::DeskIssued.into());
        }
        let line = |act, card| DeskLine { at: now.stamp.utc_ms, number: ask.number.clone(), act, card };
        let revoked = card.clone().map(|card| line(DeskAct::Revoked, card));
        let removed = line(DeskAct::Removed, card.unwrap_or_default());
        let lines: Vec<DeskLine> = revoked.into_iter().chain([removed]).collect();
        open.vault().clinical().and_then(|clinical| clinical.desk_remove(&ask.number, &lines)).map_err(failed)
    })?;
    ctx.state().desk_plan = None;
    Ok(Empty {})
}

/// Waits for a card.
pub(super) fn is_waiting(person: &DeskPerson) -> bool {
    matches!(state(person), DeskState::New | DeskState::Stopped | DeskState::Lost)
}

/// For a face.
pub(super) fn view(person: &DeskPerson, offset: OffsetMinutes) -> DeskPersonView {
    let local = |utc_ms| Stamp { utc_ms, offset }.local().ok().map(|(day, _)| day);
    DeskPersonView {
        number: person.number.clone(),
        name: person.name.clone(),
        state: state(person),
        day: person.last.and_then(|(_, at)| local(at)),
    }
}

pub(super) fn state(person: &DeskPerson) -> DeskState {
    match person.last.map(|(act, _)| act) {
        None | Some(DeskAct::Checked | DeskAct::Removed) => DeskState::New,
        Some(DeskAct::Stopped) => DeskState::Stopped,
        Some(DeskAct::Issued) => DeskState::Issued,
        Some(DeskAct::Printed) => DeskState::Printed,
        Some(DeskAct::Revoked) => DeskState::Lost,
    }
}

fn checked(ask: &DeskPersonAdd) -> Result<(String, String), WireError> {
    let number = checked_number(&ask.number).ok_or(Code::DeskNumberInvalid)?;
    let name = checked_name(&ask.name).ok_or(Code::NameInvalid)?;
    Ok((number, name))
}

fn new_id() -> Sensitive<[u8; 16]> {
    let mut id = Sensitive::new([0; 16]);
    random::system(id.expose_mut());
    id
}

struct Sifted {
    file: PeopleFile,
    added: Vec<PersonRow>,
    renamed: Vec<PersonRow>,
    known: u32,
    faults: Vec<DeskFault>,
}

/// Holds the rows of a file against the list.
fn sift(open: &mut Open, bytes: &[u8]) -> Result<Sifted, WireError> {
    let mut file = read(bytes).map_err(|error| match error {
        henro_exchange::Error::TooLarge => large(),
        _ => Code::ImportEmpty.into(),
    })?;
    if file.cut {
        return Err(WireError::limit(Code::DeskMany, MOST_PEOPLE as u32));
    }
    let there = people(open)?;
    let by_number: HashMap<&str, &DeskPerson> =
        there.iter().map(|person| (person.number.as_str(), person)).collect();
    let ids: HashSet<&[u8; 16]> = there.iter().map(|person| person.unified.expose()).collect();
    let mut faults: Vec<DeskFault> = file.faults.iter().map(|fault| told(fault.line, fault.reason)).collect();
    let (mut added, mut renamed, mut known) = (Vec::new(), Vec::new(), 0);
    for row in std::mem::take(&mut file.people) {
        let fault = |reason| DeskFault { line: row.line, reason, first: None };
        match (by_number.get(row.number.as_str()), &row.unified) {
            (Some(person), Some(unified)) if person.unified.expose() != unified => {
                faults.push(fault(DeskFaultReason::UnifiedOther));
            }
            (None, Some(unified)) if ids.contains(unified) => {
                faults.push(fault(DeskFaultReason::UnifiedTaken));
            }
            (Some(person), _) if person.name == row.name => known += 1,
            // The list keeps the id it has.
            (Some(_), _) => renamed.push(PersonRow { unified: None, ..row }),
            (None, _) => added.push(row),
        }
    }
    if there.len() + added.len() > MOST_ON_LIST {
        return Err(WireError::limit(Code::DeskMany, MOST_ON_LIST as u32));
    }
    faults.sort_by_key(|fault| fault.line);
    Ok(Sifted { file, added, renamed, known, faults })
}

fn told(line: u64, reason: PersonReason) -> DeskFault {
    let (reason, first) = match reason {
        PersonReason::NoNumber => (DeskFaultReason::NoNumber, None),
        PersonReason::Number => (DeskFaultReason::Number, None),
        PersonReason::NoName => (DeskFaultReason::NoName, None),
        PersonReason::Name => (DeskFaultReason::Name, None),
        PersonReason::Unified => (DeskFaultReason::Unified, None),
        PersonReason::NumberTwice { first } => (DeskFaultReason::NumberTwice, Some(first)),
        PersonReason::UnifiedTwice { first } => (DeskFaultReason::UnifiedTwice, Some(first)),
        PersonReason::Letters => (DeskFaultReason::Letters, None),
    };
    DeskFault { line, reason, first }
}

fn bytes_of(ask: DeskFile) -> Result<Zeroizing<Vec<u8>>, WireError> {
    let bytes = match (ask.base64, ask.text) {
        (Some(text), None) if text.len() / 4 > MOST_PEOPLE_BYTES / 3 + 3 => return Err(large()),
        (Some(text), None) => STANDARD.decode(text).map_err(|_| Code::RequestInvalid)?,
        (None, Some(text)) => text.into_bytes(),
        _ => return Err(Code::RequestInvalid.into()),
    };
    Ok(Zeroizing::new(bytes))
}

fn large() -> WireError {
    WireError::limit(Code::ImportLarge, (MOST_PEOPLE_BYTES / 1024 / 1024) as u32)
}

/// People of a preview.
const SHOWN: usize = 20;
const MOST_FAULTS: usize = 200;
/// People a desk can have.
const MOST_ON_LIST: usize = 100_000;
const MOST_LISTED: usize = 200;
/// What somebody who only answers questions sees at a time.
const MOST_ASKED: usize = 10;
