//! What a member's app keeps: the organisations, the device key for each, and which record came through which.

use henro_seal::{KemKey, Key, SigningKey};
use henro_sync::{DeviceKey, IdentityId, RecordId, Signer};
use henro_sync_client::Fault;
use henro_vault::Daily;
use serde::{Deserialize, Serialize};

use super::super::reach::{Reach, stored};

/// An organisation this person is a member of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) organisation: String,
    pub(super) server: String,
    pub(super) address: String,
    /// Nothing new comes any more.
    #[serde(default)]
    pub(super) ended: bool,
    /// Time of the newest keys that were taken in.
    #[serde(default)]
    pub(super) keys_at: u64,
    /// Records in them.
    #[serde(default)]
    pub(super) records: Vec<String>,
    /// Hashes of the reports sent last.
    #[serde(default)]
    pub(super) sent: Vec<String>,
    /// A report lay there that this app did not send: somebody has a copy of the key.
    #[serde(default)]
    pub(super) doubled: bool,
    /// There is a key for medical sections, in the medical half.
    #[serde(default)]
    pub(super) medical: bool,
    /// It lies where the seat finds it.
    #[serde(default)]
    pub(super) key_laid: bool,
    /// Time of the newest keys of medical sections that were taken in.
    #[serde(default)]
    pub(super) medical_at: u64,
}

/// The same, ready for use.
pub(super) struct Place {
    pub(super) organisation: IdentityId,
    pub(super) server: DeviceKey,
    pub(super) device: SigningKey,
    pub(super) kem: KemKey,
}

impl Place {
    /// Its keys; nothing where they are not there any more.
    pub(super) fn load(daily: &Daily, kept: &Kept) -> Result<Option<Self>, Fault> {
        let bad = Fault::Damaged("membership");
        let organisation: IdentityId = kept.organisation.parse().map_err(|_| bad.clone())?;
        let server = kept.server.parse().map_err(|_| bad.clone())?;
        let secret = |name: String| -> Result<Option<Key>, Fault> {
            let found = daily.secret(&name).map_err(stored)?;
            Ok(found.and_then(|bytes| Key::from_slice(bytes.expose())))
        };
        let (Some(device), Some(kem)) =
            (secret(device_name(&organisation))?, secret(kem_name(&organisation))?)
        else {
            return Ok(None);
        };
        Ok(Some(Self {
            organisation,
            server,
            device: SigningKey::from_seed(device)?,
            kem: KemKey::from_key(kem),
        }))
    }

    /// The public key of the device.
    pub(super) fn key(&self) -> DeviceKey {
        self.device.public()
    }

    /// Keeps the keys.
    pub(super) fn keep(&self, daily: &mut Daily) -> Result<(), henro_vault::Error> {
        daily.put_secret(&device_name(&self.organisation), self.device.seed().expose())?;
        daily.put_secret(&kem_name(&self.organisation), self.kem.key().expose())
    }
}

/// Keeps the key for medical sections in the medical half, under the device it is named with: asking again takes none away.
pub(super) fn keep_medical(reach: &Reach, place: &Place, kem: &KemKey) -> Result<(), Fault> {
    let name = medical_name(place);
    reach.half(None, |clinical| clinical.put_secret(&name, kem.key().expose()))
}

/// That key; nothing where there is none.
pub(super) fn medical(reach: &Reach, place: &Place) -> Result<Option<KemKey>, Fault> {
    // The name before there were two.
    let old = format!("member medical {}", place.organisation);
    let found = reach.half(None, |clinical| match clinical.secret(&medical_name(place))? {
        None => clinical.secret(&old),
        found => Ok(found),
    })?;
    Ok(found.and_then(|bytes| Key::from_slice(bytes.expose())).map(KemKey::from_key))
}

/// All of them.
pub(super) fn load(daily: &Daily) -> Result<Vec<Kept>, henro_vault::Error> {
    let found = daily.sync_fact(MEMBERSHIPS)?;
    Ok(found.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

/// Keeps one, in place of what was known of it.
pub(super) fn put(daily: &mut Daily, kept: Kept) -> Result<(), henro_vault::Error> {
    let mut all = load(daily)?;
    all.retain(|one| one.organisation != kept.organisation);
    all.push(kept);
    let text = serde_json::to_vec(&all).map_err(|_| henro_vault::Error::Misfit)?;
    daily.put_sync_fact(MEMBERSHIPS, &text)
}

/// The name and the purpose that came with a record.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::share) struct Told {
    pub(in crate::share) name: String,
    pub(in crate::share) purpose: String,
}

/// Through which organisation a record is seen.
pub(in crate::share) fn via(reach: &Reach, record: RecordId) -> Result<Option<IdentityId>, Fault> {
    let found = reach.daily(Some(record), |daily| daily.sync_fact(VIA))?;
    Ok(found.and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|id| id.parse().ok()))
}

/// Whether the organisation still has this member look after a record.
pub(in crate::share) fn in_care(reach: &Reach, via: &IdentityId, record: &RecordId) -> Result<bool, Fault> {
    let all = reach.daily(None, |daily| load(daily))?;
    let (via, record) = (via.to_string(), record.to_string());
    Ok(all.iter().any(|kept| kept.organisation == via && !kept.ended && kept.records.contains(&record)))
}

/// What came with it.
pub(in crate::share) fn told(reach: &Reach, record: RecordId) -> Result<Told, Fault> {
    let found = reach.daily(Some(record), |daily| daily.sync_fact(TOLD))?;
    Ok(found.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

/// Keeps both.
pub(super) fn put_via(daily: &mut Daily, via: &IdentityId, told: &Told) -> Result<(), henro_vault::Error> {
    let text = serde_json::to_vec(told).map_err(|_| henro_vault::Error::Misfit)?;
    daily.put_sync_fact(TOLD, &text)?;
    daily.put_sync_fact(VIA, via.to_string().as_bytes())
}

fn device_name(organisation: &IdentityId) -> String {
    format!("member device {organisation}")
}

fn kem_name(organisation: &IdentityId) -> String {
    format!("member kem {organisation}")
}

fn medical_name(place: &Place) -> String {
    format!("member medical {} {}", place.organisation, place.key())
}

const MEMBERSHIPS: &str = "memberships";
const VIA: &str = "via organisation";
const TOLD: &str = "told by organisation";
