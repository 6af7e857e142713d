//! Login by e-mail and password, with OPAQUE: the server learns neither. What it opens is an escrow the identity laid down,
//! and a session for a fresh device of the daily tier, which the door of the identity chain then lets in.

use bytes::Bytes;
use henro_opaque::server::{Setup, login_finish};
use henro_opaque::{Error as Opaque, Name};
use henro_sync::{DeviceKey, Error as Broken, IdentityId, Tier};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::{digest, hmac};

use super::{Ledger, Random, TRIES, secret};
use crate::store::{LoginFile, Store, Tries};
use crate::{Error, Refused, Session, Token};

/// The secrets for it; made at the first start, in the database with all others.
pub(super) struct Passwords {
    setup: Setup,
    /// Names are kept as keyed hashes.
    names: hmac::Key,
    /// What a login needs between its two messages goes to the client and back, sealed.
    states: LessSafeKey,
}

/// Somebody who knew the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// Who.
    pub identity: IdentityId,
    /// A session of the device that logged in. It holds once the device belongs to the identity.
    pub token: Token,
    /// What was laid down.
    pub escrow: Bytes,
}

impl Passwords {
    pub(super) async fn open(store: &dyn Store, random: &dyn Random) -> Result<Self, Error> {
        let mut fill = |out: &mut [u8]| random.fill(out).is_ok();
        let fresh = Setup::make(&mut fill).map_err(|_| Error::Damaged)?.bytes();
        let mut kept = [0; Setup::LEN];
        // The parts are independent, so processes that start at once may each make some of them.
        for (n, (part, kept)) in fresh.chunks_exact(32).zip(kept.chunks_exact_mut(32)).enumerate() {
            let part = part.try_into().map_err(|_| Error::Damaged)?;
            kept.copy_from_slice(&store.secret(&format!("opaque-setup-{n}"), part).await?);
        }
        let states = secret(store, random, "opaque-state").await?;
        let states = UnboundKey::new(&CHACHA20_POLY1305, &states).map_err(|_| Error::Damaged)?;
        let names = secret(store, random, "login-name").await?;
        Ok(Self {
            setup: Setup::read(&kept).map_err(|_| Error::Damaged)?,
            names: hmac::Key::new(hmac::HMAC_SHA256, &names),
            states: LessSafeKey::new(states),
        })
    }

    /// A name as it is kept.
    fn kept(&self, name: &Name) -> [u8; 32] {
        let mut out = [0; 32];
        out.copy_from_slice(hmac::sign(&self.names, &name.0).as_ref());
        out
    }
}

impl Ledger {
    /// Answers the first message of setting a password.
    pub async fn password_start(
        &self,
        session: &Session,
        name: &Name,
        message: &[u8],
    ) -> Result<Vec<u8>, Refused> {
        self.may_set(session).await?;
        let kept = self.passwords.kept(name);
        // What is answered is of use for guessing a password that is set under this name: it counts like a login.
        self.count(kept).await?;
        Ok(self.passwords.setup.set_start(message, &kept)?)
    }

    /// Keeps a password, in place of the one there was.
    pub async fn password_finish(
        &self,
        session: &Session,
        name: &Name,
        message: &[u8],
        escrow: Bytes,
    ) -> Result<(), Refused> {
        self.may_set(session).await?;
        self.fits(&escrow)?;
        let file = self.passwords.setup.set_finish(message)?.into();
        let new = LoginFile { identity: session.identity, file, escrow, since: self.now() };
        // Who asks learns whether the name is taken, and may ask so often only: see `docs/threat-model.md`.
        let asked = self.passwords.kept(&Name(session.identity.0));
        self.count(asked).await?;
        let name = self.passwords.kept(name);
        if !self.store.login_put(name, new).await? {
            return Err(Refused::Taken);
        }
        self.forget_tries(name).await
    }

