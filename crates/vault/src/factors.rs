//! Ways into the clinical tier: begun, opened, added, taken away, recovered.

use henro_domain::Stamp;
use henro_seal::{
    Factor, FactorKind, KdfParams, Key, NewFactor, Random, SlotFile, SlotKind, SlotState, Tier,
};

use crate::clinical::Clinical;
use crate::daily::Daily;
use crate::vault::{Open, OpenClinical, Unlocked, Vault};
use crate::{Error, FactorFault, FileFault, files, mark};

impl Vault {
    /// The record has a clinical tier.
    pub fn has_clinical(&self) -> Result<bool, Error> {
        Ok(self.slots()?.has_clinical())
    }

    /// The ways into it. Needs no password; says nothing of the person.
    pub fn factors(&self) -> Result<Vec<Factor>, Error> {
        Ok(self.slots()?.factors().to_vec())
    }

    /// The factors of a card, by the bytes that tell it from all others.
    pub fn factors_of_card(&self, identity: &[u8]) -> Result<Vec<Factor>, Error> {
        let (_, key) = self.open_parts()?;
        let slots = self.slots()?;
        if !slots.has_clinical() {
            return Ok(Vec::new());
        }
        Ok(slots.factors_of_card(key, identity)?.into_iter().cloned().collect())
    }

    /// The clinical tier, where it is open.
    pub fn clinical(&mut self) -> Result<&mut Clinical, Error> {
        let open = self.open.as_mut().ok_or(Error::Locked)?;
        let number = open.daily.number();
        let clinical = open.clinical.as_mut().ok_or(Error::Factor(FactorFault::Closed))?;
        clinical.file.follow(number)?;
        Ok(&mut clinical.file)
    }

