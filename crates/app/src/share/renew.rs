//! New keys of the account: made where a device was taken out, and found by the others in the identity chain.

use henro_seal::{AccountSeed, KemKey, Key};
use henro_sync::{Identity, IdentityAct, IdentityEntry, Keys, Tier};
use henro_sync_client::{Chain, Fault, Store, handed_to};
use henro_vault::{Clinical, Daily};

use super::hands::{ACCOUNT, DAILY_KEM, Owned};
use super::reach::{Reach, stored};
use crate::open::Open;

/// What came of looking for new keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Renewed {
    /// There were none.
    Nothing,
    /// There were, and they are in use.
    Taken,
    /// There are, and the clinical tier has to be opened for them: what is sealed under them cannot be read until then.
    Waits,
}

impl Reach {
    /// Takes up keys that an entry of our chain hands to this device.
    pub(super) fn renew(&self) -> Result<Renewed, Fault> {
        let owned = Owned::load_any(self)?.ok_or(Fault::Store("not connected"))?;
        let chain = self.store(owned.record, false).chain(Chain::Identity(owned.identity))?;
        let done = self.daily(None, |daily| renewed(daily))?;
        if done >= chain.len() {
            return Ok(Renewed::Nothing);
        }
        let before = owned.daily.public()?;
        let identity = Identity::fold(chain.iter().map(Vec::as_slice)).map_err(|_| BAD_CHAIN)?;
        let own = identity.devices.get(&owned.device()).ok_or(Fault::Removed)?;
        for (n, bytes) in chain.iter().enumerate().skip(done) {
            let entry = IdentityEntry::read(bytes).map_err(|_| BAD_CHAIN)?;
            // A device that is out gets no keys, and the server tells it so.
            if own.removed.is_none() && !self.take_up(&entry, own.tier)? {
                return Ok(Renewed::Waits);
            }
            self.daily(None, |daily| daily.put_sync_fact(RENEWED, (n + 1).to_string().as_bytes()))?;
        }
        let now = Owned::load_any(self)?.ok_or(Fault::Store("not connected"))?;
        Ok(if now.daily.public()? == before { Renewed::Nothing } else { Renewed::Taken })
    }

    /// Takes up the keys of one entry; false where the clinical tier has to be opened for it.
    fn take_up(&self, entry: &IdentityEntry, tier: Tier) -> Result<bool, Fault> {
        let (IdentityAct::RemoveDevice { keys, .. } | IdentityAct::NewKeys { keys, .. }) = &entry.act else {
            return Ok(true);
        };
        let owned = Owned::load_any(self)?.ok_or(Fault::Store("not connected"))?;
        if owned.daily.public()? == keys.daily {
            return Ok(true);
        }
        let kem = match (&owned.kem, tier, &owned.account) {
            (Some(kem), Tier::Daily, _) | (Some(kem), Tier::Clinical, Some(_)) => kem,
            _ => return Ok(false),
        };
        // The entry came before this device did, or does not know it.
        let Some(key) = handed_to(entry, &owned.identity, &owned.device(), kem)? else { return Ok(true) };
        self.open(|open| Ok(replace(open, &owned, key, (keys, tier))))??;
        Ok(true)
    }
}

/// Puts new keys in the place of the old ones, which are kept: something may have been sealed to them meanwhile. Done again
/// from the start after a crash.
fn replace(open: &mut Open, owned: &Owned, key: Key, (keys, tier): (&Keys, Tier)) -> Result<(), Fault> {
    let daily = match tier {
        Tier::Daily => KemKey::from_key(key),
        Tier::Clinical => {
            let seed = AccountSeed::from_key(key);
            if seed.public()? != *keys {
                return Err(Fault::Damaged("handed key"));
            }
            let clinical = open.vault().clinical().map_err(stored)?;
            if let Some(old) = owned.account.as_ref().filter(|old| old.key().expose() != seed.key().expose())
            {
                let former = joined(clinical.secret(FORMER).map_err(stored)?, old.clinical().key());
                clinical.put_secret(FORMER, &former).map_err(stored)?;
            }
            clinical.put_secret(ACCOUNT, seed.key().expose()).map_err(stored)?;
            seed.daily()
        }
    };
    if daily.public()? != keys.daily {
        return Err(Fault::Damaged("handed key"));
    }
    let file = open.daily();
    let former = joined(file.secret(FORMER).map_err(stored)?, owned.daily.key());
    file.put_secret(FORMER, &former).map_err(stored)?;
    file.put_secret(DAILY_KEM, daily.key().expose()).map_err(stored)
}

impl Reach {
    /// All replaced keys: of daily sections, and of clinical ones while they are open.
    pub(super) fn former(&self) -> Result<(Vec<KemKey>, Vec<KemKey>), Fault> {
        self.open(|open| {
            let daily = former_daily(open.daily());
            let clinical = match open.vault().clinical() {
                Ok(clinical) => former_clinical(clinical),
                Err(_) => Ok(Vec::new()),
            };
            Ok(daily.and_then(|daily| Ok((daily, clinical?))))
        })?
    }
}

/// Keys of daily sections that were replaced.
pub(super) fn former_daily(daily: &Daily) -> Result<Vec<KemKey>, Fault> {
    Ok(split(daily.secret(FORMER).map_err(stored)?))
}

/// Keys of clinical sections that were replaced.
pub(super) fn former_clinical(clinical: &Clinical) -> Result<Vec<KemKey>, Fault> {
    Ok(split(clinical.secret(FORMER).map_err(stored)?))
}

/// Keeps replaced keys that came with the account, and that the chain is known so far.
pub(super) fn begin(
    open: &mut Open,
    (daily, clinical): (&[u8], &[u8]),
    chain: u64,
) -> Result<(), henro_vault::Error> {
    if !clinical.is_empty() {
        open.vault().clinical()?.put_secret(FORMER, clinical)?;
    }
    open.daily().put_secret(FORMER, daily)?;
    open.daily().put_sync_fact(RENEWED, chain.to_string().as_bytes())
}

fn renewed(daily: &Daily) -> Result<usize, henro_vault::Error> {
    let found = daily.sync_fact(RENEWED)?;
    Ok(found.and_then(|text| String::from_utf8(text).ok()).and_then(|text| text.parse().ok()).unwrap_or(0))
}

type Kept = Option<henro_vault::Sensitive<Vec<u8>>>;

fn split(kept: Kept) -> Vec<KemKey> {
    let kept = kept.iter().flat_map(|keys| keys.expose().chunks_exact(32));
    kept.filter_map(Key::from_slice).map(KemKey::from_key).collect()
}

/// The list with one more at its end, once.
fn joined(kept: Kept, key: &Key) -> Vec<u8> {
    let mut keys: Vec<u8> = kept.map(|keys| keys.expose().clone()).unwrap_or_default();
    if !keys.chunks_exact(32).any(|one| one == key.expose()) {
        keys.extend_from_slice(key.expose());
    }
    let over = (keys.len() / 32).saturating_sub(henro_sync::Gift::MOST_FORMER) * 32;
    keys.split_off(over)
}

const BAD_CHAIN: Fault = Fault::Damaged("identity chain");
const RENEWED: &str = "renewed";
const FORMER: &str = "former";
