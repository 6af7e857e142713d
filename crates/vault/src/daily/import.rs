//! Many entries at once, and taking all of them back.

use henro_domain::{EntryId, EntryKind};
use rusqlite::{CachedStatement, Connection, params};

use super::log::{self, EVERY, Logged, Meta, NewChange, Op, Pen, Source};
use super::noun::{Noun, Nouns, Row, noun_for, safety_fields};
use super::search::index::{self, Known};
use super::state::State;
use super::write::{self, NewEntry};
use super::{Daily, origin, state, statements};
use crate::Error;

/// Number of an import within a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BatchId(pub i64);

/// One import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its number.
    pub id: BatchId,
    /// When, UTC milliseconds.
    pub at: i64,
    /// Where it came from, as shown to the person.
    pub label: String,
    /// How many entries it wrote.
    pub entries: u64,
    /// Whether it was taken back.
    pub undone: bool,
}

impl Daily {
    /// Writes many entries in one transaction: all of them or none. `label` says where they came from.
    pub fn import_batch(
        &mut self,
        entries: impl IntoIterator<Item = NewEntry>,
        label: &str,
        meta: &Meta,
    ) -> Result<Batch, Error> {
        self.import_after(Vec::new(), &[], |_| entries, label, meta)
    }

    /// As [`Daily::import_batch`], for entries that name others of the same import: `first` is written first, and
    /// `rest` makes the others from the ids of those. Those marked in `gone` are deleted in the same transaction: they are only
    /// there to be named.
    pub fn import_after<I: IntoIterator<Item = NewEntry>>(
        &mut self,
        first: Vec<NewEntry>,
        gone: &[bool],
        rest: impl FnOnce(Vec<EntryId>) -> I,
        label: &str,
        meta: &Meta,
    ) -> Result<Batch, Error> {
        self.transaction(|db, pen| {
            let (id, begin) = next_batch(db)?;
            let mut press = Press::new(db, pen.nouns)?;
            let mut count = first.len() as i64;
            let ids = first.iter().map(|new| put(&mut press, pen, meta, new, id));
            let ids = ids.collect::<Result<Vec<_>, _>>()?;
            let aside: Vec<EntryId> =
                ids.iter().zip(gone).filter(|(_, gone)| **gone).map(|(id, _)| *id).collect();
            for new in rest(ids) {
                put(&mut press, pen, meta, &new, id)?;
                count += 1;
            }
            let batch = keep_batch(db, meta, label, (id, begin), count)?;
            // Behind the batch: taking it back does not meet them.
            for id in aside {
                if let Some((noun, old)) = write::find(db, pen.nouns, id)? {
                    write::delete(db, pen, meta, noun, &old)?;
                }
            }
            Ok(batch)
        })
    }

    /// Deletes what is left of an import. Answers how many entries that were, 0 where it was undone before;
    /// `None` where there was no such import. Each of them can be brought back like any deleted entry.
    pub fn undo_batch(&mut self, batch: BatchId, meta: &Meta) -> Result<Option<u64>, Error> {
        self.transaction(|db, pen| Ok(take_back(db, pen, meta, batch)?.map(|gone| gone.len() as u64)))
    }

