use serde::{Deserialize, Serialize};

use crate::factor::Clinical;
use crate::{Error, KdfParams, Key, Label, Random, derive_password_key, hex, open, seal};

/// Which half of the record a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Vitals, meals, exercise, diary, the walk: the password alone.
    Daily,
    /// Documents, medicines, sharing: the password and one more secret.
    Clinical,
}

/// The secret a slot of a key asks for. Ways into the clinical tier are [`crate::Factor`]s; the names other than
/// `Password` are reserved and never written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    /// The password.
    Password,
    /// The password and a FeliCa card.
    Card,
    /// The password and this device's keyring.
    Device,
    /// The printed recovery code.
    Recovery,
}

/// Whether a slot holds the key in use or one that a rekey is about to bring in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// The key of the file as far as anybody knows.
    Current,
    /// The key of the file that a rekey is writing; after a crash the file says which one it has.
    Next,
}

/// One way to a key: what is asked, how it is stretched, and the wrapped key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// What is asked.
    pub kind: SlotKind,
    /// What it opens.
    pub tier: Tier,
    /// In use, or on its way in.
    pub state: SlotState,
    /// Cost of the derivation.
    pub kdf: KdfParams,
    salt: String,
    wrapped: String,
}

/// The file of slots of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlotFile {
    version: u32,
    record: String,
    slots: Vec<Slot>,
    /// What puts an entry in while the record is locked: the public key of its letter box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inbox: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) clinical: Option<Clinical>,
}

/// A key that a slot gave, and whether it is the one in use.
#[derive(Debug)]
pub struct Opened {
    /// The key.
    pub key: Key,
    /// In use, or on its way in.
    pub state: SlotState,
}

impl SlotFile {
    /// A file without slots for a new record with a random name.
    pub fn make(random: &dyn Random) -> Self {
        let mut record = [0; 16];
        random.fill(&mut record);
        Self::of_record(record)
    }

    /// A file without slots for a record that has its name already: one of another device.
    pub fn of_record(record: [u8; 16]) -> Self {
        Self {
            version: VERSION,
            record: hex::encode(&record),
            slots: Vec::new(),
            inbox: None,
            clinical: None,
        }
    }

    /// Reads a slot file. Refuses files over 64 KiB, over 16 slots, or with parameters outside the limits.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        if bytes.len() > MAX_BYTES {
            return Err(Error::Malformed);
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_| Error::Malformed)?;
        if !(VERSION..=WITH_CLINICAL).contains(&head.version) {
            return Err(if head.version > WITH_CLINICAL { Error::Newer } else { Error::Malformed });
        }
        let file: Self = serde_json::from_slice(bytes).map_err(|_| Error::Malformed)?;
        if file.slots.len() > MAX_SLOTS || hex::decode(&file.record)?.len() != 16 {
            return Err(Error::Malformed);
        }
        for slot in &file.slots {
            slot.kdf.check()?;
            let lengths = (hex::decode(&slot.salt)?.len(), hex::decode(&slot.wrapped)?.len());
            if lengths != (SALT_BYTES, WRAPPED_BYTES) {
                return Err(Error::Malformed);
            }
        }
        if file.inbox.as_ref().is_some_and(|key| hex::decode(key).map_or(true, |key| key.len() != 32)) {
            return Err(Error::Malformed);
        }
        file.clinical.as_ref().map_or(Ok(()), Clinical::check)?;
        Ok(file)
    }

    /// The bytes to store. A file with nothing newer in it stays readable for version 1.
    pub fn to_bytes(&self) -> Vec<u8> {
        let newer = self.clinical.is_some() || self.inbox.is_some();
        let stored = Self { version: if newer { WITH_CLINICAL } else { VERSION }, ..self.clone() };
        serde_json::to_vec_pretty(&stored).expect("words and numbers always make JSON")
    }

    /// The random name of the record, 32 hex digits.
    pub fn record(&self) -> &str {
        &self.record
    }

    /// The public key of the letter box.
    pub fn inbox(&self) -> Option<&str> {
        self.inbox.as_deref()
    }

    /// Gives the record a letter box.
    pub fn set_inbox(&mut self, public: String) {
        self.inbox = Some(public);
    }

    /// The slots, to show what opens the record.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Wraps `key` under a password in a new slot.
    pub fn add_password(
        &mut self,
        tier: Tier,
        state: SlotState,
        password: &str,
        kdf: KdfParams,
        key: &Key,
        random: &dyn Random,
    ) -> Result<(), Error> {
        let mut salt = [0; SALT_BYTES];
        random.fill(&mut salt);
        let mut slot = Slot {
            kind: SlotKind::Password,
            tier,
            state,
            kdf,
            salt: hex::encode(&salt),
            wrapped: String::new(),
        };
        let wrapper = derive_password_key(password, &salt, kdf)?;
        let sealed = seal(&wrapper, Label::SlotWrap, &self.header(&slot), key.bytes(), random);
        slot.wrapped = hex::encode(&sealed);
        self.slots.push(slot);
        Ok(())
    }

    /// Removes the slots of one kind, tier and state.
    pub fn remove(&mut self, kind: SlotKind, tier: Tier, state: SlotState) {
        self.slots.retain(|slot| (slot.kind, slot.tier, slot.state) != (kind, tier, state));
    }

    /// The keys this password opens, usually one; two while a rekey is under way. A wrapped key is bound to
    /// its slot's state, so finishing a rekey wraps it anew.
    pub fn open_password(&self, tier: Tier, password: &str) -> Result<Vec<Opened>, Error> {
        let mut opened = Vec::new();
        let mut tried = false;
        for slot in self.slots.iter().filter(|s| s.kind == SlotKind::Password && s.tier == tier) {
            tried = true;
            // Every slot is tried to its end: a wrong password costs what a right one does.
            let wrapper = derive_password_key(password, &hex::decode(&slot.salt)?, slot.kdf)?;
            if let Ok(plain) =
                open(&wrapper, Label::SlotWrap, &self.header(slot), &hex::decode(&slot.wrapped)?)
                && let Ok(bytes) = <[u8; 32]>::try_from(plain.expose().as_slice())
            {
                opened.push(Opened { key: Key::from_bytes(bytes), state: slot.state });
            }
        }
        if !tried {
            derive_password_key(password, &[0; SALT_BYTES], KdfParams::FLOOR)?;
        }
        if opened.is_empty() { Err(Error::WrongSecret) } else { Ok(opened) }
    }

    /// What a wrapped key is bound to: the record, and everything the slot says of itself.
    fn header(&self, slot: &Slot) -> Vec<u8> {
        let KdfParams { memory_kib, passes, lanes } = slot.kdf;
        format!(
            "{VERSION}|{}|{:?}|{:?}|{:?}|{memory_kib}|{passes}|{lanes}|{}",
            self.record, slot.kind, slot.tier, slot.state, slot.salt
        )
        .into_bytes()
    }
}

const VERSION: u32 = 1;
/// With a clinical half or a letter box.
const WITH_CLINICAL: u32 = 2;
const SALT_BYTES: usize = 16;
/// Version, nonce, key, tag.
const WRAPPED_BYTES: usize = 1 + 12 + 32 + 16;
const MAX_BYTES: usize = 64 * 1024;
const MAX_SLOTS: usize = 16;
