//! A server that lies. Each lie is one thing a bad operator could do; `touched` says that it really did it.

use std::collections::{BTreeMap, BTreeSet};

use henro_sync::{
    DeviceKey, Erased, Frame, Hash, Heartbeat, IdentityId, Item, Look, SignedHead, Signer, StreamId,
    epoch_of, gap, running_head,
};
use henro_sync_client::{Fault, PulledStream};

use crate::lie::Lie;
use crate::server::{Server, Session};

/// A lie, to whom it is told, and what it is about.
pub struct Liar {
    pub lie: Lie,
    pub victim: DeviceKey,
    /// Length of the control chain, and of each stream, when it began.
    pub since: u64,
    pub author: u32,
    pub other: henro_seal::SigningKey,
    pub touched: bool,
    pub places: BTreeMap<StreamId, u64>,
    /// What it signed to the victim to have deleted: everything under older epochs, but of these devices.
    pub erased: BTreeMap<StreamId, (u32, BTreeSet<u32>)>,
    /// Heartbeats as the victim was handed them first.
    pub beats: Option<Vec<Vec<u8>>>,
}

impl Liar {
    pub fn identity(
        &mut self,
        server: &Server,
        session: &Session,
        id: &IdentityId,
        from: u64,
        mut answer: Vec<Vec<u8>>,
    ) -> Vec<Vec<u8>> {
        if self.lie == Lie::Keys && session.device == self.victim && *id != session.identity {
            // The chain of somebody else, or an entry with a changed key.
            let bytes = match answer.first_mut() {
                Some(entry) => entry,
                None => {
                    let Some(last) = server.chains.get(id).and_then(|chain| chain.last()) else {
                        return answer;
                    };
                    answer.push(last.clone());
                    answer.last_mut().unwrap_or_else(|| unreachable!("just pushed"))
                }
            };
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            self.touched = true;
            let _ = from;
        }
        answer
    }

    pub fn control(&mut self, session: &Session, from: u64, mut answer: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        if self.lie == Lie::Stale && session.device == self.victim {
            let keep = self.since.saturating_sub(from) as usize;
            self.touched |= answer.len() > keep;
            answer.truncate(keep);
        }
        answer
    }

    pub fn receipt(
        &mut self,
        server: &mut Server,
        session: &Session,
        stream: &StreamId,
        frames: &[u8],
        answer: Vec<u8>,
    ) -> Vec<u8> {
        if session.device != self.victim {
            return answer;
        }
        match self.lie {
            Lie::NoReceipt => {
                self.touched = true;
                Vec::new()
            }
            Lie::Drop => {
                let count = count(frames);
                let all = server.streams.entry(*stream).or_default();
                // Only what was just taken is thrown away.
                let keep = all.len().saturating_sub(count);
                self.touched |= keep < all.len();
                all.truncate(keep);
                answer
            }
            _ => answer,
        }
    }

    pub fn pull(
        &mut self,
        server: &mut Server,
        session: &Session,
        look: &[u8],
    ) -> Result<(Vec<PulledStream>, bool), Fault> {
        if session.device != self.victim {
            return server.pull(session, look);
        }
        if self.lie == Lie::Withhold {
            return self.withhold(server, session, look);
        }
        let (mut items, mut more) = server.pull(session, look)?;
        match self.lie {
            Lie::Fork | Lie::RollBack | Lie::OldWorld => more = self.old(server, look, &mut items),
            Lie::Delete | Lie::Swap | Lie::Edit | Lie::Replay => {
                for item in &mut items {
                    self.spoil(item);
                }
            }
            Lie::Hollow => items.iter_mut().for_each(|item| self.hollow(server, item)),
            Lie::Keep => items.iter_mut().for_each(|item| self.deleted(server, item)),
            Lie::Equivocate | Lie::Other => {
                for item in &mut items {
                    let Ok(mut head) = SignedHead::read(&item.head, &henro_sync::Signer::public(&server.key))
                    else {
                        continue;
                    };
                    self.touched = true;
                    if self.lie == Lie::Other {
                        item.head = head.sign(&self.other);
                    } else {
                        head.head.0[0] ^= 1;
                        head.place = item.first - 1 + count(&item.frames) as u64;
                        item.head = head.sign(&server.key);
                    }
                }
            }
            _ => {}
        }
        Ok((items, more))
    }

