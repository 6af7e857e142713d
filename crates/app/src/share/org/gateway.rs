//! The seat of an organisation in a round: takes keys out of the chains of people who gave it a consent, hands them to the
//! members whose task they are, takes in what members report, and says which looks it knows of. It looks at nothing itself.

use std::collections::BTreeMap;

use henro_seal::hand;
use henro_sync::{
    Control, DeviceKey, GiftKey, Given, GivenAct, HandedRecord, Handout, Hash, Identity, Label, LookMade,
    ReadMark, Reads, RecordId, Report, Secret, Slot, Tier, hash, member_key,
};
use henro_sync_client::{Engine, Fault, Moment, Refusal, Remote, Round, Store};
use henro_vault::Daily;
use serde::{Deserialize, Serialize};

use super::super::devices::identity;
use super::super::grants::open_note;
use super::super::hands::Owned;
use super::super::reach::Reach;
use super::super::round::{Trip, apart};
use super::{bound, printed, slot};
use crate::random;

/// Whom a member looks after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tasks {
    pub(super) all: bool,
    pub(super) records: Vec<String>,
}

impl Default for Tasks {
    fn default() -> Self {
        Self { all: true, records: vec![] }
    }
}

impl Tasks {
    pub(super) fn load(daily: &Daily, member: &DeviceKey) -> Result<Self, henro_vault::Error> {
        read_fact(daily, &format!("tasks {member}"))
    }

    pub(super) fn keep(&self, daily: &mut Daily, member: &DeviceKey) -> Result<(), henro_vault::Error> {
        put_fact(daily, &format!("tasks {member}"), self)
    }

    fn hold(&self, record: &RecordId) -> bool {
        self.all || self.records.contains(&record.to_string())
    }
}

/// What the seat knows of a member's reports.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Heard {
    /// Time of the newest report, by the clock of the server.
    pub(super) at: u64,
    /// The report.
    pub(super) bytes: Vec<u8>,
    /// A report lacked looks that an earlier one had: two use that key.
    #[serde(default)]
    pub(super) doubled: bool,
}

impl Heard {
    pub(super) fn load(daily: &Daily, member: &DeviceKey) -> Result<Self, henro_vault::Error> {
        read_fact(daily, &heard_name(member))
    }

    pub(super) fn report(&self) -> Option<Report> {
        Report::read(&self.bytes).ok()
    }
}

/// What was last said of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    digest: String,
    at: u64,
}

impl Reach {
    /// The work of the seat, where this record is the seat of an organisation. Answers whether it is.
    pub(in crate::share) fn seat(&self, trip: &mut Trip) -> Result<bool, Fault> {
        if self.daily(None, |daily| daily.sync_fact(SEAT))?.is_none() {
            return Ok(false);
        }
        let Some(me) = identity(self, &trip.owned)?.filter(|me| me.kind.is_organisation()) else {
            return Ok(false);
        };
        let all = trip.server.records()?;
        let wards = self.kept_wards(true)?;
        let mut people: Vec<RecordId> = all
            .into_iter()
            .filter(|record| *record != trip.owned.record && !wards.contains(record))
            .collect();
        let known = self.open(|open| open.vault().shared_records())?;
        for record in known.into_iter().filter(|record| !people.contains(record)).collect::<Vec<_>>() {
            // Not told of any more: the chain says why, once.
            if self.still_held(trip, record)? {
                people.push(record);
            }
        }
        self.open(|open| open.vault().keep_shared(&people, &random::system))?;
        let open = self.clinical_is_open();
        let (mut held, mut medical) = (Vec::new(), Vec::new());
        let (mut unread, mut ended) = (Vec::new(), Ok(()));
        for record in people {
            match self.person(trip, record) {
                Ok(None) => {}
                Ok(Some((daily, clinical))) => {
                    held.push(daily);
                    medical.extend(Some(clinical).filter(|one| !one.keys.is_empty()));
                }
                // Taken back between the list and here.
                Err(Fault::Refused(Refusal::NotAllowed | Refusal::Absent)) => {}
                Err(fault) => {
                    ended = apart(ended, Err(fault))?;
                    unread.push(record);
                }
            }
        }
        self.hand_out(trip, &me, (Tier::Daily, Some(&held)), &unread)?;
        let medical = Some(&medical[..]).filter(|_| open && self.clinical_is_open());
        self.hand_out(trip, &me, (Tier::Clinical, medical), &unread)?;
        let heard = self.take_reports(trip, &me)?;
        self.say(trip, &me, (&held, &heard))?;
        ended.map(|()| true)
    }

