//! The keys and names a connected record has: the daily ones in its daily file, the root of the account in its clinical file.

use henro_remote::{Address, Login, Server};
use henro_seal::{AccountSeed, KemKey, Key, SigningKey};
use henro_sync::{DeviceKey, Hash, IdentityId, RecordId, Signature, Signer, cosign};
use henro_sync_client::{Fault, Hands};
use henro_vault::Daily;

use super::reach::{Reach, stored};
use super::renew;
use crate::open::Open;

/// What a connected record has.
pub(super) struct Owned {
    pub(super) record: RecordId,
    pub(super) identity: IdentityId,
    /// Where its server is; nothing where it is connected with none.
    pub(super) address: Option<Address>,
    pub(super) server: Option<DeviceKey>,
    device: SigningKey,
    pub(super) daily: KemKey,
    /// Root of the account, while the clinical tier is open.
    pub(super) account: Option<AccountSeed>,
    /// Keys of the account that were replaced.
    pub(super) former: Vec<KemKey>,
    /// This device's own key, to which new keys of the account are handed. That of a device of the clinical tier lies there.
    pub(super) kem: Option<KemKey>,
}

impl Owned {
    /// Reads them; nothing where the record is connected with no server.
    pub(super) fn load(reach: &Reach) -> Result<Option<Self>, Fault> {
        Ok(Self::load_any(reach)?.filter(|owned| owned.address.is_some()))
    }

    /// Reads them; nothing where the record has no account.
    pub(super) fn load_any(reach: &Reach) -> Result<Option<Self>, Fault> {
        reach.open(|open| Ok(read(open)))?
    }

    /// The address of the server.
    pub(super) fn place(&self) -> Result<Address, Fault> {
        self.address.clone().ok_or(Fault::Store("not connected"))
    }

    /// The root of the account, while the clinical tier is open.
    pub(super) fn account(&self) -> Result<&AccountSeed, Fault> {
        self.account.as_ref().ok_or(Fault::NeedsClinical)
    }

    /// As the loop takes them.
    pub(super) fn hands(&self) -> Hands<'_> {
        Hands {
            identity: self.identity,
            device: &self.device,
            daily: &self.daily,
            account: self.account.as_ref(),
            former: &self.former,
        }
    }

    /// The same without believing in any key: the one it has now is learnt.
    pub(super) fn fresh_remote(&self) -> Result<Server, Fault> {
        let device = SigningKey::from_seed(self.device.seed().clone())?;
        let login = Login { identity: self.identity, device };
        Ok(Server::at(self.place()?)?.with_login(login, None))
    }

    /// Keys that something handed to this person may open with: the one in force, then those before it.
    pub(super) fn opens(&self) -> impl Iterator<Item = &KemKey> {
        std::iter::once(&self.daily).chain(&self.former)
    }

    /// This device agrees to an act of a control chain that concerns us, after a given entry.
    pub(super) fn agree(&self, record: &RecordId, head: &Hash, act: u8) -> Signature {
        cosign(record, head, act, &self.identity, &self.device)
    }

    /// The public key of this device.
    pub(super) fn device(&self) -> DeviceKey {
        self.device.public()
    }

    /// Signs what goes to another device of ours.
    pub(super) fn sign_parcel(&self, parcel: &henro_sync::Parcel) -> Vec<u8> {
        parcel.sign(&self.device)
    }

    /// The server, asked as this device.
    pub(super) fn remote(&self) -> Result<Server, Fault> {
        let device = SigningKey::from_seed(self.device.seed().clone())?;
        let login = Login { identity: self.identity, device };
        Ok(Server::at(self.place()?)?.with_login(login, self.server))
    }
}

