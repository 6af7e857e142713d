//! Pages of frames, laid in whole or not at all.

use std::collections::BTreeSet;

use henro_domain::Hlc;
use henro_sync::{Batch, Frame, FrameHead, Hash, StreamId, running_head};
use rusqlite::{Connection, OptionalExtension, params};

use super::frame_state::{DONE, REFUSED, UNSENT, WAITING};
use super::keep::{Stream, fixed, stream_of};
use super::laying::Layer;
use super::number::{NO_NUMBER, is_own, set_behind};
use super::{check, cuts, loose, outgoing};
use crate::Error;
use crate::daily::Daily;
use crate::daily::fold;
use crate::daily::log::{Pen, section_number};
use crate::daily::search::index;
use crate::error::SyncFault;

/// A frame that came. Its signature and the frame it follows were checked by the caller.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The whole frame; of one that came in a segment its head, with nothing in it ([`henro_sync::bare`]).
    pub bytes: &'a [u8],
    /// What the next one of the same device follows.
    pub hash: Hash,
    /// Its place in the stream; `None` where it did not come from a server.
    pub place: Option<u64>,
    /// What was in it; `None` where it could not be opened. Not needed for frames that are here.
    pub batch: Option<&'a Batch>,
    /// Where its author never owned the record: the devices whose entries it may change.
    pub guest: Option<&'a BTreeSet<u32>>,
}

/// What became of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Laid {
    /// How many changes are new here.
    pub changes: u64,
    /// Frames that wait, by device and number: of more than 24 hours ahead, or not opened.
    pub waiting: Vec<(u32, u64)>,
    /// Frames that break a rule, by device and number. Nothing of them is laid in, here or on any other device.
    pub refused: Vec<(u32, u64)>,
    /// A frame of this device came that it does not know: see [`Daily::is_behind`].
    pub behind: bool,
}

impl Daily {
    /// Takes a page of frames in one transaction: changes into log and tables, frames into their chains, the place of
    /// the stream. Frames that are here already change nothing.
    ///
    /// # Errors
    /// [`SyncFault::Gap`] where a frame before one of these is missing, [`SyncFault::Fork`] where another one is here
    /// under its number or at its place. Nothing of the page is taken then.
    pub fn lay_in(&mut self, page: &[Incoming], now_ms: i64) -> Result<Laid, Error> {
        self.transaction(|db, pen| {
            let mut laid = Laid::default();
            let mut layer = Layer::new(db, pen.nouns)?;
            let mut streams = BTreeSet::new();
            for frame in page {
                streams.insert(take(db, pen, &mut layer, &mut laid, frame, now_ms)?);
            }
            outgoing::move_marks(db, &streams)?;
            if layer.unread {
                fold::note_unread(db, pen.nouns)?;
            }
            laid.changes = layer.changes;
            // Much may have come: a file that is not closed well need not read it again.
            index::note_whole(db)?;
            db.prepare_cached("UPDATE about SET hlc = ?1 WHERE hlc < ?1")?.execute([pen.hlc.0 as i64])?;
            Ok(laid)
        })
    }
}

fn take(
    db: &Connection,
    pen: &mut Pen,
    layer: &mut Layer,
    laid: &mut Laid,
    frame: &Incoming,
    now_ms: i64,
) -> Result<StreamId, Error> {
    let read = Frame::read(frame.bytes).map_err(|_| Error::Sync(SyncFault::Malformed))?;
    let head = read.head;
    if head.device >= NO_NUMBER || i64::try_from(head.seq).is_err() {
        return Err(Error::Sync(SyncFault::Malformed));
    }
    let stream = stream_of(db, &head.stream)?;
    let mut known = known(db, &head)?;
    if known.is_some_and(|known| known.hash != frame.hash) {
        let section = section_number(stream.section);
        let forgotten =
            !is_own(db, pen, head.device)? && loose::forget(db, &head, section, clock_before(db, &head)?)?;
        if !forgotten {
            return Err(Error::Sync(SyncFault::Fork));
        }
        known = None;
    }
    match known {
        Some(known) if known.state != WAITING => sent(db, &head, known)?,
        _ => {
            if known.is_none() {
                follows(db, &stream, &head)?;
                if is_own(db, pen, head.device)? {
                    set_behind(db, pen)?;
                    laid.behind = true;
                }
            }
            let (state, hlc) = enter(db, pen, layer, laid, (&stream, &head), (frame, now_ms))?;
            let bytes = (!read.is_bare()).then_some(frame.bytes);
            keep(db, &head, (frame.hash, bytes), (state, hlc))?;
            cuts::note_laid(db, pen.nouns, &head)?;
        }
    }
    if let Some(place) = frame.place {
        put_in_place(db, &stream, &head, frame.hash, place)?;
    }
    Ok(head.stream)
}

/// A frame as it is here.
#[derive(Clone, Copy)]
struct Known {
    hash: Hash,
    state: i64,
}

fn known(db: &Connection, head: &FrameHead) -> Result<Option<Known>, Error> {
    let mut statement =
        db.prepare_cached("SELECT hash, state FROM frame WHERE stream = ?1 AND device = ?2 AND seq = ?3")?;
    let mut rows = statement.query(params![head.stream.0, head.device, head.seq as i64])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Known { hash: Hash(fixed(row.get_ref(0)?)?), state: row.get(1)? }))
}

