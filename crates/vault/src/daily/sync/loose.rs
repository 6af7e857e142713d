//! Frames no server has placed: own ones that were not sent, and those that came from another device of ours directly.

use henro_sync::{FrameHead, Hash, StreamId};
use rusqlite::{Connection, OptionalExtension, params};

use super::keep::fixed;
use super::laying::IN_A_FRAME;
use super::outgoing::StoredFrame;
use crate::Error;
use crate::daily::noun::keeps_both_of;
use crate::daily::state::{self, Newest};
use crate::daily::{Daily, fold, log};

impl Daily {
    /// Frames of a stream that have no place, rising by device and number.
    pub fn loose_frames(&self, stream: &StreamId) -> Result<Vec<StoredFrame>, Error> {
        let which = "WHERE stream = ?1 AND place IS NULL AND bytes IS NOT NULL ORDER BY device, seq";
        self.frames(which, &[&stream.0], usize::MAX)
    }

    /// The hash of a frame that is here, and whether a server has told its place.
    pub fn frame_hash(
        &self,
        stream: &StreamId,
        device: u32,
        seq: u64,
    ) -> Result<Option<(Hash, bool)>, Error> {
        let mut statement = self.db.prepare_cached(
            "SELECT hash, place IS NOT NULL FROM frame WHERE stream = ?1 AND device = ?2 AND seq = ?3",
        )?;
        let found = statement.query_row(params![stream.0, device, seq as i64], |row| {
            Ok((fixed(row.get_ref(0)?), row.get::<_, bool>(1)?))
        });
        found.optional()?.map(|(hash, placed)| Ok((Hash(hash?), placed))).transpose()
    }
}

/// Forgets a frame of another device, and those after it, where no server has placed it: its author sealed the same changes
/// anew, for another epoch or with another clock, which it may while no server has them. What was in them is taken out too: it
/// comes again, and with another clock it would stand here twice, and on no other device. Answers false where a server has
/// placed it.
pub(super) fn forget(db: &Connection, head: &FrameHead, section: i64, before: u64) -> Result<bool, Error> {
    let at = params![head.stream.0, head.device, head.seq as i64];
    let sql = "SELECT EXISTS (SELECT 1 FROM frame WHERE stream = ?1 AND device = ?2 AND seq >= ?3 AND place IS NOT NULL)";
    if db.prepare_cached(sql)?.query_row(at, |row| row.get(0))? {
        return Ok(false);
    }
    let touched: Vec<(i64, i64)> = db
        .prepare(&format!("SELECT DISTINCT entity, kind FROM change WHERE {OF_THESE}"))?
        .query_map(params![head.device, section, before as i64, IN_A_FRAME], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    let clinical = touched.iter().any(|(_, kind)| keeps_both_of(*kind));
    for (id, kind) in touched {
        let newest = match state::newest(db, id, kind)? {
            Some(Newest::Live(_, state)) => state.change,
            Some(Newest::Elsewhere(change)) => change,
            None => continue,
        };
        let mut chain = log::chain(db, newest)?;
        chain.retain(|change| change.device.0 != head.device || change.hlc <= before);
        fold::settle(db, id, kind, chain)?;
    }
    let these = params![head.device, section, before as i64, IN_A_FRAME];
    if clinical {
        let of_these = format!("SELECT seq FROM change WHERE {OF_THESE}");
        db.prepare(&format!("DELETE FROM origin WHERE change IN ({of_these})"))?.execute(these)?;
    }
    db.prepare(&format!("DELETE FROM change WHERE {OF_THESE}"))?.execute(these)?;
    // Their numbers in the log are given again: no mark lies above what there is.
    db.execute(&format!("UPDATE stream SET sealed = min(sealed, {LOG_END})"), [])?;
    if clinical {
        db.execute(&format!("UPDATE frame SET laid = min(laid, {LOG_END})"), [])?;
        db.execute(&format!("UPDATE OR REPLACE cut SET upto = min(upto, {LOG_END})"), [])?;
    }
    db.prepare_cached("DELETE FROM frame WHERE stream = ?1 AND device = ?2 AND seq >= ?3")?.execute(at)?;
    Ok(true)
}

const LOG_END: &str = "(SELECT coalesce(max(seq), 0) FROM change)";

/// Changes of a device in a section that came in frames and are newer than a clock: clocks rise from frame to frame.
const OF_THESE: &str = "device = ?1 AND section = ?2 AND hlc > ?3 AND batch = ?4";
