use std::sync::Arc;

use henro_sync::{DeviceKey, DeviceState, Identity, IdentityId, Label, Signature, Tier, verify};
use ring::hmac;

use super::Ledger;
use crate::Refused;

/// Who asks, as a token says. Whether the device still belongs to the identity is looked up in each request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub identity: IdentityId,
    /// With which device.
    pub device: DeviceKey,
    /// How far the session reaches, whatever the device may.
    pub tier: Tier,
    /// When it ends.
    pub expires: u64,
}

/// A session as the client carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its bytes; nothing in them is secret but the whole.
    pub bytes: Vec<u8>,
    /// When it ends.
    pub expires: u64,
}

/// A session whose device belongs to its identity now.
pub(crate) struct Caller {
    pub(crate) session: Session,
    pub(crate) identity: Arc<Identity>,
    pub(crate) tier: Tier,
}

impl Caller {
    /// Whether it may fetch what is sealed in a stream of this tier, where a consent allows it. A member of an organisation has
    /// no key of the account, whose devices alone write there: what they open they were handed.
    pub(crate) fn fetches(&self, tier: Tier) -> bool {
        let member = || self.identity.device(&self.session.device).is_some_and(DeviceState::is_member);
        tier == Tier::Daily || self.tier == Tier::Clinical || member()
    }
}

impl Ledger {
    /// Something to sign, good for one to two minutes. Nothing is stored.
    pub fn challenge(&self, identity: &IdentityId, device: &DeviceKey) -> [u8; 32] {
        let mut out = [0; 32];
        let tag = hmac::sign(&self.mac, &challenge(identity, device, self.now() / CHALLENGE_MS));
        out.copy_from_slice(tag.as_ref());
        out
    }

    /// Whether it is a challenge of this server that is still good.
    pub(super) fn challenged(&self, identity: &IdentityId, device: &DeviceKey, answer: &[u8; 32]) -> bool {
        let minute = self.now() / CHALLENGE_MS;
        [minute, minute.saturating_sub(1)]
            .iter()
            .any(|minute| hmac::verify(&self.mac, &challenge(identity, device, *minute), answer).is_ok())
    }

    /// A session for a device that signed a challenge.
    pub async fn login(
        &self,
        identity: &IdentityId,
        device: &DeviceKey,
        answer: &[u8; 32],
        signature: &Signature,
    ) -> Result<Token, Refused> {
        if !self.challenged(identity, device, answer) {
            return Err(Refused::NoSession);
        }
        verify(device, Label::Login, &[&self.key().0, answer, &identity.0], signature)
            .map_err(|_| Refused::NoSession)?;
        let known = self.identity(identity).await?.ok_or(Refused::NoSession)?;
        let tier = known.device(device).ok_or(Refused::NoSession)?.tier;
        let account = self.store.account(*identity).await?.ok_or(Refused::NoSession)?;
        if account.leaves.is_some_and(|at| at <= self.now()) {
            return Err(Refused::NoSession);
        }
        Ok(self.token(*identity, *device, tier))
    }

    pub(crate) fn token(&self, identity: IdentityId, device: DeviceKey, tier: Tier) -> Token {
        let expires = self.now() + self.limits.session_ms;
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&identity.0);
        bytes.extend_from_slice(&device.0);
        bytes.push(tier.number());
        bytes.extend_from_slice(&expires.to_be_bytes());
        let tag = hmac::sign(&self.mac, &statement(&bytes));
        bytes.extend_from_slice(tag.as_ref());
        Token { bytes, expires }
    }

    /// Reads a token.
    pub fn session(&self, token: &[u8]) -> Result<Session, Refused> {
        let (body, tag) = token.split_at_checked(BODY).ok_or(Refused::NoSession)?;
        hmac::verify(&self.mac, &statement(body), tag).map_err(|_| Refused::NoSession)?;
        self.read(body).filter(|session| self.now() < session.expires).ok_or(Refused::NoSession)
    }

    fn read(&self, body: &[u8]) -> Option<Session> {
        let (version, body) = body.split_first()?;
        let (identity, body) = body.split_first_chunk()?;
        let (device, body) = body.split_first_chunk()?;
        let (tier, expires) = body.split_first()?;
        Some(Session {
            identity: IdentityId(*identity),
            device: DeviceKey(*device),
            tier: Tier::from_number(*tier).ok()?,
            expires: u64::from_be_bytes(expires.try_into().ok()?),
        })
        .filter(|_| *version == VERSION)
    }

    /// Looks up the identity and whether the device is still one of its devices.
    pub(crate) async fn caller(&self, session: &Session) -> Result<Caller, Refused> {
        let identity = self.identity(&session.identity).await?.ok_or(Refused::NoSession)?;
        caller(session, identity)
    }

    /// Like [`Ledger::caller`], by what is remembered: for writes whose guard names the length of the identity chain.
    pub(crate) async fn likely_caller(&self, session: &Session) -> Result<Caller, Refused> {
        match self.identities.find(&session.identity) {
            Some(identity) => caller(session, identity),
            None => self.caller(session).await,
        }
    }

    /// Whether a session is good now.
    pub async fn check(&self, session: &Session) -> Result<(), Refused> {
        self.caller(session).await.map(drop)
    }
}

fn caller(session: &Session, identity: Arc<Identity>) -> Result<Caller, Refused> {
    let tier = identity.device(&session.device).ok_or(Refused::NoSession)?.tier;
    Ok(Caller { session: *session, identity, tier: tier.min(session.tier) })
}

fn challenge(identity: &IdentityId, device: &DeviceKey, minute: u64) -> Vec<u8> {
    [b"challenge\0", &identity.0[..], &device.0, &minute.to_be_bytes()].concat()
}

fn statement(body: &[u8]) -> Vec<u8> {
    [Label::Token.text().as_bytes(), b"\0", body].concat()
}

const VERSION: u8 = 1;
const BODY: usize = 1 + 32 + 32 + 1 + 8;
const CHALLENGE_MS: u64 = 60_000;
