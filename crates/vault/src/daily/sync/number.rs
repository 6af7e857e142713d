//! The number of this device, and what happens when it must have another one.

use std::collections::{HashMap, HashSet};

use henro_domain::{DeviceNumber, EntryId};
use rusqlite::{Connection, params};

use super::cuts::is_clinical;
use super::frame_state::UNSENT;
use super::outgoing::is_behind;
use crate::Error;
use crate::daily::fold;
use crate::daily::log::{self, Logged, Op, Pen};
use crate::daily::noun::{DAMAGED, FIRST_ENTRY, keeps_both_of, known_noun, renamed};
use crate::daily::state::{self, Newest};
use crate::daily::{Daily, fields, write};
use crate::error::SyncFault;

impl Daily {
    /// The number under which this device writes; `None` while it has none that others may see.
    pub fn device_number(&self) -> Option<u32> {
        Some(self.pen.device.0).filter(|number| *number != NO_NUMBER)
    }

    /// The number under which this file is written, even where it is nobody's.
    pub(crate) fn number(&self) -> u32 {
        self.pen.device.0
    }

    /// Gives ids of a range that is nobody's from now on, until [`Daily::take_number`].
    pub(crate) fn leave_number(&mut self) -> Result<(), Error> {
        self.transaction(leave_number)
    }

    /// Whether another copy of this record may have gone on under the number of this one: it was restored from a
    /// backup, or frames of its own came that it does not know. It seals nothing until [`Daily::take_number`].
    pub fn is_behind(&self) -> Result<bool, Error> {
        is_behind(&self.db)
    }

    /// Writes under another number from now on. To be called when everything a server has was laid in: changes of
    /// this copy that nobody else has go over to the new number, their entries to ids of its range. Frames that were
    /// never sent are withdrawn. Answers how many changes went over.
    pub fn take_number(&mut self, number: u32) -> Result<u64, Error> {
        if number == 0 || number >= NO_NUMBER {
            return Err(Error::Sync(SyncFault::Number));
        }
        self.transaction(|db, pen| {
            let former: Option<u32> = db.query_row("SELECT former FROM about", [], |row| row.get(0))?;
            let old = [pen.device.0, former.unwrap_or(pen.device.0)].map(i64::from);
            db.execute(
                "UPDATE stream SET sealed = coalesce((SELECT min(mark) FROM frame WHERE frame.stream = stream.id \
                 AND state = ?1 AND device IN (?2, ?3)), sealed)",
                params![UNSENT, old[0], old[1]],
            )?;
            db.execute("DELETE FROM frame WHERE state = ?1 AND device IN (?2, ?3)", params![UNSENT, old[0], old[1]])?;
            pen.device = DeviceNumber(number);
            pen.counter = write::last_counter(db, pen.nouns, i64::from(number))?;
            let moved = go_over(db, pen, old)?;
            db.execute("UPDATE about SET device = ?1, former = NULL, behind = 0", [number])?;
            Ok(moved)
        })
    }

    /// The id an entry has now, where it may be named by the one it had before this device got its number.
    pub fn id_now(&self, id: EntryId) -> Result<EntryId, Error> {
        if self.entry(id)?.is_some() {
            return Ok(id);
        }
        let known = self.sync_fact(MOVED)?.unwrap_or_default();
        for pair in known.chunks_exact(16) {
            let (from, to) = pair.split_at(8);
            if from == id.as_i64().to_be_bytes() {
                return Ok(EntryId::from_i64(i64::from_be_bytes(to.try_into().map_err(|_| DAMAGED)?))?);
            }
        }
        Ok(id)
    }

    /// Marks this copy as one that may not be the only one, for instance because it was restored.
    pub(crate) fn set_behind(&mut self) -> Result<(), Error> {
        self.transaction(set_behind)
    }
}

/// From here on nothing is sealed. Where the record is synced, new entries get ids of a range that is nobody's.
pub(crate) fn set_behind(db: &Connection, pen: &mut Pen) -> Result<(), Error> {
    db.execute("UPDATE about SET behind = 1", [])?;
    let synced: bool = db.query_row("SELECT EXISTS (SELECT 1 FROM stream)", [], |row| row.get(0))?;
    if synced && pen.device.0 != NO_NUMBER { leave_number(db, pen) } else { Ok(()) }
}

fn leave_number(db: &Connection, pen: &mut Pen) -> Result<(), Error> {
    db.execute("UPDATE about SET former = device, device = ?1", [NO_NUMBER])?;
    pen.device = DeviceNumber(NO_NUMBER);
    pen.counter = write::last_counter(db, pen.nouns, i64::from(NO_NUMBER))?;
    Ok(())
}

