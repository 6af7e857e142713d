use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use henro_recovery::{CodeFault, EnrolCode};
use henro_seal::hand;
use henro_sync::{
    Ask, Control, DeviceEntry, Gift, GiftKey, Hash, IdentityId, Label, Letter, Offer, Secret, StreamId, Tier,
    commitment, pictures, transcript, verify,
};
use henro_sync_client::{Engine, Fault, Refusal, Round, add_device};

use super::super::connect::{kept, refused};
use super::super::devices::{load_names, put_met, put_name};
use super::super::hands::{Owned, UNIFIED, text};
use super::super::round::Trip;
use super::super::{contacts, near, org, parcel, reach::Reach};
use super::{ANSWER, ASK, CLOSING, LIFE_MS, Lost, NO_SERVER, OFFER, Post, QR, REVEAL, TO_GUEST, Told};
use crate::open::failed;
use crate::record::checked_name;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// This device takes another one in.
pub(crate) struct Host {
    post: Post,
    groups: Vec<String>,
    address: String,
    identity: IdentityId,
    offer: Vec<u8>,
    nonce: [u8; 32],
    until_ms: i64,
    step: Step,
    /// Name and duty, where it is a member of an organisation that comes.
    member: Option<(String, String)>,
}

enum Step {
    Waiting,
    Compare(Box<Came>),
    Given(Box<Came>),
    Joined(Box<Came>),
    Cancelled,
    Expired,
    Broken,
}

/// Who came.
struct Came {
    ask: Ask,
    said: Hash,
    /// What we were bound by was said.
    revealed: bool,
}

/// Shows a new code. One that was shown before is worth nothing from here.
pub(crate) fn enrol_begin(ctx: &Context, ask: EnrolBegin) -> Result<EnrolView, WireError> {
    begin_for(ctx, ask, None)
}

/// The same for a device of one's own, or for a member of the organisation whose seat this is.
pub(in crate::share) fn begin_for(
    ctx: &Context,
    ask: EnrolBegin,
    member: Option<(String, String)>,
) -> Result<EnrolView, WireError> {
    let first = if member.is_some() { org::BOXES } else { 0 };
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    enrol_cancel(ctx, Empty {})?;
    let reach = ctx.reach();
    let code = EnrolCode::make(&random::system);
    let now = ctx.config.now().utc_ms;
    let (owned, post) = if ask.near {
        let owned = reach.begin_alone().map_err(|fault| match fault {
            Fault::Refused(Refusal::NotAllowed) => Code::EnrolFirst.into(),
            other => refused(other),
        })?;
        (owned, Post::here(near::place(ask.on.as_deref())?, &code).map_err(refused)?)
    } else {
        let owned = reach.set_out().map_err(refused)?.owned;
        let post =
            owned.place().and_then(|address| Post::from_box(first, &address, &code)).map_err(refused)?;
        (owned, post)
    };
    if owned.account.is_none() {
        return Err(Code::DeviceDaily.into());
    }
    let host = Host::begin(&owned, (post, &code), (now, member)).map_err(refused)?;
    let view = host.view();
    ctx.state().enrolling = Some(Arc::new(Mutex::new(host)));
    Ok(view)
}

/// How far it is; asks the server for news.
pub(crate) fn enrol_look(ctx: &Context, _: Empty) -> Result<EnrolView, WireError> {
    let now = ctx.config.now().utc_ms;
    let host = under_way(ctx)?;
    let mut host = lock(&host);
    let before = matches!(host.step, Step::Joined(_));
    host.look(now).map_err(refused)?;
    if let (false, Step::Joined(came)) = (before, &host.step) {
        if host.member.is_some() {
            return Ok(host.view());
        }
        let key = came.ask.device;
        let at = u64::try_from(now).unwrap_or_default();
        ctx.with_own(|open, _| put_met(open.daily(), &key, at).map_err(kept))?;
    }
    Ok(host.view())
}

