//! What the head of an organisation does at its seat: founds it, takes members in and out, says whom they look after.

use henro_remote::{Address, AddressFault, Server};
use henro_seal::AccountSeed;
use henro_sync::{
    Ask, DeviceEntry, DeviceKey, DeviceState, Given, GivenAct, Identity, RecordId, Tier, Welcome,
};
use henro_sync_client::{Engine, Fault, add_member, new_keys, remove_member};

use super::super::connect::{self, kept, refused};
use super::super::contacts::{card_of, safety_number};
use super::super::devices::identity;
use super::super::enrol;
use super::super::hands::Owned;
use super::super::reach::Reach;
use super::super::renew::Renewed;
use super::super::round::Trip;
use super::gateway::{Heard, PERSON, SEAT, Tasks, named, put_fact, read_fact};
use super::member::Told;
use super::{kind_of, number_of, short};
use crate::open::failed;
use crate::record::checked_name;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// Makes this record the seat of an organisation: an account of its own, known to the server.
pub(crate) fn org_begin(ctx: &Context, ask: OrgBegin) -> Result<OrgView, WireError> {
    let name = checked_name(&ask.name)?;
    let address = Address::parse(&ask.address).map_err(|fault| match fault {
        AddressFault::Malformed | AddressFault::Open => Code::ServerAddress,
    })?;
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    let reach = ctx.reach();
    if connect::has_account(&reach).map_err(refused)? {
        return Err(Code::RequestInvalid.into());
    }
    // Asked before anything is written: an address nobody answers at leaves no account behind.
    Server::at(address.clone()).and_then(|server| server.time()).map_err(refused)?;
    reach.daily(None, |daily| daily.put_sync_fact(SEAT, b"1")).map_err(refused)?;
    connect::begin_as(&reach, &address, (number_of(ask.kind), &name)).map_err(refused)?;
    reach.round().map_err(refused)?;
    org_read(ctx, Empty {})
}

/// The organisation as its head sees it.
pub(crate) fn org_read(ctx: &Context, _: Empty) -> Result<OrgView, WireError> {
    let reach = ctx.reach();
    let none = OrgView {
        kind: None,
        name: String::new(),
        card: None,
        safety_number: None,
        members: vec![],
        people: vec![],
    };
    let Some((owned, me)) = seat(&reach).map_err(refused)? else { return Ok(none) };
    ctx.begin_rounds();
    let members = me.devices.iter().filter(|(_, state)| state.is_member());
    let members = members.map(|(key, state)| member(&reach, key, state)).collect::<Result<Vec<_>, _>>();
    let mut members = members.map_err(refused)?;
    members.sort_by(|a, b| (a.removed_ms.is_some(), &a.name).cmp(&(b.removed_ms.is_some(), &b.name)));
    Ok(OrgView {
        kind: kind_of(me.kind),
        name: me.name.clone(),
        card: Some(card_of(&me.id)),
        safety_number: Some(safety_number(&me.id)),
        members,
        people: people(&reach, &owned).map_err(refused)?,
    })
}

fn seat(reach: &Reach) -> Result<Option<(Owned, Identity)>, Fault> {
    let Some(owned) = Owned::load(reach)? else { return Ok(None) };
    if reach.daily(None, |daily| daily.sync_fact(SEAT))?.is_none() {
        return Ok(None);
    }
    let me = identity(reach, &owned)?.filter(|me| me.kind.is_organisation());
    Ok(me.map(|me| (owned, me)))
}

fn needed(ctx: &Context) -> Result<(Owned, Identity), WireError> {
    seat(&ctx.reach()).map_err(refused)?.ok_or(Code::OrgMissing.into())
}

fn member(reach: &Reach, key: &DeviceKey, state: &DeviceState) -> Result<OrgMember, Fault> {
    let (tasks, heard, medical) = reach.daily(None, |daily| {
        Ok((Tasks::load(daily, key)?, Heard::load(daily, key)?, read_fact(daily, &medical(key))?))
    })?;
    Ok(OrgMember {
        id: short(key),
        name: state.name.clone(),
        duty: state.duty.clone().unwrap_or_default(),
        since_ms: state.added as i64,
        removed_ms: state.removed.map(|at| at as i64),
        all: tasks.all,
        records: tasks.records,
        reported_ms: heard.report().map(|report| report.until as i64),
        doubled: heard.doubled,
        medical,
    })
}

/// Everybody whose consent holds.
fn people(reach: &Reach, owned: &Owned) -> Result<Vec<OrgPerson>, Fault> {
    let now = reach.now_ms()?;
    let mut people = Vec::new();
    for record in reach.open(|open| open.vault().shared_records())? {
        let engine = Engine::load(&reach.store(record, true), owned.server)?;
        let holds = engine.control().is_some_and(|it| it.grants_of(&owned.identity, now).next().is_some());
        if !holds {
            continue;
        }
        let told = person(reach, record)?;
        let looks = lines(reach, record)?.iter().filter(|it| matches!(it.act, GivenAct::Look(_))).count();
        people.push(OrgPerson {
            record: record.to_string(),
            name: told.name,
            purpose: told.purpose,
            looks: u32::try_from(looks).unwrap_or(u32::MAX),
        });
    }
    people.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(people)
}

fn person(reach: &Reach, record: RecordId) -> Result<Told, Fault> {
    reach.daily(Some(record), |daily| read_fact(daily, PERSON))
}

/// The log of a record, as this seat wrote it.
fn lines(reach: &Reach, record: RecordId) -> Result<Vec<Given>, Fault> {
    let bytes = reach.daily(Some(record), |daily| daily.access(0))?;
    Ok(bytes.iter().filter_map(|line| Given::read(line).ok()).collect())
}