    /// Lays down another escrow for the same password.
    pub async fn password_escrow(&self, session: &Session, escrow: Bytes) -> Result<(), Refused> {
        self.may_set(session).await?;
        self.fits(&escrow)?;
        let there = self.store.login_escrow(session.identity, escrow).await?;
        if there { Ok(()) } else { Err(Refused::Unknown) }
    }

    /// When a password was set, where there is one.
    pub async fn password_since(&self, session: &Session) -> Result<Option<u64>, Refused> {
        self.check(session).await?;
        Ok(self.store.login_since(session.identity).await?)
    }

    /// Takes the password away.
    pub async fn password_remove(&self, session: &Session) -> Result<(), Refused> {
        self.may_set(session).await?;
        Ok(self.store.login_remove(session.identity).await?)
    }

    /// Answers the first message of a login, with what the client brings back. For a name that nobody has, the answer is
    /// like any other, and tries count the same.
    pub async fn enter_start(
        &self,
        name: &Name,
        device: &DeviceKey,
        message: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), Refused> {
        let kept = self.passwords.kept(name);
        // Each answer allows one guess, made without the server: so answers are counted, and not wrong ends.
        self.count(kept).await?;
        let file = self.store.login(kept).await?.map(|login| login.file);
        let mut fill = |out: &mut [u8]| self.random.fill(out).is_ok();
        let server = self.key().0;
        let whose = (file.as_deref(), &kept);
        let (answer, state) =
            self.passwords.setup.login_start(message, whose, (name, &server, &device.0), &mut fill)?;
        let between = Between { at: self.now(), name: *name, device: *device, file: hash(file.as_deref()) };
        Ok((answer, self.seal(&between, &state)?))
    }

    /// Checks the second message of a login.
    pub async fn enter_finish(&self, state: &[u8], message: &[u8]) -> Result<Entered, Refused> {
        let (between, state) = self.unseal(state).ok_or(Refused::NoSession)?;
        let now = self.now();
        if now >= between.at.saturating_add(BETWEEN_MS) || between.at > now {
            return Err(Refused::NoSession);
        }
        let kept = self.passwords.kept(&between.name);
        login_finish(&state, message, (&between.name, &self.key().0, &between.device.0))?;
        // Taken away or changed in between: the old password is nothing any more.
        let login = self.store.login(kept).await?.ok_or(Refused::WrongLogin)?;
        if hash(Some(&login.file)) != between.file {
            return Err(Refused::WrongLogin);
        }
        let account = self.store.account(login.identity).await?.ok_or(Refused::WrongLogin)?;
        if account.leaves.is_some_and(|at| at <= now) {
            return Err(Refused::WrongLogin);
        }
        self.forget_tries(kept).await?;
        let token = self.token(login.identity, between.device, Tier::Daily);
        Ok(Entered { identity: login.identity, token, escrow: login.escrow })
    }

    /// Only a device of both tiers decides who may come in.
    async fn may_set(&self, session: &Session) -> Result<(), Refused> {
        match self.caller(session).await?.tier {
            Tier::Clinical => Ok(()),
            Tier::Daily => Err(Broken::NotAllowed.into()),
        }
    }

    fn fits(&self, escrow: &[u8]) -> Result<(), Refused> {
        let most = self.limits.escrow_bytes;
        if escrow.len() > most { Err(Refused::TooMany(most as u64)) } else { Ok(()) }
    }

    /// Counts a try, or says how long to wait.
    async fn count(&self, name: [u8; 32]) -> Result<(), Refused> {
        for _ in 0..TRIES {
            let now = self.now();
            let old = self.store.tries(name).await?;
            let before = old.filter(|tries| now < tries.at.saturating_add(FORGET_MS));
            if let Some(wait) = before.map(|tries| wait(&tries, now)).filter(|wait| *wait > 0) {
                return Err(Refused::TooOften(wait.div_ceil(1000)));
            }
            let new = Tries { count: before.map_or(0, |tries| tries.count) + 1, at: now };
            if self.store.swap_tries(name, old, Some(new), now.saturating_sub(FORGET_MS)).await? {
                return Ok(());
            }
        }
        Err(Error::Busy.into())
    }

