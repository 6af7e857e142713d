//! The state has two tellings: the tables, and the log played from its beginning. They must agree.

use std::collections::HashMap;

use ring::digest::{SHA256, digest};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::log::{self, EVERY, Logged, Op};
use super::noun::{DAMAGED, NOUNS, Noun};
use super::state::{self, State};
use super::{Daily, fields, statements};
use crate::Error;

/// A fingerprint of a state: the sum of the fingerprints of its rows, whatever their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest {
    rows: u64,
    sum: [u64; 4],
}

impl Digest {
    fn add(&mut self, noun: &Noun, state: &State) {
        self.rows += 1;
        for (sum, part) in self.sum.iter_mut().zip(row_digest(noun, state)) {
            *sum = sum.wrapping_add(part);
        }
    }

    /// How many rows it covers.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}

impl Daily {
    /// The digest of the tables.
    pub fn digest(&self) -> Result<Digest, Error> {
        let mut digest = Digest::default();
        for noun in NOUNS {
            let mut statement = self.db.prepare(&statements::of(noun).all)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                digest.add(noun, &State::of(noun, row)?);
            }
        }
        Ok(digest)
    }

    /// The digest the tables should have by the log. Rows that were written once are counted as they come;
    /// only those with several changes are held in memory.
    pub fn digest_of_log(&self) -> Result<Digest, Error> {
        let mut digest = Digest::default();
        let mut changing = self.entities_with_several_changes()?;
        let mut statement = self.db.prepare(EVERY)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let change = Logged::of(row)?;
            match changing.get_mut(&change.entity) {
                Some(played) => played.play(&change)?,
                None => {
                    let mut played = Played::default();
                    played.play(&change)?;
                    played.count_into(&mut digest);
                }
            }
        }
        changing.values().for_each(|played| played.count_into(&mut digest));
        Ok(digest)
    }

    /// Throws the tables of state away and plays the log into them again, in one transaction.
    pub fn rebuild(&mut self) -> Result<(), Error> {
        self.transaction(|db, _| {
            for table in NOUNS.iter().map(|noun| noun.table).chain(["removed"]) {
                db.execute(&format!("DELETE FROM {table}"), [])?;
            }
            let mut statement = db.prepare(EVERY)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                replay(db, &Logged::of(row)?)?;
            }
            Ok(())
        })
    }

    fn entities_with_several_changes(&self) -> Result<HashMap<i64, Played>, Error> {
        let mut statement = self.db.prepare("SELECT DISTINCT entity FROM change WHERE prev <> 0")?;
        let ids = statement.query_map([], |row| row.get(0))?;
        Ok(ids.map(|id| id.map(|id| (id, Played::default()))).collect::<Result<_, _>>()?)
    }
}

/// One entity on its way through the log.
#[derive(Default)]
struct Played {
    live: bool,
    state: Option<(&'static Noun, State)>,
}

impl Played {
    fn play(&mut self, change: &Logged) -> Result<(), Error> {
        let (noun, state) = self.state.get_or_insert_with(|| {
            let row = log::blank(change.noun);
            let state = State { id: change.entity, row, change: 0, recorded: change.at, edited: false };
            (change.noun, state)
        });
        if noun.number != change.noun.number || change.prev != state.change {
            return Err(DAMAGED);
        }
        log::lay_over(&mut state.row, &change.body)?;
        state.change = change.seq;
        state.edited |= change.op == Op::Set;
        self.live = change.op != Op::Delete;
        Ok(())
    }

    fn count_into(&self, digest: &mut Digest) {
        if let (true, Some((noun, state))) = (self.live, &self.state) {
            digest.add(noun, state);
        }
    }
}

fn replay(db: &Connection, change: &Logged) -> Result<(), Error> {
    let noun = change.noun;
    match change.op {
        Op::Put => {
            let mut row = log::blank(noun);
            log::lay_over(&mut row, &change.body)?;
            let state =
                State { id: change.entity, row, change: change.seq, recorded: change.at, edited: false };
            state::insert(db, noun, &state)
        }
        Op::Set => {
            let mut state = state::one(db, noun, change.entity)?.ok_or(DAMAGED)?;
            log::lay_over(&mut state.row, &change.body)?;
            state::update(db, noun, &State { change: change.seq, edited: true, ..state })
        }
        Op::Delete => {
            let state = state::one(db, noun, change.entity)?.ok_or(DAMAGED)?;
            state::remove(db, noun, &state, change.seq, change.at)
        }
        Op::Restore => {
            let removed = state::removed(db, change.entity)?.ok_or(DAMAGED)?;
            let mut row = log::blank(noun);
            log::lay_over(&mut row, &change.body)?;
            state::forget_removed(db, change.entity)?;
            let (recorded, edited) = (removed.recorded, removed.edited);
            state::insert(db, noun, &State { id: change.entity, row, change: change.seq, recorded, edited })
        }
    }
}

fn row_digest(noun: &Noun, state: &State) -> [u64; 4] {
    let mut bytes = log::body_of(&state.row);
    let facts =
        [noun.number, state.id, state.change, state.recorded, i64::from(state.edited)].map(Value::Integer);
    facts.iter().for_each(|fact| fields::put(&mut bytes, 0, fact));
    let digest = digest(&SHA256, &bytes);
    let mut parts = [0; 4];
    let words = digest.as_ref().as_chunks::<8>().0;
    parts.iter_mut().zip(words).for_each(|(part, word)| *part = u64::from_le_bytes(*word));
    parts
}
