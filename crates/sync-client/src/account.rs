//! Entries of our own identity chain.

use henro_seal::{AccountSeed, KemKey, Random, SigningKey, hand};
use henro_sync::{
    DeviceEntry, DeviceKey, Handed, Hash, Identity, IdentityAct, IdentityEntry, IdentityId, Kind, Signature,
    Signer, Tier,
};

use crate::consent::TRIES;
use crate::{Chain, Engine, Fault, Lie, Refusal, Round};

/// A new account, before any server knows of it.
pub struct NewAccount {
    /// Its root.
    pub seed: AccountSeed,
    /// The first entry of its chain.
    pub entry: Vec<u8>,
    /// Its id.
    pub id: IdentityId,
}

impl NewAccount {
    /// Makes an account with this device as its first.
    pub fn make(
        (kind, name): (Kind, &str),
        device: &SigningKey,
        kem: &KemKey,
        now: u64,
        random: &dyn Random,
    ) -> Result<Self, Fault> {
        let seed = AccountSeed::make(random);
        let device = DeviceEntry {
            key: device.public(),
            tier: Tier::Clinical,
            name: String::new(),
            kem: kem.public()?,
        };
        let act = IdentityAct::Genesis { kind, name: name.to_owned(), keys: seed.public()?, device };
        let entry = IdentityEntry { n: 0, prev: Hash::ZERO, at: now, act }.sign(&seed.signing()?);
        let id = Identity::begin(&entry).map_err(|_| Fault::Damaged("identity"))?.id;
        Ok(Self { seed, entry, id })
    }
}

/// Makes an entry of our own chain from what is known now, at a time; nothing where it is not needed any more.
pub type MakeOwn<'a> = &'a mut dyn FnMut(&Identity, u64) -> Result<Option<Vec<u8>>, Fault>;

impl Engine {
    /// Adds an entry to our own identity chain; makes it anew where the chain had gone on, or where the server wants it
    /// to lie after what the device that leaves did.
    pub fn extend_own(&mut self, round: &mut Round, make: MakeOwn) -> Result<(), Fault> {
        let own = round.hands.identity;
        let mut at = round.moment.now;
        for _ in 0..TRIES {
            self.follow_identity(round, &own)?;
            let known = self.who.get(&own).cloned().ok_or(Fault::Damaged("identity"))?;
            let Some(entry) = make(&known, at)? else { return Ok(()) };
            let mut next = known.clone();
            next.apply(&entry).map_err(|_| Fault::Refused(Refusal::Rule))?;
            match round.remote.extend_identity(&own, &entry) {
                Ok(()) => {
                    round.store.extend(Chain::Identity(own), known.len, &[entry])?;
                    self.who.insert(own, next);
                    return Ok(());
                }
                Err(Fault::Refused(Refusal::Behind(len))) if len < known.len => {
                    return Err(Fault::Lie(Lie::RolledBack(None)));
                }
                Err(Fault::Refused(Refusal::Behind(_))) => {}
                Err(Fault::Clock { server }) if server > at && server - round.moment.now <= LATE_MS => {
                    at = server
                }
                Err(fault) => return Err(fault),
            }
        }
        Err(Fault::Busy)
    }
}

/// Servers take entries up to ten minutes ahead.
const LATE_MS: u64 = 10 * 60_000;

/// The entry by which a device joins. It agreed with `consent`.
pub fn add_device(
    identity: &Identity,
    account: &AccountSeed,
    device: DeviceEntry,
    consent: Signature,
    now: u64,
) -> Result<Vec<u8>, Fault> {
    let act = IdentityAct::AddDevice { device, consent };
    Ok(next(identity, act, now).sign(&account.signing()?))
}

/// The entry by which the account gets a door for devices that come by e-mail, another one, or none.
pub fn set_door(
    identity: &Identity,
    account: &AccountSeed,
    key: Option<DeviceKey>,
    now: u64,
) -> Result<Vec<u8>, Fault> {
    Ok(next(identity, IdentityAct::Door { key }, now).sign(&account.signing()?))
}

/// The entry by which a device of the daily tier comes in by the door. It agreed with `consent`.
pub fn enter(
    identity: &Identity,
    door: &SigningKey,
    device: DeviceEntry,
    consent: Signature,
    now: u64,
) -> Vec<u8> {
    next(identity, IdentityAct::Enter { device, consent }, now).sign(door)
}