/// The person says that the pictures are the same: the other device becomes one of theirs. Can be said again where the
/// network broke off.
pub(crate) fn enrol_confirm(ctx: &Context, ask: EnrolConfirm) -> Result<EnrolView, WireError> {
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    let now = ctx.config.now().utc_ms;
    let host = under_way(ctx)?;
    let mut host = lock(&host);
    host.look(now).map_err(refused)?;
    let Step::Compare(came) = &host.step else {
        return Ok(host.view());
    };
    if ask.clinical && !came.ask.clinical {
        return Err(Code::RequestInvalid.into());
    }
    let tier = if ask.clinical { Tier::Clinical } else { Tier::Daily };
    let reach = ctx.reach();
    let bytes = if host.post.desk().is_some() {
        let gift = take_in_alone(&reach, (&came.ask, tier)).map_err(refused)?;
        let parcel = parcel::packed(&reach).map_err(refused)?;
        match host.post.lay(TO_GUEST, &parcel) {
            // Said again: it lies there already.
            Ok(()) | Err(Fault::Refused(Refusal::Taken)) => gift.bytes(),
            Err(fault) => return Err(refused(fault)),
        }
    } else {
        // What lies here unsent belongs to what the other device gets.
        reach.round().map_err(refused)?;
        // A round of the thread would find the entries on the server before they are kept here.
        let _one = reach.turn();
        let mut trip = reach.set_out().map_err(refused)?;
        match &host.member {
            Some(member) => {
                org::take_in(&reach, &mut trip, &came.ask, member).map_err(refused)?.bytes().into()
            }
            None => take_in(&reach, &mut trip, (&came.ask, tier)).map_err(refused)?.bytes(),
        }
    };
    let sealed = hand(1, &came.ask.kem, &came.said.0, &bytes, &random::system);
    let sealed = sealed.map_err(|_| Code::Internal)?;
    host.post.put(ANSWER, &Letter::Given(sealed)).map_err(refused)?;
    let name = came.ask.name.clone();
    let key = came.ask.device;
    if !name.is_empty() && host.member.is_none() {
        ctx.with_own(|open, _| put_name(open.daily(), &key, name).map_err(kept))?;
    }
    host.step = match std::mem::replace(&mut host.step, Step::Broken) {
        Step::Compare(came) => Step::Given(came),
        other => other,
    };
    Ok(host.view())
}

/// Stops: the pictures differ, or the person thought better of it. The other device is told.
pub(crate) fn enrol_cancel(ctx: &Context, _: Empty) -> Result<Empty, WireError> {
    let host = ctx.state().enrolling.take();
    let Some(host) = host else { return Ok(Empty {}) };
    let host = lock(&host);
    // Where the server is away the letters end by themselves.
    match &host.step {
        Step::Waiting => drop(host.post.take(OFFER)),
        Step::Compare(_) => drop(host.post.put(ANSWER, &Letter::Refused)),
        _ => {}
    }
    Ok(Empty {})
}

/// What can be said of a code while it is typed.
pub(crate) fn enrol_check(_: &Context, ask: EnrolTyped) -> Result<EnrolChecked, WireError> {
    let small = |group: usize| u32::try_from(group).unwrap_or(u32::MAX);
    Ok(match EnrolCode::parse(&ask.code) {
        Ok(_) => EnrolChecked { wrong: vec![], right: true },
        Err(CodeFault::Groups(groups)) => {
            EnrolChecked { wrong: groups.into_iter().map(small).collect(), right: false }
        }
        Err(_) => EnrolChecked { wrong: vec![], right: false },
    })
}

fn under_way(ctx: &Context) -> Result<Arc<Mutex<Host>>, WireError> {
    ctx.state().enrolling.clone().ok_or(Code::EnrolNone.into())
}

