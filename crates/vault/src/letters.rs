//! The letter box: entries written while the record is locked. Anybody at the device can put one in; only the
//! open daily tier takes them out. One file a letter, whole or not there.

use std::fs;
use std::path::Path;

use henro_seal::{Key, Random, Sensitive, public_key, put_in, take_out};
use rusqlite::{OptionalExtension, params};

use crate::daily::{Daily, Meta, NewEntry};
use crate::{Error, Vault, files};

/// A letter that was taken out.
#[derive(Debug)]
pub struct Letter {
    /// Its random name, 32 hex digits.
    pub name: String,
    /// What somebody wrote; `None` where it does not open or is too long.
    pub text: Option<Sensitive<Vec<u8>>>,
}

impl Vault {
    /// Puts a letter in. No password; on disk when it returns. Refused when too long, or when the box is full.
    pub fn put_letter(&self, text: &[u8], random: &dyn Random) -> Result<(), Error> {
        let slots = self.slots()?;
        let public = slots.inbox().ok_or(Error::NoRecord)?;
        let box_folder = self.path(FOLDER);
        files::private_folder(&box_folder)?;
        if text.len() > LONGEST || names(&box_folder)?.len() >= MOST {
            return Err(Error::Full);
        }
        let mut name = [0; 16];
        random.fill(&mut name);
        let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let sealed = put_in(public, bound(slots.record(), &name).as_bytes(), text, random)?;
        files::write_whole(&box_folder.join(format!("{name}{ENDING}")), &sealed)
    }

    /// How many letters wait. Needs no password.
    pub fn letters_waiting(&self) -> Result<usize, Error> {
        Ok(names(&self.path(FOLDER))?.len())
    }

    /// Takes the letters out that were not entered before. They stay in the box until [`Vault::letters_done`].
    pub fn letters(&mut self) -> Result<Vec<Letter>, Error> {
        let record = self.slots()?.record().to_owned();
        let folder = self.path(FOLDER);
        let daily = self.daily()?;
        let Some(private) = daily.inbox_key()? else { return Ok(Vec::new()) };
        let mut letters = Vec::new();
        for name in names(&folder)? {
            if daily.letter_done(&name)? {
                continue;
            }
            let path = folder.join(format!("{name}{ENDING}"));
            let sealed = files::read_small(&path, LONGEST as u64 + 1024)?.unwrap_or_default();
            let text = take_out(&private, bound(&record, &name).as_bytes(), &sealed).ok();
            letters.push(Letter { name, text });
        }
        Ok(letters)
    }

    /// Empties the box of letters that are entered.
    pub fn letters_done(&mut self) -> Result<(), Error> {
        let folder = self.path(FOLDER);
        let daily = self.daily()?;
        for name in names(&folder)? {
            if daily.letter_done(&name)? {
                fs::remove_file(folder.join(format!("{name}{ENDING}")))?;
            }
        }
        Ok(())
    }

    /// Puts letters that cannot be entered out of the way. They stay in the folder and are not taken out again.
    pub fn set_letters_aside(&mut self, names: &[String]) -> Result<(), Error> {
        let folder = self.path(FOLDER);
        for name in names {
            fs::rename(folder.join(format!("{name}{ENDING}")), folder.join(format!("{name}.unread")))?;
        }
        Ok(())
    }

    /// Sees to it that the open record has a letter box, and that the box is its own. `true` where somebody had put
    /// another key in its place: what was written since cannot be read.
    pub(crate) fn settle_inbox(&mut self, random: &dyn Random) -> Result<bool, Error> {
        let daily = self.daily()?;
        let private = match daily.inbox_key()? {
            Some(key) => key,
            None => daily.make_inbox_key(random)?,
        };
        let public = public_key(&private)?;
        let mut slots = self.slots()?;
        let replaced = slots.inbox().is_some_and(|found| found != public);
        if slots.inbox() != Some(&public) {
            slots.set_inbox(public);
            files::write_whole(&self.path("slots"), &slots.to_bytes())?;
        }
        Ok(replaced)
    }
}

impl Daily {
    /// Writes the entries of letters and remembers the letters, in one transaction.
    pub fn record_letters(
        &mut self,
        entries: &[NewEntry],
        names: &[String],
        meta: &Meta,
    ) -> Result<usize, Error> {
        let ids = self.record_and(entries, meta, |db| {
            for name in names {
                db.prepare_cached("INSERT OR IGNORE INTO letter_done (letter) VALUES (?1)")?
                    .execute([name])?;
            }
            Ok(())
        })?;
        Ok(ids.len())
    }

    fn letter_done(&self, name: &str) -> Result<bool, Error> {
        let found = self
            .db
            .prepare_cached("SELECT 1 FROM letter_done WHERE letter = ?1")?
            .query_row([name], |_| Ok(()))
            .optional()?;
        Ok(found.is_some())
    }

    fn inbox_key(&self) -> Result<Option<Key>, Error> {
        let found: Option<[u8; 32]> = self
            .db
            .query_row("SELECT value FROM secret WHERE name = 'inbox'", [], |row| row.get(0))
            .optional()?;
        Ok(found.map(Key::from_bytes))
    }

    /// Another key is made when the box is settled next.
    pub(crate) fn drop_inbox_key(&mut self) -> Result<(), Error> {
        self.db.execute("DELETE FROM secret WHERE name = 'inbox'", []).map(drop).map_err(Error::from)
    }

    fn make_inbox_key(&mut self, random: &dyn Random) -> Result<Key, Error> {
        let mut bytes = Sensitive::new([0; 32]);
        random.fill(bytes.expose_mut());
        self.db.execute("INSERT INTO secret (name, value) VALUES ('inbox', ?1)", params![bytes.expose()])?;
        Ok(Key::from_bytes(*bytes.expose()))
    }
}

/// Names of the letters in the box, in order.
fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(ENDING).map(ToOwned::to_owned))
        .filter(|name| name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .take(MOST)
        .collect();
    names.sort();
    Ok(names)
}

fn bound(record: &str, name: &str) -> String {
    format!("{record}|{name}")
}

const FOLDER: &str = "inbox";
const ENDING: &str = ".letter";
const LONGEST: usize = 16 * 1024;
const MOST: usize = 1000;
