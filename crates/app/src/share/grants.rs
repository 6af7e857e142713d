//! Consents: formed, previewed, given, listed, taken back.

use std::collections::BTreeSet;

use henro_domain::{Day, EntryKind, MedicalKind, Section};
use henro_seal::hand;
use henro_sync::{Control, Grant, IdentityId, RecordId, Role};
use henro_sync_client::{Engine, NewConsent};
use henro_vault::MedicalAsk;
use serde::{Deserialize, Serialize};

use super::connect::refused;
use super::contacts::{self, Known};
use super::deep;
use super::family;
use super::hands::Owned;
use super::looks;
use super::reach::Reach;
use super::sections::{section_named, section_number};
use super::shared_medical::line;
use super::whose::Whose;
use crate::open::failed;
use crate::view::entry_view;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// What only owner and grantee can read of a consent.
#[derive(Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) purpose: String,
    /// Name of the one who gave it.
    pub(super) from: String,
    /// Whose record it is, where it is kept by the one who gave it.
    #[serde(default)]
    pub(super) of: Option<String>,
    /// It is a consent to be watched over: after so many days without an entry they are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) watch: Option<u8>,
    /// It is about the one to whom it is given: their guardians keep it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) own: bool,
}

/// What they will see.
pub(crate) fn grant_preview(ctx: &Context, ask: GrantAsk) -> Result<GrantPreview, WireError> {
    let (contact, sections) = checked(ctx, &ask)?;
    let until_ms = until(ctx, ask.days)?;
    let previewed = sections.iter().map(|name| preview(ctx, *name, ask.past)).collect::<Result<_, _>>()?;
    Ok(GrantPreview { sections: previewed, until_ms, unverified: !contact.verified })
}

fn preview(ctx: &Context, name: SectionName, past: bool) -> Result<GrantPreviewSection, WireError> {
    let section = section_named(name);
    if let Some(section) = section.filter(|section| section.is_clinical()) {
        return preview_medical(ctx, (name, section), past);
    }
    let kinds: Vec<EntryKind> =
        EntryKind::ALL.into_iter().filter(|kind| Some(kind.section()) == section).collect();
    if !past || kinds.is_empty() {
        return Ok(nothing_of(name));
    }
    ctx.with_open(|open, _| {
        let ends = (Day::from_number(Day::MIN_NUMBER), Day::from_number(Day::MAX_NUMBER));
        let (Ok(first), Ok(last)) = ends else { return Err(Code::Internal.into()) };
        let newest = open.daily().newest_in(&kinds, first, last, 5).map_err(failed)?;
        let (entries, from) = open.daily().count_of(&kinds).map_err(failed)?;
        Ok(GrantPreviewSection {
            section: name,
            entries: u32::try_from(entries).unwrap_or(u32::MAX),
            from,
            newest: newest.iter().map(entry_view).collect(),
            ..nothing_of(name)
        })
    })
}

fn preview_medical(
    ctx: &Context,
    (name, section): (SectionName, Section),
    past: bool,
) -> Result<GrantPreviewSection, WireError> {
    let kinds: Vec<MedicalKind> =
        MedicalKind::ALL.into_iter().filter(|kind| kind.section() == section).collect();
    if !past || kinds.is_empty() {
        return Ok(nothing_of(name));
    }
    let seen = ctx.with_clinical(|clinical, _, _| {
        let counts = clinical.counts().map_err(failed)?;
        let counts = counts.iter().filter(|count| kinds.contains(&count.kind));
        let (mut entries, mut from) = (0, None);
        for count in counts {
            entries += count.count;
            from = from.into_iter().chain(count.first).min();
        }
        let ask = MedicalAsk { most: 5, ..MedicalAsk::default() };
        let newest = clinical.list_kinds(&kinds, &ask).map_err(failed)?.entries;
        let undecided = clinical.undecided().map_err(failed)?;
        Ok(GrantPreviewSection {
            entries: u32::try_from(entries).unwrap_or(u32::MAX),
            from,
            medical: newest.iter().filter_map(|stored| line(stored, &undecided, None)).collect(),
            ..nothing_of(name)
        })
    });
    match seen {
        Err(error) if error.code == Code::ClinicalLocked => {
            Ok(GrantPreviewSection { closed: true, ..nothing_of(name) })
        }
        other => other,
    }
}

fn nothing_of(section: SectionName) -> GrantPreviewSection {
    GrantPreviewSection { section, entries: 0, from: None, newest: vec![], medical: vec![], closed: false }
}