fn lock(host: &Mutex<Host>) -> MutexGuard<'_, Host> {
    host.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Host {
    fn begin(
        owned: &Owned,
        (post, code): (Post, &EnrolCode),
        (now_ms, member): (i64, Option<(String, String)>),
    ) -> Result<Self, Fault> {
        let groups = code.groups().to_vec();
        let mut nonce = [0; 32];
        random::system(&mut nonce);
        let (server, address) = match post.desk() {
            Some(desk) => (NO_SERVER, desk.uri()),
            None => {
                let server = owned.server.ok_or(Fault::Damaged("no server key"))?;
                (server, owned.place()?.as_str().to_owned())
            }
        };
        let identity = owned.identity;
        let offer = Offer { identity, record: owned.record, server, commitment: commitment(&nonce) };
        let offer = Letter::Offer(offer).bytes();
        post.put_bytes(OFFER, &offer)?;
        Ok(Self {
            post,
            groups,
            address,
            identity,
            offer,
            nonce,
            until_ms: now_ms + LIFE_MS,
            step: Step::Waiting,
            member,
        })
    }

    /// Takes what has come.
    fn look(&mut self, now_ms: i64) -> Result<(), Fault> {
        if now_ms >= self.until_ms && matches!(self.step, Step::Waiting | Step::Compare(_)) {
            self.step = Step::Expired;
        }
        match &mut self.step {
            Step::Waiting => match self.post.take(ASK) {
                Ok(None) => return Ok(()),
                Ok(Some((bytes, Letter::Ask(mut ask)))) if agrees(&ask, &self.identity) => {
                    // A member names their key for medical sections there.
                    if self.member.is_none() {
                        ask.name = checked_name(&ask.name).unwrap_or_default();
                    }
                    let said = transcript(&self.offer, &bytes, &self.nonce);
                    self.step = Step::Compare(Box::new(Came { ask, said, revealed: false }));
                }
                Ok(_) | Err(Lost::Broken) => self.step = Step::Broken,
                Err(Lost::Fault(fault)) => return Err(fault),
            },
            Step::Compare(_) | Step::Given(_) => match self.post.take(CLOSING) {
                Ok(None) => {}
                Ok(Some((_, Letter::Joined))) => {
                    if let Step::Given(came) = std::mem::replace(&mut self.step, Step::Broken) {
                        self.step = Step::Joined(came);
                    }
                }
                Ok(Some((_, Letter::Cancelled))) => self.step = Step::Cancelled,
                Ok(_) | Err(Lost::Broken) => self.step = Step::Broken,
                Err(Lost::Fault(fault)) => return Err(fault),
            },
            _ => {}
        }
        if let Step::Compare(came) = &mut self.step
            && !came.revealed
        {
            self.post.put(REVEAL, &Letter::Reveal(self.nonce))?;
            came.revealed = true;
        }
        Ok(())
    }

    /// What the text of the picture begins with.
    fn mark(&self) -> &'static str {
        if self.member.is_some() { org::QR } else { QR }
    }

    fn view(&self) -> EnrolView {
        let (state, came) = match &self.step {
            Step::Waiting => (EnrolState::Waiting, None),
            Step::Compare(came) => (EnrolState::Compare, Some(came)),
            Step::Given(came) => (EnrolState::Given, Some(came)),
            Step::Joined(came) => (EnrolState::Joined, Some(came)),
            Step::Cancelled => (EnrolState::Cancelled, None),
            Step::Expired => (EnrolState::Expired, None),
            Step::Broken => (EnrolState::Broken, None),
        };
        let waiting = state == EnrolState::Waiting;
        EnrolView {
            state,
            groups: if waiting { self.groups.clone() } else { vec![] },
            qr: waiting.then(|| format!("{}{}:{}", self.mark(), self.groups.concat(), self.address)),
            address: self.address.clone(),
            expires_ms: self.until_ms,
            pictures: came.map_or_else(Vec::new, |came| pictures(&came.said).to_vec()),
            name: match (&self.member, came) {
                (Some((name, _)), _) => name.clone(),
                (None, came) => came.map_or_else(String::new, |came| came.ask.name.clone()),
            },
            clinical_possible: came.is_some_and(|came| came.ask.clinical),
        }
    }
}

/// Whether the device that came holds its key and wants into this account.
fn agrees(ask: &Ask, identity: &IdentityId) -> bool {
    verify(&ask.device, Label::DeviceConsent, &[&identity.0], &ask.consent).is_ok()
}

/// Takes the device into both chains and gathers what it needs. What is there already stays as it is.
fn take_in(reach: &Reach, trip: &mut Trip, who: (&Ask, Tier)) -> Result<Gift, Fault> {
    let known = known(reach)?;
    reach.on_own(trip, |engine, round| gift(engine, round, who, known))
}