/// Whether a number is or was this device's.
pub(super) fn is_own(db: &Connection, pen: &Pen, device: u32) -> Result<bool, Error> {
    let former: Option<u32> =
        db.prepare_cached("SELECT former FROM about")?.query_row([], |row| row.get(0))?;
    Ok(pen.device.0 == device || former == Some(device))
}

/// Gives changes that are in no frame to the number of the pen.
fn go_over(db: &Connection, pen: &mut Pen, old: [i64; 2]) -> Result<u64, Error> {
    let mut statement = db.prepare(LOCAL)?;
    let rows = statement.query_map(params![old[0], old[1], pen.device.0], |row| {
        Ok((row.get::<_, i64>(0)?, (row.get::<_, i64>(1)?, row.get::<_, i64>(2)?), row.get::<_, i64>(3)?))
    })?;
    let mut moved = HashSet::new();
    let (mut touched, mut seen, mut names) = (Vec::new(), HashSet::new(), HashMap::new());
    for row in rows {
        let (seq, entity, op) = row?;
        moved.insert(seq);
        if seen.insert(entity) {
            touched.push(entity);
        }
        if op == Op::Put.number() && entity.0 >= FIRST_ENTRY && entity.0 >> 40 != i64::from(pen.device.0) {
            names.insert(entity.0, pen.next_id()?);
        }
    }
    keep_names(db, &names)?;
    if is_clinical(pen.nouns) {
        crate::clinical::rename_forms(db, &names)?;
    }
    for (id, kind) in touched {
        let newest = match state::newest(db, id, kind)? {
            Some(Newest::Live(_, state)) => state.change,
            Some(Newest::Elsewhere(change)) => change,
            None => continue,
        };
        let (mut going, mut staying): (Vec<Logged>, Vec<Logged>) =
            log::chain(db, newest)?.into_iter().partition(|change| moved.contains(&change.seq));
        let to = names.get(&id).map_or(id, |name| name.as_i64());
        for change in &mut going {
            hand_over(db, change, to, pen.device, &names)?;
        }
        if to == id {
            staying.append(&mut going);
        } else {
            fold::settle(db, to, kind, going)?;
        }
        fold::settle(db, id, kind, staying)?;
    }
    Ok(moved.len() as u64)
}

/// Keeps where the newest entries went: a screen may still name one by the id it had, to undo it.
fn keep_names(db: &Connection, names: &HashMap<i64, EntryId>) -> Result<(), Error> {
    if names.is_empty() {
        return Ok(());
    }
    let mut moved: Vec<(i64, i64)> = names.iter().map(|(from, to)| (to.as_i64(), *from)).collect();
    moved.sort_unstable();
    let newest = moved.iter().rev().take(MOST_NAMES);
    let bytes: Vec<u8> =
        newest.flat_map(|(to, from)| [from.to_be_bytes(), to.to_be_bytes()].concat()).collect();
    db.execute("INSERT OR REPLACE INTO sync_fact (name, value) VALUES (?1, ?2)", params![MOVED, bytes])?;
    Ok(())
}

/// Writes one change anew, as by the new number.
fn hand_over(
    db: &Connection,
    change: &mut Logged,
    to: i64,
    device: DeviceNumber,
    names: &HashMap<i64, EntryId>,
) -> Result<(), Error> {
    change.entity = to;
    change.device = device;
    if keeps_both_of(change.kind) {
        // It is in no frame of the new number.
        db.prepare_cached("UPDATE origin SET frame = NULL WHERE change = ?1")?.execute([change.seq])?;
    }
    if let Some(noun) = known_noun(change.kind) {
        let mut body = Vec::with_capacity(change.body.len());
        for (number, value) in fields::read(&change.body)? {
            fields::put(&mut body, number, &renamed(noun, number, value, names));
        }
        change.body = body;
    }
    db.prepare_cached("UPDATE change SET entity = ?2, device = ?3, body = ?4 WHERE seq = ?1")?
        .execute(params![change.seq, to, device.0, change.body])?;
    Ok(())
}

/// The number of a device that has none: no control chain gives it.
pub(crate) const NO_NUMBER: u32 = (1 << 22) - 1;
const MOVED: &str = "moved";
const MOST_NAMES: usize = 256;
const LOCAL: &str = "SELECT seq, entity, kind, op FROM change \
    WHERE device IN (?1, ?2) AND device <> ?3 AND batch >= 0 \
    AND seq > coalesce((SELECT sealed FROM stream WHERE stream.section = change.section), 0) ORDER BY seq";
