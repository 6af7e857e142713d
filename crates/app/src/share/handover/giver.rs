use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use henro_domain::Day;
use henro_recovery::EnrolCode;
use henro_sync::{
    Cosign, DeviceKey, HandLetter, HandOffer, Hash, IdentityId, RecordId, Signature, Tier, commitment,
    pictures, transcript,
};
use henro_sync_client::{Fault, Refusal};

use super::super::connect::refused;
use super::super::contacts;
use super::super::enrol::{LIFE_MS, Lost, Post};
use super::super::family::{Kept, kept, ours, put_there};
use super::super::round::Trip;
use super::super::whose::Whose;
use super::age::{OfAge, of_age};
use super::{ANSWER, ASK, CLOSING, LETTER, OFFER, QR, TERMS, take};
use crate::open::failed;
use crate::person::person_remove;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// A record is being handed over from here.
pub(crate) struct Giver {
    post: Post,
    groups: Vec<String>,
    record: RecordId,
    to: IdentityId,
    /// By what name the person is known here.
    name: String,
    letter: String,
    offer: Vec<u8>,
    nonce: [u8; 32],
    until_ms: i64,
    step: Step,
}

enum Step {
    Waiting,
    Compare(Came),
    Agreed(Came, Signature),
    Done(Came),
    Refused,
    Expired,
    Broken,
}

/// The person with a device of theirs.
#[derive(Clone, Copy)]
struct Came {
    device: DeviceKey,
    said: Hash,
    head: Hash,
}

/// How far it is with somebody's record, and from when on it can be begun. Asks the server for news.
pub(crate) fn handover_look(ctx: &Context, ask: PersonOne) -> Result<HandoverView, WireError> {
    let record: RecordId = ask.id.parse().map_err(|_| Code::PersonMissing)?;
    let Some(giver) = under_way(ctx, &record) else { return none(ctx, &ask) };
    let mut giver = lock(&giver);
    giver.look(ctx).map_err(refused)?;
    Ok(giver.view())
}

/// Shows a new code. One that was shown before is worth nothing from here.
pub(crate) fn handover_begin(ctx: &Context, ask: HandoverBegin) -> Result<HandoverView, WireError> {
    let whose = ours(ctx, &ask.id)?;
    let to: IdentityId = ask.contact.parse().map_err(|_| Code::ContactMissing)?;
    if ask.letter.chars().count() > MOST_LETTER {
        return Err(Code::TextLong.into());
    }
    let (known, keeper) = ctx.with_own(|open, _| {
        open.vault().clinical().map(drop).map_err(failed)?;
        Ok((contacts::load(open)?, open.person().name.clone()))
    })?;
    let contact = known.iter().find(|one| one.id == ask.contact).ok_or(Code::ContactMissing)?;
    let name = person_of(ctx, &whose.record)?.1;
    let of_age = age(ctx, &whose.record)?.ok_or(Code::HandoverBirth)?;
    if ctx.today()? < of_age.from {
        return Err(Code::HandoverEarly.into());
    }
    handover_cancel(ctx, PersonOne { id: ask.id.clone() })?;
    let reach = ctx.reach();
    let turn = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    // It has to lie where the person finds it, with all that was written here.
    let alone = reach
        .on(&mut trip, whose, |engine, round| {
            put_there(engine, round)?;
            engine.follow_identity(round, &to)?;
            let (own, at) = (round.hands.identity, round.moment.now);
            Ok(engine.control().is_some_and(|control| control.may_hand_over(&own, at)))
        })
        .map_err(refused)?;
    drop(turn);
    if !alone {
        return Err(Code::HandoverOwners.into());
    }
    let from = trip.owned.identity;
    let mut nonce = [0; 32];
    random::system(&mut nonce);
    let commitment = commitment(&nonce);
    let offer = HandOffer { from, record: whose.record, to, commitment, name, keeper };
    let giver = Giver::begin(ctx, &trip, (offer, nonce), (contact.name.clone(), ask.letter));
    let giver = giver.map_err(refused)?;
    let view = giver.view();
    ctx.state().handing = Some(Arc::new(Mutex::new(giver)));
    Ok(view)
}

