//! The rules, above any database. Everything is decided on a state that was read, and written under a guard that it is
//! still so; where it is not, it is decided anew.

mod account;
mod beat;
mod blob;
mod identity;
mod lay;
mod load;
mod own_looks;
mod pack;
mod password;
mod pull;
mod push;
mod ranking;
mod record;
mod session;
mod slip;
mod watch;

use std::sync::{Arc, Mutex};

use henro_sync::{Control, DeviceKey, Hash, Identity, IdentityId, RecordId, Signer, StreamId};
use ring::hmac;

use crate::cache::Cache;
use crate::store::{BEGINNING, TOKEN_MAC};
use crate::{Error, Hub, Limits, News, ServerKey, Store};

pub use identity::Registered;
pub use password::Entered;
pub use pull::{Chunk, Part, Pull};
pub use session::{Session, Token};

/// The clock of the server.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970.
    fn now(&self) -> u64;
}

/// The randomness of the server.
pub trait Random: Send + Sync {
    /// Fills it with random bytes.
    fn fill(&self, out: &mut [u8]) -> Result<(), Error>;
}

/// What a ledger stands on.
pub struct LedgerConfig {
    /// Database.
    pub store: Arc<dyn Store>,
    /// Clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Limits.
    pub limits: Limits,
}

/// Takes and hands out what the rules allow.
pub struct Ledger {
    store: Arc<dyn Store>,
    hub: Arc<Hub>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    limits: Limits,
    key: ServerKey,
    beginning: [u8; 32],
    mac: hmac::Key,
    passwords: password::Passwords,
    identities: Cache<IdentityId, Arc<Identity>>,
    controls: Cache<RecordId, Arc<Control>>,
    streams: Cache<StreamId, RecordId>,
    chains: Cache<(StreamId, u32), (u64, Hash)>,
    own_looks: Mutex<own_looks::OwnLooks>,
    turns: Vec<tokio::sync::Mutex<()>>,
}

impl Ledger {
    /// Opens it; the keys of the server are made on the first time.
    pub async fn open(config: LedgerConfig) -> Result<Self, Error> {
        let LedgerConfig { store, clock, random, limits } = config;
        let seed = secret(&*store, &*random, "server-key").await?;
        let mac = secret(&*store, &*random, TOKEN_MAC).await?;
        let beginning = secret(&*store, &*random, BEGINNING).await?;
        let passwords = password::Passwords::open(&*store, &*random).await?;
        let hub = Arc::new(Hub::default());
        let ear = Arc::clone(&hub);
        store.listen(Box::new(move |text| match text.parse() {
            Ok(news) => ear.tell(&news),
            Err(_) => ear.stir(),
        }));
        Ok(Self {
            store,
            hub,
            clock,
            random,
            limits,
            key: ServerKey::from_seed(&seed)?,
            beginning,
            mac: hmac::Key::new(hmac::HMAC_SHA256, &mac),
            passwords,
            identities: Cache::new(4096),
            controls: Cache::new(4096),
            streams: Cache::new(65_536),
            chains: Cache::new(65_536),
            own_looks: Mutex::default(),
            turns: (0..TURNS).map(|_| tokio::sync::Mutex::default()).collect(),
        })
    }

    /// The key the server signs with.
    pub fn key(&self) -> DeviceKey {
        self.key.public()
    }

    /// Another number after an older copy was put back: public, and the same for everybody.
    pub fn beginning(&self) -> [u8; 32] {
        self.beginning
    }

    /// Now, by the clock of the server.
    pub fn now(&self) -> u64 {
        self.clock.now()
    }

    /// The database.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Who waits for news.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    fn tell(&self, news: &News) {
        self.hub.tell(news);
        self.store.spread(news.text());
    }
}

async fn secret(store: &dyn Store, random: &dyn Random, name: &str) -> Result<[u8; 32], Error> {
    let mut fresh = [0; 32];
    random.fill(&mut fresh)?;
    store.secret(name, fresh).await
}

/// How often a write that lost against another one is decided anew.
const TRIES: usize = 16;

/// Records that write their logs at once, about.
const TURNS: usize = 64;
