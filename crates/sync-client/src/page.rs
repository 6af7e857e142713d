//! Reads what stands in a stream, in a row: who signed it and whether they might. What is in it is opened in `open.rs`.

use std::collections::{BTreeMap, BTreeSet};

use henro_seal::Key;
use henro_sync::{
    Control, Error, Frame, FrameHead, Hash, Item, Segment, StreamId, bare, may_compact, running_head,
};

use crate::{AuthorMark, Fault, Lie, Store, StreamMark};

/// Where reading a stream has come. It lives for all pages of a pull: what lies in a segment waits until that comes.
pub(crate) struct PageReader {
    stream: StreamId,
    own: Option<u32>,
    keys: BTreeMap<u32, Key>,
    authors: BTreeMap<u32, AuthorMark>,
    /// The newest frames that are no gaps, or are our own: what a segment follows.
    firm: BTreeMap<u32, AuthorMark>,
    /// What lies before is closed to us: frames whose key we do not have are passed over.
    from: u64,
    pub(crate) place: u64,
    pub(crate) head: Hash,
    /// Something was passed over.
    pub(crate) closed: bool,
    /// It reads what was read before once more.
    pub(crate) again: bool,
    /// Checked and not laid in.
    pub(crate) rows: Vec<Row>,
    /// Devices with gaps whose segment has not come, with the place of the first.
    gaps: BTreeMap<u32, u64>,
    /// Segments by device and last frame.
    pub(crate) segments: BTreeMap<(u32, u64), Held>,
}

/// A place of a stream whose author is known to be right.
pub(crate) struct Row {
    pub(crate) device: u32,
    pub(crate) seq: u64,
    pub(crate) hash: Hash,
    pub(crate) place: u64,
    pub(crate) head: Hash,
    pub(crate) body: Body,
}

/// Where what is in it lies.
pub(crate) enum Body {
    /// In a frame, with the key that opens it; none where it is our own or closed to us.
    Frame(Vec<u8>, Option<Key>),
    /// In a segment.
    Packed,
    /// Here already: a frame of our own that lies in a segment there.
    Own,
}

/// A segment with its key; none where it is closed to us.
pub(crate) struct Held {
    pub(crate) bytes: Vec<u8>,
    pub(crate) key: Option<Key>,
}

impl PageReader {
    /// Begins after a mark.
    pub(crate) fn open(store: &dyn Store, mark: &StreamMark, from: u64) -> Result<Self, Fault> {
        let authors = store.authors(&mark.stream)?;
        Ok(Self {
            stream: mark.stream,
            own: store.number()?,
            keys: store.keys(&mark.stream)?,
            firm: authors.clone(),
            authors,
            from,
            place: mark.place,
            head: mark.head,
            closed: false,
            again: false,
            rows: Vec::new(),
            gaps: BTreeMap::new(),
            segments: BTreeMap::new(),
        })
    }

    /// Begins before everything, as if nothing were here and nothing were ours.
    pub(crate) fn whole(store: &dyn Store, stream: StreamId) -> Result<Self, Fault> {
        Ok(Self {
            stream,
            own: None,
            keys: store.keys(&stream)?,
            authors: BTreeMap::new(),
            firm: BTreeMap::new(),
            from: 0,
            place: 0,
            head: Hash::ZERO,
            closed: false,
            again: false,
            rows: Vec::new(),
            gaps: BTreeMap::new(),
            segments: BTreeMap::new(),
        })
    }

    /// Begins before everything: more of the past is open to us than when it was read.
    pub(crate) fn anew(store: &dyn Store, stream: StreamId, from: u64) -> Result<Self, Fault> {
        Ok(Self { own: store.number()?, from, again: true, ..Self::whole(store, stream)? })
    }

    /// From which place on the stream is open to us.
    pub(crate) fn from(&self) -> u64 {
        self.from
    }

    /// The next item, checked; false where its key is not at hand yet.
    pub(crate) fn check(&mut self, control: &Control, store: &dyn Store, item: &Item) -> Result<bool, Fault> {
        match item {
            Item::Frame(frame) => self.frame(control, store, frame),
            Item::Gap { device, hash } => {
                let seq = self.next(*device)?;
                self.may_stand(control, *device)?;
                self.gap(store, (*device, seq), *hash)
            }
            Item::Segment(segment) => self.segment(control, store, segment),
        }
    }

    /// How many of the rows wait for nothing.
    pub(crate) fn ready(&self) -> usize {
        let first = self.gaps.values().min().copied().unwrap_or(u64::MAX);
        self.rows.partition_point(|row| row.place < first)
    }

    fn forged(&self) -> Fault {
        Fault::Lie(Lie::Forged(Some(self.stream)))
    }

    fn withheld(&self) -> Fault {
        Fault::Lie(Lie::Withheld(Some(self.stream)))
    }

    fn next(&self, device: u32) -> Result<u64, Fault> {
        let newest = self.authors.get(&device).map_or(0, |mark| mark.seq);
        newest.checked_add(1).ok_or_else(|| self.forged())
    }

    /// Whether a device may have written what stands next, whatever its epoch was.
    fn may_stand(&self, control: &Control, device: u32) -> Result<(), Fault> {
        let (state, place) = (control.streams.get(&self.stream), self.place + 1);
        let state = state.ok_or_else(|| self.forged())?;
        let epoch = state.ended.iter().find(|(_, seen)| place <= **seen).map_or(state.epoch, |(of, _)| *of);
        let known = control.devices.contains_key(&device);
        let may = control.may_stand(&self.stream, device, epoch, place);
        if known && may.is_ok() { Ok(()) } else { Err(self.forged()) }
    }