/// The entry by which a device leaves, and the account's new root. The others find it in the entry.
pub fn remove_device(
    identity: &Identity,
    account: &AccountSeed,
    device: DeviceKey,
    now: u64,
    random: &dyn Random,
) -> Result<(Vec<u8>, AccountSeed), Fault> {
    let seed = AccountSeed::make(random);
    let entry = remove_device_for(identity, (account, &seed), device, now, random)?;
    Ok((entry, seed))
}

/// The same with a new root that was made, and kept, before.
pub fn remove_device_for(
    identity: &Identity,
    (account, seed): (&AccountSeed, &AccountSeed),
    device: DeviceKey,
    now: u64,
    random: &dyn Random,
) -> Result<Vec<u8>, Fault> {
    let keys = seed.public()?;
    let handed = hand_to_all(identity, (&keys, seed), Some(device), random)?;
    let act = IdentityAct::RemoveDevice { device, keys, handed };
    Ok(next(identity, act, now).sign(&account.signing()?))
}

/// The entry by which the account gets a new root that was made, and kept, before. Its devices find it in the entry.
pub fn new_keys(
    identity: &Identity,
    (account, seed): (&AccountSeed, &AccountSeed),
    now: u64,
    random: &dyn Random,
) -> Result<Vec<u8>, Fault> {
    let keys = seed.public()?;
    let handed = hand_to_all(identity, (&keys, seed), None, random)?;
    Ok(next(identity, IdentityAct::NewKeys { keys, handed }, now).sign(&account.signing()?))
}

/// The entry by which a member joins an organisation. Its device agreed with `consent`.
pub fn add_member(
    identity: &Identity,
    account: &AccountSeed,
    (device, duty): (DeviceEntry, String),
    consent: Signature,
    now: u64,
) -> Result<Vec<u8>, Fault> {
    let act = IdentityAct::AddMember { device, duty, consent };
    Ok(next(identity, act, now).sign(&account.signing()?))
}

/// The entry by which a member leaves.
pub fn remove_member(
    identity: &Identity,
    account: &AccountSeed,
    device: DeviceKey,
    now: u64,
) -> Result<Vec<u8>, Fault> {
    Ok(next(identity, IdentityAct::RemoveMember { device }, now).sign(&account.signing()?))
}

/// A new root for all devices of an identity but one. Members of an organisation get none of it.
fn hand_to_all(
    identity: &Identity,
    (keys, seed): (&henro_sync::Keys, &AccountSeed),
    less: Option<DeviceKey>,
    random: &dyn Random,
) -> Result<Vec<Handed>, Fault> {
    let stays = |(key, state): &(&DeviceKey, &henro_sync::DeviceState)| {
        Some(**key) != less && state.removed.is_none() && !state.is_member()
    };
    let mut handed = Vec::new();
    for (key, state) in identity.devices.iter().filter(stays) {
        // A device of the daily tier learns only what opens daily sections.
        let secret = match state.tier {
            Tier::Clinical => seed.key().clone(),
            Tier::Daily => seed.daily().key().clone(),
        };
        let text = hand(keys.suite, &state.kem, &bound(&identity.id, key), secret.expose(), random)?;
        handed.push(Handed { to: *key, text });
    }
    Ok(handed)
}

/// What a device is handed in an entry: the new root for one of both tiers, the daily key for one of the daily tier.
pub fn handed_to(
    entry: &IdentityEntry,
    identity: &IdentityId,
    device: &DeviceKey,
    kem: &KemKey,
) -> Result<Option<henro_seal::Key>, Fault> {
    let (IdentityAct::RemoveDevice { handed, .. } | IdentityAct::NewKeys { handed, .. }) = &entry.act else {
        return Ok(None);
    };
    let Some(mine) = handed.iter().find(|handed| handed.to == *device) else { return Ok(None) };
    let plain = kem.open(&bound(identity, device), &mine.text)?;
    henro_seal::Key::from_slice(plain.expose()).map(Some).ok_or(Fault::Damaged("handed key"))
}

fn next(identity: &Identity, act: IdentityAct, now: u64) -> IdentityEntry {
    IdentityEntry { n: identity.len, prev: identity.head, at: now.max(identity.at), act }
}

fn bound(identity: &IdentityId, device: &DeviceKey) -> Vec<u8> {
    [&identity.0[..], &device.0].concat()
}
