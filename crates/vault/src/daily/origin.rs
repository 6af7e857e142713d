//! What the author of a change had seen when it was written. Kept in clinical files, for changes after the first of an entry:
//! what nobody else had yet, nobody else can have changed.

use std::collections::BTreeMap;

use henro_sync::StreamId;
use rusqlite::{Connection, OptionalExtension, params};

use super::log::section_number;
use super::noun::{DAMAGED, Noun, keeps_both};
use super::sync::frontier_of;
use crate::Error;

/// For each other device of the stream the newest frame that was laid in.
pub(crate) type Frontier = BTreeMap<u32, u64>;

/// What is kept of a change.
pub(crate) struct Origin {
    /// The number of its frame; none while it is in none.
    pub(crate) frame: Option<u64>,
    pub(crate) frontier: Frontier,
}

/// What is laid in by now; where a screen is named by how long the log was when it was drawn, what was laid in then.
pub(crate) fn seen(db: &Connection, noun: &Noun, device: u32, drawn: Option<i64>) -> Result<Frontier, Error> {
    let mut statement = db.prepare_cached("SELECT id FROM stream WHERE section = ?1")?;
    let stream: Option<[u8; 16]> =
        statement.query_row([section_number(noun.section)], |row| row.get(0)).optional()?;
    let Some(stream) = stream else { return Ok(Frontier::new()) };
    let mut frontier = frontier_of(db, &StreamId(stream), drawn)?;
    frontier.remove(&device);
    Ok(frontier)
}

/// Remembers it of a change that is written here.
pub(crate) fn keep_own(
    db: &Connection,
    noun: &Noun,
    (change, device): (i64, u32),
    drawn: Option<i64>,
) -> Result<(), Error> {
    if !keeps_both(noun) {
        return Ok(());
    }
    keep(db, change, None, &seen(db, noun, device, drawn)?)
}

/// Remembers it of a change.
pub(crate) fn keep(
    db: &Connection,
    change: i64,
    frame: Option<u64>,
    frontier: &Frontier,
) -> Result<(), Error> {
    db.prepare_cached(
        "INSERT INTO origin (change, frame, frontier) VALUES (?1, ?2, ?3) \
         ON CONFLICT (change) DO UPDATE SET frame = ?2, frontier = ?3",
    )?
    .execute(params![change, frame.map(|frame| frame as i64), to_bytes(frontier)])?;
    Ok(())
}

/// What is kept of a change.
pub(crate) fn of(db: &Connection, change: i64) -> Result<Option<Origin>, Error> {
    let mut statement = db.prepare_cached("SELECT frame, frontier FROM origin WHERE change = ?1")?;
    let found = statement
        .query_row([change], |row| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Vec<u8>>(1)?)))
        .optional()?;
    found
        .map(|(frame, bytes)| Ok(Origin { frame: frame.map(|n| n as u64), frontier: from_bytes(&bytes)? }))
        .transpose()
}

fn to_bytes(frontier: &Frontier) -> Vec<u8> {
    let pair = |(device, seq): (&u32, &u64)| [&device.to_be_bytes()[..], &seq.to_be_bytes()].concat();
    frontier.iter().flat_map(pair).collect()
}

pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Frontier, Error> {
    let (pairs, rest) = bytes.as_chunks::<12>();
    let pair = |pair: &[u8; 12]| {
        let (device, seq) = pair.split_first_chunk::<4>()?;
        Some((u32::from_be_bytes(*device), u64::from_be_bytes(seq.try_into().ok()?)))
    };
    if rest.is_empty() { pairs.iter().map(pair).collect::<Option<_>>().ok_or(DAMAGED) } else { Err(DAMAGED) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_reads_back() {
        let seen = Frontier::from([(1, 0), (3, u64::MAX), (u32::MAX, 7)]);
        assert_eq!(from_bytes(&to_bytes(&seen)), Ok(seen));
        assert_eq!(from_bytes(&[1; 11]), Err(DAMAGED));
    }
}
