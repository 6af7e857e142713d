//! Consents taken back. With the clinical half closed one ends at once all the same: new keys of what is at hand are made with it,
//! those of the clinical half by the first round with that half open. What cannot be said to the server now is kept and shown.

use std::collections::BTreeSet;

use henro_sync::{Control, GrantId, RecordId, Tier};
use henro_sync_client::{Fault, Refusal};
use henro_vault::Owed;

use super::connect::refused;
use super::contacts;
use super::deep;
use super::grants::grant_list;
use super::hands::daily_only;
use super::reach::Reach;
use super::round::Trip;
use super::whose::Whose;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Takes a consent back. A device of the daily half cannot.
pub(crate) fn grant_revoke(ctx: &Context, ask: GrantRevoke) -> Result<GrantList, WireError> {
    let id: GrantId = ask.id.parse().map_err(|_| Code::GrantMissing)?;
    let (open, daily) = ctx.with_own(|open, _| Ok((open.vault().is_clinical_open(), daily_only(open))))?;
    if daily {
        return Err(Code::ClinicalLocked.into());
    }
    let reach = ctx.reach();
    if !open {
        keep_wish(ctx, &reach, (id, ask.deep))?;
    }
    let turn = reach.turn();
    let done = reach.set_out().map_err(refused).and_then(|mut trip| {
        let whose = Whose::of(ctx, &trip.owned)?;
        reach.revoke(&mut trip, whose, (id, ask.deep)).map_err(refused)
    });
    drop(turn);
    match done {
        // It is kept, and said beside the consent until it is done.
        Err(error) if !open && WAITS.contains(&error.code) => {}
        Err(error) if open && AWAY.contains(&error.code) => keep_wish(ctx, &reach, (id, ask.deep))?,
        other => other?,
    }
    ctx.line.poke();
    grant_list(ctx, Empty {})
}

/// Kept before anything is sent. Refused where that could never be done.
fn keep_wish(ctx: &Context, reach: &Reach, (id, deep): (GrantId, bool)) -> Result<(), WireError> {
    let owned = contacts::own(ctx)?;
    let whose = Whose::of(ctx, &owned)?;
    let engine = reach.known(whose, &owned)?;
    let control = engine.control().ok_or(Code::GrantMissing)?;
    let grant = control.grants.get(&id).ok_or(Code::GrantMissing)?;
    if deep && !deep::hindered(control, grant, &[], reach.now_ms().map_err(refused)?).is_empty() {
        return Err(Code::GrantPastClosed.into());
    }
    let state = if deep { DEEP } else { "" };
    let owed =
        Owed { kind: REVOKE.into(), about: id.to_string(), state: state.into(), at: ctx.now()?.stamp.utc_ms };
    reach.daily(whose.file(), |daily| daily.owe(&owed)).map_err(refused)
}

fn reaches_clinical(control: &Control, id: &GrantId) -> bool {
    let clinical = |stream| control.streams.get(stream).is_some_and(|state| state.tier == Tier::Clinical);
    control.grants.get(id).is_some_and(|grant| grant.given.streams.iter().any(|(of, _)| clinical(of)))
}

impl Reach {
    /// Takes one back as far as it can be now: without the keys of the clinical half it ends all the same, and what was written
    /// before waits for them.
    fn revoke(&self, trip: &mut Trip, whose: Whose, (id, deep): (GrantId, bool)) -> Result<(), Fault> {
        let open = trip.owned.account.is_some();
        let whole = self.on(trip, whose, |engine, round| {
            let control = engine.control().ok_or(Fault::Refused(Refusal::Absent))?;
            if !open && reaches_clinical(control, &id) {
                return engine.end(round, id).map(|()| !deep);
            }
            match deep {
                true => engine.revoke_deep(round, id),
                false => engine.revoke(round, id),
            }
            .map(|()| true)
        })?;
        match whole {
            true => self.daily(whose.file(), |daily| daily.settle_owed(REVOKE, &id.to_string())),
            false => Ok(()),
        }
    }

    /// Consents of a record that are to be taken back, or sealed anew, as soon as that can be.
    pub(super) fn owed_revocations(&self, file: Option<RecordId>) -> Result<BTreeSet<GrantId>, Fault> {
        let owed = self.daily(file, |daily| daily.owed())?.into_iter();
        Ok(owed.filter(|owed| owed.kind == REVOKE).filter_map(|owed| owed.about.parse().ok()).collect())
    }

    /// Takes them back.
    pub(super) fn revoke_owed(&self, trip: &mut Trip, whose: Whose) -> Result<(), Fault> {
        let owed = self.daily(whose.file(), |daily| daily.owed())?;
        for owed in owed.iter().filter(|owed| owed.kind == REVOKE) {
            let Ok(id) = owed.about.parse() else { continue };
            match self.revoke(trip, whose, (id, owed.state == DEEP)) {
                Ok(()) => self.line.arrive(),
                Err(Fault::Refused(Refusal::Absent)) => {
                    self.daily(whose.file(), |daily| daily.settle_owed(REVOKE, &owed.about))?;
                }
                // It can wait for another round, and stays owed; a server of before does not know how a consent ends at once.
                Err(Fault::Busy | Fault::NeedsClinical | Fault::PastClosed | Fault::Refused(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }
}

/// What a wish that is kept can wait for.
const WAITS: [Code; 4] = [Code::ServerAway, Code::ServerBusy, Code::ServerRefused, Code::ShareOff];
/// With all keys at hand only a line that is down is waited for: what is refused then is told.
const AWAY: [Code; 2] = [Code::ServerAway, Code::ServerBusy];
const REVOKE: &str = "revoke";
const DEEP: &str = "deep";