    /// Whether it is open.
    pub fn is_clinical_open(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.clinical.is_some())
    }

    /// Gives the open record a clinical tier with its first way in, and leaves it open.
    pub fn begin_clinical(
        &mut self,
        first: &NewFactor<'_>,
        random: &dyn Random,
        stamp: Stamp,
    ) -> Result<String, Error> {
        let mut slots = self.slots()?;
        let (file, daily) = self.open_parts()?;
        let number = file.number();
        if slots.has_clinical() {
            return Err(Error::Exists);
        }
        let key = Key::make(random);
        slots.begin_clinical(daily, &key, random);
        let id = slots.add_factor(first, daily, &key, random)?;
        // A file without slots is what a crash here left: it has nothing in it and no key.
        self.set_aside(Tier::Clinical, stamp)?;
        let path = self.tier_path(Tier::Clinical);
        let file = Clinical::create(&path, &key, slots.record(), number)?;
        files::sync_folder_of(&path)?;
        files::write_whole(&self.path("slots"), &slots.to_bytes())?;
        if let Some(open) = &mut self.open {
            open.clinical = Some(OpenClinical::new(file, key));
        }
        Ok(id)
    }

    /// Opens the clinical tier of the open record with one factor.
    pub fn open_clinical(&mut self, id: &str, secret: &Key) -> Result<(), Error> {
        let slots = self.slots()?;
        let (file, daily) = self.open_parts()?;
        let number = file.number();
        let key = slots.open_factor(id, daily, secret).map_err(wrong_factor)?;
        let path = self.tier_path(Tier::Clinical);
        let file = Clinical::open(&path, &key, (slots.record(), number), None)?;
        if let Some(open) = &mut self.open {
            open.clinical = Some(OpenClinical::new(file, key));
        }
        Ok(())
    }

    /// Whether a secret is the one of a factor. Opens nothing.
    pub fn factor_fits(&self, id: &str, secret: &Key) -> Result<(), Error> {
        let (_, daily) = self.open_parts()?;
        self.slots()?.open_factor(id, daily, secret).map(|_| ()).map_err(wrong_factor)
    }

    /// Closes it: file closed, key wiped. The daily tier stays as it is.
    pub fn close_clinical(&mut self) {
        if let Some(clinical) = self.open.as_mut().and_then(|open| open.clinical.take()) {
            // What was acknowledged is on disk; a log that stays is read at the next opening.
            let _ = clinical.file.settle();
        }
    }

    /// Adds a way in. The clinical tier must be open.
    pub fn add_factor(&mut self, new: &NewFactor<'_>, random: &dyn Random) -> Result<String, Error> {
        let mut slots = self.slots()?;
        let (daily, clinical) = self.both_keys()?;
        let id = slots.add_factor(new, daily, clinical, random)?;
        files::write_whole(&self.path("slots"), &slots.to_bytes())?;
        Ok(id)
    }

    /// Puts a new way in into the place of an old one, in one step.
    pub fn replace_factor(
        &mut self,
        old: &str,
        new: &NewFactor<'_>,
        random: &dyn Random,
    ) -> Result<String, Error> {
        let mut slots = self.slots()?;
        let (daily, clinical) = self.both_keys()?;
        slots.remove_factor(old);
        let id = slots.add_factor(new, daily, clinical, random)?;
        files::write_whole(&self.path("slots"), &slots.to_bytes())?;
        Ok(id)
    }

    /// Takes a way in away. The daily tier is enough: a lost card must not wait. The last one stays.
    pub fn remove_factor(&mut self, id: &str) -> Result<bool, Error> {
        let mut slots = self.slots()?;
        self.open_parts()?;
        let others = |factor: &&Factor| factor.id != id && factor.state == SlotState::Current;
        if slots.factors().iter().filter(others).count() == 0 {
            return Err(Error::Factor(FactorFault::Last));
        }
        let removed = slots.remove_factor(id);
        files::write_whole(&self.path("slots"), &slots.to_bytes())?;
        if let Ok(clinical) = self.clinical() {
            clinical.drop_card_key(id)?;
        }
        Ok(removed)
    }

    /// A sheet was typed back: it counts now, and the ones of its kind before it do not.
    pub fn confirm_sheet(&mut self, id: &str) -> Result<bool, Error> {
        let mut slots = self.slots()?;
        self.open_parts()?;
        let confirmed = slots.confirm_sheet(id);
        files::write_whole(&self.path("slots"), &slots.to_bytes())?;
        Ok(confirmed)
    }

    /// Whether a sheet opens this record, without changing anything: to check what was typed back.
    pub fn sheet_of(&self, kind: FactorKind, secret: &Key) -> Result<String, Error> {
        Ok(self.slots()?.open_sheet(kind, secret).map_err(wrong_factor)?.id)
    }

    /// Opens both tiers with a recovery sheet and sets a new password. Wrong sheets wait like wrong passwords.
    pub fn recover(
        &mut self,
        sheet: (FactorKind, &Key),
        password: &str,
        params: KdfParams,
        random: &dyn Random,
        stamp: Stamp,
    ) -> Result<Unlocked, Error> {
        self.lock(random)?;
        let lock = files::lock(&self.path("lock"))?;
        let mut slots = self.slots()?;
        self.let_through(stamp)?;
        let found = slots.open_sheet(sheet.0, sheet.1).map_err(wrong_factor)?;
        self.right_password()?;
        let seen = mark::seen(&self.path("mark"))?;
        let mut failure = Error::File(FileFault::Damaged);
        for key in found.daily {
            match Daily::open(&self.tier_path(Tier::Daily), &key, seen) {
                Ok(daily) => {
                    let file = Clinical::open(
                        &self.tier_path(Tier::Clinical),
                        &found.clinical,
                        (slots.record(), daily.number()),
                        None,
                    )?;
                    slots.settle_daily(&key, Some(&found.clinical));
                    new_password(&mut slots, password, params, &key, random)?;
                    files::write_whole(&self.path("slots"), &slots.to_bytes())?;
                    let clinical = Some(OpenClinical::new(file, found.clinical));
                    return self.opened(
                        Open { daily, key, clinical, shared: Default::default(), _lock: lock },
                        random,
                    );
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    pub(crate) fn both_keys(&self) -> Result<(&Key, &Key), Error> {
        let open = self.open.as_ref().ok_or(Error::Locked)?;
        let clinical = open.clinical.as_ref().ok_or(Error::Factor(FactorFault::Closed))?;
        Ok((&open.key, &clinical.key))
    }
}

/// Leaves one password slot.
pub(crate) fn new_password(
    slots: &mut SlotFile,
    password: &str,
    params: KdfParams,
    key: &Key,
    random: &dyn Random,
) -> Result<(), Error> {
    slots.remove(SlotKind::Password, Tier::Daily, SlotState::Current);
    slots.remove(SlotKind::Password, Tier::Daily, SlotState::Next);
    Ok(slots.add_password(Tier::Daily, SlotState::Current, password, params, key, random)?)
}

fn wrong_factor(error: henro_seal::Error) -> Error {
    match error {
        henro_seal::Error::WrongSecret => Error::Factor(FactorFault::Wrong),
        other => other.into(),
    }
}