    async fn forget_tries(&self, name: [u8; 32]) -> Result<(), Refused> {
        for _ in 0..TRIES {
            let old = self.store.tries(name).await?;
            if old.is_none() || self.store.swap_tries(name, old, None, 0).await? {
                return Ok(());
            }
        }
        Err(Error::Busy.into())
    }

    fn seal(&self, between: &Between, state: &[u8]) -> Result<Vec<u8>, Error> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce)?;
        let mut text = between.bytes();
        text.extend_from_slice(state);
        let bound = Aad::from(STATE);
        self.passwords
            .states
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound, &mut text)
            .map_err(|_| Error::Damaged)?;
        Ok([&nonce[..], &text].concat())
    }

    fn unseal(&self, sealed: &[u8]) -> Option<(Between, Vec<u8>)> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut text = text.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = self.passwords.states.open_in_place(nonce, Aad::from(STATE), &mut text).ok()?;
        Between::read(plain)
    }
}

/// What both messages of a login have in common.
struct Between {
    at: u64,
    name: Name,
    device: DeviceKey,
    /// Hash of the file the answer was made from.
    file: [u8; 32],
}

impl Between {
    fn bytes(&self) -> Vec<u8> {
        [&self.at.to_be_bytes()[..], &self.name.0, &self.device.0, &self.file].concat()
    }

    fn read(bytes: &[u8]) -> Option<(Self, Vec<u8>)> {
        let (at, rest) = bytes.split_first_chunk()?;
        let (name, rest) = rest.split_first_chunk()?;
        let (device, rest) = rest.split_first_chunk()?;
        let (file, rest) = rest.split_first_chunk()?;
        let (at, name, device) = (u64::from_be_bytes(*at), Name(*name), DeviceKey(*device));
        Some((Self { at, name, device, file: *file }, rest.to_vec()))
    }
}

fn hash(file: Option<&[u8]>) -> [u8; 32] {
    let mut out = [0; 32];
    if let Some(file) = file {
        out.copy_from_slice(digest::digest(&digest::SHA256, file).as_ref());
    }
    out
}

/// Milliseconds until the next try: none for the first five, then half a minute, doubled up to an hour.
fn wait(tries: &Tries, now: u64) -> u64 {
    let Some(over) = tries.count.checked_sub(FREE) else { return 0 };
    let wait = FIRST_MS.saturating_mul(1 << over.min(16)).min(LONGEST_MS);
    tries.at.saturating_add(wait).saturating_sub(now)
}

impl From<Opaque> for Refused {
    fn from(error: Opaque) -> Self {
        match error {
            Opaque::Wrong => Self::WrongLogin,
            Opaque::Malformed => Self::NotOpaque,
            _ => Self::Store(Error::Closed),
        }
    }
}

const STATE: &[u8] = b"henro/opaque-state/1";
const BETWEEN_MS: u64 = 120_000;
const FREE: u64 = 5;
const FIRST_MS: u64 = 30_000;
const LONGEST_MS: u64 = 3_600_000;
/// Who did not try for a day begins anew.
const FORGET_MS: u64 = 86_400_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_tries_are_free_and_then_the_wait_doubles_up_to_an_hour() {
        let of = |count| wait(&Tries { count, at: 1_000 }, 1_000) / 1000;
        assert_eq!([1, 4, 5, 6, 7].map(of), [0, 0, 30, 60, 120]);
        assert_eq!([11, 12, 500].map(of), [1920, 3600, 3600]);
        assert_eq!(wait(&Tries { count: 5, at: 1_000 }, 31_000), 0, "over");
        assert_eq!(wait(&Tries { count: u64::MAX, at: u64::MAX }, 0), u64::MAX);
    }
}
