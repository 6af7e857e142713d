use std::time::Instant;

use henro_felica::{Error, Halted, Identified, LiteS, Order, Stage, Step, identify};
use henro_vault::{DeskAct, DeskLine, DeskPerson, DeskStanding};

use super::book::{Book, people, person};
use super::people::{is_waiting, view};
use super::sight::{Holds, Sight, look, reader};
use crate::context::Now;
use crate::key::{step_view, token};
use crate::open::{Open, failed};
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// A card that was looked at and may be written.
pub(crate) struct Plan {
    token: String,
    number: String,
    reader: String,
    card: Identified,
    order: Order,
    /// Close it at the end.
    close: bool,
}

/// Looks at the card that is to be written for a person.
pub(crate) fn desk_issue_plan(ctx: &Context, ask: DeskIssuePlan) -> Result<DeskIssueView, WireError> {
    ctx.watch_cards();
    ctx.state().desk_plan = None;
    ctx.with_own(|open, _| Book::for_duty(open, &[DeskDuty::Issuing]).map(|_| ()))?;
    let reader = reader(ctx, ask.reader.clone())?;
    let (view, plan) = ctx.with_own(|open, _| {
        let book = Book::for_duty(open, &[DeskDuty::Issuing])?;
        let person = person(open, &ask.number)?;
        let (sight, reader) = ctx
            .cards
            .with_card(reader.as_deref(), |card, reader| Ok((look(card, &book)?, reader.to_owned())))?;
        refuse_unfit(open, &sight)?;
        let standing = standing(open, &person.number)?;
        let tag = book.tag(&sight.card);
        // Two cards of one person must not both count.
        if standing.card.as_ref().is_some_and(|card| *card != tag) {
            return Err(Code::DeskIssued.into());
        }
        let owner = owner(open, &sight, &tag, &person)?;
        let version = version(&standing)?;
        let order =
            sight.order(&book, person.unified.expose(), version).map_err(crate::key::cards::refused)?;
        let order = Order { lock: book.words.close, replace: ask.replace, ..order };
        let planned = ctx.cards.with_card(Some(&reader), |card, _| {
            if identify(card)? != sight.card {
                return Err(Error::CardGone);
            }
            match LiteS::find(card)?.plan(order.clone(), &random::system) {
                Ok(plan) => Ok(Some((plan.stage(), plan.steps()))),
                Err(Error::WrongKey) => Ok(None),
                Err(error) => Err(error),
            }
        })?;
        let seen = seen(&sight, planned.map(|(stage, _)| stage), &owner, version);
        let may = planned.is_some() && (seen != DeskSight::Other || ask.replace);
        let plan = may.then(|| Plan {
            token: token(),
            number: person.number.clone(),
            reader,
            card: sight.card,
            order,
            close: book.words.close,
        });
        let owner = match owner {
            Owner::Other(person) => Some(person),
            _ => None,
        };
        let steps = planned.filter(|_| may).map_or(&[][..], |(_, steps)| steps);
        let view = DeskIssueView {
            plan: plan.as_ref().map(|plan| plan.token.clone()),
            number: person.number,
            name: person.name,
            sight: seen,
            owner: owner.map(|person| DeskPersonAdd { number: person.number, name: person.name }),
            steps: steps.iter().map(|step| step_view(*step)).collect(),
        };
        Ok((view, plan))
    })?;
    ctx.state().desk_plan = plan;
    Ok(view)
}

/// Writes the card, notes it, and only then closes it.
pub(crate) fn desk_issue(ctx: &Context, ask: DeskIssue) -> Result<DeskIssued, WireError> {
    let plan = ctx.state().desk_plan.take().filter(|plan| plan.token == ask.plan).ok_or(Code::PlanGone)?;
    let begun = Instant::now();
    ctx.with_own(|open, now| {
        let book = Book::for_duty(open, &[DeskDuty::Issuing])?;
        let person = person(open, &plan.number)?;
        if version(&standing(open, &person.number)?)? != plan.order.key_version {
            return Err(Code::PlanGone.into());
        }
        let note = |open: &mut Open, act| note(open, now, &person.number, act, book.tag(&plan.card));
        write(ctx, &plan, false).or_else(|stopped| {
            if stopped.begun {
                note(open, DeskAct::Stopped)?;
            }
            Err(stopped.error)
        })?;
        note(open, DeskAct::Issued)?;
        if plan.close {
            write(ctx, &plan, true).or_else(|stopped| {
                note(open, DeskAct::Stopped)?;
                Err(stopped.error)
            })?;
        }
        let ms = u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX);
        let list = people(open)?;
        let (before, after) =
            list.split_at(list.iter().position(|one| one.number == person.number).unwrap_or(0));
        let next = after.iter().chain(before).find(|person| is_waiting(person));
        Ok(DeskIssued {
            number: person.number,
            name: person.name,
            ms,
            next: next.map(|person| view(person, now.offset())),
            waiting: list.iter().filter(|person| is_waiting(person)).count() as u32,
        })
    })
}

