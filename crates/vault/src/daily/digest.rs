//! The state has two tellings: the tables, and the log played from its beginning. They must agree.

use ring::digest::{SHA256, digest};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::fold::{self, Fold, Outcome};
use super::noun::{Row, keeps_both};
use super::state::{Removed, State};
use super::{Daily, fields, statements};
use super::{conflict, log};
use crate::Error;

/// A fingerprint of a state: the sum of the fingerprints of its rows, whatever their order. Two devices that hold the
/// same changes have the same, in whatever order the changes came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest {
    rows: u64,
    sum: [u64; 4],
}

/// A telling of the state: its digest, and a sum over which change each row names as its newest. The latter is true
/// of this file alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Told {
    pub(crate) digest: Digest,
    links: u64,
}

impl Told {
    fn add(&mut self, kind: i64, state: &State) {
        self.digest.rows += 1;
        let facts = [kind, state.id, state.recorded, i64::from(state.edited)];
        self.sum(log::body_of(&state.row), &facts);
        self.link(kind, state.id, state.change);
    }

    fn add_removed(&mut self, removed: &Removed) {
        let Removed { id, kind, recorded, edited, at, change } = *removed;
        self.sum(log::body_of(&Row::empty()), &[kind, id, recorded, i64::from(edited), at]);
        self.link(kind, id, change);
    }

    /// Values beside those of the row: what they are, and in which change of this file they stand.
    fn add_beside(
        &mut self,
        db: &Connection,
        (id, kind): (i64, i64),
        beside: &[(u32, i64)],
    ) -> Result<(), Error> {
        for (field, change) in beside {
            let mut value = Vec::new();
            let written = fields::read(&log::one(db, *change)?.body)?;
            written
                .iter()
                .filter(|(of, _)| of == field)
                .for_each(|(of, is)| fields::put(&mut value, *of, is));
            self.sum(value, &[kind, id, i64::from(*field)]);
            self.link(kind + (i64::from(*field) << 32), id, *change);
        }
        Ok(())
    }

    fn sum(&mut self, mut bytes: Vec<u8>, facts: &[i64]) {
        facts.iter().for_each(|fact| fields::put(&mut bytes, 0, &Value::Integer(*fact)));
        let digest = digest(&SHA256, &bytes);
        let words = digest.as_ref().as_chunks::<8>().0;
        for (sum, word) in self.digest.sum.iter_mut().zip(words) {
            *sum = sum.wrapping_add(u64::from_le_bytes(*word));
        }
    }

    fn link(&mut self, kind: i64, id: i64, change: i64) {
        let mixed = [kind, id, change].into_iter().fold(0u64, |mixed, part| {
            (mixed ^ part as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
        });
        self.links = self.links.wrapping_add(mixed);
    }
}

impl Digest {
    /// How many rows it covers.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// As bytes, to be compared or shown as words.
    pub fn to_bytes(&self) -> [u8; 40] {
        let mut out = [0; 40];
        let words = std::iter::once(self.rows).chain(self.sum);
        out.chunks_exact_mut(8).zip(words).for_each(|(to, word)| to.copy_from_slice(&word.to_be_bytes()));
        out
    }
}

impl Daily {
    /// The digest of the tables.
    pub fn digest(&self) -> Result<Digest, Error> {
        Ok(self.told_by_tables()?.digest)
    }

    /// The digest the tables should have by the log.
    pub fn digest_of_log(&self) -> Result<Digest, Error> {
        Ok(self.told_by_log()?.digest)
    }

    /// Whether the tables are what the log makes of them.
    pub(crate) fn agrees(&self) -> Result<bool, Error> {
        let state = self.told_by_tables()?;
        match self.told_by_log() {
            Ok(log) => Ok(log == state),
            Err(Error::File(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn told_by_tables(&self) -> Result<Told, Error> {
        let mut told = Told::default();
        for noun in self.nouns {
            let mut statement = self.db.prepare(&statements::of(noun).all)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                told.add(noun.number, &State::of(noun, row)?);
            }
        }
        let mut statement = self.db.prepare("SELECT id, kind, change, recorded, edited, at FROM removed")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            told.add_removed(&Removed::of(row)?);
        }
        let mut statement = self.db.prepare("SELECT kind, id, change FROM loose")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            told.link(row.get(0)?, row.get(1)?, row.get(2)?);
        }
        if self.nouns.iter().any(|noun| keeps_both(noun)) {
            for (id, kind) in conflict::every(&self.db)? {
                told.add_beside(&self.db, (id, kind), &conflict::of(&self.db, id, kind)?)?;
            }
        }
        Ok(told)
    }

    pub(crate) fn told_by_log(&self) -> Result<Told, Error> {
        let mut told = Told::default();
        fold::play_all(&self.db, true, |id, kind, chain| {
            let mut fold = Fold::of(&self.db, id, kind, &chain)?;
            told.add_beside(&self.db, (id, kind), &fold.joined().undecided)?;
            match fold.outcome() {
                Outcome::Live(_, state) => told.add(kind, &state),
                Outcome::Removed(removed, _) => told.add_removed(&removed),
                Outcome::Loose => told.link(kind, id, chain.last().map_or(0, |change| change.seq)),
            }
            Ok(())
        })?;
        Ok(told)
    }

    /// Throws the tables of state away and plays the log into them again, in one transaction.
    pub fn rebuild(&mut self) -> Result<(), Error> {
        self.transaction(|db, pen| fold::rebuild(db, pen.nouns))
    }
}
