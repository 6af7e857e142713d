//! 見守り: somebody is told when nothing was written for some days, and learns nothing else.
//!
//! The day of the newest entry stands alone in a record of its own, the *stamp record*: one stream, one setting a consent. The
//! device of the person writes it, sealed, in a round; whoever watches holds the key of that stream and no other, and their
//! app compares the day with how far it has heard. So it also works where the person's device is off, and the server knows
//! neither the day nor the number of days agreed. See docs/decisions/0032-watching-over.md.

use std::collections::BTreeSet;

use henro_domain::{ActorId, Day, OffsetMinutes, Stamp, SubjectId};
use henro_sync::{Control, GrantId, IdentityId, RecordId, Role, Tier};
use henro_sync_client::{Engine, Fault, Moment, NewConsent, Refusal, Round};
use henro_vault::{Daily, Meta, Source};

use super::connect::refused;
use super::contacts::{self, Known};
use super::grants::{Note, open_note, seal_note};
use super::hands::{AS_OF, Owned, text};
use super::reach::Reach;
use super::round::Trip;
use super::shared::is_on;
use super::whose::Whose;
use super::writers::name_of;
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// All that the other one will see.
pub(crate) fn watch_preview(ctx: &Context, ask: WatchAsk) -> Result<WatchPreview, WireError> {
    let contact = checked(ctx, &ask)?;
    let name = ctx.with_own(|open, _| Ok(open.person().name.clone()))?;
    let reach = ctx.reach();
    let owned = contacts::own(ctx)?;
    let last = last_day(&reach, &owned).map_err(refused)?;
    Ok(WatchPreview { name, last, unverified: !contact.verified })
}

/// Lets somebody watch over the person. The clinical tier has to be open.
pub(crate) fn watch_give(ctx: &Context, ask: WatchAsk) -> Result<WatchList, WireError> {
    checked(ctx, &ask)?;
    let to: IdentityId = ask.to.parse().map_err(|_| Code::ContactMissing)?;
    let from = ctx.with_own(|open, _| {
        open.vault().clinical().map_err(failed)?;
        Ok(open.person().name.clone())
    })?;
    let reach = ctx.reach();
    let turn = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    let own = trip.owned.identity;
    let record = reach.stamp_record(&mut trip, true).map_err(refused)?.ok_or(Code::Internal)?;
    let note = Note { purpose: String::new(), from, of: None, watch: Some(ask.days), own: false };
    let given = reach.on_stamps(&mut trip, record, |engine, round| {
        engine.follow_identity(round, &to)?;
        // One consent for one person: a new number of days takes the place of the old one.
        for old in held_by(engine, &to, round.moment.now) {
            engine.revoke(round, old)?;
        }
        let note = seal_note(engine, &record, [to, own], &note)?;
        // Days before the consent stay closed.
        let sections = BTreeSet::from([SECTION]);
        let consent = NewConsent { to, sections, role: Role::Read, past: false, until: None, note };
        engine.grant(round, &consent).map(drop)
    });
    given.map_err(refused)?;
    reach.stamp(&mut trip).map_err(refused)?;
    drop(turn);
    watch_list(ctx, Empty {})
}

/// Ends it. The clinical tier has to be open.
pub(crate) fn watch_stop(ctx: &Context, ask: GrantOne) -> Result<WatchList, WireError> {
    let id: GrantId = ask.id.parse().map_err(|_| Code::GrantMissing)?;
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    contacts::own(ctx)?;
    let reach = ctx.reach();
    let turn = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    let record = reach.stamp_record(&mut trip, false).map_err(refused)?.ok_or(Code::GrantMissing)?;
    reach.on_stamps(&mut trip, record, |engine, round| engine.revoke(round, id)).map_err(
        |fault| match fault {
            Fault::Refused(Refusal::Absent) => Code::GrantMissing.into(),
            other => refused(other),
        },
    )?;
    drop(turn);
    watch_list(ctx, Empty {})
}

/// Who watches over whom. Nothing where there is no server.
pub(crate) fn watch_list(ctx: &Context, _: Empty) -> Result<WatchList, WireError> {
    if !is_on(ctx)? {
        return Ok(WatchList { given: vec![], watched: vec![] });
    }
    let owned = contacts::own(ctx)?;
    let reach = ctx.reach();
    let known = ctx.with_own(|open, _| contacts::load(open))?;
    let held = reach.open(|open| open.vault().shared_records()).map_err(refused)?;
    let now = reach.now_ms().map_err(refused)?;
    let mut list = WatchList { given: vec![], watched: vec![] };
    for record in held {
        let engine = Engine::load(&reach.store(record, true), owned.server).map_err(refused)?;
        let Some(control) = engine.control() else { continue };
        if control.owners.contains(&owned.identity) {
            list.given.extend(given(&owned, control, &known, now));
        } else {
            list.watched.extend(watched(&reach, &owned, control, &known).map_err(refused)?);
        }
    }
    list.given.sort_by_key(|one| std::cmp::Reverse(one.since_ms));
    list.watched.sort_by(|a, b| (!a.overdue, &a.name).cmp(&(!b.overdue, &b.name)));
    Ok(list)
}

