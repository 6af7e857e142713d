//! Deep revocation: what lies at the server under epochs before that of the revocation is sealed anew under that epoch, piece by
//! piece, each a segment in the place of what it covers. What is owed stands in the control chain and in what the server signs
//! to be left, so it can end at any byte and goes on in another round, on any device of an owner.
//!
//! It is always the epoch of the revocation and never a newer one: a consent "from now on" that was given since has the keys
//! of newer epochs, and must not get the past by them.

use std::collections::BTreeSet;

use henro_sync::{Erased, Floor, Item, Look, SignedHead, Signer, StreamId, epoch_of};

use crate::page::{PageReader, refuse};
use crate::{Engine, Fault, Lie, PulledStream, Receipt, Refusal, Round};

mod piece;

use piece::{Batches, Pieces};

/// When and how much is sealed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resealing {
    /// Segments sent at once.
    pub most: usize,
    /// Changes of a segment, about.
    pub ops: usize,
    /// Asks also where a receipt says that nothing is left, and reads the stream to see that it is so. Once a day.
    pub again: bool,
}

impl Default for Resealing {
    fn default() -> Self {
        Self { most: 512, ops: 4096, again: false }
    }
}

/// A stream with the epoch everything older is owed to.
struct Owed {
    stream: StreamId,
    floor: Floor,
    /// Nothing older stands behind this place.
    bound: u64,
}

