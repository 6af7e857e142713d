//! A Henro of one's own for somebody who is not grown up yet (docs/decisions/0035): the guardian opens the record they keep to
//! the person's own account, the person takes it up as theirs, and keeps parts for themselves.

use henro_domain::Day;
use henro_sync::RecordId;

use super::SECTIONS;
use super::beside::{self, Beside};
use super::connect::refused;
use super::contacts;
use super::family::{Kept, kept, ours};
use super::grants::{give, open_note};
use super::handover::birthday;
use super::shared::{is_on, shared_list};
use super::whose::Whose;
use super::writers::name_of;
use crate::context::Now;
use crate::open::{Open, failed};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Opens the record of somebody kept here to their own Henro: all that is written from day to day, with what was written before,
/// to be read and written in, without an end. It ends with the hand-over, or when it is taken back.
pub(crate) fn teen_give(ctx: &Context, ask: TeenGive) -> Result<TeenGiven, WireError> {
    let record = ours(ctx, &ask.id)?.record;
    let one = PersonOne { id: ask.id };
    let now = teen_given(ctx, one.clone())?;
    if !now.may {
        return Err(Code::TeenEarly.into());
    }
    if now.given.is_some() {
        return Ok(now);
    }
    let grant = GrantAsk {
        to: ask.contact,
        sections: GIVEN.to_vec(),
        role: GrantRole::Append,
        past: true,
        days: None,
        purpose: ask.purpose,
    };
    let about = ctx.about(Some(record));
    give(&about, grant, true)?;
    if let Some(given) = teen_given(ctx, one.clone())?.given {
        // The note of the consent is for the two of them; this is for whoever else keeps the record.
        about.with_open(|open, now| put(open, now, GIVEN_BY, &given.grant))?;
        ctx.line.poke();
    }
    teen_given(ctx, one)
}

/// Whether somebody kept here has a Henro of their own, and which parts they keep as far as it is told.
pub(crate) fn teen_given(ctx: &Context, ask: PersonOne) -> Result<TeenGiven, WireError> {
    let record: RecordId = ask.id.parse().map_err(|_| Code::PersonMissing)?;
    let (birth, alone, said, today) = ctx.about(Some(record)).with_open(|open, now| {
        let alone = beside::alone(open.daily()).map_err(failed)?;
        Ok((open.person().birth, alone, open.daily().setting(GIVEN_BY).map_err(failed)?, now.today))
    })?;
    let said: Option<String> = said.and_then(|value| serde_json::from_str(&value).ok());
    let from = birth.and_then(|birth| birthday(birth, FROM_YEARS));
    let account = is_on(ctx)?;
    let given = match kept(ctx, &ask.id)? {
        Kept::Ours(record) if account => given(ctx, record, said.as_deref())?,
        _ => None,
    };
    let alone = if given.is_some() { told(alone) } else { vec![] };
    Ok(TeenGiven { from, may: from.is_some_and(|from| from <= today), account, given, alone })
}

fn given(ctx: &Context, record: RecordId, said: Option<&str>) -> Result<Option<TeenHenro>, WireError> {
    let owned = contacts::own(ctx)?;
    let reach = ctx.reach();
    let now = reach.now_ms().map_err(refused)?;
    let engine = reach.known(Whose::ward(record), &owned)?;
    let known = ctx.with_own(|open, _| contacts::load(open))?;
    let grants = engine.control().map(|control| &control.grants);
    let own = |grant: &&henro_sync::Grant| {
        let note = open_note(&owned, &record, false, &grant.given.note);
        // Another guardian may have given it: their note is not for us to read, but the record says so.
        let named = said.is_some_and(|id| id == grant.given.id.to_string());
        grant.holds(now) && (named || note.is_some_and(|note| note.own))
    };
    Ok(grants.into_iter().flat_map(|grants| grants.values()).find(own).map(|grant| {
        let contact = grant.given.to.to_string();
        TeenHenro {
            grant: grant.given.id.to_string(),
            name: name_of(&known, &contact),
            contact,
            since_ms: grant.at as i64,
        }
    }))
}

/// Records that guardians opened to the person as their own, and what the person keeps.
pub(crate) fn teen_read(ctx: &Context, _: Empty) -> Result<TeenView, WireError> {
    let (told_to, alone) =
        ctx.with_own(|open, _| Ok((tells(open)?, beside::alone(open.daily()).map_err(failed)?)))?;
    let mut records = Vec::new();
    if is_on(ctx)? {
        let shown = shared_list(ctx, Empty {})?.records.into_iter();
        records = shown.filter(|one| one.own && (one.mine || !one.ended)).map(record_view).collect();
        records.sort_by_key(|one: &TeenRecord| !one.mine);
    }
    Ok(TeenView { records, told: told_to, alone: told(alone) })
}