/// The pictures are the same, the person has agreed: the record is theirs. Nothing takes this back. Can be said again where the
/// network broke off.
pub(crate) fn handover_confirm(ctx: &Context, ask: PersonOne) -> Result<HandoverView, WireError> {
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    let record: RecordId = ask.id.parse().map_err(|_| Code::PersonMissing)?;
    let giver = under_way(ctx, &record).ok_or(Code::HandoverNone)?;
    let mut giver = lock(&giver);
    giver.look(ctx).map_err(refused)?;
    let Step::Agreed(came, signature) = giver.step else { return Ok(giver.view()) };
    // Where only the answer was lost, a round may have noted already that it is theirs.
    let done = match kept(ctx, &ask.id)? {
        Kept::Gone(_, gone) if gone.to == Some(giver.to) => Ok(()),
        Kept::Gone(..) => Err(Fault::Refused(Refusal::NotAllowed)),
        Kept::Ours(_) => {
            giver.write_letter(ctx)?;
            giver.hand_over(ctx, came, signature)
        }
    };
    if let Err(Fault::Refused(Refusal::NotAllowed | Refusal::Rule)) = done {
        // The chain went on meanwhile, so what was signed stands nowhere: nothing has changed.
        ctx.state().handing = None;
        return Err(Code::HandoverStale.into());
    }
    done.map_err(refused)?;
    giver.step = Step::Done(came);
    // The rest is put right by itself where it fails: the chain says whose it is.
    let _ = giver.post.put_bytes(CLOSING, &HandLetter::Done.bytes());
    let _ = person_remove(ctx, ask);
    Ok(giver.view())
}

/// Stops. Nothing has changed.
pub(crate) fn handover_cancel(ctx: &Context, _: PersonOne) -> Result<Empty, WireError> {
    let giver = ctx.state().handing.take();
    let Some(giver) = giver else { return Ok(Empty {}) };
    let giver = lock(&giver);
    // Where the server is away the letters end by themselves.
    match &giver.step {
        Step::Waiting => drop(giver.post.take_bytes(OFFER)),
        Step::Compare(_) | Step::Agreed(..) => {
            drop(giver.post.put_bytes(CLOSING, &HandLetter::Stopped.bytes()));
        }
        _ => {}
    }
    Ok(Empty {})
}

impl Giver {
    fn begin(
        ctx: &Context,
        trip: &Trip,
        (offer, nonce): (HandOffer, [u8; 32]),
        (name, letter): (String, String),
    ) -> Result<Self, Fault> {
        let code = EnrolCode::make(&random::system);
        let post = Post::new(&trip.owned.place()?, &code)?;
        let (record, to) = (offer.record, offer.to);
        let offer = HandLetter::Offer(offer).bytes();
        post.put_bytes(OFFER, &offer)?;
        let until_ms = ctx.config.now().utc_ms + LIFE_MS;
        let groups = code.groups().to_vec();
        Ok(Self { post, groups, record, to, name, letter, offer, nonce, until_ms, step: Step::Waiting })
    }

    /// Takes what has come.
    fn look(&mut self, ctx: &Context) -> Result<(), Fault> {
        if ctx.config.now().utc_ms >= self.until_ms && matches!(self.step, Step::Waiting | Step::Compare(_)) {
            self.step = Step::Expired;
        }
        let n = match self.step {
            Step::Waiting => ASK,
            Step::Compare(_) => ANSWER,
            _ => return Ok(()),
        };
        let (bytes, letter) = match take(&self.post, n) {
            Ok(None) => return Ok(()),
            Ok(Some(came)) => came,
            Err(Lost::Fault(fault)) => return Err(fault),
            Err(Lost::Broken) => {
                self.step = Step::Broken;
                return Ok(());
            }
        };
        self.step = match (&self.step, letter) {
            (Step::Waiting, HandLetter::Ask { identity, device, .. }) if identity == self.to => {
                match self.come(ctx, device, &bytes)? {
                    Some(came) => Step::Compare(came),
                    None => Step::Broken,
                }
            }
            (Step::Compare(came), HandLetter::Agreed(signature)) => Step::Agreed(*came, signature),
            (Step::Compare(_), HandLetter::Refused) => Step::Refused,
            _ => Step::Broken,
        };
        Ok(())
    }

