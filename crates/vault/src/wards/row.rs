//! The rows of the wards in the guardian's daily file.

use henro_domain::{Relation, Stamp};
use henro_seal::{Key, Sensitive};
use henro_sync::RecordId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::NewWard;
use crate::Error;
use crate::daily::DAMAGED;

/// A ward as its guardian's record has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Ward {
    /// Its record.
    pub record: RecordId,
    /// What this person is to the guardian.
    pub relation: Relation,
    /// Colour and weave.
    pub mark: u8,
    /// Since when, UTC milliseconds.
    pub since: i64,
    /// When it was put away, UTC milliseconds.
    pub removed: Option<i64>,
    /// The name of the person, of one that was put away.
    pub name: Option<String>,
}

impl std::fmt::Debug for Ward {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ward(..)")
    }
}

/// How far a ward has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Making = 0,
    There = 1,
    Going = 2,
}

/// The keys of its daily file.
pub(super) struct Keys {
    pub(super) daily: Key,
    pub(super) next: Option<Key>,
}

pub(super) fn all(db: &Connection) -> Result<Vec<Ward>, Error> {
    let sql = "SELECT record, relation, mark, since, removed, name FROM ward WHERE state = 1 ORDER BY since, record";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut wards = Vec::new();
    while let Some(row) = rows.next()? {
        let relation: u8 = row.get(1)?;
        wards.push(Ward {
            record: record_of(row)?,
            relation: *Relation::ALL.get(usize::from(relation)).ok_or(DAMAGED)?,
            mark: row.get(2)?,
            since: row.get(3)?,
            removed: row.get(4)?,
            name: row.get(5)?,
        });
    }
    Ok(wards)
}

pub(super) fn begin(
    db: &Connection,
    record: &RecordId,
    key: &Key,
    (new, stamp): (&NewWard, Stamp),
) -> Result<(), Error> {
    let sql = "INSERT INTO ward (record, state, daily, relation, mark, since) VALUES (?1, 0, ?2, ?3, ?4, ?5)";
    let values = params![record.to_string(), key.expose(), number(new.relation), new.mark, stamp.utc_ms];
    db.execute(sql, values)?;
    Ok(())
}

pub(super) fn set_state(db: &Connection, record: &RecordId, state: State) -> Result<(), Error> {
    db.execute("UPDATE ward SET state = ?2 WHERE record = ?1", params![record.to_string(), state as i64])?;
    Ok(())
}

pub(super) fn forget(db: &Connection, record: &RecordId) -> Result<(), Error> {
    db.execute("DELETE FROM ward WHERE record = ?1", [record.to_string()])?;
    Ok(())
}

pub(super) fn unsettled(db: &Connection) -> Result<Vec<(RecordId, State)>, Error> {
    let mut statement = db.prepare_cached("SELECT record, state FROM ward WHERE state <> 1")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let state = if row.get::<_, i64>(1)? == 0 { State::Making } else { State::Going };
        found.push((record_of(row)?, state));
    }
    Ok(found)
}

pub(super) fn keys(db: &Connection, record: &RecordId) -> Result<Option<Keys>, Error> {
    let sql = "SELECT daily, next FROM ward WHERE record = ?1 AND state = 1 AND removed IS NULL";
    let found = db.query_row(sql, [record.to_string()], |row| {
        Ok((Sensitive::new(row.get::<_, Vec<u8>>(0)?), row.get::<_, Option<Vec<u8>>>(1)?.map(Sensitive::new)))
    });
    let Some((daily, next)) = found.optional()? else { return Ok(None) };
    let key = |bytes: &Sensitive<Vec<u8>>| Key::from_slice(bytes.expose());
    Ok(Some(Keys { daily: key(&daily).ok_or(DAMAGED)?, next: next.as_ref().and_then(key) }))
}

pub(super) fn describe(
    db: &Connection,
    record: &RecordId,
    relation: Relation,
    mark: u8,
) -> Result<bool, Error> {
    let sql = "UPDATE ward SET relation = ?2, mark = ?3 WHERE record = ?1 AND state = 1";
    Ok(db.execute(sql, params![record.to_string(), number(relation), mark])? == 1)
}

/// `away` is the name of the person and the moment; nothing brings it back.
pub(super) fn put_away(db: &Connection, record: &RecordId, away: Option<(&str, i64)>) -> Result<bool, Error> {
    let sql = "UPDATE ward SET removed = ?2, name = ?3 \
         WHERE record = ?1 AND state = 1 AND (removed IS NULL) = ?4";
    let (name, removed) = away.unzip();
    Ok(db.execute(sql, params![record.to_string(), removed, name, away.is_some()])? == 1)
}

/// The keys of what is to go are gone with this.
pub(super) fn condemn(db: &Connection, before_ms: i64) -> Result<u32, Error> {
    let sql = "UPDATE ward SET state = 2, daily = x'', next = NULL WHERE state = 1 AND removed < ?1";
    Ok(db.execute(sql, [before_ms])? as u32)
}

pub(super) fn put_next(db: &Connection, record: &RecordId, key: &Key) -> Result<(), Error> {
    db.execute("UPDATE ward SET next = ?2 WHERE record = ?1", params![record.to_string(), key.expose()])?;
    Ok(())
}

/// The file has the next key.
pub(super) fn take_next(db: &Connection, record: &RecordId) -> Result<(), Error> {
    let sql = "UPDATE ward SET daily = next, next = NULL, renew = renew & ~1 \
         WHERE record = ?1 AND next IS NOT NULL";
    db.execute(sql, [record.to_string()])?;
    Ok(())
}

pub(super) fn owe_renewal(db: &Connection) -> Result<(), Error> {
    db.execute("UPDATE ward SET renew = 3 WHERE state = 1", [])?;
    Ok(())
}

/// Wards in use whose key is to be made anew: 1 of the daily tier, 2 of the clinical.
pub(super) fn owed(db: &Connection, bit: i64) -> Result<Vec<RecordId>, Error> {
    let sql = "SELECT record FROM ward WHERE state = 1 AND removed IS NULL AND renew & ?1 <> 0";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([bit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(record_of(row)?);
    }
    Ok(found)
}

pub(super) fn renewed(db: &Connection, record: &RecordId, bit: i64) -> Result<(), Error> {
    db.execute("UPDATE ward SET renew = renew & ~?2 WHERE record = ?1", params![record.to_string(), bit])?;
    Ok(())
}

fn record_of(row: &Row) -> Result<RecordId, Error> {
    row.get::<_, String>(0)?.parse().map_err(|_| DAMAGED)
}

fn number(relation: Relation) -> i64 {
    Relation::ALL.iter().position(|of| *of == relation).map_or(0, |place| place as i64)
}
