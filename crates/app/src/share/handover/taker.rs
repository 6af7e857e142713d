use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use henro_sync::{HandLetter, HandOffer, Hash, RecordId, commitment, pictures, transcript};
use henro_sync_client::Fault;
use henro_vault::Daily;

use super::super::connect::{kept, refused};
use super::super::contacts;
use super::super::enrol::{LIFE_MS, Lost, Post, read_code};
use super::{ANSWER, ASK, CLOSING, HAND_OVER, LETTER, OFFER, QR, TERMS, take};
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// A record is being taken over here.
pub(crate) struct Taker {
    post: Post,
    offer: HandOffer,
    bytes: Vec<u8>,
    ask: Vec<u8>,
    until_ms: i64,
    step: Step,
}

enum Step {
    Asked,
    Compare { said: Hash, head: Hash },
    Agreed { said: Hash },
    Done { said: Hash },
    Stopped,
    Expired,
    Broken,
}

/// Asks the one who shows the code.
pub(crate) fn receive_begin(ctx: &Context, ask: ReceiveBegin) -> Result<ReceiveView, WireError> {
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    let typed = ask.code.trim();
    let code = read_code(typed.strip_prefix(QR).unwrap_or(typed))?;
    receive_cancel(ctx, Empty {})?;
    let owned = contacts::own(ctx)?;
    if owned.account.is_none() {
        return Err(Code::DeviceDaily.into());
    }
    let post = owned.place().and_then(|address| Post::new(&address, &code)).map_err(refused)?;
    let (bytes, offer) = match take(&post, OFFER) {
        Ok(Some((bytes, HandLetter::Offer(offer)))) => (bytes, offer),
        Ok(None) => return Err(Code::HandoverNone.into()),
        Ok(_) | Err(Lost::Broken) => return Err(Code::EnrolBroken.into()),
        Err(Lost::Fault(fault)) => return Err(refused(fault)),
    };
    if offer.to != owned.identity {
        return Err(Code::HandoverOther.into());
    }
    let mut nonce = [0; 32];
    random::system(&mut nonce);
    let ask = HandLetter::Ask { identity: owned.identity, device: owned.device(), nonce }.bytes();
    post.put_bytes(ASK, &ask).map_err(refused)?;
    let until_ms = ctx.config.now().utc_ms + LIFE_MS;
    let taker = Taker { post, offer, bytes, ask, until_ms, step: Step::Asked };
    let view = taker.view(ctx)?;
    ctx.state().receiving = Some(Arc::new(Mutex::new(taker)));
    Ok(view)
}

/// How far it is; asks the server for news.
pub(crate) fn receive_look(ctx: &Context, _: Empty) -> Result<ReceiveView, WireError> {
    let taker = ctx.state().receiving.clone();
    let Some(taker) = taker else { return Ok(ReceiveView::default()) };
    let mut taker = lock(&taker);
    taker.look(ctx.config.now().utc_ms).map_err(refused)?;
    let view = taker.view(ctx)?;
    if view.state == ReceiveState::Done && view.record.is_none() {
        // What fails now comes with the next round.
        let _ = ctx.reach().round();
        return taker.view(ctx);
    }
    Ok(view)
}

/// The pictures are the same, and the person takes the record over. That it is expected is on disk before the other side hears of
/// it: then it is taken up whenever it comes.
pub(crate) fn receive_agree(ctx: &Context, _: Empty) -> Result<ReceiveView, WireError> {
    let taker = ctx.state().receiving.clone().ok_or(Code::HandoverNone)?;
    let mut taker = lock(&taker);
    taker.look(ctx.config.now().utc_ms).map_err(refused)?;
    let Step::Compare { said, head } = taker.step else { return taker.view(ctx) };
    let owned = contacts::own(ctx)?;
    let record = taker.offer.record;
    ctx.with_own(|open, _| {
        open.vault().clinical().map(drop).map_err(failed)?;
        open.daily().put_sync_fact(&coming(&record), b"1").map_err(kept)
    })?;
    let signature = owned.agree(&record, &head, HAND_OVER);
    taker.post.put_bytes(ANSWER, &HandLetter::Agreed(signature).bytes()).map_err(refused)?;
    taker.step = Step::Agreed { said };
    taker.view(ctx)
}

