//! A member's round: keys the organisation handed out, looks at the records they open, a report of the looks.

use std::collections::BTreeSet;

use henro_remote::{Address, Login, Server};
use henro_seal::{Key, SigningKey, StreamKey};
use henro_sync::{HandedRecord, Handout, Identity, Label, RecordId, Report, Slot, hash};
use henro_sync_client::{Chain, Engine, Fault, Hands, Lie, Moment, Refusal, Remote, Round, Store, Watching};

use super::super::hands::AS_OF;
use super::super::reach::Reach;
use super::super::round::{Trip, apart};
use super::made::Looks;
use super::member::{self, Kept, Place, Told};
use super::{bound, printed, seats};
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

    fn visit(&self, trip: &Trip, kept: Kept) -> Result<(), Fault> {
        let Some(place) = self.daily(None, |daily| Ok(Place::load(daily, &kept)))?? else { return Ok(()) };
        let address = Address::parse(&kept.address).map_err(|_| Fault::Damaged("address"))?;
        let mut server = Server::at(address)?.with_login(place.login()?, Some(place.server));
        let now = server.time()?;
        server.log_in()?;
        let mut visit = Visit { kept, place, server, now };
        let organisation = self.follow(trip, &mut visit)?;
        self.take_keys(trip, &mut visit, &organisation)?;
        let looked = self.look_at_all(&mut visit);
        self.report(&mut visit)?;
        looked
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
        let me = visit.place.key();
        let slot = Slot::handout(&visit.place.organisation, &me);
        let mut newest: Option<(u64, Handout)> = None;
        for seat in seats(organisation) {
            let Some((at, bytes)) = visit.server.slip(&seat, &slot, visit.kept.keys_at)? else { continue };
            let Ok(handout) = Handout::read(&bytes) else { continue };
            let meant = (handout.organisation, handout.member, handout.by);
            if meant == (visit.place.organisation, me, seat) && newest.as_ref().is_none_or(|(of, _)| *of < at)
            {
                newest = Some((at, handout));
            }
        }
        let Some((at, handout)) = newest else { return Ok(()) };
        let bound = bound(&visit.place.organisation, &me);
        let plain = visit.place.kem.open(&bound, &handout.sealed)?;
        let handed =
            HandedRecord::read(plain.expose()).map_err(|_| Fault::Damaged("keys from the organisation"))?;
        let own: BTreeSet<RecordId> = self.kept_wards(true)?.into_iter().chain([trip.owned.record]).collect();
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

    /// Keeps a record with its keys; not one that its person shows to this member directly.
    fn keep_handed(&self, place: &Place, one: &HandedRecord) -> Result<bool, Fault> {
        let held = self.open(|open| open.vault().shared_records())?;
        let via = if held.contains(&one.record) {
            member::via(self, one.record)?
        } else {
            Some(place.organisation)
        };
        if via != Some(place.organisation) {
            return Ok(false);
        }
        self.open(|open| open.vault().keep_shared(&[one.record], &random::system))?;
        let told = Told { name: one.name.clone(), purpose: one.purpose.clone() };
        self.daily(Some(one.record), |daily| member::put_via(daily, &place.organisation, &told))?;
        let keys: Vec<StreamKey> = one
            .keys
            .iter()
            .map(|key| StreamKey {
                stream: key.stream,
                section: key.section,
                epoch: key.epoch,
                key: Key::from_bytes(*key.key.expose()),
            })
            .collect();
        self.store(one.record, true).add_keys(&keys)?;
        Ok(true)
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
