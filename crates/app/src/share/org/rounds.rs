//! A member's round: keys the organisation handed out, looks at the records they open, a report of the looks.

use std::collections::BTreeSet;

use henro_remote::{Address, Login, Server};
use henro_seal::{KemKey, Key, SigningKey, StreamKey};
use henro_sync::{GiftKey, HandedRecord, Handout, Identity, Label, RecordId, Report, Slot, Tier, hash};
use henro_sync_client::{Chain, Engine, Fault, Hands, Lie, Moment, Refusal, Remote, Round, Store, Watching};

use super::super::hands::AS_OF;
use super::super::reach::Reach;
use super::super::refill::begins;
use super::super::round::{Trip, apart};
use super::super::sections::{section_of, tier_of};
use super::made::Looks;
use super::member::{self, Kept, Place, Told};
use super::{bound, printed, seats, slot};
use crate::random;

impl Place {
    /// Who asks.
    pub(super) fn login(&self) -> Result<Login, Fault> {
        let device = SigningKey::from_seed(self.device.seed().clone())?;
        Ok(Login { identity: self.organisation, device })
    }

    fn hands(&self) -> Hands<'_> {
        Hands {
            identity: self.organisation,
            device: &self.device,
            daily: &self.kem,
            former: &[],
            account: None,
        }
    }
}

/// One organisation in one round.
struct Visit {
    kept: Kept,
    place: Place,
    server: Server,
    now: u64,
}

impl Visit {
    /// What a seat handed out of a half since a time.
    fn newest(
        &mut self,
        organisation: &Identity,
        (half, after): (Tier, u64),
    ) -> Result<Option<(u64, Handout)>, Fault> {
        let (id, me) = (self.place.organisation, self.place.key());
        let mut newest: Option<(u64, Handout)> = None;
        for seat in seats(organisation) {
            let Some((at, bytes)) = self.server.slip(&seat, &slot(&id, &me, half), after)? else { continue };
            let Ok(handout) = Handout::read(&bytes) else { continue };
            let meant = (handout.organisation, handout.member, handout.by);
            if meant == (id, me, seat) && newest.as_ref().is_none_or(|(of, _)| *of < at) {
                newest = Some((at, handout));
            }
        }
        Ok(newest)
    }

    fn open(&self, kem: &KemKey, (half, handout): (Tier, &Handout)) -> Result<Vec<HandedRecord>, Fault> {
        let plain = kem.open(&bound(&self.place.organisation, &self.place.key(), half), &handout.sealed)?;
        HandedRecord::read(plain.expose()).map_err(|_| Fault::Damaged("keys from the organisation"))
    }
}

/// Keys of the sections of a half: what somebody wrongly handed with those of the other is left.
fn keys_of(one: &HandedRecord, half: Tier) -> Vec<StreamKey> {
    let of = one.keys.iter().filter(|key| section_of(key.section).is_some_and(|of| tier_of(of) == half));
    let key = |key: &GiftKey| StreamKey {
        stream: key.stream,
        section: key.section,
        epoch: key.epoch,
        key: Key::from_bytes(*key.key.expose()),
    };
    of.map(key).collect()
}

impl Reach {
    /// All organisations this person is a member of. One that cannot be asked does not stop the others.
    pub(in crate::share) fn memberships(&self, trip: &Trip) -> Result<(), Fault> {
        let all = self.daily(None, |daily| member::load(daily))?;
        let mut ended = Ok(());
        for kept in all.into_iter().filter(|kept| !kept.ended) {
            match self.visit(trip, kept.clone()) {
                Err(Fault::Removed) => {
                    self.daily(None, |daily| member::put(daily, Kept { ended: true, ..kept }))?;
                    self.line.arrive();
                }
                Err(fault) if ended.is_ok() => ended = Err(fault),
                _ => {}
            }
        }
        ended
    }

    fn visit(&self, trip: &Trip, mut kept: Kept) -> Result<(), Fault> {
        let Some(mut place) = self.daily(None, |daily| Ok(Place::load(daily, &kept)))?? else {
            return Ok(());
        };
        let address = Address::parse(&kept.address).map_err(|_| Fault::Damaged("address"))?;
        let mut server = Server::at(address.clone())?.with_login(place.login()?, Some(place.server));
        let now = server.time()?;
        if let Err(fault) = server.log_in() {
            server = self.anew(trip, &place, address, fault)?;
            place.server = server.key().ok_or(Fault::Damaged("no server key"))?;
            kept.server = place.server.to_string();
            self.daily(None, |daily| member::put(daily, kept.clone()))?;
        }
        let mut visit = Visit { kept, place, server, now };
        let organisation = self.follow(trip, &mut visit)?;
        self.take_keys(trip, &mut visit, &organisation)?;
        // Looks are made and told of, whatever becomes of the medical half.
        let medical = self.take_medical(trip, &mut visit, &organisation);
        let looked = self.look_at_all(&mut visit);
        self.report(&mut visit)?;
        medical.and(looked)
    }