/// Adds a line to the log.
pub(super) fn note(
    open: &mut Open,
    now: Now,
    number: &str,
    act: DeskAct,
    card: String,
) -> Result<(), WireError> {
    let line = DeskLine { at: now.stamp.utc_ms, number: number.to_owned(), act, card };
    open.vault().clinical().and_then(|clinical| clinical.desk_note(&line)).map_err(failed)
}

/// Which card of a person counts.
pub(super) fn standing(open: &mut Open, number: &str) -> Result<DeskStanding, WireError> {
    open.vault().clinical().and_then(|clinical| clinical.desk_standing(number)).map_err(failed)
}

/// The version of the card that counts, or comes next: one more for each that was lost.
pub(super) fn version(standing: &DeskStanding) -> Result<u16, WireError> {
    let version = u16::try_from(standing.lost).ok().and_then(|lost| lost.checked_add(1));
    Ok(version.ok_or(Code::Internal)?)
}

/// Whose card it is, besides the person it shall be for.
enum Owner {
    /// Nobody's, or the person's own.
    Free,
    /// Somebody's on the list.
    Other(DeskPerson),
    /// This desk wrote it for somebody who is not on the list.
    Unlisted,
}

fn owner(open: &mut Open, sight: &Sight, tag: &str, person: &DeskPerson) -> Result<Owner, WireError> {
    let clinical = open.vault().clinical().map_err(failed)?;
    let found = match &sight.holds {
        Holds::Id(id) if id.expose() == person.unified.expose() => return Ok(Owner::Free),
        Holds::Id(id) => match clinical.desk_person_of(id.expose()).map_err(failed)? {
            Some(other) => other,
            None => return Ok(Owner::Unlisted),
        },
        // Its id does not open, but the log may know whom it was issued to.
        _ => {
            let number = clinical.desk_number_of_card(tag).map_err(failed)?;
            let other = number.map(|number| clinical.desk_person(&number)).transpose().map_err(failed)?;
            match other.flatten() {
                Some(other)
                    if clinical.desk_standing(&other.number).map_err(failed)?.card.as_deref()
                        == Some(tag) =>
                {
                    other
                }
                _ => return Ok(Owner::Free),
            }
        }
    };
    Ok(if found.number == person.number { Owner::Free } else { Owner::Other(found) })
}

fn seen(sight: &Sight, stage: Option<Stage>, owner: &Owner, version: u16) -> DeskSight {
    let own = matches!(sight.holds, Holds::Id(_)) && matches!(owner, Owner::Free);
    match (stage, owner, &sight.holds) {
        (_, Owner::Other(_) | Owner::Unlisted, _) if !sight.closed => DeskSight::Other,
        (None, _, _) if sight.closed => DeskSight::Closed,
        (None, ..) | (Some(Stage::OtherKey), ..) => DeskSight::Foreign,
        (Some(_), ..) if own && sight.version != Some(version) => DeskSight::Earlier,
        (Some(Stage::Locked | Stage::SealedIdWritten), ..) => DeskSight::Done,
        (Some(Stage::Blank), _, Holds::Factory) => DeskSight::Blank,
        (Some(_), ..) => DeskSight::Half,
    }
}

/// Cards the desk never writes: those without a key, and those that open somebody's record here.
fn refuse_unfit(open: &mut Open, sight: &Sight) -> Result<(), WireError> {
    if matches!(sight.holds, Holds::Nothing) {
        return Err(Code::DeskCardKind.into());
    }
    let enrolled = open.vault().factors_of_card(&sight.card.identity_bytes()).map_err(failed)?;
    if enrolled.is_empty() { Ok(()) } else { Err(Code::DeskCardOwn.into()) }
}

struct Stopped {
    /// Something may have been written.
    begun: bool,
    error: WireError,
}

fn write(ctx: &Context, plan: &Plan, lock: bool) -> Result<(), Stopped> {
    let mut begun = false;
    let written = ctx.cards.with_card(Some(&plan.reader), |reader, _| {
        if identify(reader)? != plan.card {
            return Err(Error::CardGone);
        }
        let mut card = LiteS::find(reader)?;
        let steps = card.plan(Order { lock, ..plan.order.clone() }, &random::system)?;
        card.write_plan(steps, &random::system, &mut |_: Step| begun = true).map_err(|halted: Halted| {
            begun |= halted.step.is_some();
            halted.error
        })
    });
    written.map_err(|error| Stopped { begun, error })
}
