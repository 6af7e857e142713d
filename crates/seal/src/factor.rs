//! The clinical half of a slot file: a second factor for each way in.
//!
//! The clinical key is wrapped once per factor. A card or a device wraps it together with the *half*, a random
//! secret that only the daily key opens: so the password is always the other factor, and a new password or a new
//! daily key rewrites the half and no card. A recovery sheet stands for both factors; the daily key is kept under
//! the clinical one for it (`escrow`), since who has forgotten the password must get back into both.

use ring::hmac;
use serde::{Deserialize, Serialize};

use crate::slot::{SlotFile, SlotState};
use crate::{Error, Key, Label, Random, hex, kdf, open, seal};

/// What a person shows to open the clinical tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// A FeliCa Lite-S card with a key of its own: it proves itself.
    Card,
    /// A transit card, known by its number, with the keyring of this device.
    Transit,
    /// The keyring of this device alone.
    Device,
    /// The printed recovery sheet. Opens without the password.
    Recovery,
    /// Two of three sheets kept by the family. Open without the password.
    Family,
}

impl FactorKind {
    /// Opens without the password.
    pub fn is_sheet(self) -> bool {
        matches!(self, Self::Recovery | Self::Family)
    }
}

/// One way into the clinical tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// A random name, 16 hex digits.
    pub id: String,
    /// What is shown.
    pub kind: FactorKind,
    /// `Next` for a sheet that was printed and not yet typed back.
    pub state: SlotState,
    /// Tells which card it is, to who has the daily key. Empty where there is no card.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    hint: String,
    /// What a card is asked. Empty for all others.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    challenges: String,
    salt: String,
    wrapped: String,
}

/// A factor about to be added.
pub struct NewFactor<'a> {
    /// What is shown.
    pub kind: FactorKind,
    /// In use, or a sheet still to be typed back.
    pub state: SlotState,
    /// Bytes that tell one card from all others; empty where there is no card.
    pub identity: &'a [u8],
    /// What the card was asked for its secret.
    pub challenges: Option<&'a [[u8; 16]; 4]>,
    /// The secret it gave.
    pub secret: &'a Key,
}

/// The keys a recovery sheet gives.
#[derive(Debug)]
pub struct Recovered {
    /// Of the daily tier.
    pub daily: Vec<Key>,
    /// Of the clinical tier.
    pub clinical: Key,
    /// The sheet that was used.
    pub id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clinical {
    /// The half, sealed with the daily key; two while that is re-keyed.
    halves: Vec<String>,
    /// The daily key, sealed with the clinical key; two while it is re-keyed.
    escrow: Vec<String>,
    factors: Vec<Factor>,
    /// Which file the clinical key opens: one more at each new key, so that keys and file change in one step.
    #[serde(default, skip_serializing_if = "is_first")]
    file: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_first(file: &u32) -> bool {
    *file == 0
}

impl Clinical {
    /// Refuses more than a person would have, and sizes that are not ours.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let sealed = self.halves.iter().chain(&self.escrow).map(|text| (text, WRAPPED_BYTES));
        let parts = self.factors.iter().flat_map(|factor| {
            [(&factor.id, 8), (&factor.salt, SALT_BYTES), (&factor.wrapped, WRAPPED_BYTES)]
        });
        let optional = self.factors.iter().flat_map(|factor| {
            [(&factor.hint, HINT_BYTES), (&factor.challenges, 64)]
                .into_iter()
                .filter(|(text, _)| !text.is_empty())
        });
        for (text, length) in sealed.chain(parts).chain(optional) {
            if hex::decode(text)?.len() != length {
                return Err(Error::Malformed);
            }
        }
        let few = self.halves.len() <= 2 && self.escrow.len() <= 2 && self.factors.len() <= MAX_FACTORS;
        if few { Ok(()) } else { Err(Error::Malformed) }
    }
}

impl Factor {
    /// What the card is asked for its secret.
    pub fn challenges(&self) -> Option<[[u8; 16]; 4]> {
        let bytes = hex::decode(&self.challenges).ok()?;
        let (blocks, rest) = bytes.as_chunks::<16>();
        if rest.is_empty() { blocks.try_into().ok() } else { None }
    }

    /// What the wrapped key is bound to. The state is not part of it: typing a sheet back changes no key.
    fn header(&self, record: &str) -> Vec<u8> {
        format!(
            "factor|1|{record}|{}|{:?}|{}|{}|{}",
            self.id, self.kind, self.hint, self.challenges, self.salt
        )
        .into_bytes()
    }
}

impl SlotFile {
    /// There is a clinical tier.
    pub fn has_clinical(&self) -> bool {
        self.clinical.is_some()
    }

    /// The ways into the clinical tier.
    pub fn factors(&self) -> &[Factor] {
        self.clinical.as_ref().map_or(&[], |clinical| &clinical.factors)
    }