/// Each frame of a device follows the one before it. Where reading begins in the middle of a stream, so may a device.
fn follows(db: &Connection, stream: &Stream, head: &FrameHead) -> Result<(), Error> {
    let fits = match outgoing::newest(db, &head.stream, head.device)? {
        Some((newest, _)) => head.seq == newest + 1,
        None => head.seq == 1 || stream.first > 0,
    };
    if fits { Ok(()) } else { Err(Error::Sync(SyncFault::Gap)) }
}

/// Lays the changes of a frame in, or says why not. Answers its state and the newest clock inside.
fn enter(
    db: &Connection,
    pen: &mut Pen,
    layer: &mut Layer,
    laid: &mut Laid,
    (stream, head): (&Stream, &FrameHead),
    (frame, now_ms): (&Incoming, i64),
) -> Result<(i64, u64), Error> {
    let Some(batch) = frame.batch else {
        laid.waiting.push((head.device, head.seq));
        return Ok((WAITING, 0));
    };
    let by = check::By { device: head.device, guest: frame.guest };
    if !check::keeps_the_rules(batch, by, stream.section, clock_before(db, head)?) {
        laid.refused.push((head.device, head.seq));
        return Ok((REFUSED, 0));
    }
    let newest = batch.ops.last().map_or(0, |op| op.hlc);
    if Hlc(newest).utc_ms() > now_ms.saturating_add(A_DAY_MS) {
        laid.waiting.push((head.device, head.seq));
        return Ok((WAITING, newest));
    }
    layer.matched = 0;
    layer.lay(batch, (head.device, head.seq), section_number(stream.section))?;
    if layer.matched > 0 && is_own(db, pen, head.device)? {
        db.prepare_cached("UPDATE stream SET sealed = max(sealed, ?2) WHERE id = ?1")?
            .execute(params![head.stream.0, layer.matched])?;
    }
    pen.hlc = pen.hlc.max(Hlc(newest));
    Ok((DONE, newest))
}

/// The newest clock value in the frames before this one.
fn clock_before(db: &Connection, head: &FrameHead) -> Result<u64, Error> {
    let mut statement = db.prepare_cached(
        "SELECT hlc FROM frame WHERE stream = ?1 AND device = ?2 AND seq < ?3 AND hlc > 0 ORDER BY seq DESC LIMIT 1",
    )?;
    let found: Option<i64> = statement
        .query_row(params![head.stream.0, head.device, head.seq as i64], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(0) as u64)
}

/// The bytes are kept: a server that was emptied is filled from here, with what others wrote too. Of a frame that came in a
/// segment there are none.
fn keep(
    db: &Connection,
    head: &FrameHead,
    (hash, bytes): (Hash, Option<&[u8]>),
    (state, hlc): (i64, u64),
) -> Result<(), Error> {
    db.prepare_cached(
        "INSERT INTO frame (stream, device, seq, epoch, hash, hlc, mark, state, bytes) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8) \
         ON CONFLICT (stream, device, seq) DO UPDATE SET hlc = ?6, state = ?7, bytes = ?8",
    )?
    .execute(params![
        head.stream.0,
        head.device,
        head.seq as i64,
        head.epoch,
        hash.0,
        hlc as i64,
        state,
        bytes
    ])?;
    Ok(())
}

/// A frame of this device that came back was sent.
fn sent(db: &Connection, head: &FrameHead, known: Known) -> Result<(), Error> {
    if known.state == UNSENT {
        db.prepare_cached("UPDATE frame SET state = ?4 WHERE stream = ?1 AND device = ?2 AND seq = ?3")?
            .execute(params![head.stream.0, head.device, head.seq as i64, DONE])?;
    }
    Ok(())
}

/// Moves the place of a stream on by this frame, or checks that this frame is the one at its place.
fn put_in_place(
    db: &Connection,
    stream: &Stream,
    head: &FrameHead,
    hash: Hash,
    place: u64,
) -> Result<(), Error> {
    let at = params![head.stream.0, head.device, head.seq as i64, place as i64];
    if place <= stream.place {
        let sql = "SELECT 1 FROM frame WHERE stream = ?1 AND device = ?2 AND seq = ?3 AND place = ?4";
        let there = db.prepare_cached(sql)?.query_row(at, |_| Ok(())).optional()?;
        return there.ok_or(Error::Sync(SyncFault::Fork));
    }
    if place != stream.place + 1 {
        return Err(Error::Sync(SyncFault::Gap));
    }
    let sql = "UPDATE frame SET place = ?4 WHERE stream = ?1 AND device = ?2 AND seq = ?3 AND place IS NULL";
    if db.prepare_cached(sql)?.execute(at)? != 1 {
        // The same frame at two places.
        return Err(Error::Sync(SyncFault::Fork));
    }
    db.prepare_cached("UPDATE stream SET place = ?2, head = ?3 WHERE id = ?1")?.execute(params![
        stream.id.0,
        place as i64,
        running_head(&stream.head, &hash).0
    ])?;
    Ok(())
}

const A_DAY_MS: i64 = 86_400_000;
