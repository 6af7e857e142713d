//! What the log makes of an entity: its changes by clock and device, whatever the order in which they came.
//!
//! Fields are laid one over the other; the last of put, restore and delete says whether the entry is there; a change
//! of a field never brings a deleted one back, unless in a clinical file who deleted did not know of it. Other devices do the
//! same with the same changes and get the same.

use std::collections::HashSet;

use rusqlite::{Connection, params};

use super::conflict::{self, Joined};
use super::log::{self, EVERY, Logged, Op};
use super::noun::{DAMAGED, Noun, Nouns, Row, known_noun, settled};
use super::search::index;
use super::state::{self, Removed, State};
use super::statements;
use crate::Error;

/// An entity on its way through its changes.
pub(crate) struct Fold {
    id: i64,
    kind: i64,
    noun: Option<&'static Noun>,
    row: Row,
    recorded: Option<i64>,
    edited: bool,
    deleted: Option<i64>,
    change: i64,
    joined: Joined,
}

/// What came of it.
pub(crate) enum Outcome {
    /// It is in its table.
    Live(&'static Noun, State),
    /// It was deleted. The row is what it was.
    Removed(Removed, Row),
    /// It is in the log alone.
    Loose,
}

impl Fold {
    pub(crate) fn new(id: i64, kind: i64) -> Self {
        let noun = known_noun(kind);
        let row = noun.map_or_else(Row::empty, log::blank);
        Self {
            id,
            kind,
            noun,
            row,
            recorded: None,
            edited: false,
            deleted: None,
            change: 0,
            joined: Joined::default(),
        }
    }

    /// Lays the next change over it.
    pub(crate) fn play(&mut self, change: &Logged) -> Result<(), Error> {
        log::lay_over(&mut self.row, &change.body)?;
        match change.op {
            Op::Put => {
                self.recorded = self.recorded.or(Some(change.at));
                self.deleted = None;
            }
            Op::Set => self.edited = true,
            Op::Delete => self.deleted = Some(change.at),
            Op::Restore => self.deleted = None,
        }
        self.change = change.seq;
        Ok(())
    }

    /// All changes of an entity, in their order.
    pub(crate) fn of(db: &Connection, id: i64, kind: i64, chain: &[Logged]) -> Result<Self, Error> {
        let mut fold = Self::new(id, kind);
        chain.iter().try_for_each(|change| fold.play(change))?;
        fold.joined = conflict::join(db, kind, chain)?;
        if fold.joined.alive {
            fold.deleted = None;
        }
        Ok(fold)
    }

    /// Where devices did not know of each other.
    pub(crate) fn joined(&mut self) -> Joined {
        std::mem::take(&mut self.joined)
    }

    /// What its fields come to.
    pub(crate) fn row(&self) -> Row {
        self.row.clone()
    }