    /// The person is there with a device that may sign for them: says the terms.
    fn come(&self, ctx: &Context, device: DeviceKey, ask: &[u8]) -> Result<Option<Came>, Fault> {
        let reach = ctx.reach();
        let turn = reach.turn();
        let mut trip = reach.set_out()?;
        let head = reach.on(&mut trip, Whose::ward(self.record), |engine, round| {
            engine.sync(round)?;
            engine.follow_identity(round, &self.to)?;
            let theirs = engine.identity(&self.to).and_then(|who| who.device(&device));
            let signs = theirs.is_some_and(|device| device.tier == Tier::Clinical);
            Ok(engine.control().filter(|_| signs).map(|control| control.head))
        })?;
        drop(turn);
        let Some(head) = head else { return Ok(None) };
        self.post.put_bytes(TERMS, &HandLetter::Terms { revealed: self.nonce, head }.bytes())?;
        Ok(Some(Came { device, said: transcript(&self.offer, ask, &self.nonce), head }))
    }

    /// The letter lies in the record and goes with it.
    fn write_letter(&self, ctx: &Context) -> Result<(), WireError> {
        if self.letter.trim().is_empty() {
            return Ok(());
        }
        let value = serde_json::to_string(self.letter.trim()).map_err(|_| Code::Internal)?;
        ctx.about(Some(self.record)).with_open(|open, now| {
            let meta = open.meta(now);
            open.daily().put_setting(LETTER, &value, &meta).map_err(failed)
        })
    }

    fn hand_over(&self, ctx: &Context, came: Came, signature: Signature) -> Result<(), Fault> {
        let reach = ctx.reach();
        let turn = reach.turn();
        let mut trip = reach.set_out()?;
        let agreed = Cosign { device: came.device, signature };
        reach.on(&mut trip, Whose::ward(self.record), |engine, round| {
            // What lies here unsent belongs to what they get.
            engine.sync(round)?;
            engine.hand_over(round, self.to, &mut |prev| (*prev == came.head).then(|| agreed.clone()))
        })?;
        drop(turn);
        reach.note_gone(&self.record, trip.now, &[self.to].into())
    }

    fn view(&self) -> HandoverView {
        let (state, came) = match &self.step {
            Step::Waiting => (HandoverState::Waiting, None),
            Step::Compare(came) => (HandoverState::Compare, Some(came)),
            Step::Agreed(came, _) => (HandoverState::Agreed, Some(came)),
            Step::Done(came) => (HandoverState::Done, Some(came)),
            Step::Refused => (HandoverState::Refused, None),
            Step::Expired => (HandoverState::Expired, None),
            Step::Broken => (HandoverState::Broken, None),
        };
        let waiting = state == HandoverState::Waiting;
        HandoverView {
            state,
            adult: None,
            from: None,
            may: true,
            groups: if waiting { self.groups.clone() } else { vec![] },
            qr: waiting.then(|| format!("{QR}{}", self.groups.concat())),
            expires_ms: Some(self.until_ms),
            pictures: came.map_or_else(Vec::new, |came| pictures(&came.said).to_vec()),
            name: self.name.clone(),
        }
    }
}

/// Nothing is going on.
fn none(ctx: &Context, ask: &PersonOne) -> Result<HandoverView, WireError> {
    let whose = ours(ctx, &ask.id)?;
    let of_age = age(ctx, &whose.record)?;
    let today = ctx.today()?;
    Ok(HandoverView {
        state: HandoverState::None,
        adult: of_age.map(|of| of.adult),
        from: of_age.map(|of| of.from),
        may: of_age.is_some_and(|of| of.from <= today),
        groups: vec![],
        qr: None,
        expires_ms: None,
        pictures: vec![],
        name: String::new(),
    })
}

fn age(ctx: &Context, record: &RecordId) -> Result<Option<OfAge>, WireError> {
    Ok(person_of(ctx, record)?.0.and_then(of_age))
}

/// Birth and name of somebody kept here.
fn person_of(ctx: &Context, record: &RecordId) -> Result<(Option<Day>, String), WireError> {
    ctx.about(Some(*record)).with_open(|open, _| Ok((open.person().birth, open.person().name.clone())))
}

fn under_way(ctx: &Context, record: &RecordId) -> Option<Arc<Mutex<Giver>>> {
    let giver = ctx.state().handing.clone()?;
    let same = lock(&giver).record == *record;
    same.then_some(giver)
}

fn lock(giver: &Mutex<Giver>) -> MutexGuard<'_, Giver> {
    giver.lock().unwrap_or_else(PoisonError::into_inner)
}

const MOST_LETTER: usize = 4_000;
