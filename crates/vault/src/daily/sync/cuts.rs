//! What a frame of this device may say of what its author had seen, and where frames end.
//!
//! A change knows what was laid in when it was written, not what came before it was sealed: so much is kept of it
//! ([`crate::daily::origin`]), and changes that knew different things go into different frames. Frames that are taken back and
//! sealed anew hold the same changes as before: who saw one saw what is in it.

use std::collections::BTreeMap;

use henro_sync::{FrameHead, StreamId};
use rusqlite::{Connection, OptionalExtension, params};

use super::keep::stream_of;
use crate::Error;
use crate::daily::log::Pen;
use crate::daily::noun::{Nouns, keeps_both};
use crate::daily::origin::{self, Frontier};
use crate::daily::{Daily, log};

/// How far the frames of every device in a stream were laid in, by now or when the log was as long as `drawn`. One of whose frames
/// none is laid in has 0.
pub(crate) fn frontier_of(db: &Connection, stream: &StreamId, drawn: Option<i64>) -> Result<Frontier, Error> {
    let pair = |row: &rusqlite::Row| Ok((row.get(0)?, row.get::<_, i64>(1)?.max(0) as u64));
    match drawn {
        None => {
            let mut statement = db.prepare_cached(FRONTIER)?;
            statement.query_map([stream.0], pair)?.map(|row| Ok(row?)).collect()
        }
        Some(drawn) => {
            let mut statement = db.prepare_cached(FRONTIER_THEN)?;
            statement.query_map(params![stream.0, drawn], pair)?.map(|row| Ok(row?)).collect()
        }
    }
}

/// What the author of a change had seen, where that is kept.
pub(super) fn seen_by(daily: &Daily, change: i64) -> Result<Option<Frontier>, Error> {
    match is_clinical(daily.nouns) {
        true => Ok(origin::of(&daily.db, change)?.map(|kept| kept.frontier)),
        false => Ok(None),
    }
}

/// What is laid in of a section by now: for changes of which nothing else is kept.
pub(super) fn seen_now(daily: &Daily, section: i64) -> Result<Frontier, Error> {
    let mut statement = daily.db.prepare_cached("SELECT id FROM stream WHERE section = ?1")?;
    let stream: Option<[u8; 16]> = statement.query_row([section], |row| row.get(0)).optional()?;
    stream.map_or(Ok(BTreeMap::new()), |stream| frontier_of(&daily.db, &StreamId(stream), None))
}

/// Where the frame that begins after `from` has to end.
pub(super) fn next(daily: &Daily, section: i64, from: i64) -> Result<i64, Error> {
    if !is_clinical(daily.nouns) {
        return Ok(i64::MAX);
    }
    let sql = "SELECT coalesce(min(upto), ?3) FROM cut WHERE section = ?1 AND upto > ?2";
    Ok(daily.db.prepare_cached(sql)?.query_row(params![section, from, i64::MAX], |row| row.get(0))?)
}

/// Remembers in which frame the changes in a range of the log are.
pub(super) fn sealed(
    db: &Connection,
    pen: &Pen,
    section: i64,
    (after, upto): (i64, i64),
    seq: u64,
) -> Result<(), Error> {
    if !is_clinical(pen.nouns) {
        return Ok(());
    }
    db.prepare_cached(&format!("UPDATE origin SET frame = ?5 {OWN}"))?.execute(params![
        after,
        upto,
        section,
        pen.device.0,
        seq as i64
    ])?;
    db.prepare_cached("DELETE FROM cut WHERE section = ?1 AND upto <= ?2")?.execute([section, upto])?;
    Ok(())
}

/// Before frames from a number on are taken back: remembers where they end, and that their changes are in none.
pub(super) fn keep(
    db: &Connection,
    pen: &Pen,
    stream: &StreamId,
    (from, mark): (u64, i64),
) -> Result<(), Error> {
    if !is_clinical(pen.nouns) {
        return Ok(());
    }
    let of = stream_of(db, stream)?;
    let section = log::section_number(of.section);
    // The mark of a frame is where the one before it ended; the last one ended where the stream is sealed.
    let ends = "INSERT OR IGNORE INTO cut (section, upto) SELECT ?1, mark FROM frame \
                WHERE stream = ?2 AND device = ?3 AND seq > ?4 AND state = 0 UNION SELECT ?1, ?5";
    let bound = params![section, stream.0, pen.device.0, from as i64, of.sealed];
    db.prepare_cached(ends)?.execute(bound)?;
    db.prepare_cached(&format!("UPDATE origin SET frame = NULL {OWN}"))?.execute(params![
        mark,
        of.sealed,
        section,
        pen.device.0
    ])?;
    Ok(())
}

/// Remembers how long the log is now that a frame was laid in.
pub(super) fn note_laid(db: &Connection, nouns: Nouns, head: &FrameHead) -> Result<(), Error> {
    if is_clinical(nouns) {
        db.prepare_cached(
            "UPDATE frame SET laid = (SELECT coalesce(max(seq), 0) FROM change) \
             WHERE stream = ?1 AND device = ?2 AND seq = ?3",
        )?
        .execute(params![head.stream.0, head.device, head.seq as i64])?;
    }
    Ok(())
}

/// Whether it is a clinical file.
pub(super) fn is_clinical(nouns: Nouns) -> bool {
    nouns.iter().any(|noun| keeps_both(noun))
}

/// Changes of this device in a range of the log, by `change` of `origin`.
const OWN: &str = "WHERE change > ?1 AND change <= ?2 AND EXISTS (SELECT 1 FROM change AS of WHERE of.seq = origin.change \
    AND of.section = ?3 AND of.device = ?4 AND of.batch >= 0)";
/// Device by device and from the end: a stream has many frames and few devices.
pub(super) const FRONTIER: &str = "WITH RECURSIVE author (device) AS (SELECT min(device) FROM frame WHERE stream = ?1 \
    UNION ALL SELECT (SELECT min(device) FROM frame WHERE stream = ?1 AND device > author.device) FROM author \
    WHERE author.device IS NOT NULL) \
    SELECT device, coalesce((SELECT min(seq) - 1 FROM frame INDEXED BY frame_open WHERE state IN (0, 2) AND state = 2 \
    AND stream = ?1 AND frame.device = author.device), (SELECT max(seq) FROM frame WHERE stream = ?1 \
    AND frame.device = author.device)) AS upto FROM author WHERE device IS NOT NULL ORDER BY device";
/// The same for a moment that is past: one that is seldom asked for, and reads every frame.
const FRONTIER_THEN: &str = "SELECT device, coalesce(min(CASE WHEN state = 2 OR laid > ?2 THEN seq END) - 1, max(seq)) \
    FROM frame WHERE stream = ?1 GROUP BY device ORDER BY device";
