//! The keyring of this device: one secret of 32 bytes for a record, so that the record's files alone open nothing.
//!
//! It lies in the keyring the system has: Secret Service on Linux, Keychain, Credential Manager. Never in a file of
//! ours: where there is no keyring, or it is locked, the answer says so and nothing else happens. Nobody is asked to
//! unlock it, no call hangs. `app` calls this and hands the secret to `seal`.
//!
//! Each call opens the keyring anew, so one that is started, unlocked or ended meanwhile is seen. Calls block: up to
//! a second for [`DeviceKeyring::state`], a few more for the others.
//!
//! To add a system: a file in `system/` with `state`, `entry` and `PATIENCE`.
#![forbid(unsafe_code)]

mod error;
mod patience;
mod run;
mod system;
mod written;

use henro_seal::Sensitive;
use keyring_core::{Entry, Error as Core};
use patience::Patience;
use run::Run;

pub use error::Error;

/// The keyring of the person who is logged in to this device. Opens nothing until it is asked.
pub struct DeviceKeyring {
    patience: Patience,
    /// In place of the system's, for a demonstration.
    run: Option<Run>,
}

/// Whether the keyring can be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyringState {
    /// There and open.
    Ready,
    /// There, but the person has to unlock it first.
    Locked,
    /// None here, or none that answers.
    Missing,
}

impl DeviceKeyring {
    /// The keyring that the system offers.
    pub fn system() -> Self {
        Self { patience: Patience::default(), run: None }
    }

    /// One in memory that ends with the program: for an invented record, which is made anew at each start. Nothing of it comes
    /// into the keyring of the person who tries it.
    pub fn of_this_run() -> Self {
        Self { patience: Patience::default(), run: Some(Run::default()) }
    }

    /// Whether it can be used. Answers within a second.
    pub fn state(&self) -> KeyringState {
        if self.run.is_some() {
            return KeyringState::Ready;
        }
        self.looked(None)
    }

    /// The secret of a record, named by its 32 hex digits; none when none is kept.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] also when another program put something else there under our name.
    pub fn secret(&self, record: &str) -> Result<Option<Sensitive<[u8; 32]>>, Error> {
        if let Some(run) = &self.run {
            return Ok(run.secret(&name(record)?));
        }
        self.with_entry(record, |entry| read(&entry))
    }

    /// Keeps the secret of a record in place of what was there. When this returns it has been read back.
    ///
    /// # Errors
    ///
    /// After any error, what was there may be there still.
    pub fn keep(&self, record: &str, secret: &[u8; 32]) -> Result<(), Error> {
        if let Some(run) = &self.run {
            run.keep(name(record)?, secret);
            return Ok(());
        }
        let text = written::write(secret);
        self.with_entry(record, move |entry| {
            match entry.set_secret(text.expose()) {
                // Another program put more of them there. Which one is read later must not be chance.
                Err(Core::Ambiguous(entries)) => {
                    remove_all(entries)?;
                    entry.set_secret(text.expose())?;
                }
                other => other?,
            }
            let kept = Sensitive::new(entry.get_secret()?);
            if kept.expose() == text.expose() { Ok(()) } else { Err(Trouble::Foreign) }
        })
    }

    /// Forgets the secret of a record. That there was none is no error.
    ///
    /// # Errors
    ///
    /// After any error it may be there still.
    pub fn forget(&self, record: &str) -> Result<(), Error> {
        if let Some(run) = &self.run {
            run.forget(&name(record)?);
            return Ok(());
        }
        self.with_entry(record, |entry| match entry.delete_credential() {
            Ok(()) | Err(Core::NoEntry) => Ok(()),
            Err(Core::Ambiguous(entries)) => remove_all(entries),
            Err(error) => Err(error.into()),
        })
    }