fn record_view(shown: SharedRecord) -> TeenRecord {
    TeenRecord {
        record: shown.record,
        keeper: shown.name,
        person: shown.person,
        mine: shown.mine,
        ended: shown.ended,
        writes: shown.writes,
    }
}

/// Takes a record up as one's own, on this device; or says that it is not.
pub(crate) fn teen_accept(ctx: &Context, ask: TeenAccept) -> Result<TeenView, WireError> {
    let seen = teen_read(ctx, Empty {})?;
    if !seen.records.iter().any(|one| one.record == ask.record) {
        return Err(Code::RecordMissing.into());
    }
    let record: RecordId = ask.record.parse().map_err(|_| Code::RecordMissing)?;
    ctx.with_own(|open, _| match (ask.mine, open.beside()?) {
        (true, _) => open.set_beside(Some(&record)),
        (false, Some(now)) if now == record => open.set_beside(None),
        (false, _) => Ok(()),
    })?;
    tell(ctx)?;
    teen_read(ctx, Empty {})
}

/// Keeps a part for oneself from now on, or not any more. What was written stays where it is.
pub(crate) fn teen_keep(ctx: &Context, ask: TeenKeep) -> Result<TeenView, WireError> {
    if !KEPT.contains(&ask.section) {
        return Err(Code::RequestInvalid.into());
    }
    ctx.with_own(|open, now| {
        let known = beside::alone(open.daily()).map_err(failed)?.contains_key(&ask.section);
        let since = ask.alone.then_some(now.today);
        if known == ask.alone { Ok(()) } else { put(open, now, &beside::key(ask.section), &since) }
    })?;
    tell(ctx)?;
    ctx.line.poke();
    teen_read(ctx, Empty {})
}

/// Whether guardians are told which parts are kept.
pub(crate) fn teen_tell(ctx: &Context, ask: TeenTell) -> Result<TeenView, WireError> {
    ctx.with_own(|open, now| put(open, now, TOLD, &ask.told))?;
    tell(ctx)?;
    ctx.line.poke();
    teen_read(ctx, Empty {})
}

/// Writes into the record of the guardians what they are to be told: a day a part, and nothing else.
fn tell(ctx: &Context) -> Result<(), WireError> {
    let Some(Beside { held }) = Beside::of(ctx)? else { return Ok(()) };
    if !held.about.writes.contains(&SectionName::Profile) {
        return Ok(());
    }
    let wrote = ctx.with_own(|open, now| {
        let alone =
            if tells(open)? { beside::alone(open.daily()).map_err(failed)? } else { Default::default() };
        let meta = super::append::meta(open, now);
        let daily = open.vault().shared(&held.record).map_err(failed)?;
        let there = beside::alone(daily).map_err(failed)?;
        let mut wrote = false;
        for section in KEPT.iter().filter(|section| alone.get(section) != there.get(section)) {
            let value = serde_json::to_string(&alone.get(section)).map_err(|_| Code::Internal)?;
            daily.put_setting(&beside::key(*section), &value, &meta).map_err(failed)?;
            wrote = true;
        }
        Ok(wrote)
    })?;
    if wrote {
        ctx.line.tell(held.record);
    }
    Ok(())
}

fn tells(open: &mut Open) -> Result<bool, WireError> {
    let said = open.daily().setting(TOLD).map_err(failed)?;
    Ok(said.and_then(|value| serde_json::from_str(&value).ok()).unwrap_or(true))
}

fn put<T: serde::Serialize>(open: &mut Open, now: Now, key: &str, value: &T) -> Result<(), WireError> {
    let value = serde_json::to_string(value).map_err(|_| Code::Internal)?;
    let meta = open.meta(now);
    open.daily().put_setting(key, &value, &meta).map_err(failed)
}

fn told(alone: std::collections::BTreeMap<SectionName, Day>) -> Vec<TeenAlone> {
    let order = SECTIONS.iter().filter_map(|(name, ..)| Some((*name, *alone.get(name)?)));
    order.map(|(section, since)| TeenAlone { section, since }).collect()
}

/// What is opened to the person: all but the walk, in which nothing is written. The profile too, or they could not tell what
/// they keep.
const GIVEN: [SectionName; 5] = [
    SectionName::Profile,
    SectionName::Vitals,
    SectionName::Activity,
    SectionName::Meals,
    SectionName::Diary,
];
/// What can be kept for oneself: the parts that have entries.
const KEPT: [SectionName; 4] =
    [SectionName::Vitals, SectionName::Activity, SectionName::Meals, SectionName::Diary];
/// 学校教育法 (School Education Act) article 17: elementary school ends with the school year in which one turns twelve.
const FROM_YEARS: i32 = 12;
const TOLD: &str = "alone told";
const GIVEN_BY: &str = "own henro";
