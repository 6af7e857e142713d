//! Rows of state: read, written, removed. Always in the transaction that appends the change.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Statement, params};

use super::noun::{Noun, Row, known_noun};
use super::search::index;
use super::statements::{self, COMMON_COUNT};
use crate::Error;

/// A row with what the log says of it.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) id: i64,
    pub(crate) row: Row,
    pub(crate) change: i64,
    pub(crate) recorded: i64,
    pub(crate) edited: bool,
}

/// A deleted row.
pub(crate) struct Removed {
    pub(crate) id: i64,
    pub(crate) kind: i64,
    pub(crate) change: i64,
    pub(crate) recorded: i64,
    pub(crate) edited: bool,
    pub(crate) at: i64,
}

impl Removed {
    /// From `id, kind, change, recorded, edited, at`.
    pub(crate) fn of(row: &rusqlite::Row) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            id: row.get(0)?,
            kind: row.get(1)?,
            change: row.get(2)?,
            recorded: row.get(3)?,
            edited: row.get(4)?,
            at: row.get(5)?,
        })
    }
}

impl State {
    pub(crate) fn of(noun: &Noun, row: &rusqlite::Row) -> Result<Self, rusqlite::Error> {
        let columns = (COMMON_COUNT..COMMON_COUNT + noun.columns.len())
            .map(|place| row.get::<_, Value>(place))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            id: row.get(0)?,
            row: Row { day: row.get(1)?, minute: row.get(2)?, offset: row.get(3)?, columns },
            change: row.get(4)?,
            recorded: row.get(5)?,
            edited: row.get(6)?,
        })
    }

    /// Runs an insert or update of this noun with the columns of this row.
    pub(crate) fn write_by(&self, statement: &mut Statement) -> Result<usize, rusqlite::Error> {
        let row = &self.row;
        statement.raw_bind_parameter(1, self.id)?;
        statement.raw_bind_parameter(2, row.day)?;
        statement.raw_bind_parameter(3, row.minute)?;
        statement.raw_bind_parameter(4, row.offset)?;
        statement.raw_bind_parameter(5, self.change)?;
        statement.raw_bind_parameter(6, self.recorded)?;
        statement.raw_bind_parameter(7, self.edited)?;
        for (place, value) in (COMMON_COUNT + 1..).zip(&row.columns) {
            statement.raw_bind_parameter(place, value)?;
        }
        statement.raw_execute()
    }
}

pub(crate) fn insert(db: &Connection, noun: &Noun, state: &State) -> Result<(), Error> {
    let mut statement = db.prepare_cached(&statements::of(noun).insert)?;
    state.write_by(&mut statement)?;
    index::put(db, noun, state)
}

pub(crate) fn update(db: &Connection, noun: &Noun, state: &State) -> Result<(), Error> {
    let mut statement = db.prepare_cached(&statements::of(noun).update)?;
    state.write_by(&mut statement)?;
    index::change(db, noun, state)
}

pub(crate) fn one(db: &Connection, noun: &Noun, id: i64) -> Result<Option<State>, Error> {
    let mut statement = db.prepare_cached(&statements::of(noun).one)?;
    Ok(statement.query_row([id], |row| State::of(noun, row)).optional()?)
}

/// Moves a row to `removed`. `change` is the deletion.
pub(crate) fn remove(db: &Connection, noun: &Noun, state: &State, change: i64, at: i64) -> Result<(), Error> {
    db.prepare_cached(&statements::of(noun).delete)?.execute([state.id])?;
    index::remove(db, noun, state.id)?;
    let State { id, recorded, edited, .. } = *state;
    insert_removed(db, &Removed { id, kind: noun.number, change, recorded, edited, at })
}

pub(crate) fn insert_removed(db: &Connection, removed: &Removed) -> Result<(), Error> {
    let Removed { id, kind, change, recorded, edited, at } = removed;
    db.prepare_cached(
        "INSERT INTO removed (id, kind, change, recorded, edited, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![id, kind, change, recorded, edited, at])?;
    Ok(())
}

/// A deleted entry by its id.
pub(crate) fn removed(db: &Connection, id: i64) -> Result<Option<Removed>, Error> {
    let mut statement = db.prepare_cached(
        "SELECT id, kind, change, recorded, edited, at FROM removed WHERE id = ?1 ORDER BY kind LIMIT 1",
    )?;
    Ok(statement.query_row([id], Removed::of).optional()?)
}

pub(crate) fn forget_removed(db: &Connection, id: i64, kind: i64) -> Result<(), Error> {
    db.prepare_cached("DELETE FROM removed WHERE id = ?1 AND kind = ?2")?.execute([id, kind])?;
    Ok(())
}

/// The newest change of an entity, in whichever table it stands.
pub(crate) enum Newest {
    /// In its table of state.
    Live(&'static Noun, State),
    /// Elsewhere: deleted or in the log alone.
    Elsewhere(i64),
}

/// Looks an entity up by id and kind.
pub(crate) fn newest(db: &Connection, id: i64, kind: i64) -> Result<Option<Newest>, Error> {
    if let Some(noun) = known_noun(kind)
        && let Some(state) = one(db, noun, id)?
    {
        return Ok(Some(Newest::Live(noun, state)));
    }
    let mut statement = db.prepare_cached(
        "SELECT change FROM removed WHERE id = ?1 AND kind = ?2 \
         UNION ALL SELECT change FROM loose WHERE id = ?1 AND kind = ?2",
    )?;
    Ok(statement.query_row([id, kind], |row| row.get(0)).optional()?.map(Newest::Elsewhere))
}
