//! Consents taken back. Where the clinical half is closed and the consent reaches into it, new keys for that cannot be made: it is
//! owed then, said beside the consent, and done by the first round with that half open.

use std::collections::BTreeSet;

use henro_sync::{GrantId, RecordId, Tier};
use henro_sync_client::{Engine, Fault, Refusal};
use henro_vault::Owed;

use super::connect::refused;
use super::contacts;
use super::grants::grant_list;
use super::hands::daily_only;
use super::reach::Reach;
use super::round::Trip;
use super::whose::Whose;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Takes a consent back. Of one for daily sections alone the clinical tier has to be open.
pub(crate) fn grant_revoke(ctx: &Context, ask: GrantRevoke) -> Result<GrantList, WireError> {
    let id: GrantId = ask.id.parse().map_err(|_| Code::GrantMissing)?;
    let (open, daily) = ctx.with_own(|open, _| Ok((open.vault().is_clinical_open(), daily_only(open))))?;
    let reach = ctx.reach();
    if !open {
        let owned = contacts::own(ctx)?;
        let whose = Whose::of(ctx, &owned)?;
        if daily || !reaches_clinical(&reach.known(whose, &owned)?, &id)? {
            return Err(Code::ClinicalLocked.into());
        }
        let at = ctx.now()?.stamp.utc_ms;
        let state = if ask.deep { DEEP } else { "" };
        let owed = Owed { kind: REVOKE.into(), about: id.to_string(), state: state.into(), at };
        reach.daily(whose.file(), |daily| daily.owe(&owed)).map_err(refused)?;
        return grant_list(ctx, Empty {});
    }
    let turn = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    let whose = Whose::of(ctx, &trip.owned)?;
    reach.revoke(&mut trip, whose, (id, ask.deep)).map_err(refused)?;
    drop(turn);
    ctx.line.poke();
    grant_list(ctx, Empty {})
}

fn reaches_clinical(engine: &Engine, id: &GrantId) -> Result<bool, WireError> {
    let control = engine.control().ok_or(Code::GrantMissing)?;
    let grant = control.grants.get(id).ok_or(Code::GrantMissing)?;
    let clinical = |stream| control.streams.get(stream).is_some_and(|state| state.tier == Tier::Clinical);
    Ok(grant.given.streams.iter().any(|(stream, _)| clinical(stream)))
}

impl Reach {
    fn revoke(&self, trip: &mut Trip, whose: Whose, (id, deep): (GrantId, bool)) -> Result<(), Fault> {
        self.on(trip, whose, |engine, round| match deep {
            true => engine.revoke_deep(round, id),
            false => engine.revoke(round, id),
        })?;
        self.daily(whose.file(), |daily| daily.settle_owed(REVOKE, &id.to_string()))
    }

    /// Consents of a record that are to be taken back when the clinical half is open.
    pub(super) fn owed_revocations(&self, file: Option<RecordId>) -> Result<BTreeSet<GrantId>, Fault> {
        let owed = self.daily(file, |daily| daily.owed())?.into_iter();
        Ok(owed.filter(|owed| owed.kind == REVOKE).filter_map(|owed| owed.about.parse().ok()).collect())
    }

    /// Takes them back.
    pub(super) fn revoke_owed(&self, trip: &mut Trip, whose: Whose) -> Result<(), Fault> {
        if trip.owned.account.is_none() {
            return Ok(());
        }
        let owed = self.daily(whose.file(), |daily| daily.owed())?;
        for owed in owed.iter().filter(|owed| owed.kind == REVOKE) {
            let Ok(id) = owed.about.parse() else { continue };
            match self.revoke(trip, whose, (id, owed.state == DEEP)) {
                Ok(()) => self.line.arrive(),
                // It can wait for another round, and stays owed.
                Err(Fault::Busy | Fault::NeedsClinical | Fault::PastClosed) => {}
                Err(Fault::Refused(Refusal::Absent)) => {
                    self.daily(whose.file(), |daily| daily.settle_owed(REVOKE, &owed.about))?;
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }
}

const REVOKE: &str = "revoke";
const DEEP: &str = "deep";