fn given(owned: &Owned, control: &Control, known: &[Known], now: u64) -> Vec<WatchGiven> {
    let holding = control.grants.values().filter(|grant| grant.holds(now));
    let one = |grant: &henro_sync::Grant| {
        let note = open_note(owned, &control.record, false, &grant.given.note)?;
        let to = grant.given.to.to_string();
        Some(WatchGiven {
            id: grant.given.id.to_string(),
            name: name_of(known, &to),
            to,
            days: note.watch?,
            since_ms: grant.at as i64,
        })
    };
    holding.filter_map(one).collect()
}

fn watched(
    reach: &Reach,
    owned: &Owned,
    control: &Control,
    known: &[Known],
) -> Result<Option<Watched>, Fault> {
    let now = reach.now_ms()?;
    let mine = control.grants.values().filter(|grant| grant.given.to == owned.identity && grant.holds(now));
    let Some(grant) = mine.max_by_key(|grant| grant.n) else { return Ok(None) };
    let note = open_note(owned, &control.record, true, &grant.given.note);
    let Some((from, days)) = note.and_then(|note| Some((note.from, note.watch?))) else { return Ok(None) };
    let (last, as_of) = reach.daily(Some(control.record), |daily| {
        let as_of = daily.sync_fact(AS_OF)?.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok((stamped(daily)?, as_of.and_then(|text| text.parse::<i64>().ok())))
    })?;
    let since = day_of(reach, grant.at as i64)?;
    let heard = as_of.map(|at| day_of(reach, at)).transpose()?;
    let begun = last.map_or(since, |last| last.max(since));
    let silent = heard.map(|heard| u32::try_from(heard.number() - begun.number()).unwrap_or(0));
    let owner = control.owners.first().map(ToString::to_string).unwrap_or_default();
    let name = Some(name_of(known, &owner)).filter(|name| !name.is_empty()).unwrap_or(from);
    Ok(Some(Watched {
        record: control.record.to_string(),
        owner,
        name,
        days,
        last,
        since,
        as_of_ms: as_of,
        silent,
        overdue: silent.is_some_and(|silent| silent >= u32::from(days)),
    }))
}

impl Reach {
    /// Writes the day of the newest entry where somebody watches and it has gone on, and sends it.
    pub(super) fn stamp(&self, trip: &mut Trip) -> Result<(), Fault> {
        let Some(record) = self.stamp_record(trip, false)? else { return Ok(()) };
        self.rotate_owed(trip, Whose::ward(record))?;
        let last = last_day(self, &trip.owned)?;
        self.on_stamps(trip, record, |engine, round| {
            let control = engine.control().ok_or(Fault::Damaged("no control chain"))?;
            let holds = control.grants.values().any(|grant| grant.holds(round.moment.now));
            let (Some(day), true) = (last, holds) else { return Ok(()) };
            // Who was let in later has no key for what was written before: each consent begins anew.
            let key = format!("{KEY}{}", control.grants.len());
            let due = self.daily(Some(record), |daily| {
                Ok(!stands(daily, &key, day)? || daily.waiting_to_leave()? != (0, 0))
            })?;
            if !due {
                return Ok(());
            }
            engine.sync(round)?;
            if round.store.number()?.is_none() {
                engine.take_number(round)?;
            }
            // Another device of ours may have written it meanwhile.
            self.daily(Some(record), |daily| write(daily, &key, day))?;
            engine.sync(round).map(drop)
        })
    }

    /// Whether somebody watches, as far as this device knows, and the day they see is behind.
    pub(super) fn stamp_owed(&self, owned: &Owned) -> Result<bool, Fault> {
        let Some(record) = self.stamps_known()? else { return Ok(false) };
        let stands = self.daily(Some(record), |daily| stamped(daily))?;
        Ok(last_day(self, owned)? > stands)
    }

    /// The record in which the days stand, as far as this device knows.
    pub(super) fn stamps_known(&self) -> Result<Option<RecordId>, Fault> {
        let known = self.daily(None, |daily| Ok(text(daily, FACT)))??;
        Ok(known.and_then(|id| id.parse().ok()))
    }

