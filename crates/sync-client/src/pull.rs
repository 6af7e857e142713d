//! Frames of others: fetched, checked against their authors and the signed head, opened, laid in.

use std::collections::{BTreeMap, BTreeSet};

use henro_sync::{Item, Look, SignedHead, Signer, StreamId};

use crate::open::lay_in;
use crate::page::{PageReader, refuse};
use crate::{Engine, Fault, Lie, PulledStream, Report, Round, StreamMark};

/// A round fetches at most this many pages of about 1 MiB before it writes its own.
const PAGES: usize = 4096;

/// Where reading each stream has come in this pull.
type Readers = BTreeMap<StreamId, PageReader>;

impl Engine {
    /// Reads all streams to their end, as far as keys reach.
    pub(crate) fn pull(&mut self, round: &mut Round, report: &mut Report) -> Result<(), Fault> {
        self.caught_up.clear();
        let (mut stuck, mut readers) = (BTreeSet::new(), Readers::new());
        for _ in 0..PAGES {
            let marks = self.readable(round, report)?;
            let open: Vec<_> = marks.iter().filter(|mark| !stuck.contains(&mark.stream)).copied().collect();
            if open.is_empty() {
                return Ok(());
            }
            self.readers(round, &open, &mut readers)?;
            let look = self.look(round, &open, &readers);
            let (streams, more) = round.remote.pull(&round.store.record(), &look)?;
            let mut moved = false;
            for pulled in &streams {
                let mark = open.iter().find(|mark| mark.stream == pulled.stream);
                let mark = mark.ok_or(Fault::Lie(Lie::Forged(Some(pulled.stream))))?;
                let reader = readers.get_mut(&pulled.stream).ok_or(Fault::Damaged("stream"))?;
                if self.take(round, (mark, reader), pulled, report)? {
                    moved = true;
                } else {
                    stuck.insert(pulled.stream);
                }
            }
            if !more && self.by_hand {
                return Ok(());
            }
            if !more {
                // The segment of a gap stands no later than the last frame of its device.
                let gaping =
                    readers.iter().find(|(of, reader)| !reader.rows.is_empty() && !stuck.contains(of));
                if let Some((stream, _)) = gaping {
                    return Err(Fault::Lie(Lie::Withheld(Some(*stream))));
                }
                // What is read once more goes at least as far as it did: a page may be signed up to its own end.
                let short = |mark: &&StreamMark| {
                    readers.get(&mark.stream).is_some_and(|reader| reader.again && reader.place < mark.place)
                };
                if let Some(mark) = open.iter().filter(|mark| !stuck.contains(&mark.stream)).find(short) {
                    return Err(Fault::Lie(Lie::RolledBack(Some(mark.stream))));
                }
                self.caught_up = open.iter().map(|mark| mark.stream).filter(|s| !stuck.contains(s)).collect();
                self.note_opened(round, &readers)?;
                return self.compare_sent(round);
            }
            if !moved && stuck.is_empty() {
                return Err(Fault::Lie(Lie::Withheld(None)));
            }
        }
        Ok(())
    }