impl Engine {
    /// Seals anew what deep revocations left to do. Answers how many segments the server took.
    pub fn reseal(&mut self, round: &mut Round, how: &Resealing) -> Result<usize, Fault> {
        let mut done = 0;
        for owed in self.owed(round)? {
            if done >= how.most {
                break;
            }
            match self.reseal_stream(round, &owed, &Resealing { most: how.most - done, ..*how }) {
                Ok(count) => done += count,
                // It can wait, and is no reason to stop a round.
                Err(Fault::Refused(_) | Fault::Busy) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(done)
    }

    /// Streams of deep revocations, as far as this device is one to do it.
    fn owed(&self, round: &Round) -> Result<Vec<Owed>, Fault> {
        let control = self.known()?;
        if !control.owners.contains(&round.hands.identity) || round.store.number()?.is_none() {
            return Ok(Vec::new());
        }
        let mut owed = Vec::new();
        for mark in round.store.streams()? {
            let Some(state) = control.streams.get(&mark.stream) else { continue };
            let Some(floor) = state.floor else { continue };
            let bound = state.ended.get(&(floor.epoch - 1)).copied().unwrap_or(0);
            if round.store.keys(&mark.stream)?.contains_key(&floor.epoch) && mark.place >= bound {
                owed.push(Owed { stream: mark.stream, floor, bound });
            }
        }
        Ok(owed)
    }

    fn reseal_stream(&self, round: &mut Round, owed: &Owed, how: &Resealing) -> Result<usize, Fault> {
        if !how.again && self.rests(round, owed)? {
            return Ok(0);
        }
        let told = self.ask_left(round, owed)?;
        let due: BTreeSet<u32> =
            told.left.iter().map(|left| left.device).filter(|of| self.is_ours_to_seal(round, *of)).collect();
        if due.is_empty() {
            return self.look_again(round, owed, &told).map(|()| 0);
        }
        let done = self.walk(round, owed, &due, how)?;
        let told = self.ask_left(round, owed)?;
        if !told.left.iter().any(|left| due.contains(&left.device)) {
            self.look_again(round, owed, &told)?;
        }
        Ok(done)
    }

    /// Whether by the newest receipt there is nothing to do here now.
    fn rests(&self, round: &Round, owed: &Owed) -> Result<bool, Fault> {
        let server = self.server.ok_or(Fault::Damaged("no server key"))?;
        let Some(kept) = round.store.erased(&owed.stream)? else { return Ok(false) };
        // Another server signed it: this one has to say it for itself.
        let Ok(told) = Erased::read(&kept.bytes, &server) else { return Ok(false) };
        if kept.epoch != owed.floor.epoch {
            return Ok(false);
        }
        let ours = told.left.iter().any(|left| self.is_ours_to_seal(round, left.device));
        Ok(told.left.is_empty() || (!ours && round.moment.now < told.at + ASK_MS))
    }

    /// Whether frames of a device are for us to seal: those of all our own devices. What others wrote is theirs: a segment of
    /// theirs that we signed would stand no longer than both of us own the record.
    fn is_ours_to_seal(&self, round: &Round, device: u32) -> bool {
        let of = self.control.as_ref().and_then(|control| control.devices.get(&device));
        of.is_some_and(|of| of.identity == round.hands.identity)
    }

    /// What the server says is left, checked and kept.
    fn ask_left(&self, round: &mut Round, owed: &Owed) -> Result<Erased, Fault> {
        let server = self.server.ok_or(Fault::Damaged("no server key"))?;
        let (stream, epoch) = (owed.stream, owed.floor.epoch);
        let bytes = round.remote.erased(&stream, epoch)?;
        let told = Erased::read(&bytes, &server).map_err(|_| Fault::Lie(Lie::OtherServer))?;
        if told.stream != stream || told.epoch != epoch {
            return Err(Fault::Lie(Lie::Forged(Some(stream))));
        }
        if told.place < owed.bound {
            return Err(Fault::Lie(Lie::RolledBack(Some(stream))));
        }
        if round.store.head_at(&stream, told.place)?.is_some_and(|own| own != told.head) {
            return Err(Fault::Lie(Lie::Forked(Some(stream))));
        }
        let before = round.store.erased(&stream)?.filter(|kept| kept.epoch == epoch);
        let begun = before.as_ref().map_or(0, |kept| kept.begun).max(told.pieces());
        // The same again but for its time need not be written.
        let known = before.as_ref().and_then(|kept| Erased::read(&kept.bytes, &server).ok());
        if known.is_none_or(|known| known.left != told.left || told.at >= known.at + ASK_MS) {
            round.store.keep_erased(&stream, &Receipt { epoch, begun, bytes })?;
        }
        Ok(told)
    }

    /// Reads the stream from its beginning to where nothing older can stand, and seals anew what is due.
    fn walk(
        &self,
        round: &mut Round,
        owed: &Owed,
        due: &BTreeSet<u32>,
        how: &Resealing,
    ) -> Result<usize, Fault> {
        let (stream, bound) = (owed.stream, owed.bound);
        let mut reader = PageReader::whole(&*round.store, stream)?;
        let mut pieces = Pieces::new(owed.floor.epoch, due, how.ops);
        let mut done = 0;
        while reader.place < bound {
            let pulled = self.page_of(round, &stream, reader.place)?;
            let mut rest = &pulled.frames[..];
            while !rest.is_empty() && reader.place < bound {
                let item = Item::take(&mut rest).map_err(|error| refuse(error, stream))?;
                if !reader.check(self.known()?, &*round.store, &item)? {
                    // A key of the past is not at hand: another device of ours has it.
                    return Ok(done);
                }
            }
            for full in pieces.take(&mut reader)? {
                let before = done;
                match self.send_piece(round, owed, full, how.most - done)? {
                    Some(count) => done += count,
                    None => return Ok(done),
                }
                if done / TELL != before / TELL {
                    self.ask_left(round, owed)?;
                }
                if done >= how.most {
                    return Ok(done);
                }
            }
        }
        if round.store.head_at(&stream, reader.place)?.is_some_and(|own| own != reader.head) {
            return Err(Fault::Lie(Lie::Forked(Some(stream))));
        }
        for full in pieces.rest() {
            match self.send_piece(round, owed, full, how.most.saturating_sub(done))? {
                Some(count) => done += count,
                None => break,
            }
        }
        Ok(done)
    }

    /// Sends it as one segment, or as several where it does not fit into one. Nothing where the server holds other pieces by
    /// now, or where enough was sent.
    fn send_piece(
        &self,
        round: &mut Round,
        owed: &Owed,
        piece: Batches,
        most: usize,
    ) -> Result<Option<usize>, Fault> {
        let number = round.store.number()?.ok_or(Fault::Damaged("device number"))?;
        let keys = round.store.keys(&owed.stream)?;
        let key = keys.get(&owed.floor.epoch).ok_or(Fault::NeedsClinical)?;
        let seal = piece::Seal { stream: owed.stream, epoch: owed.floor.epoch, key, number };
        let mut done = 0;
        for segment in seal.all(&piece, round.hands.device, round.moment.random)? {
            if done >= most {
                return Ok(None);
            }
            match round.remote.pack(&owed.stream, &segment) {
                Ok(()) => done += 1,
                Err(Fault::Refused(Refusal::Gap(_) | Refusal::Epoch(_))) => return Ok(None),
                Err(fault) => return Err(fault),
            }
        }
        Ok(Some(done))
    }

    /// Reads a stream of which the server says that nothing is left, and sees that it hands out nothing older. Of a very long one
    /// the beginning: the oldest is what was to go.
    fn look_again(&self, round: &mut Round, owed: &Owed, told: &Erased) -> Result<(), Fault> {
        let mut reader = PageReader::whole(&*round.store, owed.stream)?;
        for _ in 0..PAGES {
            if reader.place >= owed.bound || !self.look_at(round, owed, told, &mut reader)? {
                break;
            }
            let known = round.store.head_at(&owed.stream, reader.place)?;
            if known.is_some_and(|own| own != reader.head) {
                return Err(Fault::Lie(Lie::Forked(Some(owed.stream))));
            }
            // Nothing of it is laid in.
            reader.rows.clear();
            reader.segments.clear();
        }
        Ok(())
    }

    /// The next page of it. False where a key of the past is not at hand.
    fn look_at(
        &self,
        round: &mut Round,
        owed: &Owed,
        told: &Erased,
        reader: &mut PageReader,
    ) -> Result<bool, Fault> {
        let page = self.page_of(round, &owed.stream, reader.place)?;
        let mut rest = &page.frames[..];
        while !rest.is_empty() && reader.place < owed.bound {
            let start = rest;
            let item = Item::take(&mut rest).map_err(|error| refuse(error, owed.stream))?;
            if !reader.check(self.known()?, &*round.store, &item)? {
                return Ok(false);
            }
            let device = match &item {
                Item::Frame(frame) => frame.head.device,
                Item::Segment(segment) => segment.head.frame.device,
                Item::Gap { .. } => continue,
            };
            let (epoch, _) = epoch_of(start).map_err(|error| refuse(error, owed.stream))?;
            if epoch < owed.floor.epoch && told.left_of(device).is_none() {
                return Err(Fault::Lie(Lie::Kept(owed.stream)));
            }
        }
        Ok(true)
    }

    /// A page of one stream after a place.
    fn page_of(&self, round: &mut Round, stream: &StreamId, from: u64) -> Result<PulledStream, Fault> {
        let mut nonce = [0; 16];
        round.moment.random.fill(&mut nonce);
        let look = Look {
            record: round.store.record(),
            identity: round.hands.identity,
            device: round.hands.device.public(),
            at: round.moment.now,
            streams: vec![(*stream, from)],
            nonce,
        };
        let (streams, _) = round.remote.pull(&round.store.record(), &look.sign(round.hands.device))?;
        let server = self.server.ok_or(Fault::Damaged("no server key"))?;
        let withheld = Fault::Lie(Lie::Withheld(Some(*stream)));
        let page = streams.into_iter().find(|page| page.stream == *stream).ok_or(withheld.clone())?;
        let head = SignedHead::read(&page.head, &server).map_err(|_| Fault::Lie(Lie::OtherServer))?;
        let fits = head.stream == *stream && page.first == from + 1 && !page.frames.is_empty();
        if fits { Ok(page) } else { Err(withheld) }
    }
}

/// Where only others have something left to do, the server is asked again after an hour.
const ASK_MS: u64 = 3_600_000;
/// After so many segments the server is asked how much is left, for who watches.
const TELL: usize = 32;
/// Pages that are read to see that a receipt is true: about as many MiB.
const PAGES: usize = 256;
