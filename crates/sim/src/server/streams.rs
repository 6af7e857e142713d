//! Its streams: frames with places, segments in their place, pages.

use std::collections::BTreeMap;

use henro_sync::{
    Erased, Frame, Hash, Left, Look, Segment, SignedHead, StreamId, Tier, clock, coverage, epoch_of,
    may_compact, running_head,
};
use henro_sync_client::{Fault, PulledStream, Refusal};

use super::{Answer, Held, Server, Session, refuse};

impl Server {
    pub fn place(&self, stream: &StreamId) -> u64 {
        self.streams.get(stream).map_or(0, Vec::len) as u64
    }

    pub fn head(&self, stream: &StreamId, place: u64) -> Vec<u8> {
        let held = self.streams.get(stream).and_then(|held| held.get((place as usize).checked_sub(1)?));
        let head = held.map_or(Hash::ZERO, |held| held.head);
        SignedHead { stream: *stream, place, head, at: self.now }.sign(&self.key)
    }

    pub fn push(&mut self, session: &Session, stream: &StreamId, body: &[u8]) -> Answer<Vec<u8>> {
        let tier = self.session(session)?;
        self.seen.push(body.to_vec());
        let control = self.known()?;
        let state = control.streams.get(stream).ok_or(Fault::Refused(Refusal::Absent))?;
        let reaches = state.tier == Tier::Daily || tier == Tier::Clinical;
        if !reaches || !control.may_write(&session.identity, stream, self.now) {
            return refuse(Refusal::NotAllowed);
        }
        let epoch = state.epoch;
        let (mut rest, mut new) = (body, Vec::new());
        let mut chain: BTreeMap<u32, Vec<Hash>> = BTreeMap::new();
        while !rest.is_empty() {
            let frame = Frame::take(&mut rest).map_err(|_| Fault::Refused(Refusal::Malformed))?;
            let numbered = control.devices.get(&frame.head.device);
            if !numbered.is_some_and(|of| of.identity == session.identity && of.key == session.device) {
                return refuse(Refusal::NotAllowed);
            }
            let hashes =
                chain.entry(frame.head.device).or_insert_with(|| self.hashes(stream, frame.head.device));
            let seq = frame.head.seq as usize;
            if seq > hashes.len() + 1 {
                return refuse(Refusal::Gap(hashes.len() as u64));
            }
            let prev = if seq == 1 { Hash::ZERO } else { hashes[seq - 2] };
            let verified = frame.verify(&session.device, &prev);
            match (hashes.get(seq - 1), verified) {
                (Some(held), Ok(hash)) if *held == hash => continue,
                (Some(_), Ok(_)) => return refuse(Refusal::Fork(frame.head.seq)),
                (_, Err(_)) => return refuse(Refusal::Rule),
                (None, Ok(hash)) => {
                    if frame.head.epoch != epoch {
                        return refuse(Refusal::Epoch(epoch));
                    }
                    if !clock::may_push(frame.head.minute, self.now as i64) {
                        return Err(Fault::Clock { server: self.now });
                    }
                    hashes.push(hash);
                    new.push((frame.head.device, hash, frame.bytes.to_vec()));
                }
            }
        }
        for (device, hash, bytes) in new {
            self.append(stream, device, hash, bytes);
        }
        Ok(self.head(stream, self.place(stream)))
    }

    pub fn append(&mut self, stream: &StreamId, device: u32, hash: Hash, bytes: Vec<u8>) {
        let taken = (self.entries.len(), self.now);
        let all = self.streams.entry(*stream).or_default();
        let before = all.last().map_or(Hash::ZERO, |held| held.head);
        let salt = Frame::read(&bytes).map_or([0; 24], |frame| frame.head.salt);
        let place = all.len() as u64 + 1;
        all.push(Held { device, hash, bytes, place, head: running_head(&before, &hash), salt, taken });
    }