    /// A server that was emptied, or put back from an older copy, has of the organisation nothing, or the beginning of what we have: as in
    /// [`Reach::refill`] it is believed then. The chain proves itself, so it need not wait for the seat to bring it.
    fn anew(&self, trip: &Trip, place: &Place, address: Address, alarm: Fault) -> Result<Server, Fault> {
        if !matches!(alarm, Fault::Lie(Lie::OtherServer) | Fault::Removed) {
            return Err(alarm);
        }
        let id = place.organisation;
        let mine = self.store(trip.owned.record, false).chain(Chain::Identity(id))?;
        let mut server = Server::at(address)?.with_login(place.login()?, None);
        let held = server.held_identity(&id)?;
        let same_key = server.ask_key()? == place.server;
        // One that was put back from an older copy has the beginning of our chain; one that put us out has more than that.
        let shorter = held.len() < mine.len() && begins(&held, &mine);
        if mine.is_empty() || (same_key && !shorter) {
            return Err(alarm);
        }
        if !begins(&held, &mine) && !begins(&mine, &held) {
            return Err(Fault::Lie(Lie::OtherServer));
        }
        if held.len() < mine.len() {
            server.lay_identity(&mine)?;
        }
        let key = server.log_in()?;
        self.believe(server.beginning(), &key)?;
        Ok(server)
    }

    /// Brings the chain of the organisation up to date.
    fn follow(&self, trip: &Trip, visit: &mut Visit) -> Result<Identity, Fault> {
        let id = visit.place.organisation;
        let mut store = self.store(trip.owned.record, false);
        let known = store.chain(Chain::Identity(id))?;
        let new = visit.server.identity(&id, known.len() as u64)?;
        let all = known.iter().chain(&new).map(Vec::as_slice);
        let organisation = Identity::fold(all).map_err(|_| Fault::Lie(Lie::Forged(None)))?;
        store.extend(Chain::Identity(id), known.len() as u64, &new)?;
        organisation.device(&visit.place.key()).ok_or(Fault::Removed)?;
        Ok(organisation)
    }

    /// Takes in what the organisation handed out since.
    fn take_keys(&self, trip: &Trip, visit: &mut Visit, organisation: &Identity) -> Result<(), Fault> {
        let after = visit.kept.keys_at;
        let Some((at, handout)) = visit.newest(organisation, (Tier::Daily, after))? else { return Ok(()) };
        let handed = visit.open(&visit.place.kem, (Tier::Daily, &handout))?;
        let own = self.own_records(trip)?;
        let mut records = Vec::new();
        for one in handed.iter().filter(|one| !own.contains(&one.record)) {
            if self.keep_handed(&visit.place, one)? {
                records.push(one.record.to_string());
            }
        }
        visit.kept = Kept { keys_at: at, records, ..visit.kept.clone() };
        self.daily(None, |daily| member::put(daily, visit.kept.clone()))?;
        self.line.arrive();
        Ok(())
    }

    /// Records of this app, which nobody hands out here.
    fn own_records(&self, trip: &Trip) -> Result<BTreeSet<RecordId>, Fault> {
        Ok(self.kept_wards(true)?.into_iter().chain([trip.owned.record]).collect())
    }

    /// Whether a record comes by this organisation: not one that its person shows to this member directly.
    fn comes_by(&self, place: &Place, record: RecordId) -> Result<bool, Fault> {
        let held = self.open(|open| open.vault().shared_records())?;
        Ok(!held.contains(&record) || member::via(self, record)? == Some(place.organisation))
    }

    /// Keeps a record with its keys.
    fn keep_handed(&self, place: &Place, one: &HandedRecord) -> Result<bool, Fault> {
        if !self.comes_by(place, one.record)? {
            return Ok(false);
        }
        self.open(|open| open.vault().keep_shared(&[one.record], &random::system))?;
        let told = Told { name: one.name.clone(), purpose: one.purpose.clone() };
        self.daily(Some(one.record), |daily| member::put_via(daily, &place.organisation, &told))?;
        self.store(one.record, true).add_keys(&keys_of(one, Tier::Daily))?;
        Ok(true)
    }

