//! Writing entries: each call is one transaction, on disk when it returns.

use henro_domain::{Entry, EntryId, EntryKind, When};
use rusqlite::{Connection, TransactionBehavior};

use super::log::{self, Meta, NewChange, Op, Pen};
use super::noun::{FIRST_ENTRY, Noun, Nouns, Row, keeps_both, noun_for, noun_of, safety_fields};
use super::state::{self, Newest, State};
use super::{Daily, conflict, fold, origin};
use crate::Error;

/// An entry about to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// When it happened.
    pub when: When,
    /// What happened.
    pub entry: Entry,
}

impl Daily {
    /// Writes entries in one transaction: all of them or none.
    pub fn record(&mut self, entries: &[NewEntry], meta: &Meta) -> Result<Vec<EntryId>, Error> {
        self.record_and(entries, meta, |_| Ok(()))
    }

    /// The same with something more in the transaction.
    pub(crate) fn record_and(
        &mut self,
        entries: &[NewEntry],
        meta: &Meta,
        more: impl FnOnce(&Connection) -> Result<(), Error>,
    ) -> Result<Vec<EntryId>, Error> {
        self.transaction(|db, pen| {
            more(db)?;
            entries
                .iter()
                .map(|new| {
                    let noun = noun_for(EntryKind::of(&new.entry));
                    put(db, pen, meta, noun, Row::of_entry(&new.when, &new.entry)?, 0)
                })
                .collect()
        })
    }

    /// Changes an entry. `false` where there is none. The kind stays; the log keeps what was there before.
    pub fn edit(&mut self, id: EntryId, when: When, entry: &Entry, meta: &Meta) -> Result<bool, Error> {
        self.transaction(|db, pen| {
            let Some((noun, old)) = find(db, pen.nouns, id)? else { return Ok(false) };
            if noun.number != noun_for(EntryKind::of(entry)).number {
                return Err(Error::Misfit);
            }
            set(db, pen, meta, noun, old, Row::of_entry(&when, entry)?)?;
            Ok(true)
        })
    }

    /// Deletes an entry. `false` where there is none. It can be brought back with [`Daily::restore`].
    pub fn delete(&mut self, id: EntryId, meta: &Meta) -> Result<bool, Error> {
        Ok(self.delete_all(&[id], meta)? == 1)
    }

    /// Deletes entries in one transaction and answers how many there were.
    pub fn delete_all(&mut self, ids: &[EntryId], meta: &Meta) -> Result<u64, Error> {
        self.transaction(|db, pen| {
            let mut count = 0;
            for id in ids {
                if let Some((noun, old)) = find(db, pen.nouns, *id)? {
                    delete(db, pen, meta, noun, &old)?;
                    count += 1;
                }
            }
            Ok(count)
        })
    }

    /// Brings a deleted entry back. `false` where there is no such deleted entry.
    pub fn restore(&mut self, id: EntryId, meta: &Meta) -> Result<bool, Error> {
        Ok(self.restore_all(&[id], meta)? == 1)
    }

    /// Brings deleted entries back in one transaction and answers how many there were.
    pub fn restore_all(&mut self, ids: &[EntryId], meta: &Meta) -> Result<u64, Error> {
        self.transaction(|db, pen| {
            let mut count = 0;
            for id in ids {
                count += u64::from(restore(db, pen, meta, *id)?);
            }
            Ok(count)
        })
    }

    /// Runs `work` in one transaction. Ids and clock values move on only when it is on disk.
    pub(crate) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Pen) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut pen = self.pen;
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction, &mut pen)?;
        transaction.commit()?;
        self.pen = pen;
        Ok(done)
    }
}

/// Writes a new row of any noun.
pub(crate) fn put(
    db: &Connection,
    pen: &mut Pen,
    meta: &Meta,
    noun: &'static Noun,
    row: Row,
    batch: i64,
) -> Result<EntryId, Error> {
    let id = pen.next_id()?;
    put_as(db, pen, meta, noun, (id.as_i64(), row), batch)?;
    Ok(id)
}

/// Writes a new row under an id of its own.
pub(crate) fn put_as(
    db: &Connection,
    pen: &mut Pen,
    meta: &Meta,
    noun: &'static Noun,
    (id, row): (i64, Row),
    batch: i64,
) -> Result<(), Error> {
    let body = log::body_of(&row);
    let change = NewChange { entity: id, noun, op: Op::Put, batch, prev: 0, body: &body };
    let change = log::append(db, pen, meta, &change)?;
    if safety_fields(noun.number).next().is_some() {
        origin::keep_own(db, noun, (change, pen.device.0), None)?;
    }
    state::insert(db, noun, &State { id, row, change, recorded: meta.stamp.utc_ms, edited: false })
}