    /// A segment takes the place of the frames it covers, all at once.
    pub fn pack(&mut self, session: &Session, stream: &StreamId, body: &[u8]) -> Answer<()> {
        let tier = self.session(session)?;
        self.seen.push(body.to_vec());
        let control = self.known()?.clone();
        let state = control.streams.get(stream).ok_or(Fault::Refused(Refusal::Absent))?;
        let segment = Segment::read(body).map_err(|_| Fault::Refused(Refusal::Malformed))?;
        let head = segment.head;
        let (device, first, last) = (head.frame.device, head.first, head.frame.seq);
        let by = control.devices.get(&head.by);
        let numbered = by.is_some_and(|of| of.identity == session.identity && of.key == session.device);
        let reaches = state.tier == Tier::Daily || tier == Tier::Clinical;
        let may = control.may_write(&session.identity, stream, self.now) && may_compact(&head, &control);
        if head.frame.stream != *stream || !numbered || !reaches || !may {
            return refuse(Refusal::NotAllowed);
        }
        let hashes = self.hashes(stream, device);
        let all = self.streams.get_mut(stream).ok_or(Fault::Refused(Refusal::Absent))?;
        let mut of: Vec<&mut Held> = all.iter_mut().filter(|held| held.device == device).collect();
        let (mut spans, mut from, mut oldest) = (Vec::new(), 0, 1);
        for (held, seq) in of.iter().zip(1u64..).filter(|(held, _)| !held.bytes.is_empty()) {
            let Ok((epoch, packed)) = epoch_of(&held.bytes) else { return refuse(Refusal::Malformed) };
            if packed {
                spans.push((from + 1, seq));
                from = seq;
            }
            if (first..=last).contains(&seq) {
                oldest = oldest.max(epoch);
            }
        }
        if coverage(&spans, hashes.len() as u64, (first, last)).is_err() {
            return refuse(Refusal::Gap(from));
        }
        let before = if first == 1 { Hash::ZERO } else { hashes[first as usize - 2] };
        if segment.verify(&session.device, &before) != Ok(hashes[last as usize - 1]) {
            return refuse(Refusal::Rule);
        }
        let floor = state.floor.map_or(1, |floor| floor.epoch);
        if head.frame.epoch < oldest.max(floor) || head.frame.epoch > state.epoch {
            return refuse(Refusal::Epoch(state.epoch));
        }
        for held in &mut of[first as usize - 1..last as usize] {
            let bytes = std::mem::take(&mut held.bytes);
            if !bytes.is_empty() {
                self.deleted.entry((*stream, held.place)).or_insert(bytes);
            }
        }
        self.resealed += u64::from(head.frame.epoch > oldest);
        of[last as usize - 1].bytes = body.to_vec();
        self.packed += 1;
        Ok(())
    }

    /// What is left of a stream under older epochs, signed.
    pub fn erased(&self, session: &Session, stream: &StreamId, epoch: u32) -> Answer<Vec<u8>> {
        let tier = self.session(session)?;
        let control = self.known()?;
        let state = control.streams.get(stream).ok_or(Fault::Refused(Refusal::Absent))?;
        let reaches = state.tier == Tier::Daily || tier == Tier::Clinical;
        if !reaches || control.may_read(&session.identity, stream, self.now).is_none() {
            return refuse(Refusal::Absent);
        }
        if state.floor.is_none_or(|floor| floor.epoch != epoch) {
            return refuse(Refusal::Epoch(state.floor.map_or(0, |floor| floor.epoch)));
        }
        let mut left: BTreeMap<u32, Left> = BTreeMap::new();
        let all = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        for held in all.iter().filter(|held| epoch_of(&held.bytes).is_ok_and(|(of, _)| of < epoch)) {
            let (device, place) = (held.device, held.place);
            let of = left.entry(device).or_insert(Left { device, first: place, last: place, pieces: 0 });
            (of.last, of.pieces) = (place, of.pieces + 1);
        }
        let (place, head) = (all.len() as u64, all.last().map_or(Hash::ZERO, |held| held.head));
        let left = left.into_values().collect();
        Ok(Erased { stream: *stream, epoch, place, head, at: self.now, left }.sign(&self.key))
    }

    fn hashes(&self, stream: &StreamId, device: u32) -> Vec<Hash> {
        let all = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        all.iter().filter(|held| held.device == device).map(|held| held.hash).collect()
    }

    pub fn pull(&mut self, session: &Session, bytes: &[u8]) -> Answer<(Vec<PulledStream>, bool)> {
        let tier = self.session(session)?;
        self.seen.push(bytes.to_vec());
        let look = Look::read(bytes).map_err(|_| Fault::Refused(Refusal::Malformed))?;
        if (look.identity, look.device) != (session.identity, session.device) {
            return refuse(Refusal::NotAllowed);
        }
        if look.at.abs_diff(self.now) > 2 * 60_000 {
            return Err(Fault::Clock { server: self.now });
        }
        if !self.nonces.insert(look.nonce) {
            return refuse(Refusal::NotAllowed);
        }
        let control = self.known()?.clone();
        let (mut items, mut handed, mut more, mut left) = (Vec::new(), Vec::new(), false, self.page);
        for (stream, after) in &look.streams {
            let daily = control.streams.get(stream).is_some_and(|state| state.tier == Tier::Daily);
            let reaches = daily || tier == Tier::Clinical;
            if !reaches || control.may_read(&look.identity, stream, self.now).is_none() {
                return refuse(Refusal::NotAllowed);
            }
            let all = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
            let frames: Vec<&Held> = all.iter().skip(*after as usize).take(left).collect();
            left -= frames.len();
            let last = after + frames.len() as u64;
            more |= last < all.len() as u64;
            if !frames.is_empty() {
                items.push(PulledStream {
                    stream: *stream,
                    first: after + 1,
                    head: self.head(stream, if self.short_heads { last } else { all.len() as u64 }),
                    frames: frames.iter().flat_map(|held| held.item()).collect(),
                });
                handed.push((*stream, after + 1, last));
            }
        }
        if !control.owners.contains(&look.identity) && !items.is_empty() {
            self.write_down(&control, &look, bytes, handed);
        }
        Ok((items, more))
    }
}
