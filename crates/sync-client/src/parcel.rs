//! Two devices of one person without a server: what one has, packed for the other, and read there as if a server had handed
//! it out. The device that packed stands in the server's place: it signs the heads, and the chains and frames in a parcel are
//! checked by the same steps as in a round.

mod carrier;

use std::collections::{BTreeMap, BTreeSet};

use henro_seal::{Key, open_batch};
use henro_sync::{Batch, Error, Frame, Hash, Parcel, PlacedFrames, SignedHead, StreamId};

use crate::{Chain, Engine, Fault, Hands, Lie, Moment, Refusal, Report, Round, Store, StreamMark};
use carrier::Opened;

pub use carrier::Alone;

/// What a store must also do where a record goes from device to device.
pub trait LooseStore: Store {
    /// Frames of a stream after a place, in order, at most about `bytes` of them, but one at least.
    fn placed_after(&self, stream: &StreamId, place: u64, bytes: usize) -> Result<Vec<Vec<u8>>, Fault>;
    /// Frames of a stream that have no place, rising by device and number.
    fn loose(&self, stream: &StreamId) -> Result<Vec<Vec<u8>>, Fault>;
    /// The hash of a frame that is here.
    fn held(&self, stream: &StreamId, device: u32, seq: u64) -> Result<Option<Held>, Fault>;
    /// Lays frames of a stream without a place in, in one transaction. Answers how many changes were new.
    fn lay_loose(&mut self, stream: &StreamId, frames: &[LooseFrame]) -> Result<u64, Fault>;
    /// The highest number of an own frame of a stream that was ever put into a parcel.
    fn parcelled(&self, stream: &StreamId) -> Result<u64, Fault>;
    /// Keeps it.
    fn set_parcelled(&mut self, stream: &StreamId, seq: u64) -> Result<(), Fault>;
    /// The store as rounds know it.
    fn plain(&mut self) -> &mut dyn Store;
}

/// A frame that is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// What the next one of this device follows.
    pub hash: Hash,
    /// A server has told its place.
    pub placed: bool,
}

/// A frame without a place, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct LooseFrame {
    /// What the next one of this device follows.
    pub hash: Hash,
    /// What is in it; nothing where it could not be opened.
    pub batch: Option<Batch>,
    /// As in [`crate::PageFrame`].
    pub guest: Option<BTreeSet<u32>>,
    /// As received.
    pub bytes: Vec<u8>,
}

/// What a parcel would bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Survey {
    /// Changes that are not here yet, as far as they can be opened now.
    pub changes: u64,
    /// Frames that are not here yet.
    pub frames: u64,
}

impl Engine {
    /// Packs what this device has, everything or what comes after places the other one told.
    pub fn parcel(
        &mut self,
        store: &mut dyn LooseStore,
        hands: &Hands,
        moment: Moment,
        after: &BTreeMap<StreamId, u64>,
    ) -> Result<Parcel, Fault> {
        self.seal_all(store, hands, moment)?;
        let number = store.number()?;
        let control = self.known()?;
        let mut people = Vec::new();
        for id in self.known_people() {
            people.push((*id, store.chain(Chain::Identity(*id))?));
        }
        let (mut placed, mut loose) = (Vec::new(), Vec::new());
        for mark in store.streams()?.iter().filter(|mark| control.streams.contains_key(&mark.stream)) {
            let from = after.get(&mark.stream).copied().unwrap_or(0).min(mark.place);
            placed.push(placed_part(store, hands, mark, (from, moment.now))?);
            let mut all = Vec::new();
            for bytes in store.loose(&mark.stream)? {
                let head = Frame::read(&bytes).map_err(|_| Fault::Damaged("frame"))?.head;
                if Some(head.device) == number && head.seq > store.parcelled(&mark.stream)? {
                    store.set_parcelled(&mark.stream, head.seq)?;
                }
                all.extend(bytes);
            }
            if !all.is_empty() {
                loose.push((mark.stream, all));
            }
        }
        let control = store.chain(Chain::Control)?;
        let device = henro_sync::Signer::public(hands.device);
        let (record, identity) = (store.record(), hands.identity);
        Ok(Parcel {
            record,
            identity,
            device,
            at: moment.now,
            people,
            control,
            placed,
            loose,
            blobs: Vec::new(),
        })
    }

