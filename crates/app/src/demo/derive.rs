use std::time::{Duration, Instant};

use henro_seal::{SlotFile, derive_password_key};

use crate::context::Context;
use crate::settings::file_code;
use crate::{Code, WireError};

impl Context {
    /// How long it takes here to derive a key with the costs of this record: the part of unlocking that is slow
    /// on purpose. For measuring.
    pub fn key_derivation(&self) -> Result<Duration, WireError> {
        let bytes = std::fs::read(self.record_dir().join("slots")).map_err(|error| file_code(&error))?;
        let slots = SlotFile::parse(&bytes).map_err(|_| Code::RecordDamaged)?;
        let costs = slots.slots().first().ok_or(Code::RecordDamaged)?.kdf;
        let begun = Instant::now();
        derive_password_key("measured", &[0; 16], costs).map_err(|_| Code::Internal)?;
        Ok(begun.elapsed())
    }
}
