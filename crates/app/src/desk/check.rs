use henro_vault::DeskAct;

use super::book::Book;
use super::issue::{note, standing, version};
use super::sight::{Holds, look, reader};
use crate::open::failed;
use crate::wire::*;
use crate::{Context, WireError};

/// Looks at a card (照会): whose it is and whether it counts. Nothing is written to it.
pub(crate) fn desk_check(ctx: &Context, ask: DeskCheck) -> Result<DeskChecked, WireError> {
    ctx.watch_cards();
    ctx.with_own(|open, _| Book::for_duty(open, DUTIES).map(|_| ()))?;
    let reader = reader(ctx, ask.reader)?;
    ctx.with_own(|open, now| {
        let book = Book::for_duty(open, DUTIES)?;
        let sight = ctx.cards.with_card(reader.as_deref(), |card, _| look(card, &book))?;
        let tag = book.tag(&sight.card);
        let clinical = open.vault().clinical().map_err(failed)?;
        let logged = clinical.desk_number_of_card(&tag).map_err(failed)?;
        let logged =
            logged.map(|number| clinical.desk_person(&number)).transpose().map_err(failed)?.flatten();
        let person = match &sight.holds {
            Holds::Id(id) => clinical.desk_person_of(id.expose()).map_err(failed)?,
            _ => logged,
        };
        let state = match (&sight.holds, &person) {
            (Holds::Nothing, _) => DeskCardState::Transit,
            (Holds::Factory | Holds::Foreign, Some(_)) => DeskCardState::Failed,
            (Holds::Factory, None) => DeskCardState::Blank,
            (Holds::Foreign, None) => DeskCardState::Foreign,
            (Holds::Torn, _) => DeskCardState::Unfinished,
            (Holds::Id(_), None) => DeskCardState::Unknown,
            (Holds::Id(_), Some(person)) => {
                let standing = standing(open, &person.number)?;
                let counts = version(&standing)?;
                match (sight.version.unwrap_or(0), standing.card) {
                    (own, _) if own < counts => DeskCardState::Revoked,
                    (own, _) if own > counts => DeskCardState::Unknown,
                    (_, Some(card)) if card == tag => DeskCardState::Current,
                    (_, Some(_)) => DeskCardState::Revoked,
                    (_, None) => DeskCardState::Unfinished,
                }
            }
        };
        if let Some(person) = &person {
            note(open, now, &person.number, DeskAct::Checked, tag)?;
        }
        Ok(DeskChecked {
            state,
            person: person.map(|person| DeskPersonAdd { number: person.number, name: person.name }),
            key_version: sight.version,
            closed: sight.closed,
        })
    })
}

const DUTIES: &[DeskDuty] = &[DeskDuty::Inquiry, DeskDuty::Issuing];