    /// What is written and in no frame yet goes into frames.
    fn seal_all(&self, store: &mut dyn LooseStore, hands: &Hands, moment: Moment) -> Result<(), Fault> {
        let Some(number) = store.number()? else { return Ok(()) };
        let mut nobody = Alone;
        let mut round = Round { store: store.plain(), remote: &mut nobody, hands, moment };
        for mark in round.store.streams()? {
            if self.known()?.may_write(&hands.identity, &mark.stream, moment.now) {
                self.seal(&mut round, number, &mark)?;
            }
        }
        Ok(())
    }

    /// Whether a parcel is one of this record by a device of ours, and what it would bring. Changes nothing.
    pub fn survey(&self, store: &dyn LooseStore, hands: &Hands, parcel: &Parcel) -> Result<Survey, Fault> {
        let theirs = checked(store, hands, parcel)?;
        let mut found = Survey::default();
        let mut count = |store: &dyn LooseStore, stream: &StreamId, bytes: &[u8]| {
            let keys = store.keys(stream)?;
            let mut rest = bytes;
            while !rest.is_empty() {
                let frame = Frame::take(&mut rest).map_err(|error| forged(error, *stream))?;
                if store.held(stream, frame.head.device, frame.head.seq)?.is_none() {
                    found.frames += 1;
                    let batch = keys.get(&frame.head.epoch).and_then(|key| batch_in(key, &frame).ok());
                    found.changes += batch.map_or(0, |batch| batch.ops.len() as u64);
                }
            }
            Ok::<(), Fault>(())
        };
        for part in &parcel.placed {
            SignedHead::read(&part.head, &parcel.device).map_err(|error| forged(error, part.stream))?;
            count(store, &part.stream, &part.frames)?;
        }
        parcel.loose.iter().try_for_each(|(stream, frames)| count(store, stream, frames))?;
        if theirs { Ok(found) } else { Err(Fault::Removed) }
    }

    /// Takes a parcel in. Can be broken off anywhere and done again; done twice it changes nothing.
    pub fn absorb(
        store: &mut dyn LooseStore,
        hands: &Hands,
        moment: Moment,
        parcel: &Parcel,
    ) -> Result<Report, Fault> {
        if !checked(store, hands, parcel)? {
            return Err(Fault::Removed);
        }
        let mut engine = Engine::load(store.plain(), Some(parcel.device))?;
        engine.by_hand = true;
        let mut report = Report::default();
        {
            let mut remote = Opened(parcel);
            let mut round = Round { store: store.plain(), remote: &mut remote, hands, moment };
            engine.follow_chains(&mut round)?;
            engine.open_keys(&mut round)?;
            engine.pull(&mut round, &mut report)?;
        }
        for (stream, frames) in &parcel.loose {
            engine.take_loose(store, stream, frames, &mut report)?;
        }
        Ok(report)
    }

    /// Frames without a place: each follows one that is here, is signed by its device, and that device is an owner's.
    fn take_loose(
        &self,
        store: &mut dyn LooseStore,
        stream: &StreamId,
        mut rest: &[u8],
        report: &mut Report,
    ) -> Result<(), Fault> {
        let (own, control) = (store.number()?, self.known()?);
        let keys = store.keys(stream)?;
        if !store.streams()?.iter().any(|mark| mark.stream == *stream) {
            // Its key is in the half that is closed. It comes with the next parcel.
            report.locked += 1;
            return Ok(());
        }
        let (mut last, mut page, mut bytes) = (BTreeMap::new(), Vec::new(), 0);
        while !rest.is_empty() {
            let frame = Frame::take(&mut rest).map_err(|error| forged(error, *stream))?;
            let read = self.check_loose(store, (stream, &frame), &last)?;
            last.insert(frame.head.device, (frame.head.seq, read));
            if Some(frame.head.device) == own {
                mine(store, &frame)?;
                continue;
            }
            match store.held(stream, frame.head.device, frame.head.seq)? {
                Some(held) if held.hash == read => continue,
                Some(held) if held.placed => return Err(Fault::Lie(Lie::Forked(Some(*stream)))),
                _ => {}
            }
            let batch = match keys.get(&frame.head.epoch).map(|key| batch_in(key, &frame)) {
                Some(Err(Error::Newer)) => return Err(Fault::Newer),
                Some(Ok(batch)) => Some(batch),
                Some(Err(_)) => {
                    report.unreadable += 1;
                    None
                }
                None => None,
            };
            let guest = batch.as_ref().and_then(|b: &Batch| control.guest(frame.head.device, b.control));
            bytes += frame.bytes.len();
            page.push(LooseFrame { hash: read, batch, guest, bytes: frame.bytes.to_vec() });
            if bytes > PAGE {
                report.received += store.lay_loose(stream, &std::mem::take(&mut page))?;
                bytes = 0;
            }
        }
        report.received += store.lay_loose(stream, &page)?;
        Ok(())
    }

