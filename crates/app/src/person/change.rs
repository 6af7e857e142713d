//! Adding, changing, putting away, bringing back, and turning to somebody.

use henro_domain::{ActorId, Day, Person, PhysicalActivityLevel, SubjectId};
use henro_sync::RecordId;
use henro_vault::{Error, Meta, NewWard, Source};

use super::authors::author;
use super::list::{MARKS, person_list};
use crate::entry::KEPT_MS;
use crate::open::failed;
use crate::record::checked_name;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// Makes a record for somebody.
pub(crate) fn person_add(ctx: &Context, ask: PersonAdd) -> Result<PersonList, WireError> {
    let name = checked_name(&ask.name)?;
    ctx.with_own(|open, now| {
        checked_birth(ask.birth, now.today)?;
        let wards = open.vault().wards().map_err(failed)?;
        let free = |mark: &u8| !wards.iter().any(|ward| ward.removed.is_none() && ward.mark == *mark);
        let next = (wards.len() as u8) % MARKS + 1;
        let mark = (1..=MARKS).find(free).unwrap_or(next);
        let new = NewWard { relation: ask.relation, mark, joined: None };
        let activity = PhysicalActivityLevel::Normal;
        let person = Person { name, birth: ask.birth, sex: ask.sex, activity, stride_m: None };
        let meta = Meta {
            stamp: now.stamp,
            actor: ActorId::of_record(&open.record().0),
            subject: SubjectId(1),
            source: Source::Form,
        };
        let (key, value) = author(&meta, &open.person().name)?;
        let made = open.vault().make_ward(&new, &random::system, now.stamp, |daily| {
            daily.set_profile(&person, &meta)?;
            daily.put_setting(&key, &value, &meta)
        });
        made.map(drop).map_err(|error| match error {
            Error::Misfit => Code::PersonMany.into(),
            other => failed(other),
        })
    })?;
    person_list(ctx, Empty {})
}

/// Changes what is said of somebody.
pub(crate) fn person_edit(ctx: &Context, ask: PersonEdit) -> Result<PersonList, WireError> {
    let record = id(&ask.id)?;
    let name = checked_name(&ask.name)?;
    if !(1..=MARKS).contains(&ask.mark) {
        return Err(Code::RequestInvalid.into());
    }
    let now = ctx.now()?;
    {
        let mut state = ctx.state();
        let own = state.open.as_mut().ok_or(Code::RecordLocked)?;
        checked_birth(ask.birth, now.today)?;
        if !own.vault().wards().map_err(failed)?.iter().any(|ward| ward.record == record) {
            return Err(Code::PersonMissing.into());
        }
        own.vault().set_ward(&record, ask.relation, ask.mark).map_err(failed)?;
        let ward = state.of(Some(record), now)?;
        let person = Person { name, birth: ask.birth, sex: ask.sex, ..ward.person().clone() };
        ward.write_person(person, now)?;
    }
    person_list(ctx, Empty {})
}

/// Puts somebody's record away. It stays sealed where it is, and can come back for 30 days.
pub(crate) fn person_remove(ctx: &Context, ask: PersonOne) -> Result<PersonList, WireError> {
    let record = id(&ask.id)?;
    let now = ctx.now()?;
    {
        let mut state = ctx.state();
        let own = state.open.as_mut().ok_or(Code::RecordLocked)?.record();
        if own == record {
            return Err(Code::PersonMissing.into());
        }
        let name = match state.of(Some(record), now) {
            Ok(ward) => ward.person().name.clone(),
            Err(error) if error.code == Code::PersonMissing => return Err(error),
            // One that cannot be opened can still be put away.
            Err(_) => String::new(),
        };
        state.close_ward(&record);
        let own = state.open.as_mut().ok_or(Code::RecordLocked)?;
        if !own.vault().put_ward_away(&record, &name, now.stamp).map_err(failed)? {
            return Err(Code::PersonMissing.into());
        }
    }
    person_list(ctx, Empty {})
}

/// Brings a record back that was put away.
pub(crate) fn person_restore(ctx: &Context, ask: PersonOne) -> Result<PersonList, WireError> {
    let record = id(&ask.id)?;
    ctx.with_own(|open, now| {
        let wards = open.vault().wards().map_err(failed)?;
        let away = wards.iter().find(|ward| ward.record == record).and_then(|ward| ward.removed);
        match away {
            Some(at) if now.stamp.utc_ms - at <= KEPT_MS => {
                open.vault().bring_ward_back(&record).map(drop).map_err(failed)
            }
            _ => Err(Code::PersonGone.into()),
        }
    })?;
    person_list(ctx, Empty {})
}

/// Turns to somebody's record. The clinical tier of the one left behind is closed.
pub(crate) fn person_switch(ctx: &Context, ask: PersonSwitch) -> Result<RecordStatus, WireError> {
    let to = ask.id.as_deref().map(id).transpose()?;
    let now = ctx.now()?;
    {
        let mut state = ctx.state();
        let own = state.open.as_ref().ok_or(Code::RecordLocked)?.record();
        let to = to.filter(|record| *record != own);
        // Opened before anything is left: who cannot be turned to changes nothing.
        state.of(to, now)?;
        if state.shown != to {
            state.close_clinical(None);
            state.plans = Default::default();
            state.shown = to;
        }
    }
    crate::record::status(&ctx.about(to), Empty {})
}

fn checked_birth(birth: Option<Day>, today: Day) -> Result<(), WireError> {
    match birth {
        Some(birth) if birth > today => Err(Code::DayFuture.into()),
        _ => Ok(()),
    }
}

/// The record of an id.
pub(super) fn id(text: &str) -> Result<RecordId, WireError> {
    text.parse().map_err(|_| Code::PersonMissing.into())
}