/// Changes a row of any noun; nothing is written where nothing differs.
pub(crate) fn set(
    db: &Connection,
    pen: &mut Pen,
    meta: &Meta,
    noun: &'static Noun,
    old: State,
    row: Row,
) -> Result<(), Error> {
    let body = log::difference(&old.row, &row);
    if body.is_empty() { Ok(()) } else { set_fields(db, (pen, meta), noun, old, (row, &body), None) }
}

/// Changes the fields in `body` to what `row` says, whether that is new or not. Where `drawn` is how long the log was when what
/// was changed was drawn, the change knows nothing of what came after.
pub(crate) fn set_fields(
    db: &Connection,
    (pen, meta): (&mut Pen, &Meta),
    noun: &'static Noun,
    old: State,
    (row, body): (Row, &[u8]),
    drawn: Option<i64>,
) -> Result<(), Error> {
    let change = NewChange { entity: old.id, noun, op: Op::Set, batch: 0, prev: old.change, body };
    let change = log::append(db, pen, meta, &change)?;
    origin::keep_own(db, noun, (change, pen.device.0), drawn)?;
    let id = old.id;
    state::update(db, noun, &State { row, change, edited: true, ..old })?;
    conflict::ask_again(db, noun, id, change)
}

/// Deletes a row of any noun.
pub(crate) fn delete(
    db: &Connection,
    pen: &mut Pen,
    meta: &Meta,
    noun: &'static Noun,
    old: &State,
) -> Result<(), Error> {
    let change = NewChange { entity: old.id, noun, op: Op::Delete, batch: 0, prev: old.change, body: &[] };
    let change = log::append(db, pen, meta, &change)?;
    if keeps_both(noun) {
        origin::keep_own(db, noun, (change, pen.device.0), None)?;
        return fold::settle(db, old.id, noun.number, log::chain(db, change)?);
    }
    state::remove(db, noun, old, change, meta.stamp.utc_ms)
}

fn restore(db: &Connection, pen: &mut Pen, meta: &Meta, id: EntryId) -> Result<bool, Error> {
    let Some(removed) = state::removed(db, id.as_i64())? else { return Ok(false) };
    let noun = noun_of(removed.kind)?;
    let row = fold::removed_row(db, &removed)?;
    let entity = id.as_i64();
    let body = match keeps_both(noun) {
        true => conflict::body_without(db, (entity, removed.kind), &row)?,
        false => log::body_of(&row),
    };
    let change = NewChange { entity, noun, op: Op::Restore, batch: 0, prev: removed.change, body: &body };
    let change = log::append(db, pen, meta, &change)?;
    origin::keep_own(db, noun, (change, pen.device.0), None)?;
    state::forget_removed(db, entity, removed.kind)?;
    let (recorded, edited) = (removed.recorded, removed.edited);
    state::insert(db, noun, &State { id: entity, row, change, recorded, edited })?;
    conflict::ask_again(db, noun, entity, change)?;
    Ok(true)
}

/// Writes a row of a fixed id: it may be there, or have been deleted, or be in the log alone.
pub(crate) fn write_fixed(
    db: &Connection,
    pen: &mut Pen,
    meta: &Meta,
    noun: &'static Noun,
    (id, row): (i64, Row),
) -> Result<(), Error> {
    match state::newest(db, id, noun.number)? {
        None => put_as(db, pen, meta, noun, (id, row), 0),
        Some(Newest::Live(_, old)) => set(db, pen, meta, noun, old, row),
        Some(Newest::Elsewhere(prev)) => {
            let body = log::body_of(&row);
            let change = NewChange { entity: id, noun, op: Op::Put, batch: 0, prev, body: &body };
            let newest = log::append(db, pen, meta, &change)?;
            origin::keep_own(db, noun, (newest, pen.device.0), None)?;
            fold::settle(db, id, noun.number, log::chain(db, newest)?)
        }
    }
}

/// Finds the table an entry is in. A look-up by key in each costs less than one more table would.
pub(crate) fn find(
    db: &Connection,
    nouns: Nouns,
    id: EntryId,
) -> Result<Option<(&'static Noun, State)>, Error> {
    if id.as_i64() < FIRST_ENTRY {
        // The person and the settings.
        return Ok(None);
    }
    for noun in nouns {
        if let Some(state) = state::one(db, noun, id.as_i64())? {
            return Ok(Some((noun, state)));
        }
    }
    Ok(None)
}

/// The highest counter this device has used.
pub(crate) fn last_counter(db: &Connection, nouns: Nouns, device: i64) -> Result<u64, Error> {
    let mut last = 0;
    let tables = nouns.iter().map(|noun| noun.table).chain(["removed", "loose"]);
    for table in tables {
        let sql = format!("SELECT max(id) FROM {table} WHERE id BETWEEN ?1 AND ?2");
        let range = [device << 40, ((device + 1) << 40) - 1];
        let found: Option<i64> = db.query_row(&sql, range, |row| row.get(0))?;
        last = last.max(found.unwrap_or(0) & ((1 << 40) - 1));
    }
    Ok(last as u64)
}