    /// Lays our key for medical sections down, and takes in what was sealed to it, while the medical half is open.
    fn take_medical(&self, trip: &Trip, visit: &mut Visit, organisation: &Identity) -> Result<(), Fault> {
        if !visit.kept.medical || !self.clinical_is_open() {
            return Ok(());
        }
        let (id, me) = (visit.place.organisation, visit.place.key());
        let Some(kem) = member::medical(self, &visit.place)? else { return Ok(()) };
        // A server that was emptied has it no more.
        let slot = Slot::member_key(&id, &me);
        if !visit.kept.key_laid || visit.server.slip(&me, &slot, 0)?.is_none() {
            visit.server.put_slip(&slot, &kem.public()?)?;
            visit.kept.key_laid = true;
            self.daily(None, |daily| member::put(daily, visit.kept.clone()))?;
        }
        let after = visit.kept.medical_at;
        let Some((at, handout)) = visit.newest(organisation, (Tier::Clinical, after))? else { return Ok(()) };
        let handed = visit.open(&kem, (Tier::Clinical, &handout))?;
        let (known, strange): (Vec<_>, Vec<_>) =
            handed.iter().partition(|one| visit.kept.records.contains(&one.record.to_string()));
        for one in &known {
            self.store(one.record, true).add_keys(&keys_of(one, Tier::Clinical))?;
        }
        // Of somebody who is not known here yet it is taken in another time; who is here in another way never comes by this one.
        let (own, mut whole) = (self.own_records(trip)?, true);
        for one in strange {
            whole &= own.contains(&one.record) || !self.comes_by(&visit.place, one.record)?;
        }
        if whole {
            visit.kept.medical_at = at;
            self.daily(None, |daily| member::put(daily, visit.kept.clone()))?;
        }
        if !known.is_empty() {
            self.line.arrive();
        }
        Ok(())
    }

    fn look_at_all(&self, visit: &mut Visit) -> Result<(), Fault> {
        let records: Vec<RecordId> = visit.kept.records.iter().filter_map(|id| id.parse().ok()).collect();
        let mut ended = Ok(());
        for record in records {
            match self.look_at(visit, record) {
                // Taken back meanwhile: nothing new comes.
                Err(Fault::Refused(Refusal::NotAllowed | Refusal::Absent)) => {}
                done => ended = apart(ended, done)?,
            }
        }
        ended
    }

    fn look_at(&self, visit: &mut Visit, record: RecordId) -> Result<(), Fault> {
        let mut store = self.store(record, true);
        let mut engine = Engine::load(&store, Some(visit.place.server))?;
        let known = engine.control().map_or(0, |control| control.len);
        let (organisation, now) = (visit.place.organisation, visit.now);
        let hands = visit.place.hands();
        let mut note = |made| {
            self.daily(None, |daily| {
                let mut looks = Looks::load(daily, &organisation)?;
                Ok(looks.take(made).map(|()| looks))
            })?
            .and_then(|looks| self.daily(None, |daily| looks.keep(daily, &organisation)))
        };
        let mut remote = Watching { remote: &mut visit.server, note: &mut note };
        let moment = Moment { now, random: &random::system };
        let mut round = Round { store: &mut store, remote: &mut remote, hands: &hands, moment };
        let received = engine.sync(&mut round)?.received;
        if received > 0 || engine.control().map_or(0, |control| control.len) != known {
            self.line.arrive();
        }
        self.blobs_seen(&mut visit.server, record)?;
        self.daily(Some(record), |daily| daily.put_sync_fact(AS_OF, now.to_string().as_bytes()))
    }

    /// Tells the organisation which looks were made.
    fn report(&self, visit: &mut Visit) -> Result<(), Fault> {
        let organisation = visit.place.organisation;
        let looks = self.daily(None, |daily| Looks::load(daily, &organisation))?;
        let member = visit.place.key();
        let report = Report { organisation, member, until: visit.now, since: looks.since, looks: looks.all };
        let bytes = report.sign(&visit.place.device);
        let slot = Slot::report(&organisation, &member);
        let lies = visit.server.slip(&member, &slot, 0)?.map(|(_, bytes)| mark(&bytes));
        let kept = &mut visit.kept;
        if lies.is_some_and(|lies| !kept.sent.is_empty() && !kept.sent.contains(&lies)) {
            kept.doubled = true;
            self.line.arrive();
        }
        // Before it goes out: the answer may be lost. So either of the last two may lie there.
        kept.sent.insert(0, mark(&bytes));
        kept.sent.truncate(2);
        self.daily(None, |daily| member::put(daily, visit.kept.clone()))?;
        visit.server.put_slip(&slot, &bytes)
    }
}

/// Tells one report from another.
fn mark(report: &[u8]) -> String {
    printed(&hash(Label::Report, &[report]))
}