    /// Gives the record a clinical tier with `clinical` as its key and no way in yet.
    pub fn begin_clinical(&mut self, daily: &Key, clinical: &Key, random: &dyn Random) {
        let half = Key::make(random);
        let halves = vec![self.seal_key(daily, Label::ClinicalHalf, &half, random)];
        let escrow = vec![self.seal_key(clinical, Label::DailyEscrow, daily, random)];
        self.clinical = Some(Clinical { halves, escrow, factors: Vec::new(), file: 0 });
    }

    /// Which file the clinical key opens: 0 for the first.
    pub fn clinical_file(&self) -> u32 {
        self.clinical.as_ref().map_or(0, |clinical| clinical.file)
    }

    /// A new clinical key in a new file, with a new half: of the old factors only those in `kept` go on, under their names. What
    /// opened before opens nothing of this.
    pub fn rekey_clinical(
        &mut self,
        kept: &[(String, NewFactor<'_>)],
        daily: &Key,
        clinical: &Key,
        random: &dyn Random,
    ) -> Result<(), Error> {
        let file = self.clinical_file().checked_add(1).ok_or(Error::TooMany)?;
        if kept.len() > MAX_FACTORS
            || !kept.iter().all(|(id, _)| self.factors().iter().any(|own| own.id == *id))
        {
            return Err(Error::WrongSecret);
        }
        self.begin_clinical(daily, clinical, random);
        let half = self.half(daily)?;
        let made = kept.iter().map(|(id, new)| self.make_factor(id.clone(), new, &half, clinical, random));
        let factors = made.collect::<Result<Vec<_>, _>>()?;
        if let Some(own) = &mut self.clinical {
            own.factors = factors;
            own.file = file;
        }
        Ok(())
    }

    /// Adds a way in and answers its name.
    pub fn add_factor(
        &mut self,
        new: &NewFactor<'_>,
        daily: &Key,
        clinical: &Key,
        random: &dyn Random,
    ) -> Result<String, Error> {
        let half = self.half(daily)?;
        if self.factors().len() >= MAX_FACTORS {
            return Err(Error::TooMany);
        }
        let mut id = [0; 8];
        random.fill(&mut id);
        let factor = self.make_factor(hex::encode(&id), new, &half, clinical, random)?;
        let id = factor.id.clone();
        self.clinical.as_mut().ok_or(Error::WrongSecret)?.factors.push(factor);
        Ok(id)
    }

    fn make_factor(
        &self,
        id: String,
        new: &NewFactor<'_>,
        half: &Key,
        clinical: &Key,
        random: &dyn Random,
    ) -> Result<Factor, Error> {
        let mut salt = [0; SALT_BYTES];
        random.fill(&mut salt);
        let hint = if new.identity.is_empty() { String::new() } else { hint(half, new.identity) };
        let mut factor = Factor {
            id,
            kind: new.kind,
            state: new.state,
            hint,
            challenges: new.challenges.map(|blocks| hex::encode(blocks.as_flattened())).unwrap_or_default(),
            salt: hex::encode(&salt),
            wrapped: String::new(),
        };
        let wrapper = wrapper(&factor, Some(half), new.secret)?;
        factor.wrapped = hex::encode(&seal(
            &wrapper,
            Label::SlotWrap,
            &factor.header(self.record()),
            clinical.bytes(),
            random,
        ));
        Ok(factor)
    }

    /// Removes a way in. `false` where there is none of this name.
    pub fn remove_factor(&mut self, id: &str) -> bool {
        let Some(clinical) = &mut self.clinical else { return false };
        let before = clinical.factors.len();
        clinical.factors.retain(|factor| factor.id != id);
        clinical.factors.len() != before
    }

    /// A sheet was typed back: it is in use now, and those of its kind before it are not any more.
    pub fn confirm_sheet(&mut self, id: &str) -> bool {
        let Some(clinical) = &mut self.clinical else { return false };
        let Some(kind) = clinical.factors.iter().find(|factor| factor.id == id).map(|factor| factor.kind)
        else {
            return false;
        };
        clinical.factors.retain(|factor| factor.id == id || factor.kind != kind);
        for factor in clinical.factors.iter_mut().filter(|factor| factor.id == id) {
            factor.state = SlotState::Current;
        }
        true
    }

    /// The factors of a card, by the bytes that tell it from all others.
    pub fn factors_of_card(&self, daily: &Key, identity: &[u8]) -> Result<Vec<&Factor>, Error> {
        let hint = hint(&self.half(daily)?, identity);
        Ok(self.factors().iter().filter(|factor| !factor.hint.is_empty() && factor.hint == hint).collect())
    }

    /// The clinical key, by the password (whoever has the daily key has given it) and one factor.
    pub fn open_factor(&self, id: &str, daily: &Key, secret: &Key) -> Result<Key, Error> {
        let half = self.half(daily)?;
        let factor = self.factors().iter().find(|factor| factor.id == id).ok_or(Error::WrongSecret)?;
        self.unwrap(factor, Some(&half), secret)
    }

    /// Both keys, by a recovery sheet. Every sheet of the kind is tried to its end.
    pub fn open_sheet(&self, kind: FactorKind, secret: &Key) -> Result<Recovered, Error> {
        let mut found = None;
        for factor in self.factors().iter().filter(|factor| factor.kind == kind && kind.is_sheet()) {
            if let Ok(clinical) = self.unwrap(factor, None, secret) {
                found = Some((clinical, factor.id.clone()));
            }
        }
        let (clinical, id) = found.ok_or(Error::WrongSecret)?;
        let escrow = self.clinical.as_ref().map(|clinical| clinical.escrow.as_slice()).unwrap_or_default();
        let daily: Vec<Key> = escrow
            .iter()
            .filter_map(|sealed| self.open_key(&clinical, Label::DailyEscrow, sealed).ok())
            .collect();
        if daily.is_empty() { Err(Error::Tampered) } else { Ok(Recovered { daily, clinical, id }) }
    }

    /// Makes ready for a new daily key: half and escrow open with the old and with the new one.
    pub fn prepare_daily(
        &mut self,
        old: &Key,
        new: &Key,
        clinical: &Key,
        random: &dyn Random,
    ) -> Result<(), Error> {
        let half = self.half(old)?;
        let sealed = self.seal_key(new, Label::ClinicalHalf, &half, random);
        let escrow = self.seal_key(clinical, Label::DailyEscrow, new, random);
        self.settle_daily(old, Some(clinical));
        if let Some(own) = &mut self.clinical {
            own.halves.push(sealed);
            own.escrow.push(escrow);
        }
        Ok(())
    }

    /// Leaves of two halves the one this daily key opens, and of two escrows, where the clinical key is there, that of this key.
    pub fn settle_daily(&mut self, daily: &Key, clinical: Option<&Key>) {
        let Some(mut own) = self.clinical.take() else { return };
        own.halves.retain(|sealed| self.open_key(daily, Label::ClinicalHalf, sealed).is_ok());
        if let Some(clinical) = clinical {
            own.escrow.retain(|sealed| {
                self.open_key(clinical, Label::DailyEscrow, sealed)
                    .is_ok_and(|key| key.bytes() == daily.bytes())
            });
        }
        self.clinical = Some(own);
    }

    fn half(&self, daily: &Key) -> Result<Key, Error> {
        let halves = self.clinical.as_ref().map(|clinical| clinical.halves.as_slice()).unwrap_or_default();
        let found = halves.iter().find_map(|sealed| self.open_key(daily, Label::ClinicalHalf, sealed).ok());
        found.ok_or(Error::WrongSecret)
    }

    fn unwrap(&self, factor: &Factor, half: Option<&Key>, secret: &Key) -> Result<Key, Error> {
        let wrapper = wrapper(factor, half, secret)?;
        let header = factor.header(self.record());
        let plain = open(&wrapper, Label::SlotWrap, &header, &hex::decode(&factor.wrapped)?);
        let bytes = plain.map_err(|_| Error::WrongSecret)?.expose().as_slice().try_into();
        bytes.map(Key::from_bytes).map_err(|_| Error::WrongSecret)
    }

    fn seal_key(&self, by: &Key, label: Label, key: &Key, random: &dyn Random) -> String {
        hex::encode(&seal(by, label, self.record().as_bytes(), key.bytes(), random))
    }

    fn open_key(&self, by: &Key, label: Label, sealed: &str) -> Result<Key, Error> {
        let plain = open(by, label, self.record().as_bytes(), &hex::decode(sealed)?)?;
        plain.expose().as_slice().try_into().map(Key::from_bytes).map_err(|_| Error::Tampered)
    }
}

/// The key that wraps the clinical key for one factor.
fn wrapper(factor: &Factor, half: Option<&Key>, secret: &Key) -> Result<Key, Error> {
    let salt = hex::decode(&factor.salt)?;
    match (factor.kind.is_sheet(), half) {
        (true, _) => Ok(kdf::expand(secret.bytes(), &salt, Label::SheetWrap)),
        (false, Some(half)) => {
            let mut both = [0; 64];
            let (one, two) = both.split_at_mut(32);
            one.copy_from_slice(half.bytes());
            two.copy_from_slice(secret.bytes());
            let both = crate::Sensitive::new(both);
            Ok(kdf::expand(both.expose(), &salt, Label::FactorWrap))
        }
        (false, None) => Err(Error::WrongSecret),
    }
}

fn hint(half: &Key, identity: &[u8]) -> String {
    let key = kdf::expand(half.bytes(), b"", Label::CardHint);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.bytes()), identity);
    hex::encode(tag.as_ref().get(..HINT_BYTES).unwrap_or_default())
}

const SALT_BYTES: usize = 16;
const HINT_BYTES: usize = 16;
/// Version, nonce, key, tag.
const WRAPPED_BYTES: usize = 1 + 12 + 32 + 16;
const MAX_FACTORS: usize = 16;