/// The organisation's own log.
pub(crate) fn org_log(ctx: &Context, _: Empty) -> Result<OrgLog, WireError> {
    let (_, me) = needed(ctx)?;
    let reach = ctx.reach();
    let mut all = Vec::new();
    for record in reach.open(|open| open.vault().shared_records()).map_err(refused)? {
        let name = person(&reach, record).map_err(refused)?.name;
        for line in lines(&reach, record).map_err(refused)? {
            all.push(OrgLine {
                at_ms: line.at as i64,
                member: me.devices.get(&line.member).map(|state| state.name.clone()).unwrap_or_default(),
                person: name.clone(),
                look: matches!(line.act, GivenAct::Look(_)),
            });
        }
    }
    all.sort_by_key(|line| std::cmp::Reverse(line.at_ms));
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    all.truncate(MOST);
    Ok(OrgLog { lines: all, count })
}

/// Shows a code for a new member. The rest goes as with a device of one's own.
pub(crate) fn member_begin(ctx: &Context, ask: OrgMemberAdd) -> Result<EnrolView, WireError> {
    let name = checked_name(&ask.name)?;
    let duty = ask.duty.trim().to_owned();
    if duty.chars().count() > 60 {
        return Err(Code::RequestInvalid.into());
    }
    needed(ctx)?;
    enrol::begin_for(ctx, EnrolBegin { near: false, on: None }, Some((name, duty)))
}

/// The entry by which a member joins, and what they are told. What is there already stays as it is.
pub(in crate::share) fn take_in(
    reach: &Reach,
    trip: &mut Trip,
    ask: &Ask,
    (name, duty): &(String, String),
) -> Result<Welcome, Fault> {
    let welcome = reach.on_own(trip, |engine, round| {
        let account = round.hands.account.ok_or(Fault::NeedsClinical)?;
        engine.extend_own(round, &mut |identity, at| {
            if identity.devices.contains_key(&ask.device) {
                return Ok(None);
            }
            let kem = ask.kem.clone();
            let device = DeviceEntry { key: ask.device, tier: Tier::Daily, name: name.clone(), kem };
            add_member(identity, account, (device, duty.clone()), ask.consent, at).map(Some)
        })?;
        let me = engine.identity(&round.hands.identity).ok_or(Fault::Damaged("identity"))?;
        Ok(Welcome { len: me.len, head: me.head })
    })?;
    // What the two compared covers it.
    if !ask.name.is_empty() {
        reach.clinical(None, |log| log.put_sync_fact(&named(&ask.device), ask.name.as_bytes()))?;
        reach.daily(None, |daily| put_fact(daily, &medical(&ask.device), &true))?;
    }
    Ok(welcome)
}

/// Present where a member named a key for medical sections.
fn medical(member: &DeviceKey) -> String {
    format!("member medical {member}")
}

/// Takes a member out: the server refuses them at once. People's consents stay as they are.
pub(crate) fn member_remove(ctx: &Context, ask: OrgMemberOne) -> Result<OrgView, WireError> {
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    let (_, me) = needed(ctx)?;
    let key = find(&me, &ask.id)?;
    let reach = ctx.reach();
    let turn = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    let removed = reach.on_own(&mut trip, |engine, round| {
        let account = round.hands.account.ok_or(Fault::NeedsClinical)?;
        engine.extend_own(round, &mut |identity, at| match identity.device(&key) {
            Some(_) => remove_member(identity, account, key, at).map(Some),
            None => Ok(None),
        })
    });
    drop(turn);
    removed.map_err(refused)?;
    // What was for them goes; where the server is away the next round does it.
    let _ = reach.round();
    org_read(ctx, Empty {})
}

/// Says whom a member looks after.
pub(crate) fn member_tasks(ctx: &Context, ask: OrgTasks) -> Result<OrgView, WireError> {
    let (_, me) = needed(ctx)?;
    let key = find(&me, &ask.id)?;
    if ask.records.len() > henro_sync::HandedRecord::MOST
        || ask.records.iter().any(|id| id.parse::<RecordId>().is_err())
    {
        return Err(Code::RequestInvalid.into());
    }
    let tasks = Tasks { all: ask.all, records: ask.records };
    ctx.with_own(|open, _| tasks.keep(open.daily(), &key).map_err(kept))?;
    ctx.line.stir();
    org_read(ctx, Empty {})
}

/// New keys of the organisation. People's apps take them up by themselves.
pub(crate) fn org_renew(ctx: &Context, _: Empty) -> Result<OrgView, WireError> {
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    needed(ctx)?;
    let reach = ctx.reach();
    let turn = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    let renewed = reach.on_own(&mut trip, |engine, round| {
        let account = round.hands.account.ok_or(Fault::NeedsClinical)?;
        let next = AccountSeed::make(&random::system);
        engine.extend_own(round, &mut |identity, at| {
            new_keys(identity, (account, &next), at, &random::system).map(Some)
        })
    });
    let renewed = renewed.and_then(|()| match reach.renew()? {
        Renewed::Waits => Err(Fault::NeedsClinical),
        _ => Ok(()),
    });
    drop(turn);
    renewed.map_err(refused)?;
    let _ = reach.round();
    org_read(ctx, Empty {})
}

fn find(me: &Identity, id: &str) -> Result<DeviceKey, WireError> {
    let members = me.devices.iter().filter(|(_, state)| state.is_member());
    let found = { members }.find(|(key, state)| short(key) == id && state.removed.is_none());
    found.map(|(key, _)| *key).ok_or(Code::DeviceMissing.into())
}

const MOST: usize = 500;
