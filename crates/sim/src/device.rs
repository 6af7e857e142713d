//! A device of somebody: its keys, its disk, its clock, and the shipped engine.

use std::cell::RefCell;
use std::collections::BTreeSet;

use henro_seal::{AccountSeed, KemKey, SigningKey};
use henro_sync::{DeviceKey, IdentityEntry, IdentityId, Signer, Tier, clock};
use henro_sync_client::{Chain, Engine, Fault, Hands, Moment, Round, Store, Told, handed_to};

use crate::dice::Dice;
use crate::link::{Cloud, Link};
use crate::server::Session;
use crate::store::MemStore;

/// What became of a device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// In use.
    Used,
    /// Lost or laid aside for ever.
    Gone,
    /// Belongs to somebody who does harm. It no longer runs the engine.
    Evil,
}

/// A device.
pub struct Device {
    pub person: usize,
    pub identity: IdentityId,
    pub key: SigningKey,
    pub kem: KemKey,
    pub daily: KemKey,
    pub account: Option<AccountSeed>,
    pub former: Vec<KemKey>,
    pub tier: Tier,
    pub store: MemStore,
    pub engine: Engine,
    pub server: DeviceKey,
    /// Its clock less the true time.
    pub skew: i64,
    pub answers: Vec<i64>,
    pub fate: Fate,
    /// It was copied, or an old copy was put back: a twin is no false alarm.
    pub doubled: bool,
    pub asleep_until: u64,
    /// Entries of its identity chain whose keys it has taken.
    pub chain_read: u64,
    /// Serials it was told are kept.
    pub acked: BTreeSet<i64>,
    /// What the device that took it in had seen, until it has all of that.
    pub told: Option<Told>,
    /// What it raised.
    pub alarms: Vec<Fault>,
    pub backup: Option<crate::disk::Disk>,
}

impl Device {
    /// Its clock as it believes.
    pub fn clock(&self, now: u64) -> u64 {
        let local = now as i64 + self.skew;
        (local + clock::offset(&self.answers)).max(0) as u64
    }

    pub fn session(&self) -> Session {
        Session { identity: self.identity, device: self.key.public() }
    }

    /// Runs the engine for one call.
    pub fn run<T>(
        &mut self,
        cloud: &RefCell<Cloud>,
        dice: &Dice,
        work: impl FnOnce(&mut Engine, &mut Round) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let now = cloud.borrow().server.now;
        let offline = self.asleep_until > now;
        if !offline {
            // The login says the time.
            self.answers.push(-self.skew);
        }
        let at = self.clock(now);
        self.store.now = at;
        let hands = Hands {
            identity: self.identity,
            device: &self.key,
            daily: &self.daily,
            former: &self.former,
            account: self.account.as_ref(),
        };
        let mut link = Link { cloud, session: self.session(), dice: dice.clone(), offline, asked: 0 };
        let mut round = Round {
            store: &mut self.store,
            remote: &mut link,
            hands: &hands,
            moment: Moment { now: at, random: dice },
        };
        let result = work(&mut self.engine, &mut round);
        if link.asked > 2_000 {
            return Err(Fault::Damaged("a round asks for ever"));
        }
        if let Err(Fault::Clock { server }) = &result {
            self.answers = vec![*server as i64 - (now as i64 + self.skew)];
        }
        if self.store.dead {
            self.reboot()?;
        } else {
            self.new_keys()?.into_iter().try_for_each(|key| self.take_keys(key))?;
        }
        result
    }

    /// The power comes back: all that is known is what the disk holds.
    pub fn reboot(&mut self) -> Result<(), Fault> {
        self.store.dead = false;
        self.store.fuse = None;
        self.engine = Engine::load(&self.store, Some(self.server))?;
        Ok(())
    }

    /// New keys of the account that were handed to this device, the oldest first: something may have been sealed to each.
    fn new_keys(&mut self) -> Result<Vec<henro_seal::Key>, Fault> {
        let chain = self.store.chain(Chain::Identity(self.identity))?;
        let mut keys = Vec::new();
        for bytes in chain.iter().skip(self.chain_read as usize) {
            let entry = IdentityEntry::read(bytes).map_err(|_| Fault::Damaged("identity"))?;
            keys.extend(handed_to(&entry, &self.identity, &self.key.public(), &self.kem)?);
        }
        self.chain_read = chain.len() as u64;
        Ok(keys)
    }

    fn take_keys(&mut self, key: henro_seal::Key) -> Result<(), Fault> {
        self.former.push(self.daily.clone());
        self.former.extend(self.account.iter().map(AccountSeed::clinical));
        match self.tier {
            Tier::Clinical => {
                let seed = AccountSeed::from_key(key);
                self.daily = seed.daily();
                self.account = Some(seed);
            }
            Tier::Daily => self.daily = KemKey::from_key(key),
        }
        self.engine = Engine::load(&self.store, Some(self.server))?;
        Ok(())
    }
}
