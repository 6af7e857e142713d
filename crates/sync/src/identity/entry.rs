//! What stands in an identity chain, and how it is written.

use super::MAX_DEVICES;
use crate::cbor::{Reader, Writer};
use crate::{DeviceKey, Error, Hash, Label, Signature, Signer, Tier};

/// A person or an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person.
    Person,
    /// An organisation of no kind below.
    Organisation,
    /// A health centre.
    HealthCentre,
    /// A clinic or a hospital.
    Clinic,
    /// A sports club.
    Club,
}

impl Kind {
    /// All that are not a person.
    pub const ORGANISATIONS: [Kind; 4] = [Self::Organisation, Self::HealthCentre, Self::Clinic, Self::Club];

    /// Whether it has members.
    pub fn is_organisation(self) -> bool {
        self != Self::Person
    }

    fn number(self) -> u8 {
        match self {
            Self::Person => 0,
            Self::Organisation => 1,
            Self::HealthCentre => 2,
            Self::Clinic => 3,
            Self::Club => 4,
        }
    }

    fn from_number(number: u8) -> Result<Self, Error> {
        let all = [Self::Person, Self::Organisation, Self::HealthCentre, Self::Clinic, Self::Club];
        all.get(usize::from(number)).copied().ok_or(Error::Newer)
    }
}

/// The public keys of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// Signs the identity chain.
    pub sign: DeviceKey,
    /// HPKE suite of the two below: 1 X-Wing, 2 X25519.
    pub suite: u8,
    /// Keys of daily sections are sealed to this.
    pub daily: Vec<u8>,
    /// Keys of clinical sections are sealed to this.
    pub clinical: Vec<u8>,
}

impl Keys {
    /// The key that section keys of a tier are sealed to.
    pub fn of(&self, tier: Tier) -> &[u8] {
        match tier {
            Tier::Daily => &self.daily,
            Tier::Clinical => &self.clinical,
        }
    }
}

/// A device of an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceEntry {
    /// Its key.
    pub key: DeviceKey,
    /// How far it may read: a device of the daily tier never gets clinical streams.
    pub tier: Tier,
    /// Name shown to others: the member of an organisation; empty for persons.
    pub name: String,
    /// Its own HPKE key, of the suite of the account: new keys of the account are handed to it.
    pub kem: Vec<u8>,
}

/// New private keys of the account, handed to one of its devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// The device.
    pub to: DeviceKey,
    /// Sealed to its key.
    pub text: Vec<u8>,
}

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityAct {
    /// The first entry.
    Genesis {
        /// Person or organisation.
        kind: Kind,
        /// Public name of an organisation; empty for persons.
        name: String,
        /// First keys.
        keys: Keys,
        /// First device.
        device: DeviceEntry,
    },
    /// A device joins. It has agreed by signing the identity.
    AddDevice {
        /// The device.
        device: DeviceEntry,
        /// Its signature of the identity under [`Label::DeviceConsent`].
        consent: Signature,
    },
    /// A device leaves. The keys are new from here.
    RemoveDevice {
        /// The device.
        device: DeviceKey,
        /// New keys of the account.
        keys: Keys,
        /// The private ones, for each device that stays.
        handed: Vec<Handed>,
    },
    /// New keys.
    NewKeys {
        /// New keys of the account.
        keys: Keys,
        /// The private ones, for each device.
        handed: Vec<Handed>,
    },
    /// A door for devices that come by e-mail and password: its key lets devices of the daily tier in. Nothing: no door.
    Door {
        /// Public key of the door.
        key: Option<DeviceKey>,
    },
    /// A device of the daily tier joins by the door, whose key signs this entry in place of the account's.
    Enter {
        /// The device.
        device: DeviceEntry,
        /// Its signature of the identity under [`Label::DeviceConsent`].
        consent: Signature,
    },
    /// A member of an organisation, with the device they look with. It gets no key of the account.
    AddMember {
        /// The device, of the daily tier; its name is that of the member.
        device: DeviceEntry,
        /// What the member does there.
        duty: String,
        /// Its signature of the identity under [`Label::DeviceConsent`].
        consent: Signature,
    },
    /// A member leaves. The keys of the account stay, since no member had them.
    RemoveMember {
        /// The device.
        device: DeviceKey,
    },
}

/// An entry of an identity chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityEntry {
    /// Place in the chain, from 0.
    pub n: u64,
    /// Hash of the entry before; zero for the first.
    pub prev: Hash,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// What.
    pub act: IdentityAct,
}