    /// Whether a consent of this person holds, as far as their chain is known.
    fn still_held(&self, trip: &Trip, record: RecordId) -> Result<bool, Fault> {
        let engine = Engine::load(&self.store(record, true), trip.owned.server)?;
        let now = trip.now;
        Ok(engine.control().is_some_and(|it| it.grants_of(&trip.owned.identity, now).next().is_some()))
    }

    /// The chain of a person and the keys that are for us: of daily sections, and of medical ones while our half is open. Nothing is
    /// looked at.
    fn person(
        &self,
        trip: &mut Trip,
        record: RecordId,
    ) -> Result<Option<(HandedRecord, HandedRecord)>, Fault> {
        let mut store = self.store(record, true);
        let mut engine = Engine::load(&store, trip.owned.server)?;
        let hands = trip.owned.hands();
        let moment = Moment { now: trip.now, random: &random::system };
        engine.follow(&mut Round { store: &mut store, remote: &mut trip.server, hands: &hands, moment })?;
        let Some(control) = engine.control() else { return Ok(None) };
        let Some((keys, note)) = handed_keys(trip, control, (&store, Tier::Daily))? else { return Ok(None) };
        let medical = handed_keys(trip, control, (&store, Tier::Clinical))?.map(|(keys, _)| keys);
        let note = open_note(&trip.owned, &record, true, &note);
        let (name, purpose) =
            note.map(|note| (note.of.unwrap_or(note.from), note.purpose)).unwrap_or_default();
        let short = |text: String| text.chars().take(200).collect::<String>();
        let (name, purpose) = (short(name), short(purpose));
        let told = super::member::Told { name: name.clone(), purpose: purpose.clone() };
        self.daily(Some(record), |daily| put_fact(daily, PERSON, &told))?;
        let clinical = HandedRecord {
            record,
            name: String::new(),
            purpose: String::new(),
            keys: medical.unwrap_or_default(),
        };
        Ok(Some((HandedRecord { record, name, purpose, keys }, clinical)))
    }

    /// Keys of a half for each member whose task changed, or whose keys did. Logged before they go out. Without `held` our half
    /// is closed, and what was handed out of it stays as it is; so it does for who has a record that could not be read now: a fault
    /// takes nobody's consent away.
    fn hand_out(
        &self,
        trip: &mut Trip,
        me: &Identity,
        (half, held): (Tier, Option<&[HandedRecord]>),
        unread: &[RecordId],
    ) -> Result<(), Fault> {
        for (member, state) in me.devices.iter().filter(|(_, state)| state.is_member()) {
            let name = handed_name(member, half);
            let before: BTreeMap<String, String> = self.daily(None, |daily| read_fact(daily, &name))?;
            if state.removed.is_some() {
                if !before.is_empty() {
                    trip.server.put_slip(&slot(&me.id, member, half), &[])?;
                    self.daily(None, |daily| put_fact(daily, &name, &BTreeMap::<String, String>::new()))?;
                }
                continue;
            }
            let Some(held) = held else { continue };
            let tasks = self.daily(None, |daily| Tasks::load(daily, member))?;
            if unread.iter().any(|one| tasks.hold(one) && before.contains_key(&one.to_string())) {
                continue;
            }
            let mine: Vec<HandedRecord> =
                held.iter().filter(|one| tasks.hold(&one.record)).take(HandedRecord::MOST).cloned().collect();
            let now: BTreeMap<String, String> =
                mine.iter().map(|one| (one.record.to_string(), digest(one))).collect();
            if now == before {
                continue;
            }
            let Some(kem) = self.kem_of(trip, me, (member, &state.kem, half))? else { continue };
            let sealed = hand(
                me.keys.suite,
                &kem,
                &bound(&me.id, member, half),
                &HandedRecord::bytes(&mine),
                &random::system,
            );
            // What they named as their key is none: nothing goes to them, and the others get theirs.
            let Ok(sealed) = sealed else { continue };
            for one in mine.iter().filter(|one| before.get(&one.record.to_string()) != Some(&digest(one))) {
                self.write_line(trip, one.record, (*member, trip.now, GivenAct::Keys))?;
            }
            let by = trip.owned.device();
            let handout = Handout { organisation: me.id, member: *member, by, at: trip.now, sealed };
            let bytes = handout.sign(trip.owned.hands().device);
            trip.server.put_slip(&slot(&me.id, member, half), &bytes)?;
            self.daily(None, |daily| put_fact(daily, &name, &now))?;
        }
        Ok(())
    }