/// Gives a consent. The clinical tier has to be open.
pub(crate) fn grant_give(ctx: &Context, ask: GrantAsk) -> Result<GrantList, WireError> {
    give(ctx, ask, false)?;
    grant_list(ctx, Empty {})
}

/// The same; `theirs` where the record is about the one to whom it is given.
pub(super) fn give(ctx: &Context, ask: GrantAsk, theirs: bool) -> Result<(), WireError> {
    let (contact, sections) = checked(ctx, &ask)?;
    let to: IdentityId = contact.id.parse().map_err(|_| Code::ContactMissing)?;
    let until = until(ctx, ask.days)?.map(|at| at as u64);
    let from = ctx.with_own(|open, _| {
        open.vault().clinical().map_err(failed)?;
        Ok(open.person().name.clone())
    })?;
    let whose = Whose::of(ctx, &contacts::own(ctx)?)?;
    let of = if whose.ward { Some(ctx.with_open(|open, _| Ok(open.person().name.clone()))?) } else { None };
    let reach = ctx.reach();
    // What is not on the server yet belongs to what they see.
    reach.round().map_err(refused)?;
    let turn = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    let record = whose.record;
    let own = trip.owned.identity;
    let note = Note { purpose: ask.purpose.trim().to_owned(), from, of, watch: None, own: theirs };
    let given = reach.on(&mut trip, whose, |engine, round| {
        family::put_there(engine, round)?;
        engine.follow_identity(round, &to)?;
        let mut given = Vec::new();
        for (sections, role) in parts(&sections, ask.role) {
            let note = seal_note(engine, &record, [to, own], &note)?;
            let consent = NewConsent { to, sections, role, past: ask.past, until, note };
            match engine.grant(round, &consent) {
                Ok(id) => given.push(id),
                Err(fault) => {
                    // All of it or nothing. What cannot be taken back either stands on the list.
                    given.into_iter().for_each(|id| drop(engine.revoke(round, id)));
                    return Err(fault);
                }
            }
        }
        Ok(())
    });
    drop(turn);
    given.map_err(refused)
}

/// What a consent is given for, by what it allows. In medical sections others only read: where they are let write, those are a
/// consent of their own.
fn parts(sections: &[SectionName], role: GrantRole) -> Vec<(BTreeSet<u8>, Role)> {
    let of = |medical: bool| -> BTreeSet<u8> {
        sections
            .iter()
            .filter(|name| is_medical(**name) == medical)
            .map(|name| section_number(*name))
            .collect()
    };
    let all = match role {
        GrantRole::Read => vec![(&of(false) | &of(true), Role::Read)],
        GrantRole::Append => vec![(of(false), Role::Append), (of(true), Role::Read)],
    };
    all.into_iter().filter(|(sections, _)| !sections.is_empty()).collect()
}

fn is_medical(name: SectionName) -> bool {
    section_named(name).is_some_and(Section::is_clinical)
}

/// The note for both: length, part of the grantee, part of the owner.
pub(super) fn seal_note(
    engine: &Engine,
    record: &RecordId,
    who: [IdentityId; 2],
    note: &Note,
) -> Result<Vec<u8>, henro_sync_client::Fault> {
    let plain = serde_json::to_vec(note).map_err(|_| henro_sync_client::Fault::Damaged("note"))?;
    let mut parts = Vec::new();
    for id in who {
        let keys = &engine.identity(&id).ok_or(henro_sync_client::Fault::Damaged("identity"))?.keys;
        parts.push(hand(keys.suite, &keys.daily, &bound(record, &id), &plain, &random::system)?);
    }
    let length = (parts[0].len() as u16).to_be_bytes();
    Ok([&length[..], &parts[0], &parts[1]].concat())
}

/// The note of a consent as one of the two reads it.
pub(super) fn open_note(owned: &Owned, record: &RecordId, grantee: bool, note: &[u8]) -> Option<Note> {
    let (length, rest) = note.split_first_chunk::<2>()?;
    let (first, second) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
    let sealed = if grantee { first } else { second };
    let bound = bound(record, &owned.identity);
    let plain = owned.opens().find_map(|key| key.open(&bound, sealed).ok())?;
    serde_json::from_slice(plain.expose()).ok()
}

fn bound(record: &RecordId, to: &IdentityId) -> Vec<u8> {
    [&record.0[..], &to.0].concat()
}

