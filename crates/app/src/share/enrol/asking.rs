use henro_remote::{Address, AddressFault};
use henro_seal::{KemKey, SigningKey};
use henro_sync::{Ask, Hash, IdentityId, Letter, Offer, Signer, commitment, consent, pictures, transcript};
use henro_sync_client::Fault;

use super::{ANSWER, ASK, LIFE_MS, Lost, OFFER, Post, REVEAL};
use crate::wire::*;
use crate::{Code, WireError, random};

/// The side that types a code: it asks, both compare, it is answered. What the answer holds is for whoever drives it.
pub(in crate::share) struct Asking<T> {
    pub(in crate::share) post: Post,
    offer: (Vec<u8>, Offer),
    ask: Vec<u8>,
    until_ms: i64,
    step: Step<T>,
}

enum Step<T> {
    Asked,
    Compare(Hash),
    Ready(Hash, T),
}

/// Why looking did not answer.
pub(in crate::share) enum End {
    /// The network: it can be tried again.
    Fault(Fault),
    /// It is over.
    Over(Code),
}

impl From<Lost> for End {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Fault(fault) => Self::Fault(fault),
            Lost::Broken => Self::Over(Code::EnrolBroken),
        }
    }
}

impl From<End> for WireError {
    fn from(end: End) -> Self {
        match end {
            End::Fault(fault) => super::super::connect::refused(fault),
            End::Over(code) => code.into(),
        }
    }
}

/// Code and address as they were typed, or as they stand in the text of a picture that begins with `qr`.
pub(in crate::share) fn meant(code: &str, address: &str, qr: &str) -> (String, String) {
    match code.trim().strip_prefix(qr).and_then(|rest| rest.split_once(':')) {
        Some((code, address)) => (code.to_owned(), address.to_owned()),
        None => (code.to_owned(), address.to_owned()),
    }
}

/// The address of a server, as typed.
pub(in crate::share) fn server_address(text: &str) -> Result<Address, WireError> {
    Address::parse(text).map_err(|fault| match fault {
        AddressFault::Malformed | AddressFault::Open => Code::ServerAddress.into(),
    })
}

/// What the other side laid down under its code.
pub(in crate::share) fn offered(post: &Post) -> Result<(Vec<u8>, Offer), End> {
    match post.take(OFFER)? {
        Some((bytes, Letter::Offer(offer))) => Ok((bytes, offer)),
        None => Err(End::Over(Code::EnrolGone)),
        Some(_) => Err(End::Over(Code::EnrolBroken)),
    }
}

/// What a new device asks of an identity.
pub(in crate::share) fn ask_of(id: &IdentityId, device: &SigningKey, kem: &KemKey) -> Result<Ask, Fault> {
    let mut nonce = [0; 32];
    random::system(&mut nonce);
    Ok(Ask {
        device: device.public(),
        kem: kem.public()?,
        consent: consent(id, device),
        nonce,
        clinical: false,
        name: String::new(),
    })
}

impl<T> Asking<T> {
    pub(in crate::share) fn begin(
        post: Post,
        offer: (Vec<u8>, Offer),
        ask: Ask,
        now_ms: i64,
    ) -> Result<Self, Fault> {
        let ask = Letter::Ask(ask).bytes();
        post.put_bytes(ASK, &ask)?;
        Ok(Self { post, offer, ask, until_ms: now_ms + LIFE_MS, step: Step::Asked })
    }

    /// Looks for what is next. `take` reads what was given, under what both compared.
    pub(in crate::share) fn look(
        &mut self,
        now_ms: i64,
        take: impl FnOnce(&Post, &Hash, &[u8]) -> Result<T, End>,
    ) -> Result<(), End> {
        if now_ms >= self.until_ms && self.given().is_none() {
            return Err(End::Over(Code::EnrolExpired));
        }
        if let Step::Asked = self.step {
            match self.post.take(REVEAL)? {
                Some((_, Letter::Reveal(nonce))) if commitment(&nonce) == self.offer.1.commitment => {
                    self.step = Step::Compare(transcript(&self.offer.0, &self.ask, &nonce));
                }
                Some(_) => return Err(End::Over(Code::EnrolBroken)),
                None => {}
            }
        }
        let Step::Compare(said) = self.step else { return Ok(()) };
        match self.post.take(ANSWER)? {
            None => Ok(()),
            Some((_, Letter::Refused)) => Err(End::Over(Code::EnrolRefused)),
            Some((_, Letter::Given(sealed))) => {
                self.step = Step::Ready(said, take(&self.post, &said, &sealed)?);
                Ok(())
            }
            Some(_) => Err(End::Over(Code::EnrolBroken)),
        }
    }

    pub(in crate::share) fn offer(&self) -> &Offer {
        &self.offer.1
    }

    /// What was given, once it was.
    pub(in crate::share) fn given(&self) -> Option<&T> {
        match &self.step {
            Step::Ready(_, given) => Some(given),
            Step::Asked | Step::Compare(_) => None,
        }
    }

    /// How far it is.
    pub(in crate::share) fn view(&self, clinical: bool) -> JoinView {
        let (state, said) = match &self.step {
            Step::Asked => (JoinState::Asked, None),
            Step::Compare(said) => (JoinState::Compare, Some(said)),
            Step::Ready(said, _) => (JoinState::Ready, Some(said)),
        };
        let pictures = said.map_or_else(Vec::new, |said| pictures(said).to_vec());
        JoinView { state, pictures, expires_ms: self.until_ms, clinical }
    }
}