/// The same where no server was ever met.
fn take_in_alone(reach: &Reach, who: (&Ask, Tier)) -> Result<Gift, Fault> {
    let _one = reach.turn();
    let known = known(reach)?;
    reach.alone(|engine, round| gift(engine, round, who, known))
}

/// What goes over besides keys: names, 統合ID, replaced keys of both tiers.
type Known = (Told, String, (Vec<Secret>, Vec<Secret>));

fn known(reach: &Reach) -> Result<Known, Fault> {
    let (told, unified) = reach.open(|open| {
        let known = contacts::load(open).unwrap_or_default();
        let daily = open.daily();
        let unified = text(daily, UNIFIED).ok().flatten().unwrap_or_default();
        Ok((Told { contacts: known, devices: load_names(daily)? }, unified))
    })?;
    let former = |keys: Vec<henro_seal::KemKey>| -> Vec<Secret> {
        keys.iter().map(|key| Secret::new(key.key().expose())).collect()
    };
    let (daily, clinical) = reach.former()?;
    Ok((told, unified, (former(daily), former(clinical))))
}

fn gift(
    engine: &mut Engine,
    round: &mut Round,
    (ask, tier): (&Ask, Tier),
    (told, unified, (former_daily, former_clinical)): Known,
) -> Result<Gift, Fault> {
    let account = round.hands.account.ok_or(Fault::NeedsClinical)?;
    let key = match tier {
        Tier::Clinical => Secret::new(account.key().expose()),
        Tier::Daily => Secret::new(round.hands.daily.key().expose()),
    };
    engine.extend_own(round, &mut |identity, at| {
        if identity.devices.contains_key(&ask.device) {
            return Ok(None);
        }
        let device = DeviceEntry { key: ask.device, tier, name: String::new(), kem: ask.kem.clone() };
        add_device(identity, account, device, ask.consent, at).map(Some)
    })?;
    let number = engine.give_number(round, ask.device)?;
    let identity = engine.identity(&round.hands.identity).ok_or(Fault::Damaged("identity"))?;
    let control = engine.control().ok_or(Fault::Damaged("no control chain"))?;
    let streams = round.store.streams()?;
    Ok(Gift {
        tier,
        number,
        account: key,
        former_daily,
        former_clinical: if tier == Tier::Clinical { former_clinical } else { vec![] },
        keys: keys(engine, round)?,
        identity: (identity.len, identity.head),
        control: (control.len, control.head),
        streams: streams
            .iter()
            .filter(|mark| tier == Tier::Clinical || !is_clinical(control, &mark.stream))
            .map(|mark| (mark.stream, mark.place, mark.head))
            .collect(),
        unified,
        names: names(told)?,
    })
}

fn is_clinical(control: &Control, stream: &StreamId) -> bool {
    control.streams.get(stream).is_some_and(|state| state.tier == Tier::Clinical)
}

/// Keys of the daily streams, the newest first, as many as there is room for. Older ones are found from newer ones. Those of
/// the clinical half are opened by the account, which only a device of that half gets.
fn keys(engine: &Engine, round: &Round) -> Result<Vec<GiftKey>, Fault> {
    let mut found = Vec::new();
    for mark in round.store.streams()? {
        let state = engine.control().and_then(|control| control.streams.get(&mark.stream));
        if state.is_none_or(|state| state.tier == Tier::Clinical) {
            continue;
        }
        for (epoch, key) in round.store.keys(&mark.stream)? {
            let key = Secret::new(key.expose());
            found.push(GiftKey { stream: mark.stream, section: mark.section, epoch, key });
        }
    }
    found.sort_by_key(|key| std::cmp::Reverse(key.epoch));
    found.truncate(Gift::MOST_KEYS);
    Ok(found)
}

/// What is known by name, as much as there is room for.
fn names(mut told: Told) -> Result<Vec<u8>, Fault> {
    loop {
        let bytes = serde_json::to_vec(&told).map_err(|_| Fault::Damaged("names"))?;
        if bytes.len() <= Gift::MOST_NAMES {
            return Ok(bytes);
        }
        if told.contacts.pop().is_none() {
            told.devices.clear();
        }
    }
}