/// Who has what.
pub(crate) fn grant_list(ctx: &Context, _: Empty) -> Result<GrantList, WireError> {
    let owned = contacts::own(ctx)?;
    let reach = ctx.reach();
    let whose = Whose::of(ctx, &owned)?;
    let (control, known) = read(ctx, &reach, &owned, whose)?;
    let Some(control) = control else { return Ok(GrantList { grants: vec![] }) };
    let looks = looks::by_grant(&reach, whose).map_err(refused)?;
    let sections = reach.sections(whose.file()).map_err(refused)?;
    let now = reach.now_ms().map_err(refused)?;
    let receipts = deep::receipts(&reach, whose, &owned, &control).map_err(refused)?;
    let owed = reach.owed_revocations(whose.file()).map_err(refused)?;
    let mut grants: Vec<GrantView> = Vec::new();
    for (id, grant) in &control.grants {
        let seen = looks.get(id).copied().unwrap_or_default();
        let mut view = view(grant, &known, now);
        let given = grant.given.streams.iter().filter_map(|(stream, _)| sections.get(stream).copied());
        view.sections = given.collect();
        view.sections.sort_unstable();
        view.purpose = open_note(&owned, &control.record, false, &grant.given.note).map(|note| note.purpose);
        view.owed = owed.contains(id) && (view.standing == GrantStanding::Holds || !grant.deep);
        view.keys_owed = !grant.owed.is_empty();
        view.deep_hindered = deep::hindered(&control, grant, &known, now);
        view.deep_due = deep::is_due(&control, grant, now);
        view.deep = deep::stands(&control, grant, &receipts, &known);
        view.looks = seen.count;
        view.looked_ms = seen.last_ms;
        grants.push(view);
    }
    grants.sort_by_key(|view| (view.standing != GrantStanding::Holds, std::cmp::Reverse(view.since_ms)));
    Ok(GrantList { grants })
}

fn view(grant: &Grant, known: &[Known], now: u64) -> GrantView {
    let to = grant.given.to.to_string();
    let contact = known.iter().find(|one| one.id == to);
    GrantView {
        id: grant.given.id.to_string(),
        name: contact.map(|one| one.name.clone()).unwrap_or_default(),
        verified: contact.is_some_and(|one| one.verified),
        to,
        sections: vec![],
        role: if grant.given.role == Role::Read { GrantRole::Read } else { GrantRole::Append },
        past: grant.given.streams.iter().all(|(_, from)| *from == 0),
        purpose: None,
        since_ms: grant.at as i64,
        until_ms: grant.given.until.map(|at| at as i64),
        revoked_ms: grant.revoked.map(|at| at as i64),
        standing: match grant.revoked {
            // What is done to its past later does not change how it ended.
            Some(at) if grant.given.until.is_none_or(|until| at < until) => GrantStanding::Revoked,
            None if grant.holds(now) => GrantStanding::Holds,
            _ => GrantStanding::Ended,
        },
        looks: 0,
        looked_ms: None,
        owed: false,
        keys_owed: false,
        deep_hindered: vec![],
        deep_due: false,
        deep: None,
    }
}

/// The control chain and the contacts.
fn read(
    ctx: &Context,
    reach: &Reach,
    owned: &Owned,
    whose: Whose,
) -> Result<(Option<Control>, Vec<Known>), WireError> {
    let engine = reach.known(whose, owned)?;
    let known = ctx.with_own(|open, _| contacts::load(open))?;
    Ok((engine.control().cloned(), known))
}

fn checked(ctx: &Context, ask: &GrantAsk) -> Result<(Known, Vec<SectionName>), WireError> {
    let mut sections = ask.sections.clone();
    sections.sort_unstable();
    sections.dedup();
    if sections.is_empty() {
        return Err(Code::SectionMissing.into());
    }
    if ask.purpose.chars().count() > 200 || ask.days.is_some_and(|days| days == 0 || days > MOST_DAYS) {
        return Err(Code::RequestInvalid.into());
    }
    let known = ctx.with_own(|open, _| contacts::load(open))?;
    let contact = known.into_iter().find(|one| one.id == ask.to).ok_or(Code::ContactMissing)?;
    Ok((contact, sections))
}

/// The end of the last day.
fn until(ctx: &Context, days: Option<u32>) -> Result<Option<i64>, WireError> {
    let Some(days) = days else { return Ok(None) };
    let now = ctx.reach().now().map_err(refused)?;
    let (_, minute) = now.local().map_err(|_| Code::ClockWrong)?;
    let midnight = now.utc_ms - i64::from(minute.get()) * 60_000 - now.utc_ms.rem_euclid(60_000);
    Ok(Some(midnight + (i64::from(days) + 1) * DAY_MS))
}

const DAY_MS: i64 = 86_400_000;
const MOST_DAYS: u32 = 3_660;
