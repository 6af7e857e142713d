//! The [`Store`] of a device, with what can go wrong: the power goes at any call, before or after it was kept; the disk is full.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use henro_seal::{Key, StreamKey};
use henro_sync::{Frame, Hash, Op, RecordId, StreamId, clock};
use henro_sync_client::{AuthorMark, Chain, Fault, OwnFrame, Page, Receipt, Store, StreamMark, Unsealed};

use crate::dice::Dice;
use crate::disk::{CLINICAL, Disk, Kept, serial};

/// Salts and what was sealed under each.
pub type Salts = Rc<RefCell<BTreeMap<[u8; 24], Vec<i64>>>>;

/// A disk and what is going to happen to it.
pub struct MemStore {
    pub disk: Disk,
    /// Writes until the power goes.
    pub fuse: Option<u32>,
    /// Writes until the disk is full.
    pub room: Option<u32>,
    /// The power is gone.
    pub dead: bool,
    /// Time by which far-off changes are held back.
    pub now: u64,
    pub dice: Dice,
    /// Every salt ever drawn in the whole world, with the serials sealed under it.
    pub salts: Salts,
    /// The clinical half is closed: its streams are not named.
    pub closed: bool,
    /// What the store itself saw go wrong.
    pub broken: Option<&'static str>,
}

impl MemStore {
    fn write(&mut self, change: impl FnOnce(&mut Disk)) -> Result<(), Fault> {
        if self.dead {
            return Err(DEAD);
        }
        if let Some(room) = &mut self.room {
            *room = room.saturating_sub(1);
            if *room == 0 {
                return Err(Fault::Store("full"));
            }
        }
        if let Some(fuse) = &mut self.fuse {
            *fuse = fuse.saturating_sub(1);
            if *fuse == 0 {
                self.dead = true;
                if self.dice.chance(500) {
                    change(&mut self.disk);
                }
                return Err(DEAD);
            }
        }
        change(&mut self.disk);
        Ok(())
    }

    /// Writes own changes as the app does. Their stamps are made here.
    pub fn edit(&mut self, section: u8, ops: Vec<Op>, now: u64) -> Result<Vec<Op>, Fault> {
        let mut newest = self.disk.newest;
        let ops: Vec<Op> = ops
            .into_iter()
            .map(|op| {
                newest = clock::next(newest, now as i64);
                Op { hlc: newest, ..op }
            })
            .collect();
        let kept = ops.clone();
        self.write(|disk| {
            let seen = vec![disk.others(section); kept.len()];
            disk.seen.entry(section).or_default().extend(seen);
            disk.own.entry(section).or_default().extend(kept);
            disk.newest = newest;
        })?;
        Ok(ops)
    }

    /// Takes over own changes of before, with their stamps and with what was seen when they were written.
    pub fn carry(&mut self, section: u8, ops: Vec<(Op, BTreeMap<u32, u64>)>) -> Result<(), Fault> {
        self.write(|disk| {
            for (op, seen) in ops {
                disk.newest = disk.newest.max(op.hlc);
                disk.own.entry(section).or_default().push(op);
                disk.seen.entry(section).or_default().push(seen);
            }
        })
    }
}

const DEAD: Fault = Fault::Store("power");

impl Store for MemStore {
    fn record(&self) -> RecordId {
        self.disk.record
    }

    fn number(&self) -> Result<Option<u32>, Fault> {
        Ok(self.disk.number)
    }

    fn set_number(&mut self, number: u32) -> Result<(), Fault> {
        self.write(|disk| disk.number = Some(number))
    }

    fn chain(&self, chain: Chain) -> Result<Vec<Vec<u8>>, Fault> {
        Ok(self.disk.chains.get(&chain).cloned().unwrap_or_default())
    }

    fn extend(&mut self, chain: Chain, from: u64, entries: &[Vec<u8>]) -> Result<(), Fault> {
        if self.disk.chains.get(&chain).map_or(0, Vec::len) as u64 != from {
            self.broken = Some("a chain was extended elsewhere than at its end");
        }
        let entries = entries.to_vec();
        self.write(|disk| disk.chains.entry(chain).or_default().extend(entries))
    }

    fn streams(&self) -> Result<Vec<StreamMark>, Fault> {
        let mark = |(stream, (section, place, head)): (&StreamId, &(u8, u64, Hash))| StreamMark {
            stream: *stream,
            section: *section,
            place: *place,
            head: *head,
        };
        let open = self.disk.marks.iter().filter(|(_, (section, ..))| !self.closed || *section != CLINICAL);
        Ok(open.map(mark).collect())
    }