    /// The record in which the days stand; made where it is wanted and there is none.
    fn stamp_record(&self, trip: &mut Trip, make: bool) -> Result<Option<RecordId>, Fault> {
        if let Some(record) = self.stamps_known()? {
            return self.begun(trip, record, make).map(Some);
        }
        for record in self.open(|open| open.vault().shared_records())? {
            // Another device of ours made it: ours alone, and nothing but the one stream of days.
            let engine = Engine::load(&self.store(record, true), trip.owned.server)?;
            let own = trip.owned.identity;
            let ours = |control: &Control| {
                control.streams.len() == 1 && control.owners.len() == 1 && control.owners.contains(&own)
            };
            if engine.control().is_some_and(ours) {
                self.daily(None, |daily| daily.put_sync_fact(FACT, record.to_string().as_bytes()))?;
                return Ok(Some(record));
            }
        }
        if !make {
            return Ok(None);
        }
        let mut id = [0; 16];
        random::system(&mut id);
        let record = RecordId(id);
        self.open(|open| open.vault().keep_shared(&[record], &random::system))?;
        self.daily(None, |daily| daily.put_sync_fact(FACT, record.to_string().as_bytes()))?;
        self.begun(trip, record, true).map(Some)
    }

    /// Sees to it that the record is on the server: what made it may have been broken off.
    fn begun(&self, trip: &mut Trip, record: RecordId, make: bool) -> Result<RecordId, Fault> {
        if make {
            self.on_stamps(trip, record, |engine, round| {
                if engine.control().is_none() && !super::round::begun(round)? {
                    engine.begin_record(round, &[(SECTION, Tier::Daily)])?;
                }
                engine.sync(round).map(drop)
            })?;
        }
        Ok(record)
    }

    fn on_stamps<T>(
        &self,
        trip: &mut Trip,
        record: RecordId,
        work: impl FnOnce(&mut Engine, &mut Round) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut store = self.store(record, true);
        let mut engine = Engine::load(&store, trip.owned.server)?;
        let hands = trip.owned.hands();
        let moment = Moment { now: trip.now, random: &random::system };
        work(&mut engine, &mut Round { store: &mut store, remote: &mut trip.server, hands: &hands, moment })
    }
}

/// Whether a day stands there, or a later one.
fn stands(daily: &Daily, key: &str, day: Day) -> Result<bool, henro_vault::Error> {
    Ok(daily.setting(key)?.as_deref().and_then(read).is_some_and(|stands| stands >= day))
}

/// Writes a day where it does not stand yet. The clock of the change says no more than the day.
fn write(daily: &mut Daily, key: &str, day: Day) -> Result<(), henro_vault::Error> {
    if stands(daily, key, day)? {
        return Ok(());
    }
    let stamp = Stamp { utc_ms: i64::from(day.number()) * DAY_MS, offset: OffsetMinutes::UTC };
    let meta = Meta { stamp, actor: ActorId::SELF, subject: SubjectId(1), source: Source::Form };
    daily.put_setting(key, &format!("\"{day}\""), &meta)
}

/// The newest day that stands in a stamp record; nothing in any other.
fn stamped(daily: &Daily) -> Result<Option<Day>, henro_vault::Error> {
    let settings = daily.settings()?;
    Ok(settings.iter().filter(|(key, _)| key.starts_with(KEY)).filter_map(|(_, value)| read(value)).max())
}

fn read(value: &str) -> Option<Day> {
    serde_json::from_str(value).ok()
}

/// The day on which the person last wrote something, on any device. What others wrote for them is no sign of them.
fn last_day(reach: &Reach, owned: &Owned) -> Result<Option<Day>, Fault> {
    let engine = Engine::load(&reach.store(owned.record, false), owned.server)?;
    let devices = engine.control().map(|control| &control.devices).into_iter().flatten();
    let own: Vec<u32> =
        devices.filter(|(_, device)| device.identity == owned.identity).map(|(number, _)| *number).collect();
    let at = reach.daily(None, |daily| daily.last_written(&own))?;
    let today = day_of(reach, reach.config.now().utc_ms)?;
    at.map(|at| Ok(day_of(reach, at)?.min(today))).transpose()
}

fn day_of(reach: &Reach, utc_ms: i64) -> Result<Day, Fault> {
    let stamp = Stamp { utc_ms, ..reach.config.now() };
    Ok(stamp.local().map_err(|_| Fault::Store("clock"))?.0)
}

fn held_by(engine: &Engine, to: &IdentityId, now: u64) -> Vec<GrantId> {
    let grants = engine.control().map(|control| control.grants.values()).into_iter().flatten();
    grants.filter(|grant| grant.given.to == *to && grant.holds(now)).map(|grant| grant.given.id).collect()
}

fn checked(ctx: &Context, ask: &WatchAsk) -> Result<Known, WireError> {
    if !(1..=MOST_DAYS).contains(&ask.days) {
        return Err(Code::RequestInvalid.into());
    }
    contacts::own(ctx)?;
    let known = ctx.with_own(|open, _| contacts::load(open))?;
    known.into_iter().find(|one| one.id == ask.to).ok_or(Code::ContactMissing.into())
}

/// The section of the one stream of a stamp record: settings stand in it.
const SECTION: u8 = 0;
const KEY: &str = "presence ";
const FACT: &str = "stamp record";
const MOST_DAYS: u8 = 14;
const DAY_MS: i64 = 86_400_000;