    /// What was handed out went with a server that was emptied: it is handed out again.
    pub(in crate::share) fn forget_handed(&self, owned: &Owned) -> Result<(), Fault> {
        let Some(me) = identity(self, owned)? else { return Ok(()) };
        for (member, _) in me.devices.iter().filter(|(_, state)| state.is_member()) {
            for half in [Tier::Daily, Tier::Clinical] {
                self.daily(None, |daily| daily.drop_sync_fact(&handed_name(member, half)))?;
            }
        }
        Ok(())
    }

    /// To what keys of a half are sealed for a member. For the medical one that is the key they named when they joined, and no
    /// other; nothing where they named none or have not laid it down yet.
    fn kem_of(
        &self,
        trip: &mut Trip,
        me: &Identity,
        (member, daily, half): (&DeviceKey, &[u8], Tier),
    ) -> Result<Option<Vec<u8>>, Fault> {
        if half == Tier::Daily {
            return Ok(Some(daily.to_vec()));
        }
        let Some(named) = self.clinical(None, |log| log.sync_fact(&named(member)))? else { return Ok(None) };
        let laid = trip.server.slip(member, &Slot::member_key(&me.id, member), 0)?.map(|(_, kem)| kem);
        Ok(laid.filter(|kem| printed(&member_key(&me.id, member, kem)).as_bytes() == named))
    }

    /// Takes in what members report. A look is logged the first time it is heard of.
    fn take_reports(&self, trip: &mut Trip, me: &Identity) -> Result<BTreeMap<DeviceKey, Report>, Fault> {
        let mut heard = BTreeMap::new();
        let held = self.open(|open| open.vault().shared_records())?;
        for (member, _) in me.devices.iter().filter(|(_, state)| state.is_member()) {
            let mut known = self.daily(None, |daily| Heard::load(daily, member))?;
            if let Some((at, bytes)) = trip.server.slip(member, &Slot::report(&me.id, member), known.at)? {
                let report = Report::read(&bytes).ok();
                let report = report.filter(|it| it.organisation == me.id && it.member == *member);
                if let Some(report) = report {
                    for look in report.looks.iter().filter(|look| held.contains(&look.record)) {
                        self.note_look(trip, member, look)?;
                    }
                    let doubled =
                        known.doubled || known.report().is_some_and(|before| lacks(&report, &before));
                    known = Heard { at, bytes, doubled };
                    self.daily(None, |daily| put_fact(daily, &heard_name(member), &known))?;
                }
            }
            heard.extend(known.report().map(|report| (*member, report)));
        }
        Ok(heard)
    }

    fn note_look(&self, trip: &Trip, member: &DeviceKey, look: &LookMade) -> Result<(), Fault> {
        let lines = self.daily(Some(look.record), |daily| daily.access(0))?;
        let act = GivenAct::Look(look.look);
        let known = lines.iter().filter_map(|line| Given::read(line).ok()).any(|line| line.act == act);
        if known { Ok(()) } else { self.write_line(trip, look.record, (*member, look.at, act)) }
    }

    /// Adds a line to the log of a record.
    fn write_line(
        &self,
        trip: &Trip,
        record: RecordId,
        (member, at, act): (DeviceKey, u64, GivenAct),
    ) -> Result<(), Fault> {
        let lines = self.daily(Some(record), |daily| daily.access(0))?;
        let prev = lines.last().map_or(Hash::ZERO, |line| Given::hash(line));
        let line = Given { record, n: lines.len() as u64, prev, at, member, act };
        let bytes = line.sign(trip.owned.hands().device);
        self.daily(Some(record), |daily| daily.append_access(line.n, &[bytes]))
    }