    fn authors(&self, stream: &StreamId) -> Result<BTreeMap<u32, AuthorMark>, Fault> {
        let of = self.disk.authors.range((*stream, 0)..=(*stream, u32::MAX));
        Ok(of.map(|((_, device), mark)| (*device, *mark)).collect())
    }

    fn keys(&self, stream: &StreamId) -> Result<BTreeMap<u32, Key>, Fault> {
        let of = self.disk.keys.range((*stream, 0)..=(*stream, u32::MAX));
        Ok(of.map(|((_, epoch), key)| (*epoch, key.clone())).collect())
    }

    fn add_keys(&mut self, keys: &[StreamKey]) -> Result<(), Fault> {
        let keys = keys.to_vec();
        self.write(|disk| {
            for key in keys {
                disk.marks.entry(key.stream).or_insert((key.section, 0, Hash::ZERO));
                disk.keys.entry((key.stream, key.epoch)).or_insert(key.key);
            }
        })
    }

    fn lay_in(&mut self, page: &Page) -> Result<u64, Fault> {
        let (now, page, mut new) = (self.now, page.clone(), 0);
        let mark = self.disk.marks.get(&page.stream).map_or(0, |mark| mark.1);
        if page.frames.first().is_some_and(|frame| frame.place > mark + 1) {
            self.broken = Some("a page was laid in elsewhere than at the mark");
        }
        self.write(|disk| {
            for frame in page.frames {
                let known = disk.marks.get(&page.stream).is_some_and(|mark| frame.place <= mark.1);
                if !known {
                    disk.authors
                        .insert((page.stream, frame.device), AuthorMark { seq: frame.seq, hash: frame.hash });
                    disk.heads.insert((page.stream, frame.place), frame.head);
                    disk.marks.insert(page.stream, (page.section, frame.place, frame.head));
                }
                let Some(batch) = frame.batch else { continue };
                if disk.received.contains_key(&(page.stream, frame.device, frame.seq)) {
                    continue;
                }
                for op in &batch.ops {
                    disk.newest = clock::observe(disk.newest, op.hlc, now as i64).unwrap_or(disk.newest);
                }
                new += batch.ops.len() as u64;
                disk.received.insert((page.stream, frame.device, frame.seq), batch);
            }
        })?;
        Ok(new)
    }

    fn passed_over(&self, stream: &StreamId) -> Result<u64, Fault> {
        Ok(self.disk.passed.get(stream).copied().unwrap_or(0))
    }

    fn set_passed_over(&mut self, stream: &StreamId, from: u64) -> Result<(), Fault> {
        let stream = *stream;
        self.write(|disk| {
            disk.passed.insert(stream, from);
        })
    }

    fn unsealed(&self, section: u8, max: usize) -> Result<Unsealed, Fault> {
        let from = self.disk.sealed.get(&section).copied().unwrap_or(0);
        let own = self.disk.own.get(&section).map_or(&[][..], Vec::as_slice);
        let seen = self.disk.seen.get(&section).and_then(|seen| seen.get(from..)).unwrap_or_default();
        let alike = seen.iter().take_while(|one| Some(*one) == seen.first()).count();
        let upto = own.len().min(from + max.min(alike));
        let frontier = seen.first().into_iter().flatten().map(|(device, seq)| (*device, *seq)).collect();
        Ok(Unsealed { ops: own[from..upto].to_vec(), upto: upto as u64, frontier })
    }

    fn add_frame(&mut self, frame: &OwnFrame, upto: u64) -> Result<(), Fault> {
        let Ok(read) = Frame::read(&frame.bytes) else {
            self.broken = Some("an own frame does not read back");
            return Ok(());
        };
        let section = self.disk.section(&frame.stream).unwrap_or(0);
        let from = self.disk.sealed.get(&section).copied().unwrap_or(0);
        let ops =
            self.disk.own.get(&section).and_then(|own| own.get(from..upto as usize)).unwrap_or_default();
        let serials = ops.iter().filter_map(serial).collect();
        if self.salts.borrow_mut().insert(read.head.salt, serials).is_some() {
            self.broken = Some("a salt was used twice");
        }
        let frame = frame.clone();
        self.write(|disk| {
            let section = disk.section(&frame.stream).unwrap_or(0);
            let seen = disk.seen.get(&section).and_then(|seen| seen.get(from));
            let frontier = seen.cloned().unwrap_or_default();
            disk.sealed.insert(section, upto as usize);
            let kept = Kept { upto: upto as usize, frontier, frame };
            disk.frames.entry(kept.frame.stream).or_default().push(kept);
        })
    }

