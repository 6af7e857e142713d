use std::collections::{BTreeMap, BTreeSet};

use henro_seal::{AccountSeed, KemKey, Random, SigningKey};
use henro_sync::{Control, DeviceKey, Identity, IdentityId, StreamId, Tier};

use crate::{Fault, PulledStream, Remote, Store};

/// The keys at hand.
pub struct Hands<'a> {
    /// Who we are.
    pub identity: IdentityId,
    /// This device.
    pub device: &'a SigningKey,
    /// Opens keys of daily sections.
    pub daily: &'a KemKey,
    /// Keys of both tiers that were replaced. A wrap may have been made for them while they were being replaced, and nothing
    /// else would ever open it.
    pub former: &'a [KemKey],
    /// Root of the account, while the clinical tier is open.
    pub account: Option<&'a AccountSeed>,
}

/// Time and randomness of a call.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// Milliseconds since 1970, corrected by the clock of the server.
    pub now: u64,
    /// Source of randomness.
    pub random: &'a dyn Random,
}

/// What a call works with.
pub struct Round<'a> {
    /// The record.
    pub store: &'a mut dyn Store,
    /// The server.
    pub remote: &'a mut dyn Remote,
    /// The keys at hand.
    pub hands: &'a Hands<'a>,
    /// Time and randomness.
    pub moment: Moment<'a>,
}

/// What a round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// Changes of others that are new here.
    pub received: u64,
    /// Own changes the server has taken.
    pub sent: u64,
    /// Looks that are new in the access log.
    pub looks: u64,
    /// Streams that could not be read because their key is not at hand.
    pub locked: u64,
    /// New frames that their author signed and that say nothing anybody can read. They are passed over.
    pub unreadable: u64,
    /// Streams of which the server held less than it once took: it was set back, and got that again.
    pub set_back: u64,
}

impl Report {
    /// What both did.
    pub fn and(self, other: Self) -> Self {
        Self {
            received: self.received + other.received,
            sent: self.sent + other.sent,
            looks: self.looks + other.looks,
            locked: self.locked + other.locked,
            unreadable: self.unreadable + other.unreadable,
            set_back: self.set_back + other.set_back,
        }
    }
}

/// What is known of one record and the people in it. Everything in it can be read again from the store.
#[derive(Debug, Default)]
pub struct Engine {
    pub(crate) who: BTreeMap<IdentityId, Identity>,
    pub(crate) control: Option<Control>,
    pub(crate) server: Option<DeviceKey>,
    /// Entries of the control chain whose keys of a tier were looked at.
    pub(crate) opened: BTreeMap<Tier, u64>,
    /// Streams that were read to their end in this round.
    pub(crate) caught_up: BTreeSet<StreamId>,
    /// The access log as far as it was followed.
    pub(crate) log: Option<crate::look::Followed>,
    /// What is read comes from another device and not from a server: it need not have what a server took.
    pub(crate) by_hand: bool,
}

impl Engine {
    /// Reads what the store knows. `server` is the key the server is known by.
    pub fn load(store: &dyn Store, server: Option<DeviceKey>) -> Result<Self, Fault> {
        let mut engine = Self { server, ..Self::default() };
        engine.read_store(store)?;
        Ok(engine)
    }

    /// The control chain as far as it is known.
    pub fn control(&self) -> Option<&Control> {
        self.control.as_ref()
    }

    /// Somebody, as far as their chain is known.
    pub fn identity(&self, id: &IdentityId) -> Option<&Identity> {
        self.who.get(id)
    }

    /// Everybody whose chain is known.
    pub fn known_people(&self) -> impl Iterator<Item = &IdentityId> {
        self.who.keys()
    }

    /// One round.
    pub fn sync(&mut self, round: &mut Round) -> Result<Report, Fault> {
        let mut report = Report::default();
        self.follow_chains(round)?;
        self.open_keys(round)?;
        self.pull(round, &mut report)?;
        self.renew_left(round)?;
        self.push(round, &mut report)?;
        self.rotate_run_out(round)?;
        self.follow_log(round, &mut report)?;
        Ok(report)
    }

    /// Sends what was written, by the chains as they are known: one request where nothing waits but that. What the server refuses
    /// is for [`Engine::sync`], which asks for everything first; and so is new keys that are to be made before anything is sealed.
    pub fn send_ready(&mut self, round: &mut Round) -> Result<Report, Fault> {
        self.caught_up.clear();
        if !self.left_keys(round)?.is_empty() {
            return Err(Fault::Busy);
        }
        let mut report = Report::default();
        self.push_ready(round, &mut report)?;
        Ok(report)
    }

    /// Fetches what others wrote, by the chains as they are known. What does not fit them, for example frames of a device that
    /// is new, is for [`Engine::sync`].
    pub fn fetch_new(&mut self, round: &mut Round) -> Result<Report, Fault> {
        let mut report = Report::default();
        self.pull(round, &mut report)?;
        Ok(report)
    }

    /// Lays in what came with news, by the chains as they are known, and answers whether that is all the news told of. What is
    /// left is for [`Engine::fetch_new`].
    pub fn take_told(&mut self, round: &mut Round, parts: &[PulledStream]) -> Result<(Report, bool), Fault> {
        let mut report = Report::default();
        let whole = self.take_parts(round, parts, &mut report)?;
        Ok((report, whole))
    }

    /// Fetches who looked, by the chains as they are known.
    pub fn fetch_looks(&mut self, round: &mut Round) -> Result<Report, Fault> {
        let mut report = Report::default();
        self.follow_log(round, &mut report)?;
        Ok(report)
    }

    pub(crate) fn known(&self) -> Result<&Control, Fault> {
        self.control.as_ref().ok_or(Fault::Damaged("no control chain"))
    }
}