/// Stops. The other side is told; nothing has changed. After having agreed there is only waiting.
pub(crate) fn receive_cancel(ctx: &Context, _: Empty) -> Result<Empty, WireError> {
    let taker = ctx.state().receiving.take();
    let Some(taker) = taker else { return Ok(Empty {}) };
    let taker = lock(&taker);
    if let Step::Asked | Step::Compare { .. } = taker.step {
        let _ = taker.post.put_bytes(ANSWER, &HandLetter::Refused.bytes());
    }
    Ok(Empty {})
}

/// What the one who handed the record over wrote to its person.
pub(crate) fn handover_letter(ctx: &Context, ask: PersonOne) -> Result<HandoverLetter, WireError> {
    let record: RecordId = ask.id.parse().map_err(|_| Code::PersonMissing)?;
    let found = ctx.about(Some(record)).with_open(|open, _| open.daily().setting(LETTER).map_err(failed))?;
    Ok(HandoverLetter { text: found.and_then(|value| serde_json::from_str(&value).ok()) })
}

impl Taker {
    fn look(&mut self, now_ms: i64) -> Result<(), Fault> {
        if now_ms >= self.until_ms && matches!(self.step, Step::Asked | Step::Compare { .. }) {
            self.step = Step::Expired;
        }
        if let Step::Asked = self.step {
            match take(&self.post, TERMS) {
                Ok(None) => {}
                Ok(Some((_, HandLetter::Terms { revealed, head })))
                    if commitment(&revealed) == self.offer.commitment =>
                {
                    let said = transcript(&self.bytes, &self.ask, &revealed);
                    self.step = Step::Compare { said, head };
                }
                Ok(_) | Err(Lost::Broken) => self.step = Step::Broken,
                Err(Lost::Fault(fault)) => return Err(fault),
            }
        }
        let (Step::Compare { said, .. } | Step::Agreed { said }) = self.step else { return Ok(()) };
        match take(&self.post, CLOSING) {
            Ok(None) => {}
            Ok(Some((_, HandLetter::Done))) => self.step = Step::Done { said },
            Ok(Some((_, HandLetter::Stopped))) => self.step = Step::Stopped,
            Ok(_) | Err(Lost::Broken) => self.step = Step::Broken,
            Err(Lost::Fault(fault)) => return Err(fault),
        }
        Ok(())
    }

    fn view(&self, ctx: &Context) -> Result<ReceiveView, WireError> {
        let (state, said) = match &self.step {
            Step::Asked => (ReceiveState::Asked, None),
            Step::Compare { said, .. } => (ReceiveState::Compare, Some(said)),
            Step::Agreed { said } => (ReceiveState::Agreed, Some(said)),
            Step::Done { said } => (ReceiveState::Done, Some(said)),
            Step::Stopped => (ReceiveState::Stopped, None),
            Step::Expired => (ReceiveState::Expired, None),
            Step::Broken => (ReceiveState::Broken, None),
        };
        let from = self.offer.from.to_string();
        let (known, here) = ctx.with_own(|open, _| {
            let known = contacts::load(open)?;
            let wards = open.vault().wards().map_err(failed)?;
            let here = wards.iter().any(|ward| ward.record == self.offer.record && ward.removed.is_none());
            Ok((known, here))
        })?;
        let contact = known.into_iter().find(|one| one.id == from);
        Ok(ReceiveView {
            state,
            pictures: said.map_or_else(Vec::new, |said| pictures(said).to_vec()),
            name: self.offer.name.clone(),
            keeper: contact.as_ref().map_or_else(|| self.offer.keeper.clone(), |one| one.name.clone()),
            keeper_id: contact.map(|one| one.id),
            record: here.then(|| self.offer.record.to_string()),
            expires_ms: Some(self.until_ms),
        })
    }
}

/// Whether a record was agreed to be taken over.
pub(in super::super) fn is_coming(daily: &Daily, record: &RecordId) -> Result<bool, henro_vault::Error> {
    Ok(daily.sync_fact(&coming(record))?.is_some())
}

/// It is here.
pub(in super::super) fn took(daily: &mut Daily, record: &RecordId) -> Result<(), henro_vault::Error> {
    daily.drop_sync_fact(&coming(record))
}

fn coming(record: &RecordId) -> String {
    format!("coming {record}")
}

fn lock(taker: &Mutex<Taker>) -> MutexGuard<'_, Taker> {
    taker.lock().unwrap_or_else(PoisonError::into_inner)
}