    fn own_frames(&self, stream: &StreamId, after: u64, bytes: usize) -> Result<Vec<OwnFrame>, Fault> {
        let all = self.disk.frames.get(stream).map_or(&[][..], Vec::as_slice);
        let mut taken = 0;
        let after = all.iter().filter(|kept| kept.frame.seq > after);
        let fitting = after.take_while(|kept| {
            let fits = taken == 0 || taken + kept.frame.bytes.len() <= bytes;
            taken += kept.frame.bytes.len();
            fits
        });
        Ok(fitting.map(|kept| kept.frame.clone()).collect())
    }

    fn own_end(&self, stream: &StreamId) -> Result<Option<AuthorMark>, Fault> {
        let last = self.disk.frames.get(stream).and_then(|frames| frames.last());
        Ok(last.map(|kept| AuthorMark { seq: kept.frame.seq, hash: kept.frame.hash }))
    }

    fn sent(&self, stream: &StreamId) -> Result<u64, Fault> {
        Ok(self.disk.sent.get(stream).copied().unwrap_or(0))
    }

    fn set_sent(&mut self, stream: &StreamId, seq: u64) -> Result<(), Fault> {
        let stream = *stream;
        self.write(|disk| {
            disk.sent.insert(stream, seq);
        })
    }

    fn packed(&self, stream: &StreamId) -> Result<Option<Vec<u64>>, Fault> {
        Ok(Some(self.disk.packed.get(stream).cloned().unwrap_or_default()))
    }

    fn set_packed(&mut self, stream: &StreamId, ends: &[u64]) -> Result<(), Fault> {
        let (stream, ends) = (*stream, ends.to_vec());
        self.write(|disk| {
            disk.packed.insert(stream, ends);
        })
    }

    fn beats_known(&self) -> Result<BTreeMap<u32, u64>, Fault> {
        Ok(self.disk.beats.clone())
    }

    fn keep_beats_known(&mut self, beats: &BTreeMap<u32, u64>) -> Result<(), Fault> {
        let beats = beats.clone();
        self.write(|disk| disk.beats = beats)
    }

    fn erased(&self, stream: &StreamId) -> Result<Option<Receipt>, Fault> {
        Ok(self.disk.erased.get(stream).cloned())
    }

    fn keep_erased(&mut self, stream: &StreamId, receipt: &Receipt) -> Result<(), Fault> {
        let (stream, receipt) = (*stream, receipt.clone());
        self.write(|disk| {
            disk.erased.insert(stream, receipt);
        })
    }

    fn take_back(&mut self, stream: &StreamId, after: u64) -> Result<(), Fault> {
        let stream = *stream;
        self.write(|disk| {
            let section = disk.section(&stream).unwrap_or(0);
            let frames = disk.frames.entry(stream).or_default();
            frames.retain(|kept| kept.frame.seq <= after);
            let upto = frames.last().map_or(0, |kept| kept.upto);
            disk.sealed.insert(section, upto);
        })
    }

    fn restamp(&mut self, now: u64) -> Result<(), Fault> {
        let published = self.disk.published(now);
        self.write(|disk| {
            let mut newest = published;
            for (section, own) in &mut disk.own {
                let sealed = disk.sealed.get(section).copied().unwrap_or(0);
                let mut stamps: Vec<u64> = own[sealed..].iter().map(|op| op.hlc).collect();
                clock::restamp(published, &mut stamps, now as i64);
                own[sealed..].iter_mut().zip(stamps).for_each(|(op, stamp)| op.hlc = stamp);
                newest = own.iter().map(|op| op.hlc).max().unwrap_or(0).max(newest);
            }
            disk.newest = newest;
        })
    }

    fn head_at(&self, stream: &StreamId, place: u64) -> Result<Option<Hash>, Fault> {
        Ok(self.disk.heads.get(&(*stream, place)).copied())
    }

    fn log(&self) -> Result<Vec<Vec<u8>>, Fault> {
        Ok(self.disk.log.clone())
    }

    fn extend_log(&mut self, from: u64, lines: &[Vec<u8>]) -> Result<(), Fault> {
        if self.disk.log.len() as u64 != from {
            self.broken = Some("the log was extended elsewhere than at its end");
        }
        let lines = lines.to_vec();
        self.write(|disk| disk.log.extend(lines))
    }
}
