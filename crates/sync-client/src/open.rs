//! Opens what was checked and lays it in, part by part: a page of a long life holds more changes than are to be in memory at
//! once. Each part moves the mark, so that after a crash reading goes on behind the last one.

use std::collections::{BTreeMap, BTreeSet};

use henro_seal::{Key, open_batch};
use henro_sync::{Batch, Error, Frame, Segment, Value};

use crate::page::{Body, PageReader, Row, packed};
use crate::{Engine, Fault, Page, PageFrame, Report, Round, StreamMark};

/// Changes that are opened and laid in at once, about.
const PART: usize = 8192;
/// Bytes of text that weigh as much as a change.
const LONG: usize = 128;

/// Lays in what waits for nothing.
pub(crate) fn lay_in(
    engine: &mut Engine,
    round: &mut Round,
    mark: &StreamMark,
    reader: &mut PageReader,
    report: &mut Report,
) -> Result<(), Fault> {
    let rows: Vec<Row> = reader.rows.drain(..reader.ready()).collect();
    let mut opened = Opened { reader, mark, open: BTreeMap::new() };
    let mut rows = rows.into_iter().peekable();
    let mut asked = false;
    while rows.peek().is_some() {
        let (mut frames, mut weighs, mut unreadable) = (Vec::new(), 0, 0);
        while weighs < PART
            && let Some(row) = rows.next()
        {
            let (mut frame, closed) = opened.row(row)?;
            if let Some(batch) = &frame.batch {
                frame.guest = engine.guest(round, (frame.device, batch.control), &mut asked)?;
            }
            weighs += 1 + frame.batch.as_ref().map_or(0, weight);
            unreadable += u64::from(closed);
            frames.push(frame);
        }
        report.received +=
            round.store.lay_in(&Page { stream: mark.stream, section: mark.section, frames })?;
        report.unreadable += unreadable;
    }
    let waiting = packed(&reader.rows);
    reader.segments.retain(|(device, _), _| waiting.contains(device));
    Ok(())
}

impl Engine {
    /// As [`henro_sync::Control::guest`]. Who knew more of the chain than is known here may own the record by now: it is asked for.
    fn guest(
        &mut self,
        round: &mut Round,
        (device, knew): (u32, u64),
        asked: &mut bool,
    ) -> Result<Option<BTreeSet<u32>>, Fault> {
        let guest = self.known()?.guest(device, knew);
        if guest.is_none() || knew <= self.known()?.len || std::mem::replace(asked, true) {
            return Ok(guest);
        }
        self.follow_chains(round)?;
        Ok(self.known()?.guest(device, knew))
    }
}

/// Segments that are open, one of each device.
struct Opened<'a> {
    reader: &'a PageReader,
    mark: &'a StreamMark,
    open: BTreeMap<u32, Unpacked>,
}

/// An open segment.
struct Unpacked {
    first: u64,
    last: u64,
    epoch: u32,
    /// There was a key for it.
    known: bool,
    /// Batches of its frames; those that were taken are gone. Nothing where it says nothing anybody can read.
    batches: Vec<Option<Batch>>,
}

impl Opened<'_> {
    /// What its author signed and cannot be read is no lie of the server, and must not stop what comes after it: then there is
    /// no batch, and the answer says so.
    fn row(&mut self, row: Row) -> Result<(PageFrame, bool), Fault> {
        let stream = self.mark.stream;
        let (batch, known, bytes) = match &row.body {
            Body::Own => (None, false, row.bare(stream, 0)),
            Body::Frame(bytes, key) => {
                let batch = match key {
                    Some(key) => open_frame(key, bytes)?,
                    None => None,
                };
                (batch, key.is_some(), bytes.clone())
            }
            Body::Packed => {
                let segment = self.segment(row.device, row.seq)?;
                let (known, epoch) = (segment.known, segment.epoch);
                (segment.take(row.seq), known, row.bare(stream, epoch))
            }
        };
        let Row { device, seq, hash, place, head, .. } = row;
        let unreadable = known && batch.is_none();
        Ok((PageFrame { device, seq, hash, place, head, batch, guest: None, bytes }, unreadable))
    }

    fn segment(&mut self, device: u32, seq: u64) -> Result<&mut Unpacked, Fault> {
        if self.open.get(&device).is_none_or(|open| seq < open.first || open.last < seq) {
            let found = self.reader.segments.range((device, seq)..=(device, u64::MAX)).next();
            let (_, held) = found.ok_or(Fault::Damaged("segment"))?;
            self.open.insert(device, unpack(&held.bytes, held.key.as_ref())?);
        }
        self.open.get_mut(&device).ok_or(Fault::Damaged("segment"))
    }
}

impl Unpacked {
    fn take(&mut self, seq: u64) -> Option<Batch> {
        let at = usize::try_from(seq.checked_sub(self.first)?).ok()?;
        self.batches.get_mut(at)?.take()
    }
}

fn unpack(bytes: &[u8], key: Option<&Key>) -> Result<Unpacked, Fault> {
    let segment = Segment::read(bytes).map_err(|_| Fault::Damaged("segment"))?;
    let (first, frame) = (segment.head.first, &segment.head.frame);
    let (last, epoch, known) = (frame.seq, frame.epoch, key.is_some());
    let mut unpacked = Unpacked { first, last, epoch, known, batches: Vec::new() };
    let Some(key) = key else { return Ok(unpacked) };
    let plain = open_batch(key, frame, segment.text).map_err(|_| Error::Malformed);
    match plain.and_then(|plain| segment.batches(plain.expose())) {
        Ok(batches) => unpacked.batches = batches.into_iter().map(Some).collect(),
        Err(Error::Newer) => return Err(Fault::Newer),
        Err(_) => {}
    }
    Ok(unpacked)
}

fn open_frame(key: &Key, bytes: &[u8]) -> Result<Option<Batch>, Fault> {
    let frame = Frame::read(bytes).map_err(|_| Fault::Damaged("frame"))?;
    let plain = open_batch(key, &frame.head, frame.text).map_err(|_| Error::Malformed);
    match plain.and_then(|plain| Batch::decode(plain.expose())) {
        Ok(batch) => Ok(Some(batch)),
        Err(Error::Newer) => Err(Fault::Newer),
        Err(_) => Ok(None),
    }
}

/// What a batch takes in memory, about, counted in changes.
fn weight(batch: &Batch) -> usize {
    let long = |value: &Value| match value {
        Value::Text(text) => text.len() / LONG,
        Value::Blob(bytes) => bytes.len() / LONG,
        _ => 0,
    };
    let fields = batch.ops.iter().flat_map(|op| &op.fields);
    batch.ops.len() + fields.map(|(_, value)| long(value)).sum::<usize>()
}
