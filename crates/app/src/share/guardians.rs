//! Who keeps the record of somebody, and how one of them goes: notice and 14 days, by agreeing, or by leaving.
//!
//! Whoever leaves, or agrees to, signs that entry and makes the keys of it; the device of one who stays makes new ones before it
//! seals anything (`sync-client`, `renew_left`).

use henro_sync::{Control, IdentityId, NOTICE_MS};
use henro_sync_client::{Engine, Fault, Round};

use super::connect::refused;
use super::contacts::{self, Known};
use super::family::{Kept, kept, ours};
use super::hands::Owned;
use super::whose::Whose;
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Who keeps the record of somebody.
pub(crate) fn guardian_list(ctx: &Context, ask: PersonOne) -> Result<GuardianList, WireError> {
    let (record, gone_ms) = match kept(ctx, &ask.id)? {
        Kept::Ours(record) => (record, None),
        Kept::Gone(record, gone) => (record, Some(gone.since)),
    };
    let reach = ctx.reach();
    let none = GuardianList { account: false, connected: false, gone_ms, guardians: vec![] };
    let Some(owned) = Owned::load(&reach).map_err(refused)? else { return Ok(none) };
    if gone_ms.is_some() {
        return Ok(GuardianList { account: true, ..none });
    }
    let engine = reach.known(Whose::ward(record), &owned)?;
    let known = ctx.with_own(|open, _| contacts::load(open))?;
    let Some(control) = engine.control() else { return Ok(GuardianList { account: true, ..none }) };
    let one = |id: &IdentityId| guardian(control, &owned, &known, id);
    let guardians = control.owners.iter().map(one).collect();
    Ok(GuardianList { account: true, connected: true, gone_ms, guardians })
}

fn guardian(control: &Control, owned: &Owned, known: &[Known], id: &IdentityId) -> Guardian {
    let contact = known.iter().find(|one| one.id == id.to_string());
    let asked = control.removals.get(id).copied();
    Guardian {
        id: id.to_string(),
        own: *id == owned.identity,
        name: contact.map(|one| one.name.clone()),
        verified: contact.is_some_and(|one| one.verified),
        asked_ms: asked.map(|at| at as i64),
        goes_ms: asked.map(|at| (at + NOTICE_MS) as i64),
    }
}

/// Gives notice that another guardian is to go. They are told on their own devices, and can agree at once.
pub(crate) fn guardian_ask_removal(ctx: &Context, ask: GuardianOne) -> Result<GuardianList, WireError> {
    act(ctx, &ask, |engine, round, id| engine.ask_removal(round, id))
}

/// Takes that notice back.
pub(crate) fn guardian_keep(ctx: &Context, ask: GuardianOne) -> Result<GuardianList, WireError> {
    act(ctx, &ask, |engine, round, id| engine.withdraw_removal(round, id))
}

/// Removes a guardian who had notice 14 days ago.
pub(crate) fn guardian_remove(ctx: &Context, ask: GuardianOne) -> Result<GuardianList, WireError> {
    act(ctx, &ask, |engine, round, id| engine.remove_owner(round, id, None))
}

/// Stops keeping a record: somebody else goes on. Also how one agrees to a notice.
pub(crate) fn guardian_leave(ctx: &Context, ask: PersonOne) -> Result<GuardianList, WireError> {
    let own = contacts::own(ctx)?.identity.to_string();
    act(ctx, &GuardianOne { id: ask.id, guardian: own }, |engine, round, id| {
        // What is written here and not sent yet belongs to the record.
        engine.sync(round)?;
        engine.remove_owner(round, id, None)
    })
}

type Work = fn(&mut Engine, &mut Round, IdentityId) -> Result<(), Fault>;

/// The clinical tier has to be open.
fn act(ctx: &Context, ask: &GuardianOne, work: Work) -> Result<GuardianList, WireError> {
    let whose = ours(ctx, &ask.id)?;
    let id: IdentityId = ask.guardian.parse().map_err(|_| Code::ContactMissing)?;
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    let reach = ctx.reach();
    // No round of the thread meanwhile: two at once would send the same frames twice.
    let turn = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    let own = trip.owned.identity;
    let owners = reach
        .on(&mut trip, whose, |engine, round| {
            work(engine, round, id)?;
            Ok(engine.control().map(|control| control.owners.clone()))
        })
        .map_err(refused)?;
    if let Some(owners) = owners.filter(|owners| !owners.contains(&own)) {
        reach.note_gone(&whose.record, trip.now, &owners).map_err(refused)?;
    }
    drop(turn);
    ctx.line.poke();
    guardian_list(ctx, PersonOne { id: ask.id.clone() })
}
