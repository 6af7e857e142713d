//! Adding a device: one shows a code ([`host`]), the other types it ([`guest`]), both show four pictures, the person says on the
//! first that they are the same (docs/protocol.md, "Enrolment"). Nothing of it is on disk before it is whole.

mod asking;
mod guest;
mod host;

pub(super) use asking::{Asking, End, ask_of, meant, offered, server_address};
pub(crate) use guest::{Guest, join_begin, join_cancel, join_finish, join_look};
pub(super) use host::begin_for;
pub(crate) use host::{Host, enrol_begin, enrol_cancel, enrol_check, enrol_confirm, enrol_look};

use std::net::IpAddr;

use henro_recovery::{CodeFault, EnrolCode};
use henro_remote::{Address, NearAddress, NearDesk, NearGuest, Server};
use henro_seal::EnrolKey;
use henro_sync::{DeviceKey, Letter, Parcel};
use henro_sync_client::{Fault, Refusal};
use serde::{Deserialize, Serialize};

use super::contacts::Known;
use super::devices::Names;
use crate::{Code, WireError, random};

/// The letters, by their boxes.
pub(in crate::share) const OFFER: u8 = 0;
pub(in crate::share) const ASK: u8 = 1;
pub(in crate::share) const REVEAL: u8 = 2;
pub(in crate::share) const ANSWER: u8 = 3;
pub(in crate::share) const CLOSING: u8 = 4;
/// Parcels, where the letters lie on a desk.
pub(super) const TO_GUEST: u8 = 16;
pub(super) const TO_HOST: u8 = 17;
/// In the place of a server's key where there is no server.
const NO_SERVER: DeviceKey = DeviceKey([0; 32]);
const LETTER: usize = 64 << 10;
const PARCEL: usize = Parcel::MOST_BYTES + (1 << 20);

/// How long a code lives.
pub(in crate::share) const LIFE_MS: i64 = 10 * 60_000;

/// What goes before code and address in the QR picture.
pub(super) const QR: &str = "henro:add:";

/// What the person knows by name, as it is handed over.
#[derive(Default, Serialize, Deserialize)]
struct Told {
    #[serde(default)]
    contacts: Vec<Known>,
    #[serde(default)]
    devices: Names,
}

/// Why a letter could not be had.
pub(in crate::share) enum Lost {
    /// The network.
    Fault(Fault),
    /// It is not what it has to be.
    Broken,
}

/// Where letters lie.
enum Place {
    /// On a server.
    Server(Box<Server>),
    /// On this device, for who comes by.
    Desk(NearDesk),
    /// On the other device.
    Guest(NearGuest),
}

/// The mailboxes of one code.
pub(in crate::share) struct Post {
    place: Place,
    key: EnrolKey,
    /// The first of its boxes.
    first: u8,
}

impl Post {
    pub(super) fn new(address: &Address, code: &EnrolCode) -> Result<Self, Fault> {
        Self::from_box(0, address, code)
    }

    /// The boxes from another number on: a code for one purpose finds nothing where another is meant.
    pub(in crate::share) fn from_box(first: u8, address: &Address, code: &EnrolCode) -> Result<Self, Fault> {
        let place = Place::Server(Box::new(Server::at(address.clone())?));
        Ok(Self { place, key: EnrolKey::derive(code.bytes())?, first })
    }

    /// A desk on this device, at an address of its own.
    pub(in crate::share) fn here(ip: IpAddr, code: &EnrolCode) -> Result<Self, Fault> {
        let key = EnrolKey::derive(code.bytes())?;
        let letters = (OFFER..=CLOSING).map(|n| (key.mailbox(n), LETTER));
        let parcels = [TO_GUEST, TO_HOST].map(|n| (key.mailbox(n), PARCEL));
        let desk = NearDesk::open(ip, letters.chain(parcels))?;
        Ok(Self { place: Place::Desk(desk), key, first: 0 })
    }

    /// By the desk of another device.
    pub(in crate::share) fn by(address: NearAddress, code: &EnrolCode) -> Result<Self, Fault> {
        let place = Place::Guest(NearGuest::at(address));
        Ok(Self { place, key: EnrolKey::derive(code.bytes())?, first: 0 })
    }

    /// Where others find the desk.
    pub(in crate::share) fn desk(&self) -> Option<NearAddress> {
        match &self.place {
            Place::Desk(desk) => Some(desk.address()),
            _ => None,
        }
    }

    /// Lays down what is sealed by itself.
    pub(in crate::share) fn lay(&self, n: u8, bytes: &[u8]) -> Result<(), Fault> {
        let id = self.key.mailbox(n);
        match &self.place {
            Place::Server(server) => server.put_letter(&id, bytes),
            Place::Desk(desk) => desk.put(&id, bytes),
            Place::Guest(guest) => guest.put(&id, bytes),
        }
    }

    /// Fetches it.
    pub(in crate::share) fn fetch(&self, n: u8) -> Result<Option<Vec<u8>>, Fault> {
        let id = self.key.mailbox(n);
        match &self.place {
            Place::Server(server) => server.take_letter(&id),
            Place::Desk(desk) => Ok(desk.take(&id)),
            // A parcel lies until the desk goes, so that it can be fetched again.
            Place::Guest(guest) if n >= TO_GUEST => guest.look(&id, PARCEL),
            Place::Guest(guest) => guest.take(&id, LETTER),
        }
    }

    /// Puts a letter into its box. One that lies there already, since an answer was lost, is as good.
    pub(in crate::share) fn put(&self, n: u8, letter: &Letter) -> Result<(), Fault> {
        self.put_bytes(n, &letter.bytes())
    }

    pub(in crate::share) fn put_bytes(&self, n: u8, letter: &[u8]) -> Result<(), Fault> {
        let n = self.first + n;
        let sealed = self.key.close(n, letter, &random::system);
        match self.lay(n, &sealed) {
            Err(Fault::Refused(Refusal::Taken)) => Ok(()),
            other => other,
        }
    }

    /// Takes a letter.
    pub(super) fn take_bytes(&self, n: u8) -> Result<Option<Vec<u8>>, Lost> {
        let n = self.first + n;
        let Some(sealed) = self.fetch(n).map_err(Lost::Fault)? else { return Ok(None) };
        Ok(Some(self.key.open(n, &sealed).map_err(|_| Lost::Broken)?.expose().clone()))
    }

    /// Takes a letter, as bytes and read.
    pub(super) fn take(&self, n: u8) -> Result<Option<(Vec<u8>, Letter)>, Lost> {
        let Some(bytes) = self.take_bytes(n)? else { return Ok(None) };
        let letter = Letter::read(&bytes).map_err(|_| Lost::Broken)?;
        Ok(Some((bytes, letter)))
    }
}

/// Reads a typed code. Says which group is wrong.
pub(in crate::share) fn read_code(text: &str) -> Result<EnrolCode, WireError> {
    EnrolCode::parse(text).map_err(|fault| {
        let group = match fault {
            CodeFault::Groups(groups) => groups.first().copied(),
            CodeFault::Letter(group) => Some(group),
            _ => None,
        };
        let mut error = WireError::from(Code::EnrolCode);
        error.params.group = group.and_then(|group| u32::try_from(group).ok());
        error
    })
}