    fn frame(&mut self, control: &Control, store: &dyn Store, frame: &Frame) -> Result<bool, Fault> {
        let head = &frame.head;
        if head.stream != self.stream {
            return Err(self.forged());
        }
        let device = control.devices.get(&head.device).ok_or_else(|| self.forged())?;
        // A segment ends before the next frame of its device.
        if head.seq != self.next(head.device)? || self.gaps.contains_key(&head.device) {
            return Err(self.withheld());
        }
        let before = self.authors.get(&head.device).map_or(Hash::ZERO, |mark| mark.hash);
        let hash = frame.verify(&device.key, &before).map_err(|error| refuse(error, self.stream))?;
        let may = control.may_stand(&self.stream, head.device, head.epoch, self.place + 1);
        may.map_err(|_| self.forged())?;
        let key = if Some(head.device) == self.own {
            self.mine(store, head.seq, &hash)?;
            None
        } else if let Some(key) = self.keys.get(&head.epoch) {
            Some(key.clone())
        } else if self.place < self.from {
            self.closed = true;
            None
        } else {
            return Ok(false);
        };
        self.firm.insert(head.device, AuthorMark { seq: head.seq, hash });
        self.stand((head.device, head.seq), hash, Body::Frame(frame.bytes.to_vec(), key));
        Ok(true)
    }

    /// Nobody signs a gap: whether a copy of this device wrote what is not here is known by the segment after it alone.
    fn gap(&mut self, store: &dyn Store, (device, seq): (u32, u64), hash: Hash) -> Result<bool, Fault> {
        let own = Some(device) == self.own && !self.gaps.contains_key(&device);
        let body = if own && self.wrote(store, seq, &hash)? {
            self.firm.insert(device, AuthorMark { seq, hash });
            Body::Own
        } else {
            self.gaps.entry(device).or_insert(self.place + 1);
            Body::Packed
        };
        self.stand((device, seq), hash, body);
        Ok(true)
    }

    /// A segment stands where its last frame stood. It holds all gaps of its device before it, and may hold more.
    fn segment(&mut self, control: &Control, store: &dyn Store, segment: &Segment) -> Result<bool, Fault> {
        let (head, device) = (&segment.head, segment.head.frame.device);
        if head.frame.stream != self.stream || !may_compact(head, control) {
            return Err(self.forged());
        }
        self.may_stand(control, device)?;
        let firm = self.firm.get(&device).copied().unwrap_or(AuthorMark { seq: 0, hash: Hash::ZERO });
        if head.frame.seq != self.next(device)? || head.first > firm.seq + 1 {
            return Err(self.withheld());
        }
        let by = control.devices.get(&head.by).ok_or_else(|| self.forged())?;
        // Where it begins before what is here, that was checked when it came.
        let before = if head.first == firm.seq + 1 { firm.hash } else { head.before };
        let after = segment.verify(&by.key, &before).map_err(|error| refuse(error, self.stream))?;
        if Some(device) == self.own {
            self.mine(store, head.frame.seq, &after)?;
            return self.gap(store, (device, head.frame.seq), after);
        }
        let key = self.keys.get(&head.frame.epoch).cloned();
        if key.is_none() && self.place >= self.from {
            return Ok(false);
        }
        self.closed |= key.is_none();
        self.gaps.remove(&device);
        self.firm.insert(device, AuthorMark { seq: head.frame.seq, hash: after });
        self.segments.insert((device, head.frame.seq), Held { bytes: segment.bytes.to_vec(), key });
        self.stand((device, head.frame.seq), after, Body::Packed);
        Ok(true)
    }

    fn stand(&mut self, (device, seq): (u32, u64), hash: Hash, body: Body) {
        self.place += 1;
        self.head = running_head(&self.head, &hash);
        self.authors.insert(device, AuthorMark { seq, hash });
        self.rows.push(Row { device, seq, hash, place: self.place, head: self.head, body });
    }

    /// A frame with our number that we do not have was written by a copy of this device, or after a backup.
    fn mine(&self, store: &dyn Store, seq: u64, hash: &Hash) -> Result<(), Fault> {
        if self.wrote(store, seq, hash)? { Ok(()) } else { Err(Fault::Twin) }
    }

    fn wrote(&self, store: &dyn Store, seq: u64, hash: &Hash) -> Result<bool, Fault> {
        let own = store.own_frames(&self.stream, seq - 1, 1)?;
        Ok(own.first().is_some_and(|frame| frame.seq == seq && frame.hash == *hash))
    }
}

impl Row {
    /// The bytes that are kept of it where they lie in a segment.
    pub(crate) fn bare(&self, stream: StreamId, epoch: u32) -> Vec<u8> {
        let (device, seq) = (self.device, self.seq);
        bare(&FrameHead { stream, device, seq, epoch, minute: 0, salt: [0; 24], commitment: [0; 16] })
    }
}

/// Devices of which something in these rows lies in a segment.
pub(crate) fn packed(rows: &[Row]) -> BTreeSet<u32> {
    rows.iter().filter(|row| matches!(row.body, Body::Packed)).map(|row| row.device).collect()
}

pub(crate) fn refuse(error: Error, stream: StreamId) -> Fault {
    match error {
        Error::Newer => Fault::Newer,
        _ => Fault::Lie(Lie::Forged(Some(stream))),
    }
}
