//! E-mail and password as a way in for another device: set, changed, taken away, and mended after new keys. What it opens is
//! an escrow with the daily key and the seed of the door; see `docs/protocol.md`.

use henro_opaque::client::Setting;
use henro_opaque::{Cost, Name, name};
use henro_remote::EmailFault;
use henro_seal::{ChainMark, Escrow, EscrowKey, Key, Random, SigningKey};
use henro_sync::{DeviceKey, Identity, Signer};
use henro_sync_client::{Chain, Engine, Fault, Refusal, Round, Store, set_door};
use henro_vault::Sensitive;

use super::connect::refused;
use super::contacts::own;
use super::hands::{self, EMAIL, text};
use super::reach::Reach;
use super::round::Trip;
use crate::open::failed;
use crate::record::check_password;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// How it stands, by what this device knows of its own chain.
pub(crate) fn email_status(ctx: &Context, _: Empty) -> Result<EmailView, WireError> {
    let reach = ctx.reach();
    let (email, daily_only) = ctx.with_own(|open, _| {
        let email = text(open.daily(), EMAIL).map_err(refused)?;
        Ok((email, hands::daily_only(open)))
    })?;
    let door = known(&reach).map_err(refused)?.and_then(|identity| identity.door);
    Ok(EmailView {
        on: door.is_some_and(|door| door.open),
        closed: door.is_some_and(|door| !door.open),
        since_ms: door.map(|door| door.since as i64),
        email: email.filter(|_| door.is_some() || daily_only),
        daily_only,
    })
}

/// Our own identity as far as this device knows it.
fn known(reach: &Reach) -> Result<Option<Identity>, Fault> {
    let Some(owned) = hands::Owned::load(reach)? else { return Ok(None) };
    let chain = reach.store(owned.record, false).chain(Chain::Identity(owned.identity))?;
    if chain.is_empty() {
        return Ok(None);
    }
    let folded = Identity::fold(chain.iter().map(Vec::as_slice));
    folded.map(Some).map_err(|_| Fault::Damaged("identity chain"))
}

/// Sets address and password, in place of those there were. The clinical tier has to be open.
pub(crate) fn email_set(ctx: &Context, ask: EmailSet) -> Result<EmailView, WireError> {
    let name = name(&ask.email).ok_or(Code::EmailInvalid)?;
    check_password(&ask.password)?;
    own(ctx)?;
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    let reach = ctx.reach();
    set(&reach, &name, &ask).map_err(said)?;
    email_status(ctx, Empty {})
}

fn set(reach: &Reach, name: &Name, ask: &EmailSet) -> Result<(), EmailFault> {
    let _turn = reach.turn();
    let mut trip = reach.set_out()?;
    let server = trip.owned.server.ok_or(Fault::Damaged("server"))?;
    let door = SigningKey::make(&random::system).map_err(Fault::from)?;
    let (setting, first) = Setting::start(&ask.password, Cost::REAL, &mut fill).map_err(made)?;
    let answer = trip.server.password_start(&name.0, &first)?;
    let set = setting.finish(&answer, name, &server.0, &mut fill).map_err(made)?;
    let key = EscrowKey::from_export(set.export.bytes());
    let escrow = escrow(reach, &mut trip, &door)?.seal(&key, &random::system);
    trip.server.password_finish(&name.0, &set.file, &escrow)?;
    reach.open(|open| {
        let clinical = open.vault().clinical()?;
        clinical.put_secret(ESCROW, key.key().expose())?;
        clinical.put_secret(NEXT, door.seed().expose())?;
        open.daily().put_sync_fact(EMAIL, ask.email.trim().as_bytes())
    })?;
    open_door(reach, &mut trip, Some(door.public()))?;
    Ok(opened(reach, &door)?)
}

/// Takes it away. Devices that came by it stay until they are removed.
pub(crate) fn email_remove(ctx: &Context, _: Empty) -> Result<EmailView, WireError> {
    own(ctx)?;
    ctx.with_own(|open, _| open.vault().clinical().map(drop).map_err(failed))?;
    let reach = ctx.reach();
    remove(&reach).map_err(refused)?;
    email_status(ctx, Empty {})
}

fn remove(reach: &Reach) -> Result<(), Fault> {
    let _turn = reach.turn();
    let mut trip = reach.set_out()?;
    // The door first: without it the rest opens nothing.
    open_door(reach, &mut trip, None)?;
    trip.server.password_remove()?;
    forget(reach)
}

fn forget(reach: &Reach) -> Result<(), Fault> {
    reach.open(|open| {
        let clinical = open.vault().clinical()?;
        clinical.drop_secret(ESCROW)?;
        clinical.drop_secret(DOOR)?;
        clinical.drop_secret(NEXT)?;
        open.daily().drop_sync_fact(EMAIL)
    })
}

/// The next door stands in the chain: it is the one there is.
fn opened(reach: &Reach, door: &SigningKey) -> Result<(), Fault> {
    reach.open(|open| {
        let clinical = open.vault().clinical()?;
        clinical.put_secret(DOOR, door.seed().expose())?;
        clinical.drop_secret(NEXT)
    })
}