    /// The last frame of somebody else's is in no segment, and is said to be.
    fn hollow(&mut self, server: &Server, item: &mut PulledStream) {
        let theirs = |device: u32| {
            let devices = server.control.iter().flat_map(|control| &control.devices);
            { devices }.any(|(number, of)| *number == device && of.key != self.victim)
        };
        let mut row = row(&item.frames);
        let place = (item.first..).zip(&row).filter(|(_, bytes)| Frame::read(bytes).is_ok());
        let held = |place: u64| &server.streams[&item.stream][place as usize - 1];
        let last = place.map(|(place, _)| place).filter(|place| theirs(held(*place).device)).last();
        if let Some(place) = last {
            row[(place - item.first) as usize] = gap(held(place).device, &held(place).hash).to_vec();
            self.touched = true;
        }
        item.frames = row.concat();
    }

    /// A signed answer about what is left goes to somebody.
    pub fn says_erased(&mut self, server: &Server, session: &Session, answer: &[u8]) {
        if session.device == self.victim
            && let Ok(told) = Erased::read(answer, &server.key.public())
        {
            let left = told.left.iter().map(|left| left.device).collect();
            self.erased.insert(told.stream, (told.epoch, left));
        }
    }

    /// What was deleted, in the place of what is held.
    fn deleted(&mut self, server: &Server, item: &mut PulledStream) {
        let signed = self.erased.get(&item.stream);
        // Half of them are honest on the first page, and after it keep only what they signed to be gone.
        let sly = self.since % 2 == 1 && signed.is_some();
        if sly && item.first == 1 {
            return;
        }
        let mut row = row(&item.frames);
        for (place, bytes) in (item.first..).zip(&mut row) {
            let Some(old) = server.deleted.get(&(item.stream, place)) else { continue };
            let author = server.streams[&item.stream][place as usize - 1].device;
            let lies = signed.is_some_and(|(epoch, left)| {
                epoch_of(old).is_ok_and(|(of, _)| of < *epoch) && !left.contains(&author)
            });
            if !sly || lies {
                bytes.clone_from(old);
                self.touched |= lies;
            }
        }
        item.frames = row.concat();
    }

    /// The world as it was: nothing after the places of then. Answers whether of that there is more.
    fn old(&mut self, server: &Server, look: &[u8], items: &mut Vec<PulledStream>) -> bool {
        let Ok(look) = Look::read(look) else { return false };
        for item in items.iter_mut() {
            let upto = self.places.get(&item.stream).copied().unwrap_or(0);
            let keep = (upto + 1).saturating_sub(item.first) as usize;
            let kept = row(&item.frames).iter().take(keep).map(Vec::len).sum();
            item.frames.truncate(kept);
            item.head = server.head(&item.stream, upto.min(server.place(&item.stream)));
        }
        items.retain(|item| !item.frames.is_empty());
        let mut more = false;
        for (stream, after) in &look.streams {
            let read = items.iter().find(|item| item.stream == *stream);
            let end = read.map_or(*after, |item| item.first - 1 + count(&item.frames) as u64);
            let upto = self.places.get(stream).copied().unwrap_or(0);
            more |= end < upto.min(server.place(stream));
            // The reader takes this for the end, and it is none.
            self.touched |= end >= upto && end < server.place(stream);
        }
        if self.lie == Lie::RollBack {
            // It says it never held as much as it handed out.
            for (stream, after) in look.streams.iter().filter(|(_, after)| *after > 0) {
                items.retain(|item| item.stream != *stream);
                let head = server.head(stream, after - 1);
                items.push(PulledStream { stream: *stream, first: *after, head, frames: Vec::new() });
                self.touched = true;
            }
        }
        more
    }