    /// All imports, the newest first. Own dishes that were set aside as deleted with the import are not counted.
    pub fn batches(&self) -> Result<Vec<Batch>, Error> {
        let mut statement = self.db.prepare_cached(BATCHES)?;
        let rows = statement.query_map([Source::Import.number()], |row| {
            Ok(Batch {
                id: BatchId(row.get(0)?),
                at: row.get(1)?,
                label: row.get(2)?,
                entries: u64::from(row.get::<_, u32>(3)?),
                undone: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Deletes what is left of an import, and answers what that was; `None` where there was no such import.
pub(crate) fn take_back(
    db: &Connection,
    pen: &mut Pen,
    meta: &Meta,
    batch: BatchId,
) -> Result<Option<Vec<EntryId>>, Error> {
    // Marked first: it says at once whether there is such an import.
    if db.execute("UPDATE batch SET undone = 1 WHERE id = ?1", [batch.0])? == 0 {
        return Ok(None);
    }
    let range = "WHERE seq BETWEEN (SELECT first FROM batch WHERE id = ?1) \
                 AND (SELECT last FROM batch WHERE id = ?1) AND batch = ?1 ORDER BY seq";
    let sql = EVERY.replace("ORDER BY seq", range);
    let mut statement = db.prepare(&sql)?;
    let mut rows = statement.query([batch.0])?;
    let mut gone = Vec::new();
    while let Some(row) = rows.next()? {
        let change = Logged::of(row)?;
        let (Op::Put, Some(noun)) = (change.op, change.noun()) else { continue };
        if let Some(old) = state::one(db, noun, change.entity)? {
            write::delete(db, pen, meta, noun, &old)?;
            gone.push(EntryId::from_i64(change.entity)?);
        }
    }
    Ok(Some(gone))
}

fn put(press: &mut Press, pen: &mut Pen, meta: &Meta, new: &NewEntry, batch: i64) -> Result<EntryId, Error> {
    let noun = noun_for(EntryKind::of(&new.entry));
    press.put(pen, meta, noun, Row::of_entry(&new.when, &new.entry)?, batch)
}

/// Writes row after row with statements that stay at hand: looking them up costs as much as a small row.
pub(crate) struct Press<'db> {
    db: &'db Connection,
    append: CachedStatement<'db>,
    inserts: Vec<(i64, CachedStatement<'db>)>,
    known: Known,
}

impl<'db> Press<'db> {
    pub(crate) fn new(db: &'db Connection, nouns: Nouns) -> Result<Self, Error> {
        let insert =
            |noun: &&'static Noun| Ok((noun.number, db.prepare_cached(&statements::of(noun).insert)?));
        let inserts = nouns.iter().map(insert).collect::<Result<_, Error>>()?;
        Ok(Self { db, append: db.prepare_cached(log::APPEND)?, inserts, known: Known::default() })
    }

    pub(crate) fn put(
        &mut self,
        pen: &mut Pen,
        meta: &Meta,
        noun: &'static Noun,
        row: Row,
        batch: i64,
    ) -> Result<EntryId, Error> {
        let entry = pen.next_id()?;
        let id = entry.as_i64();
        let body = log::body_of(&row);
        let change = NewChange { entity: id, noun, op: Op::Put, batch, prev: 0, body: &body };
        let change = log::append_by(&mut self.append, pen, meta, &change)?;
        if safety_fields(noun.number).next().is_some() {
            origin::keep_own(self.db, noun, (change, pen.device.0), None)?;
        }
        let state = State { id, row, change, recorded: meta.stamp.utc_ms, edited: false };
        if let Some((_, insert)) = self.inserts.iter_mut().find(|(of, _)| *of == noun.number) {
            state.write_by(insert)?;
        }
        index::put_knowing(self.db, noun, &state, &mut self.known)?;
        Ok(entry)
    }
}

/// The number of the next batch, and that of the first change in it.
pub(crate) fn next_batch(db: &Connection) -> Result<(i64, i64), Error> {
    let id = db.query_row("SELECT coalesce(max(id), 0) + 1 FROM batch", [], |row| row.get(0))?;
    Ok((id, db.query_row("SELECT coalesce(max(seq), 0) + 1 FROM change", [], |row| row.get(0))?))
}

/// Remembers a batch of so many changes.
pub(crate) fn keep_batch(
    db: &Connection,
    meta: &Meta,
    label: &str,
    (id, begin): (i64, i64),
    count: i64,
) -> Result<Batch, Error> {
    db.execute(
        "INSERT INTO batch (id, at, label, first, last) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, meta.stamp.utc_ms, label, begin, begin + count - 1],
    )?;
    // Much was written: a file that is not closed well need not read it again.
    index::note_whole(db)?;
    let (at, label) = (meta.stamp.utc_ms, label.to_owned());
    Ok(Batch { id: BatchId(id), at, label, entries: count as u64, undone: false })
}

/// What an import sets aside it deletes at its own time and as an import; all other deletions are by hand.
const BATCHES: &str = "SELECT id, at, label, last - first + 1 - (SELECT count(*) FROM removed \
     JOIN change ON change.seq = removed.change \
     WHERE removed.at = batch.at AND change.source = ?1 AND change.prev BETWEEN batch.first AND batch.last), \
     undone FROM batch ORDER BY id DESC";
