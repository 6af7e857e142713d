//! What belongs to this device alone and never travels: names of its factors, whether it is a desk.

use super::Daily;
use crate::Error;

impl Daily {
    /// Something of this device, by name.
    pub fn local(&self, key: &str) -> Result<Option<String>, Error> {
        if let Some(found) = self.sync_fact(&named(key))? {
            return Ok(String::from_utf8(found).ok());
        }
        // It used to stand among the settings of the record, which travel: what is there is of the first device.
        if self.sync_fact(JOINED)?.is_some() { Ok(None) } else { self.setting(key) }
    }

    /// Keeps something of this device.
    pub fn put_local(&mut self, key: &str, value: &str) -> Result<(), Error> {
        self.put_sync_fact(&named(key), value.as_bytes())
    }

    /// This device joined a record that another one had.
    pub(crate) fn note_joined(&mut self) -> Result<(), Error> {
        self.put_sync_fact(JOINED, b"1")
    }

    /// Whether this device joined a record that another one had.
    pub fn is_joined(&self) -> Result<bool, Error> {
        Ok(self.sync_fact(JOINED)?.is_some())
    }
}

fn named(key: &str) -> String {
    format!("local:{key}")
}

const JOINED: &str = "joined";