    /// What the tables should have.
    pub(crate) fn outcome(self) -> Outcome {
        let (Some(noun), Some(recorded)) = (self.noun, self.recorded) else { return Outcome::Loose };
        let Some(row) = settled(noun, self.id, self.row) else { return Outcome::Loose };
        let (id, change, edited) = (self.id, self.change, self.edited);
        match self.deleted {
            None => Outcome::Live(noun, State { id, row, change, recorded, edited }),
            Some(at) => Outcome::Removed(Removed { id, kind: self.kind, change, recorded, edited, at }, row),
        }
    }
}

/// Writes what came of an entity that no table has.
pub(crate) fn write(db: &Connection, id: i64, kind: i64, change: i64, outcome: Outcome) -> Result<(), Error> {
    match outcome {
        Outcome::Live(noun, state) => state::insert(db, noun, &state),
        Outcome::Removed(removed, _) => state::insert_removed(db, &removed),
        Outcome::Loose => {
            db.prepare_cached("INSERT INTO loose (id, kind, change) VALUES (?1, ?2, ?3)")?
                .execute([id, kind, change])?;
            Ok(())
        }
    }
}

/// What a deleted entry was.
pub(crate) fn removed_row(db: &Connection, removed: &Removed) -> Result<Row, Error> {
    let chain = log::chain(db, removed.change)?;
    match Fold::of(db, removed.id, removed.kind, &chain)?.outcome() {
        Outcome::Live(_, State { row, .. }) | Outcome::Removed(_, row) => Ok(row),
        Outcome::Loose => Err(DAMAGED),
    }
}

/// Puts changes of one entity into their order, links them, and writes what comes of them.
pub(crate) fn settle(db: &Connection, id: i64, kind: i64, mut chain: Vec<Logged>) -> Result<(), Error> {
    chain.sort_by_key(Logged::key);
    let mut prev = 0;
    for change in &mut chain {
        if change.prev != prev {
            db.prepare_cached("UPDATE change SET prev = ?2 WHERE seq = ?1")?.execute([change.seq, prev])?;
            change.prev = prev;
        }
        prev = change.seq;
    }
    clear(db, id, kind)?;
    if chain.is_empty() {
        return Ok(());
    }
    let mut fold = Fold::of(db, id, kind, &chain)?;
    conflict::keep(db, (id, kind), &fold.joined())?;
    write(db, id, kind, prev, fold.outcome())
}

/// Takes an entity out of all tables of state.
fn clear(db: &Connection, id: i64, kind: i64) -> Result<(), Error> {
    if let Some(noun) = known_noun(kind) {
        db.prepare_cached(&statements::of(noun).delete)?.execute([id])?;
        index::remove(db, noun, id)?;
    }
    state::forget_removed(db, id, kind)?;
    conflict::forget(db, id, kind)?;
    forget_loose(db, id, kind)
}

pub(crate) fn forget_loose(db: &Connection, id: i64, kind: i64) -> Result<(), Error> {
    db.prepare_cached("DELETE FROM loose WHERE id = ?1 AND kind = ?2")?.execute([id, kind])?;
    Ok(())
}

/// Plays the whole log, entity by entity. Those that were written once come as they lie in the log; of the others
/// only the order is held in memory. `linked` says whether a chain that is not in order is a fault.
pub(crate) fn play_all(
    db: &Connection,
    linked: bool,
    mut each: impl FnMut(i64, i64, Vec<Logged>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut statement = db.prepare("SELECT DISTINCT entity, kind FROM change WHERE prev <> 0")?;
    let several: HashSet<(i64, i64)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut keys = Vec::new();
    let mut statement = db.prepare(EVERY)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let change = Logged::of(row)?;
        if several.contains(&(change.entity, change.kind)) {
            keys.push(((change.entity, change.kind), change.key(), change.seq));
        } else {
            each(change.entity, change.kind, vec![change])?;
        }
    }
    keys.sort_unstable();
    for group in keys.chunk_by(|a, b| a.0 == b.0) {
        let chain: Vec<Logged> =
            group.iter().map(|(_, _, seq)| log::one(db, *seq)).collect::<Result<_, _>>()?;
        let Some((entity, _, _)) = group.first() else { continue };
        let in_order = chain.first().is_some_and(|first| first.prev == 0)
            && chain.windows(2).all(|pair| matches!(pair, [a, b] if b.prev == a.seq));
        if linked && !in_order {
            return Err(DAMAGED);
        }
        each(entity.0, entity.1, chain)?;
    }
    Ok(())
}

/// Throws the tables of state away and plays the log into them.
pub(crate) fn rebuild(db: &Connection, nouns: Nouns) -> Result<(), Error> {
    for table in nouns.iter().map(|noun| noun.table).chain(["removed", "loose", "conflict"]) {
        db.execute(&format!("DELETE FROM {table}"), [])?;
    }
    index::clear(db)?;
    play_all(db, false, |id, kind, chain| settle_new(db, id, kind, chain))?;
    let unread: bool = db.query_row("SELECT EXISTS (SELECT 1 FROM loose)", [], |row| row.get(0))?;
    let known = db.query_row("SELECT unread FROM about", [], |row| row.get::<_, i64>(0))?;
    if known != 0 || unread {
        note_unread(db, nouns)?;
    }
    Ok(())
}

/// [`settle`] for an entity that no table has, without looking for it.
fn settle_new(db: &Connection, id: i64, kind: i64, chain: Vec<Logged>) -> Result<(), Error> {
    match chain.as_slice() {
        [one] if one.prev == 0 => {
            let outcome = Fold::of(db, id, kind, &chain)?.outcome();
            write(db, id, kind, one.seq, outcome)
        }
        _ => settle(db, id, kind, chain),
    }
}

/// Remembers that the log holds what this version does not know, so that a later one plays it again.
pub(crate) fn note_unread(db: &Connection, nouns: Nouns) -> Result<(), Error> {
    db.prepare_cached("UPDATE about SET unread = ?1")?.execute(params![shape(nouns)])?;
    Ok(())
}

/// What this version knows: another number means other tables or columns.
pub(crate) fn shape(nouns: Nouns) -> i64 {
    let names = nouns.iter().flat_map(|noun| std::iter::once(&noun.table).chain(noun.columns));
    let bytes = names.flat_map(|name| name.bytes().chain([0]));
    // FNV-1a; it need not be more than different.
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash >> 1) as i64 | 1
}
