use crate::error::meaning;
use henro_felica::apdu::{ApduReader, Channel, Profile, is_felica};
use henro_felica::{Error, Reader};
use std::collections::HashMap;
use std::ffi::CString;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroize;

/// The readers of this machine. Remembers the language of each, so that it is asked for once.
#[derive(Debug, Default)]
pub struct Readers {
    languages: Mutex<HashMap<String, Profile>>,
}

impl Readers {
    /// Knows no reader yet and opens nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Their names now; empty when there is none.
    ///
    /// # Errors
    /// [`Error::NoService`] when the card service does not run.
    pub fn names(&self) -> Result<Vec<String>, Error> {
        let context = pcsc::Context::establish(pcsc::Scope::User).map_err(meaning)?;
        match context.list_readers_owned() {
            Ok(names) => Ok(names.iter().map(|name| name.to_string_lossy().into_owned()).collect()),
            Err(pcsc::Error::NoReadersAvailable) => Ok(Vec::new()),
            Err(error) => Err(meaning(error)),
        }
    }

    /// Runs `work` with the card on `reader`, in one transaction: no other program comes in between. The card is left
    /// as it is afterwards. Waits while another program is in a transaction, so do not call it from a screen's thread.
    ///
    /// # Errors
    /// [`Error::NotFelica`] for other cards, what the reader says, and what `work` returns.
    pub fn with_card<T>(
        &self,
        reader: &str,
        work: impl FnOnce(&mut dyn Reader) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let context = pcsc::Context::establish(pcsc::Scope::User).map_err(meaning)?;
        let name = CString::new(reader).map_err(|_| Error::NoReader)?;
        let connected = context.connect(&name, pcsc::ShareMode::Shared, pcsc::Protocols::ANY);
        let mut card = Left(Some(connected.map_err(meaning)?));
        let result =
            card.0.as_mut().ok_or(Error::ReaderGone).and_then(|card| self.within(reader, card, work));
        drop(card);
        result
    }

    fn within<T>(
        &self,
        reader: &str,
        card: &mut pcsc::Card,
        work: impl FnOnce(&mut dyn Reader) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let transaction = begin(card)?;
        let atr = transaction.status2_owned().map_err(meaning)?.atr().to_vec();
        let mut line = Line { card: &transaction, buffer: Box::new([0; pcsc::MAX_BUFFER_SIZE]) };
        if !is_felica(&mut line, &atr)? {
            return Err(Error::NotFelica);
        }
        let remembered = self.languages().get(reader).copied();
        let mut spoken = ApduReader::detect(&mut line, reader, remembered)?;
        self.languages().insert(reader.to_owned(), spoken.profile());
        let result = work(&mut spoken);
        spoken.close();
        result
    }

    fn languages(&self) -> std::sync::MutexGuard<'_, HashMap<String, Profile>> {
        self.languages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Another program may have reset the card since we connected; then the handle is renewed once.
fn begin(card: &mut pcsc::Card) -> Result<pcsc::Transaction<'_>, Error> {
    match card.transaction2() {
        Ok(transaction) => Ok(transaction),
        Err((card, pcsc::Error::ResetCard)) => {
            card.reconnect(pcsc::ShareMode::Shared, pcsc::Protocols::ANY, pcsc::Disposition::LeaveCard)
                .map_err(meaning)?;
            card.transaction().map_err(meaning)
        }
        Err((_, error)) => Err(meaning(error)),
    }
}

/// A dropped handle would reset the card for everyone; this one leaves it.
struct Left(Option<pcsc::Card>);

impl Drop for Left {
    fn drop(&mut self) {
        if let Some(Err((card, _))) = self.0.take().map(|card| card.disconnect(pcsc::Disposition::LeaveCard))
        {
            // The service is gone and with it the card's handle.
            drop(card);
        }
    }
}

struct Line<'t, 'c> {
    card: &'t pcsc::Transaction<'c>,
    buffer: Box<[u8; pcsc::MAX_BUFFER_SIZE]>,
}

impl Channel for Line<'_, '_> {
    fn exchange(&mut self, apdu: &[u8]) -> Result<Vec<u8>, Error> {
        let answer = self.card.transmit(apdu, self.buffer.as_mut_slice()).map_err(meaning)?;
        // When a card leaves, pcscd's first answer is empty; only the next one is an error.
        if answer.len() < 2 { Err(Error::CardGone) } else { Ok(answer.to_vec()) }
    }

    fn escape(&mut self, bytes: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let code = escape_code(self.card);
        match self.card.control(code, bytes, self.buffer.as_mut_slice()) {
            Ok(answer) => Ok(Some(answer.to_vec())),
            Err(error) => match meaning(error) {
                gone @ (Error::ReaderGone | Error::CardGone | Error::NoCard | Error::NoService) => {
                    // A driver that forbids escapes says "not transacted" too; then the card still answers.
                    self.card.status2_owned().map(|_| None).map_err(|_| gone)
                }
                _ => Ok(None),
            },
        }
    }
}

/// The control code of an escape: what the driver says, or else what PC/SC drivers agree on.
fn escape_code(card: &pcsc::Card) -> pcsc::ffi::DWORD {
    const ASK_FEATURES: u32 = 3400;
    const FEATURE_CCID_ESCAPE: u8 = 0x13;
    let mut features = [0; 256];
    let listed = card.control(pcsc::ctl_code(ASK_FEATURES.into()), &[], &mut features).unwrap_or_default();
    // Tag, length 4, code with the high byte first.
    let (listed, _) = listed.as_chunks::<6>();
    let found = listed.iter().find_map(|feature| match feature {
        [FEATURE_CCID_ESCAPE, 4, code @ ..] => Some(u32::from_be_bytes(*code).into()),
        _ => None,
    });
    let usual = if cfg!(windows) { 3500 } else { 1 };
    found.unwrap_or_else(|| pcsc::ctl_code(usual))
}

impl Drop for Line<'_, '_> {
    fn drop(&mut self) {
        // Answers to kept challenges are secrets.
        self.buffer.zeroize();
    }
}