    /// Does `work` on the entry of a record if the keyring is open.
    fn with_entry<T: Send + 'static>(
        &self,
        record: &str,
        work: impl FnOnce(Entry) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Error> {
        let record = name(record)?;
        // A machine under load may not answer at the first glance.
        let seen = match self.looked(Some(&record)) {
            KeyringState::Missing => self.looked(Some(&record)),
            seen => seen,
        };
        usable(seen)?;
        let done = self.patience.within(system::PATIENCE, move || work(system::entry(&record)?));
        match done {
            Some(Ok(answer)) => Ok(answer),
            Some(Err(Trouble::Foreign)) => Err(Error::Refused),
            Some(Err(Trouble::Core(Core::NoStorageAccess(_)))) => Err(Error::Locked),
            // It ended or was locked in the middle, or it is there and says no.
            Some(Err(Trouble::Core(_))) => usable(self.state()).and(Err(Error::Refused)),
            None => usable(self.state()).and(Err(Error::Missing)),
        }
    }

    fn looked(&self, record: Option<&str>) -> KeyringState {
        let record = record.map(str::to_owned);
        let seen = self.patience.within(system::GLANCE, move || system::state(record.as_deref()));
        seen.unwrap_or(KeyringState::Missing)
    }
}

impl std::fmt::Debug for DeviceKeyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKeyring(..)")
    }
}

/// What went wrong inside. Never printed: an error of the keyring may carry what lay there.
enum Trouble {
    Core(Core),
    /// What is there is not a secret of ours.
    Foreign,
}

impl From<Core> for Trouble {
    fn from(error: Core) -> Self {
        Self::Core(error)
    }
}

fn read(entry: &Entry) -> Result<Option<Sensitive<[u8; 32]>>, Trouble> {
    match entry.get_secret().map(Sensitive::new) {
        Ok(text) => written::read(text.expose()).ok_or(Trouble::Foreign).map(Some),
        Err(Core::NoEntry) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn remove_all(entries: Vec<Entry>) -> Result<(), Trouble> {
    entries.iter().try_for_each(|entry| entry.delete_credential().map_err(Trouble::from))
}

fn usable(state: KeyringState) -> Result<(), Error> {
    match state {
        KeyringState::Ready => Ok(()),
        KeyringState::Locked => Err(Error::Locked),
        KeyringState::Missing => Err(Error::Missing),
    }
}

/// 32 hex digits, in one case: the keyring tells the cases apart.
fn name(record: &str) -> Result<String, Error> {
    let fits = record.len() == 32 && record.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| record.to_ascii_lowercase()).ok_or(Error::Refused)
}

/// The name that the keyring knows this program by.
const PROGRAM: &str = "henro";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_named_by_32_hex_digits() {
        assert_eq!(
            name("00112233445566778899AABBCCDDEEFF").as_deref(),
            Ok("00112233445566778899aabbccddeeff")
        );
        for wrong in
            ["", "0011", "00112233445566778899aabbccddeefg", "00112233445566778899aabbccddeeff0", "あ"]
        {
            assert_eq!(name(wrong), Err(Error::Refused));
        }
    }

    #[test]
    fn one_of_this_run_keeps_and_forgets_and_is_its_own() {
        let (keyring, other) = (DeviceKeyring::of_this_run(), DeviceKeyring::of_this_run());
        let record = "00112233445566778899aabbccddeeff";
        assert_eq!(keyring.state(), KeyringState::Ready);
        keyring.keep(record, &[7; 32]).unwrap();
        assert_eq!(keyring.secret(&record.to_uppercase()).unwrap().map(|it| *it.expose()), Some([7; 32]));
        assert!(other.secret(record).unwrap().is_none());
        keyring.forget(record).unwrap();
        assert!(keyring.secret(record).unwrap().is_none());
        assert_eq!(keyring.keep("short", &[7; 32]), Err(Error::Refused));
    }

    #[test]
    fn it_is_shared_between_threads_and_shows_nothing() {
        fn shared<T: Send + Sync>(_: &T) {}
        let keyring = DeviceKeyring::system();
        shared(&keyring);
        assert_eq!(format!("{keyring:?}"), "DeviceKeyring(..)");
    }
}