    /// Says which looks at each record are known: when there are new ones, and otherwise now and then.
    fn say(
        &self,
        trip: &mut Trip,
        me: &Identity,
        (held, heard): (&[HandedRecord], &BTreeMap<DeviceKey, Report>),
    ) -> Result<(), Fault> {
        let marks: Vec<ReadMark> = heard
            .iter()
            .map(|(member, report)| ReadMark { member: *member, since: report.since, until: report.until })
            .collect();
        for record in held.iter().map(|one| one.record) {
            let looks: Vec<LookMade> = heard
                .values()
                .flat_map(|report| report.looks.iter().filter(|look| look.record == record))
                .copied()
                .take(Report::MOST)
                .collect();
            let seen: Vec<u8> =
                looks.iter().flat_map(|look| look.look.0.into_iter().chain([look.sure.into()])).collect();
            let said: Said = self.daily(Some(record), |daily| read_fact(daily, SAID))?;
            let digest = printed(&hash(Label::Reads, &[&seen]));
            if said.digest == digest && trip.now.saturating_sub(said.at) < SAY_MS {
                continue;
            }
            let lines = self.daily(Some(record), |daily| daily.access(0))?;
            let count = lines
                .iter()
                .filter_map(|line| Given::read(line).ok())
                .filter(|line| matches!(line.act, GivenAct::Look(_)))
                .count() as u64;
            let (by, at) = (trip.owned.device(), trip.now);
            let reads = Reads { organisation: me.id, record, by, at, count, marks: marks.clone(), looks };
            let bytes = reads.sign(trip.owned.hands().device);
            trip.server.put_slip(&Slot::reads(&me.id, &record), &bytes)?;
            self.daily(Some(record), |daily| put_fact(daily, SAID, &Said { digest, at }))?;
        }
        Ok(())
    }
}

/// Whether looks are missing that were reported before and would be remembered still.
fn lacks(report: &Report, before: &Report) -> bool {
    let had = before.looks.iter().filter(|look| look.at >= report.since);
    had.into_iter().any(|look| !report.looks.iter().any(|one| one.look == look.look))
}

/// Keys of streams, and the sealed note of a consent.
type KeysAndNote = (Vec<GiftKey>, Vec<u8>);

/// Keys of the streams a consent to us opens now, the newest first, and the note of that consent.
fn handed_keys(
    trip: &Trip,
    control: &Control,
    (store, half): (&dyn Store, Tier),
) -> Result<Option<KeysAndNote>, Fault> {
    let holding: Vec<_> = control.grants_of(&trip.owned.identity, trip.now).collect();
    let Some(newest) = holding.iter().max_by_key(|grant| grant.n) else { return Ok(None) };
    let mut keys = Vec::new();
    for mark in store.streams()? {
        let other = control.streams.get(&mark.stream).is_none_or(|state| state.tier != half);
        if other || !holding.iter().any(|grant| grant.given.streams.iter().any(|(of, _)| *of == mark.stream))
        {
            continue;
        }
        for (epoch, key) in store.keys(&mark.stream)? {
            let key = Secret::new(key.expose());
            keys.push(GiftKey { stream: mark.stream, section: mark.section, epoch, key });
        }
    }
    keys.sort_by_key(|key| (std::cmp::Reverse(key.epoch), key.stream));
    keys.truncate(HandedRecord::MOST_KEYS);
    Ok(Some((keys, newest.given.note.clone())))
}

/// Tells whether a record is handed out with something new in it.
fn digest(one: &HandedRecord) -> String {
    let bytes = HandedRecord::bytes(std::slice::from_ref(one));
    printed(&hash(Label::Handout, &[&bytes]))
}

pub(super) fn read_fact<T: Default + serde::de::DeserializeOwned>(
    daily: &Daily,
    name: &str,
) -> Result<T, henro_vault::Error> {
    let found = daily.sync_fact(name)?;
    Ok(found.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

pub(super) fn put_fact<T: Serialize>(
    daily: &mut Daily,
    name: &str,
    value: &T,
) -> Result<(), henro_vault::Error> {
    let text = serde_json::to_vec(value).map_err(|_| henro_vault::Error::Misfit)?;
    daily.put_sync_fact(name, &text)
}

/// What was handed to a member out of a half.
fn handed_name(member: &DeviceKey, half: Tier) -> String {
    match half {
        Tier::Daily => format!("handed {member}"),
        Tier::Clinical => format!("handed medical {member}"),
    }
}

fn heard_name(member: &DeviceKey) -> String {
    format!("heard {member}")
}

/// Where the seat keeps, in its medical half, by what a member named their key for medical sections.
pub(super) fn named(member: &DeviceKey) -> String {
    format!("member key {member}")
}

/// Present where this record is the seat of an organisation.
pub(super) const SEAT: &str = "organisation seat";
/// Name and purpose a person gave with the consent.
pub(super) const PERSON: &str = "person of consent";
const SAID: &str = "reads said";
/// How old what is said of a record may be.
const SAY_MS: u64 = 10 * 60_000;
