use crate::{Error, Idm, Pmm, SystemCode};

/// A reader with perhaps a card on it: native FeliCa frames in, native frames out.
pub trait Reader {
    /// Asks for a card that has `system`. `None`: none answered.
    ///
    /// # Errors
    /// When the reader or its answer is at fault; silence is `Ok(None)`.
    fn polling(&mut self, system: SystemCode) -> Result<Option<Polled>, Error>;

    /// Sends a frame (first byte: its length) and returns the answer in the same form.
    ///
    /// # Errors
    /// [`Error::CardGone`] when the card is silent.
    fn command(&mut self, frame: &[u8]) -> Result<Vec<u8>, Error>;
}

/// A card's answer to polling.
#[derive(Clone, PartialEq, Eq)]
pub struct Polled {
    pub(crate) address: [u8; 8],
    pub(crate) pmm: Pmm,
    pub(crate) system: SystemCode,
}

impl Polled {
    /// What a polling answer says. `address` is the IDm as the card gave it.
    pub const fn new(address: [u8; 8], pmm: Pmm, system: SystemCode) -> Self {
        Self { address, pmm, system }
    }

    /// The card's number, normalised.
    pub fn idm(&self) -> Idm {
        Idm::from_wire(self.address)
    }

    /// The chip's parameters.
    pub const fn pmm(&self) -> Pmm {
        self.pmm
    }

    /// The system that answered.
    pub const fn system(&self) -> SystemCode {
        self.system
    }
}

impl std::fmt::Debug for Polled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Polled").field("system", &self.system).finish_non_exhaustive()
    }
}