impl IdentityEntry {
    /// Signs it with the key of the account; [`IdentityAct::Enter`] with that of the door.
    pub fn sign(&self, account: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(6).number(VERSION.into()).number(self.n).bytes(&self.prev.0).number(self.at);
        match &self.act {
            IdentityAct::Genesis { kind, name, keys, device } => {
                out.number(0).array(4).number(kind.number().into()).text(name);
                write_keys(&mut out, keys);
                write_device(&mut out, device);
            }
            IdentityAct::AddDevice { device, consent } => {
                out.number(1).array(2);
                write_device(&mut out, device);
                out.bytes(consent);
            }
            IdentityAct::RemoveDevice { device, keys, handed } => {
                out.number(2).array(3).bytes(&device.0);
                write_keys(&mut out, keys);
                write_handed(&mut out, handed);
            }
            IdentityAct::NewKeys { keys, handed } => {
                out.number(3).array(2);
                write_keys(&mut out, keys);
                write_handed(&mut out, handed);
            }
            IdentityAct::Door { key } => {
                // A list of one or of none.
                out.number(4).array(usize::from(key.is_some()));
                if let Some(key) = key {
                    out.bytes(&key.0);
                }
            }
            IdentityAct::Enter { device, consent } => {
                out.number(5).array(2);
                write_device(&mut out, device);
                out.bytes(consent);
            }
            IdentityAct::AddMember { device, duty, consent } => {
                out.number(6).array(3);
                write_device(&mut out, device);
                out.text(duty).bytes(consent);
            }
            IdentityAct::RemoveMember { device } => {
                out.number(7).array(1).bytes(&device.0);
            }
        }
        out.sign(Label::Identity, account)
    }

    /// Reads an entry without checking its signature.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Reader::signed(bytes)?.versioned(6, VERSION, |body| {
            let (n, prev, at) = (body.number()?, Hash(body.fixed()?), body.number()?);
            Ok(Self { n, prev, at, act: read_act(body)? })
        })
    }
}

fn read_act(body: &mut Reader) -> Result<IdentityAct, Error> {
    Ok(match body.small()? {
        0 => {
            body.array(4)?;
            let kind = Kind::from_number(body.small()?)?;
            let name = body.text(MAX_NAME)?.to_owned();
            IdentityAct::Genesis { kind, name, keys: read_keys(body)?, device: read_device(body)? }
        }
        1 => {
            body.array(2)?;
            IdentityAct::AddDevice { device: read_device(body)?, consent: body.fixed()? }
        }
        2 => {
            body.array(3)?;
            let device = DeviceKey(body.fixed()?);
            IdentityAct::RemoveDevice { device, keys: read_keys(body)?, handed: read_handed(body)? }
        }
        3 => {
            body.array(2)?;
            IdentityAct::NewKeys { keys: read_keys(body)?, handed: read_handed(body)? }
        }
        4 => {
            let keys = body.each(1, |body| Ok(DeviceKey(body.fixed()?)))?;
            IdentityAct::Door { key: keys.first().copied() }
        }
        5 => {
            body.array(2)?;
            IdentityAct::Enter { device: read_device(body)?, consent: body.fixed()? }
        }
        6 => {
            body.array(3)?;
            IdentityAct::AddMember {
                device: read_device(body)?,
                duty: body.text(MAX_NAME)?.to_owned(),
                consent: body.fixed()?,
            }
        }
        7 => {
            body.array(1)?;
            IdentityAct::RemoveMember { device: DeviceKey(body.fixed()?) }
        }
        _ => return Err(Error::Newer),
    })
}

/// How long the keys of a suite are.
pub(super) fn kem_len(suite: u8) -> Result<usize, Error> {
    match suite {
        1 => Ok(1216),
        2 => Ok(32),
        _ => Err(Error::Newer),
    }
}

fn write_keys(out: &mut Writer, keys: &Keys) {
    out.array(4).bytes(&keys.sign.0).number(keys.suite.into()).bytes(&keys.daily).bytes(&keys.clinical);
}

fn read_keys(body: &mut Reader) -> Result<Keys, Error> {
    body.array(4)?;
    let keys = Keys {
        sign: DeviceKey(body.fixed()?),
        suite: body.small()?,
        daily: body.bytes(MAX_KEM)?.to_vec(),
        clinical: body.bytes(MAX_KEM)?.to_vec(),
    };
    let length = kem_len(keys.suite)?;
    if keys.daily.len() == length && keys.clinical.len() == length { Ok(keys) } else { Err(Error::Malformed) }
}

fn write_device(out: &mut Writer, device: &DeviceEntry) {
    out.array(4)
        .bytes(&device.key.0)
        .number(device.tier.number().into())
        .text(&device.name)
        .bytes(&device.kem);
}

fn write_handed(out: &mut Writer, handed: &[Handed]) {
    out.array(handed.len());
    for one in handed {
        out.array(2).bytes(&one.to.0).bytes(&one.text);
    }
}

fn read_handed(body: &mut Reader) -> Result<Vec<Handed>, Error> {
    body.each(MAX_DEVICES, |body| {
        body.array(2)?;
        Ok(Handed { to: DeviceKey(body.fixed()?), text: body.bytes(MAX_HANDED)?.to_vec() })
    })
}

fn read_device(body: &mut Reader) -> Result<DeviceEntry, Error> {
    body.array(4)?;
    Ok(DeviceEntry {
        key: DeviceKey(body.fixed()?),
        tier: Tier::from_number(body.small()?)?,
        name: body.text(MAX_NAME)?.to_owned(),
        kem: body.bytes(MAX_KEM)?.to_vec(),
    })
}

const VERSION: u8 = 1;
const MAX_NAME: usize = 200;
const MAX_KEM: usize = 2048;
const MAX_HANDED: usize = 4096;