    fn check_loose(
        &self,
        store: &dyn LooseStore,
        (stream, frame): (&StreamId, &Frame),
        last: &BTreeMap<u32, (u64, Hash)>,
    ) -> Result<Hash, Fault> {
        let lie = || Fault::Lie(Lie::Forged(Some(*stream)));
        let (control, head) = (self.known()?, &frame.head);
        let state = control.streams.get(stream).filter(|_| head.stream == *stream).ok_or_else(lie)?;
        let device = control.devices.get(&head.device).ok_or_else(lie)?;
        if !control.owners.contains(&device.identity) || head.epoch == 0 || head.epoch > state.epoch {
            return Err(lie());
        }
        let before = head.seq.checked_sub(1).ok_or_else(lie)?;
        let prev = match last.get(&head.device) {
            Some((seq, hash)) if *seq == before => *hash,
            Some(_) => return Err(lie()),
            None if before == 0 => Hash::ZERO,
            // The parcel builds on something that never came here.
            None => {
                store.held(stream, head.device, before)?.ok_or(Fault::Refused(Refusal::Gap(before)))?.hash
            }
        };
        frame.verify(&device.key, &prev).map_err(|error| forged(error, *stream))
    }
}

/// A frame under our own number. One that is not here and was never put into a parcel here was written by a copy of this device.
fn mine(store: &dyn LooseStore, frame: &Frame) -> Result<(), Fault> {
    let known = store.held(&frame.head.stream, frame.head.device, frame.head.seq)?.is_some();
    if known || frame.head.seq <= store.parcelled(&frame.head.stream)? { Ok(()) } else { Err(Fault::Twin) }
}

fn placed_part(
    store: &dyn LooseStore,
    hands: &Hands,
    mark: &StreamMark,
    (from, at): (u64, u64),
) -> Result<PlacedFrames, Fault> {
    let (mut frames, mut place) = (Vec::new(), from);
    while place < mark.place {
        let some = store.placed_after(&mark.stream, place, PAGE)?;
        if some.is_empty() {
            // What came here in segments is not here as frames: from there on it comes through the server.
            break;
        }
        place += some.len() as u64;
        some.iter().for_each(|bytes| frames.extend_from_slice(bytes));
    }
    let known = if place == 0 { Some(Hash::ZERO) } else { store.head_at(&mark.stream, place)? };
    let head = known.ok_or(Fault::Damaged("frames"))?;
    let head = SignedHead { stream: mark.stream, place, head, at };
    Ok(PlacedFrames { stream: mark.stream, first: from + 1, head: head.sign(hands.device), frames })
}

/// Whether it is of this record and account, both tell one story, and the device that made it belongs to us still.
fn checked(store: &dyn LooseStore, hands: &Hands, parcel: &Parcel) -> Result<bool, Fault> {
    if parcel.record != store.record() || parcel.identity != hands.identity {
        return Err(Fault::Refused(Refusal::Absent));
    }
    let forked = Fault::Lie(Lie::Forked(None));
    if !one_story(&store.chain(Chain::Control)?, &parcel.control) {
        return Err(forked);
    }
    let mut devices = None;
    for (id, theirs) in &parcel.people {
        let ours = store.chain(Chain::Identity(*id))?;
        if !one_story(&ours, theirs) {
            return Err(forked);
        }
        if *id == hands.identity {
            let longer = if ours.len() > theirs.len() { &ours } else { theirs };
            let mine = henro_sync::Identity::fold(longer.iter().map(Vec::as_slice));
            let mine = mine.map_err(|error| match error {
                Error::Newer => Fault::Newer,
                _ => Fault::Lie(Lie::Forged(None)),
            })?;
            devices = Some(mine.device(&parcel.device).is_some());
        }
    }
    devices.ok_or(Fault::Lie(Lie::Forged(None)))
}

/// One is the beginning of the other.
fn one_story(ours: &[Vec<u8>], theirs: &[Vec<u8>]) -> bool {
    ours.iter().zip(theirs).all(|(a, b)| a == b)
}

fn batch_in(key: &Key, frame: &Frame) -> Result<Batch, Error> {
    let plain = open_batch(key, &frame.head, frame.text).map_err(|_| Error::Malformed)?;
    Batch::decode(plain.expose())
}

fn forged(error: Error, stream: StreamId) -> Fault {
    crate::page::refuse(error, stream)
}

const PAGE: usize = 1 << 20;
