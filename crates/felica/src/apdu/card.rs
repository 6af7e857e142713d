use super::profile::{Profile, Reply};
use crate::{Error, Polled, Reader, SystemCode};

/// What PC/SC carries: an APDU to the reader, its answer back.
pub trait Channel {
    /// Sends one APDU.
    ///
    /// # Errors
    /// What PC/SC says.
    fn exchange(&mut self, apdu: &[u8]) -> Result<Vec<u8>, Error>;

    /// Sends bytes past the card to the reader itself: an escape of CCID. `None` where reader or driver has none.
    ///
    /// # Errors
    /// What PC/SC says.
    fn escape(&mut self, _bytes: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        Ok(None)
    }
}

/// A card behind a PC/SC reader, spoken to in the reader's own language.
pub struct ApduReader<'c> {
    channel: &'c mut dyn Channel,
    profile: Profile,
}

impl<'c> ApduReader<'c> {
    /// Finds the reader's language: the one it had before, the one its name suggests, then each. Only pollings are
    /// sent, so a wrong guess costs an error and nothing else. An escape is only sent to readers that are known to take it, by name.
    ///
    /// # Errors
    /// [`Error::NoReader`] when no language reaches the card, [`Error::CardGone`] when one did before.
    pub fn detect(
        channel: &'c mut dyn Channel,
        name: &str,
        remembered: Option<Profile>,
    ) -> Result<Self, Error> {
        let guesses = remembered.into_iter().chain(Profile::by_name(name)).chain(Profile::ALL);
        let guesses = guesses.chain(Profile::escaped(name));
        let mut tried = Vec::new();
        for profile in guesses {
            if !tried.contains(&profile) {
                tried.push(profile);
                if reaches_card(channel, profile)? {
                    return Ok(Self { channel, profile });
                }
            }
        }
        // A language that worked before and now does not: the card has left.
        Err(if remembered.is_some() { Error::CardGone } else { Error::NoReader })
    }

    /// The language that was found.
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// Ends what the language opened. The card may be gone by now, so nothing is made of the answer.
    pub fn close(self) {
        for apdu in self.profile.closing() {
            send(self.channel, self.profile, apdu).ok();
        }
    }
}

impl Reader for ApduReader<'_> {
    fn polling(&mut self, system: SystemCode) -> Result<Option<Polled>, Error> {
        let answer = send(self.channel, self.profile, &self.profile.polling(system)?)?;
        match self.profile.polled(&answer, system)? {
            Reply::Frame(polled) => Ok(Some(polled)),
            Reply::Silent => Ok(None),
            Reply::Unsupported => Err(Error::NoReader),
        }
    }

    fn command(&mut self, frame: &[u8]) -> Result<Vec<u8>, Error> {
        // May hold the card key once in a card's life, so it is cleared.
        let apdu = zeroize::Zeroizing::new(self.profile.wrap(frame)?);
        let answer = send(self.channel, self.profile, &apdu)?;
        match self.profile.unwrap(&answer)? {
            Reply::Frame(frame) => Ok(frame),
            Reply::Silent => Err(Error::CardGone),
            Reply::Unsupported => Err(Error::NoReader),
        }
    }
}

/// By the way the language goes. A reader without escapes answers as one that does not know the command.
fn send(channel: &mut dyn Channel, profile: Profile, apdu: &[u8]) -> Result<Vec<u8>, Error> {
    if !profile.is_escape() {
        return channel.exchange(apdu);
    }
    Ok(channel.escape(apdu)?.unwrap_or_else(|| vec![0x6A, 0x81]))
}

/// Opens the session and polls for anything. Only an answer of a card counts.
fn reaches_card(channel: &mut dyn Channel, profile: Profile) -> Result<bool, Error> {
    for apdu in profile.opening() {
        if !matches!(send(channel, profile, apdu)?.as_slice(), [.., 0x90, 0x00]) {
            return Ok(false);
        }
    }
    let answer = send(channel, profile, &profile.polling(SystemCode::ANY)?)?;
    Ok(matches!(profile.polled(&answer, SystemCode::ANY), Ok(Reply::Frame(_))))
}

/// Whether the card is FeliCa, by its ATR and, when that does not tell, by the length of its number (`FF CA`).
///
/// # Errors
/// What PC/SC says.
pub fn is_felica(channel: &mut dyn Channel, atr: &[u8]) -> Result<bool, Error> {
    // Historical bytes of PC/SC part 3: the registered id, then standard and name. 11 is FeliCa; the ACR122 says
    // standard 03 and the name F0 11 or F0 12.
    const HEAD: [u8; 8] = [0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06];
    let named = atr.windows(HEAD.len()).position(|window| window == HEAD);
    match named.and_then(|at| atr.get(at + HEAD.len()..)) {
        Some([0x11, ..] | [0x03, 0xF0, 0x11 | 0x12, ..]) => Ok(true),
        Some(_) => Ok(false),
        None => {
            let answer = channel.exchange(&[0xFF, 0xCA, 0, 0, 0])?;
            Ok(matches!(answer.as_slice(), [number @ .., 0x90, 0x00] if number.len() == 8))
        }
    }
}

impl std::fmt::Debug for ApduReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApduReader").field("profile", &self.profile).finish_non_exhaustive()
    }
}