    /// A stream without one author, with heads that fit.
    fn withhold(
        &mut self,
        server: &mut Server,
        session: &Session,
        look: &[u8],
    ) -> Result<(Vec<PulledStream>, bool), Fault> {
        // Asked for the rights and for the line in the log only.
        server.pull(session, look)?;
        let Ok(look) = Look::read(look) else { return Ok((Vec::new(), false)) };
        let mut items = Vec::new();
        for (stream, after) in &look.streams {
            let began = self.places.get(stream).copied().unwrap_or(0);
            let all = server.streams.get(stream).map_or(&[][..], Vec::as_slice);
            let shown =
                |(place, held): &(u64, &crate::server::Held)| *place <= began || held.device != self.author;
            let (mut head, mut frames, mut place) = (Hash::ZERO, Vec::new(), 0);
            for (_, held) in (1..).zip(all).filter(shown) {
                place += 1;
                head = running_head(&head, &held.hash);
                if place > *after {
                    frames.extend_from_slice(&held.item());
                }
            }
            self.touched |= place < all.len() as u64;
            if frames.is_empty() {
                continue;
            }
            let head = SignedHead { stream: *stream, place, head, at: server.now }.sign(&server.key);
            items.push(PulledStream { stream: *stream, first: after + 1, head, frames });
        }
        Ok((items, false))
    }

    fn spoil(&mut self, item: &mut PulledStream) {
        let mut row = row(&item.frames);
        match self.lie {
            Lie::Delete if !row.is_empty() => {
                row.remove(0);
            }
            Lie::Swap if row.len() > 1 => row.swap(0, 1),
            Lie::Edit => {
                let Some(frame) = row.last_mut() else { return };
                let at = frame.len() / 2;
                frame[at] ^= 4;
            }
            Lie::Replay if !row.is_empty() => row.push(row[0].clone()),
            _ => return,
        }
        item.frames = row.concat();
        self.touched = true;
    }

    pub fn access(
        &mut self,
        server: &mut Server,
        session: &Session,
        from: u64,
    ) -> Result<Vec<Vec<u8>>, Fault> {
        match self.lie {
            Lie::Invent if !self.touched => {
                // All it can sign again is a look that was taken once.
                let taken = server.log.last().and_then(|line| henro_sync::AccessEntry::read(line).ok());
                if let Some(mut entry) = taken {
                    entry.n = server.log_head.len;
                    entry.prev = server.log_head.head;
                    entry.at = server.now;
                    server.log_line(&entry);
                }
                let lines = server.access(session, from)?;
                self.touched |= !lines.is_empty();
                Ok(lines)
            }
            Lie::HideLook if session.device == self.victim => {
                let mut lines = server.access(session, from)?;
                let keep = self.since.saturating_sub(from) as usize;
                self.touched |= lines.len() > keep;
                lines.truncate(keep);
                Ok(lines)
            }
            _ => server.access(session, from),
        }
    }

    pub fn beats(&mut self, server: &Server, session: &Session, answer: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        if self.lie != Lie::Beats || session.device != self.victim {
            return answer;
        }
        let Some(first) = &self.beats else {
            self.beats = Some(answer.clone());
            return answer;
        };
        let devices = server.control.iter().flat_map(|control| &control.devices);
        let own =
            devices.filter(|(_, device)| device.key == self.victim).map(|(number, _)| number).next_back();
        let own = own.and_then(|own| server.beats.get(own));
        if self.since.is_multiple_of(2) {
            // The victim knows what it told itself; how long others say nothing, nobody knows.
            self.touched |= own.is_some_and(|own| !first.contains(own));
            first.clone()
        } else {
            self.touched |= first.iter().any(|beat| still_there(server, beat, &self.victim));
            own.cloned().into_iter().collect()
        }
    }
}

/// A heartbeat of a device other than the victim that is in use, of somebody with a role.
fn still_there(server: &Server, beat: &[u8], victim: &DeviceKey) -> bool {
    let of = Heartbeat::read(beat).ok().zip(server.control.as_ref());
    let device = of.and_then(|(beat, control)| control.devices.get(&beat.device));
    device
        .filter(|of| of.key != *victim)
        .is_some_and(|of| server.beats(&Session { identity: of.identity, device: of.key }).is_ok())
}

fn count(frames: &[u8]) -> usize {
    row(frames).len()
}

/// Frames, gaps and segments, each by itself.
fn row(items: &[u8]) -> Vec<Vec<u8>> {
    let (mut rest, mut row) = (items, Vec::new());
    loop {
        let from = items.len() - rest.len();
        if Item::take(&mut rest).is_err() {
            return row;
        }
        row.push(items[from..items.len() - rest.len()].to_vec());
    }
}