fn read(open: &mut Open) -> Result<Option<Owned>, Fault> {
    let record = open.record();
    let daily = open.daily();
    let Some(identity) = text(daily, IDENTITY)? else { return Ok(None) };
    let bad = Fault::Damaged("account");
    let address = text(daily, ADDRESS)?.map(|address| Address::parse(&address).map_err(|_| bad.clone()));
    let address = address.transpose()?;
    let identity = identity.parse().map_err(|_| bad.clone())?;
    let server = text(daily, SERVER)?.and_then(|key| key.parse().ok());
    let device = SigningKey::from_seed(secret(daily, DEVICE)?.ok_or(bad.clone())?)?;
    let own = KemKey::from_key(secret(daily, DAILY_KEM)?.ok_or(bad)?);
    let mut kem = secret(daily, DEVICE_KEM)?;
    let mut former = renew::former_daily(daily)?;
    let mut account = None;
    if let Ok(clinical) = open.vault().clinical() {
        let key = |name| -> Result<Option<Key>, Fault> {
            let found = clinical.secret(name).map_err(stored)?;
            Ok(found.and_then(|bytes| Key::from_slice(bytes.expose())))
        };
        account = key(ACCOUNT)?.map(AccountSeed::from_key);
        kem = key(DEVICE_KEM)?.or(kem);
        former.extend(renew::former_clinical(clinical)?);
    }
    let kem = kem.map(KemKey::from_key);
    Ok(Some(Owned { record, identity, address, server, device, daily: own, account, former, kem }))
}

/// Keeps what a new account has. What opens the clinical half goes there, and first: without it nothing can be handed on.
pub(super) fn keep(
    open: &mut Open,
    account: (&AccountSeed, &IdentityId),
    device: (&SigningKey, &KemKey),
) -> Result<(), henro_vault::Error> {
    let clinical = open.vault().clinical()?;
    clinical.put_secret(ACCOUNT, account.0.key().expose())?;
    clinical.put_secret(DEVICE_KEM, device.1.key().expose())?;
    let daily = open.daily();
    daily.put_secret(DEVICE, device.0.seed().expose())?;
    daily.put_secret(DAILY_KEM, account.0.daily().key().expose())?;
    daily.put_sync_fact(IDENTITY, account.1.to_string().as_bytes())
}

/// Keeps what a device has that came by e-mail: the daily key and nothing of the clinical tier.
pub(super) fn keep_daily(
    daily: &mut Daily,
    identity: &IdentityId,
    own: &KemKey,
    device: (&SigningKey, &KemKey),
) -> Result<(), henro_vault::Error> {
    daily.put_secret(DEVICE, device.0.seed().expose())?;
    daily.put_secret(DEVICE_KEM, device.1.key().expose())?;
    daily.put_secret(DAILY_KEM, own.key().expose())?;
    daily.put_sync_fact(TIER, DAILY_ONLY)?;
    daily.put_sync_fact(IDENTITY, identity.to_string().as_bytes())
}

/// Whether this device belongs to the daily tier of its account: it has no key of the clinical one.
pub(crate) fn daily_only(open: &mut Open) -> bool {
    matches!(open.daily().sync_fact(TIER), Ok(Some(tier)) if tier == DAILY_ONLY)
}

/// A fact as text.
pub(super) fn text(daily: &Daily, name: &str) -> Result<Option<String>, Fault> {
    let found = daily.sync_fact(name).map_err(stored)?;
    Ok(found.and_then(|bytes| String::from_utf8(bytes).ok()))
}

fn secret(daily: &Daily, name: &str) -> Result<Option<Key>, Fault> {
    let found = daily.secret(name).map_err(stored)?;
    Ok(found.and_then(|bytes| Key::from_slice(bytes.expose())))
}

pub(super) const ADDRESS: &str = "address";
pub(super) const IDENTITY: &str = "identity";
pub(super) const SERVER: &str = "server";
/// What was wrong with it last.
pub(super) const ALARM: &str = "alarm";
pub(super) const EMAIL: &str = "email";
pub(super) const UNIFIED: &str = "unified";
pub(super) const AS_OF: &str = "as of";
pub(super) const ACCOUNT: &str = "account";
pub(super) const DEVICE: &str = "device";
pub(super) const DEVICE_KEM: &str = "device kem";
pub(super) const DAILY_KEM: &str = "daily kem";
const TIER: &str = "tier";
const DAILY_ONLY: &[u8] = b"daily";