/// What a device that comes in gets, as things are now.
fn escrow(reach: &Reach, trip: &mut Trip, door: &SigningKey) -> Result<Escrow, Fault> {
    let daily = trip.owned.account()?.daily();
    let server = trip.owned.server.ok_or(Fault::Damaged("server"))?;
    let (identity, record) = (trip.owned.identity, trip.owned.record);
    reach.on_own(trip, |engine, round| {
        engine.follow_identity(round, &identity)?;
        let known = engine.identity(&identity).ok_or(Fault::Damaged("identity"))?;
        let control = engine.control().ok_or(Fault::Refused(Refusal::Absent))?;
        Ok(Escrow {
            identity,
            record,
            server,
            door: door.seed().clone(),
            daily,
            identity_mark: ChainMark { len: known.len, head: known.head },
            control_mark: ChainMark { len: control.len, head: control.head },
            former: vec![],
        })
    })
}

/// Writes into the chain which door there is.
fn open_door(reach: &Reach, trip: &mut Trip, key: Option<DeviceKey>) -> Result<(), Fault> {
    let id = trip.owned.identity;
    let account = henro_seal::AccountSeed::from_key(trip.owned.account()?.key().clone());
    reach.on_own(trip, |engine, round| {
        let mut now = round.moment.now;
        for _ in 0..TRIES {
            engine.follow_identity(round, &id)?;
            let known = engine.identity(&id).ok_or(Fault::Damaged("identity"))?;
            if known.door.filter(|door| door.open || key.is_none()).map(|door| door.key) == key {
                return Ok(());
            }
            let entry = set_door(known, &account, key, now)?;
            match round.remote.extend_identity(&id, &entry) {
                Ok(()) => return followed(engine, round),
                Err(Fault::Refused(Refusal::Behind(_))) => {}
                // It has to be later than what our devices did in the same moment.
                Err(Fault::Clock { server }) => now = server,
                Err(fault) => return Err(fault),
            }
        }
        Err(Fault::Busy)
    })
}

fn followed(engine: &mut Engine, round: &mut Round) -> Result<(), Fault> {
    engine.follow_identity(round, &round.hands.identity)
}

impl Reach {
    /// New keys of the account closed the door. This device set it: it lays down an escrow with the new keys and another
    /// door, for who was put out may know the old one. The same where a door was made and did not get into the chain. Without
    /// the clinical tier it waits.
    pub(super) fn mend_door(&self, trip: &mut Trip) -> Result<(), Fault> {
        if trip.owned.account().is_err() {
            return Ok(());
        }
        let Some(Doors { key, mut door, mut next }) = self.doors()? else { return Ok(()) };
        let stands = known(self)?.and_then(|identity| identity.door);
        let at = stands.map(|stands| stands.key);
        if let Some(made) = next.take_if(|next| at == Some(next.public())) {
            opened(self, &made)?;
            door = Some(made);
        }
        if at != door.map(|door| door.public()) {
            // Another device set or removed it since.
            return forget(self);
        }
        let made = match (next, stands) {
            (Some(next), _) => next,
            (None, Some(stands)) if !stands.open => SigningKey::make(&random::system)?,
            (None, _) => return Ok(()),
        };
        // On disk before the server or the chain know of it.
        self.open(|open| open.vault().clinical()?.put_secret(NEXT, made.seed().expose()))?;
        let escrow = escrow(self, trip, &made)?.seal(&key, &random::system);
        if !trip.server.password_escrow(&escrow)? {
            return forget(self);
        }
        open_door(self, trip, Some(made.public()))?;
        opened(self, &made)
    }

    /// What this device keeps of the door; nothing where it set none, or while the clinical tier is closed.
    fn doors(&self) -> Result<Option<Doors>, Fault> {
        let kept = self.open(|open| {
            let Ok(clinical) = open.vault().clinical() else { return Ok(None) };
            Ok(Some((clinical.secret(ESCROW)?, clinical.secret(DOOR)?, clinical.secret(NEXT)?)))
        })?;
        let Some((Some(key), door, next)) = kept else { return Ok(None) };
        let read = |kept: Sensitive<Vec<u8>>| Key::from_slice(kept.expose()).ok_or(Fault::Damaged("door"));
        let door_of = |kept| -> Result<SigningKey, Fault> { Ok(SigningKey::from_seed(read(kept)?)?) };
        Ok(Some(Doors {
            key: EscrowKey::from_key(read(key)?),
            door: door.map(door_of).transpose()?,
            next: next.map(door_of).transpose()?,
        }))
    }
}

/// What a device that set address and password keeps.
struct Doors {
    /// Seals what lies at the server.
    key: EscrowKey,
    /// The one in the chain.
    door: Option<SigningKey>,
    /// One that was made and is not known to be there.
    next: Option<SigningKey>,
}

/// The randomness of this machine, as OPAQUE takes it.
pub(super) fn fill(out: &mut [u8]) -> bool {
    let random: &dyn Random = &random::system;
    random.fill(out);
    true
}

/// The fault of a message that did not come out.
pub(super) fn made(error: henro_opaque::Error) -> EmailFault {
    match error {
        henro_opaque::Error::Wrong => EmailFault::Wrong,
        henro_opaque::Error::Malformed => EmailFault::Other(Fault::Refused(Refusal::Malformed)),
        _ => EmailFault::Other(Fault::Damaged("memory")),
    }
}

/// Its code.
pub(super) fn said(fault: EmailFault) -> WireError {
    match fault {
        EmailFault::Wrong => Code::LoginWrong.into(),
        EmailFault::Taken => Code::EmailTaken.into(),
        EmailFault::Wait(seconds) => {
            WireError::wait(Code::LoginWait, u32::try_from(seconds).unwrap_or(u32::MAX))
        }
        EmailFault::Other(fault) => refused(fault),
    }
}

const ESCROW: &str = "email escrow";
const DOOR: &str = "email door";
const NEXT: &str = "email door next";
const TRIES: usize = 5;

#[cfg(test)]
pub(super) mod tests;