    /// Lays in what a server told of its own accord, as far as it goes on from what is here; answers whether all of it is here then.
    /// What is not is fetched.
    pub(crate) fn take_parts(
        &mut self,
        round: &mut Round,
        parts: &[PulledStream],
        report: &mut Report,
    ) -> Result<bool, Fault> {
        let server = self.server.ok_or(Fault::Damaged("no server key"))?;
        for part in parts {
            let marks = self.readable(round, report)?;
            let Some(mark) = marks.iter().find(|mark| mark.stream == part.stream).copied() else {
                return Ok(false);
            };
            let signed = SignedHead::read(&part.head, &server).map_err(|_| Fault::Lie(Lie::OtherServer))?;
            if round.store.head_at(&part.stream, signed.place)? == Some(signed.head) {
                // It is here already.
                continue;
            }
            let mut readers = Readers::new();
            self.readers(round, &[mark], &mut readers)?;
            let follows = |reader: &&mut PageReader| !reader.again && part.first == reader.place + 1;
            let Some(reader) = readers.get_mut(&mark.stream).filter(follows) else { return Ok(false) };
            // In a segment that has not come nothing can be read.
            if !self.take(round, (&mark, &mut *reader), part, report)? || !reader.rows.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What was passed over and is open by now was read: what remains closed is kept.
    fn note_opened(&self, round: &mut Round, readers: &Readers) -> Result<(), Fault> {
        for (stream, reader) in readers.iter().filter(|(stream, _)| self.caught_up.contains(stream)) {
            if reader.again {
                let from = if reader.closed { reader.from() } else { 0 };
                round.store.set_passed_over(stream, from)?;
            }
        }
        Ok(())
    }

    /// What the server has of ours: no less than it gave receipts for; more, where a receipt got lost.
    fn compare_sent(&self, round: &mut Round) -> Result<(), Fault> {
        let Some(own) = round.store.number()? else { return Ok(()) };
        for stream in &self.caught_up {
            let held = round.store.authors(stream)?.get(&own).map_or(0, |mark| mark.seq);
            let sent = round.store.sent(stream)?;
            if held < sent {
                return Err(Fault::Lie(Lie::Withheld(Some(*stream))));
            }
            if held > sent {
                round.store.set_sent(stream, held)?;
            }
        }
        Ok(())
    }

    /// Streams we may read now and whose newest key we have.
    pub(crate) fn readable(&self, round: &Round, report: &mut Report) -> Result<Vec<StreamMark>, Fault> {
        let control = self.known()?;
        let mut readable = Vec::new();
        report.locked = 0;
        let marks = round.store.streams()?;
        for stream in control.streams.keys() {
            if control.may_read(&round.hands.identity, stream, round.moment.now).is_none() {
                continue;
            }
            match marks.iter().find(|mark| mark.stream == *stream) {
                Some(mark) => readable.push(*mark),
                None => report.locked += 1,
            }
        }
        Ok(readable)
    }

    fn look(&self, round: &Round, marks: &[StreamMark], readers: &Readers) -> Vec<u8> {
        let mut nonce = [0; 16];
        let place = |mark: &StreamMark| readers.get(&mark.stream).map_or(mark.place, |reader| reader.place);
        round.moment.random.fill(&mut nonce);
        Look {
            record: round.store.record(),
            identity: round.hands.identity,
            device: round.hands.device.public(),
            at: round.moment.now,
            streams: marks.iter().map(|mark| (mark.stream, place(mark))).collect(),
            nonce,
        }
        .sign(round.hands.device)
    }

    /// Checks one stream of a page and lays in what is whole of it. Answers whether all of it could be read.
    fn take(
        &mut self,
        round: &mut Round,
        (mark, reader): (&StreamMark, &mut PageReader),
        pulled: &PulledStream,
        report: &mut Report,
    ) -> Result<bool, Fault> {
        let stream = pulled.stream;
        let server = self.server.ok_or(Fault::Damaged("no server key"))?;
        let signed = SignedHead::read(&pulled.head, &server).map_err(|_| Fault::Lie(Lie::OtherServer))?;
        if signed.stream != stream || signed.place < reader.place {
            return Err(Fault::Lie(Lie::RolledBack(Some(stream))));
        }
        // The server says there is more than it hands out.
        let empty = signed.place > reader.place && pulled.frames.is_empty();
        if pulled.first != reader.place + 1 || empty {
            return Err(Fault::Lie(Lie::Withheld(Some(stream))));
        }
        let (mut rest, mut whole) = (&pulled.frames[..], true);
        while whole && !rest.is_empty() {
            let item = Item::take(&mut rest).map_err(|error| refuse(error, stream))?;
            whole = reader.check(self.known()?, &*round.store, &item)?;
            if reader.place == mark.place && reader.head != mark.head {
                return Err(Fault::Lie(Lie::Forked(Some(stream))));
            }
        }
        if reader.place > signed.place || (reader.place == signed.place && reader.head != signed.head) {
            return Err(Fault::Lie(Lie::Forked(Some(stream))));
        }
        if reader.closed && round.store.passed_over(&stream)? < reader.from() {
            // Before it is laid in: a power cut between the two must not lose it.
            round.store.set_passed_over(&stream, reader.from())?;
        }
        lay_in(self, round, mark, reader, report)?;
        Ok(whole)
    }

    /// A reader for each stream, from where it was read to; from its beginning where more of it is open to us than then.
    fn readers(&self, round: &Round, marks: &[StreamMark], readers: &mut Readers) -> Result<(), Fault> {
        for mark in marks {
            if readers.contains_key(&mark.stream) {
                continue;
            }
            let may = self.known()?.may_read(&round.hands.identity, &mark.stream, round.moment.now);
            let from = may.unwrap_or(0);
            let reader = match round.store.passed_over(&mark.stream)? > from {
                true => PageReader::anew(&*round.store, mark.stream, from)?,
                false => PageReader::open(&*round.store, mark, from)?,
            };
            readers.insert(mark.stream, reader);
        }
        Ok(())
    }
}
