//! The file of a record as the loop sees it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use henro_domain::{Section, Stamp};
use henro_seal::{Key, Sensitive, StreamKey};
use henro_sync::{Hash, RecordId, StreamId};
use henro_sync_client::{
    AuthorMark, Chain, Fault, Held, LooseFrame, LooseStore, OwnFrame, Page, Receipt, Store, StreamMark,
    Unsealed,
};
use henro_vault::{ChainKind, Incoming, NewFrame};

use super::deep;
use super::reach::Reach;
use super::refill::LOG_FROM;
use super::sections::{fact, number_of, section_of};
use crate::random;

/// A record on disk: our own, or one that somebody lets us see.
pub(super) struct RecordStore {
    pub(super) reach: Reach,
    pub(super) record: RecordId,
    /// It is somebody else's.
    pub(super) shared: bool,
    /// It was ours before: what this device wrote then lies in another file, and here it only reads.
    pub(super) former: bool,
    pub(super) now_ms: i64,
    /// Streams that lie in the clinical file, as far as they were named here.
    pub(super) clinical: RefCell<BTreeSet<StreamId>>,
}

impl RecordStore {
    fn daily<T>(
        &self,
        work: impl FnOnce(&mut henro_vault::Daily) -> Result<T, henro_vault::Error>,
    ) -> Result<T, Fault> {
        self.reach.daily(self.file(), work)
    }

    /// Runs work on the file a stream lies in. Every other thing that is kept of a record lies in the daily one.
    pub(super) fn log_of<T>(
        &self,
        stream: &StreamId,
        work: impl FnOnce(&mut henro_vault::Daily) -> Result<T, henro_vault::Error>,
    ) -> Result<T, Fault> {
        match self.clinical.borrow().contains(stream) {
            true => self.reach.clinical(self.file(), work),
            false => self.daily(work),
        }
    }

    /// What was known of heartbeats goes with a server.
    pub(super) fn forget_beats_known(&self) -> Result<(), Fault> {
        self.daily(|daily| daily.drop_sync_fact(BEATS))
    }

    /// The same by section.
    fn log_with<T>(
        &self,
        section: Section,
        work: impl FnOnce(&mut henro_vault::Daily) -> Result<T, henro_vault::Error>,
    ) -> Result<T, Fault> {
        match section.is_clinical() {
            true => self.reach.clinical(self.file(), work),
            false => self.daily(work),
        }
    }

    /// Keeps in the daily file which stream a clinical section is: see [`Reach::sections`].
    fn note_section(&self, number: u8, stream: &StreamId) -> Result<(), Fault> {
        let name = fact(number);
        self.daily(|daily| match daily.sync_fact(&name)?.as_deref() == Some(&stream.0[..]) {
            true => Ok(()),
            false => daily.put_sync_fact(&name, &stream.0),
        })
    }

    /// Frames of one stream, laid in where it lies.
    fn lay(
        &self,
        stream: &StreamId,
        lay_in: impl FnOnce(&mut henro_vault::Daily, i64) -> Result<henro_vault::Laid, henro_vault::Error>,
    ) -> Result<u64, Fault> {
        let now_ms = self.now_ms;
        let (laid, number) = self.log_of(stream, |log| Ok((lay_in(log, now_ms)?, log.device_number())))?;
        // A clinical half that waits for its number meets what it sent under the one before.
        let follows = number.is_none() && self.clinical.borrow().contains(stream);
        if laid.behind && !follows { Err(Fault::Twin) } else { Ok(laid.changes) }
    }

    /// Its file, as [`Reach::daily`] takes it.
    pub(super) fn file(&self) -> Option<RecordId> {
        self.shared.then_some(self.record)
    }

    /// Lines of the log that an earlier server signed: the person still has them, this server's begin after them.
    fn log_from(&self) -> Result<u64, Fault> {
        let found = self.daily(|daily| daily.sync_fact(LOG_FROM))?;
        let text = found.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    fn chain_of(&self, chain: Chain) -> (ChainKind, Vec<u8>) {
        match chain {
            Chain::Control => (ChainKind::Control, self.record.0.to_vec()),
            Chain::Identity(id) => (ChainKind::Identity, id.0.to_vec()),
        }
    }
}

impl Store for RecordStore {
    fn record(&self) -> RecordId {
        self.record
    }

    fn number(&self) -> Result<Option<u32>, Fault> {
        if self.former {
            return Ok(None);
        }
        self.daily(|daily| Ok(daily.device_number()))
    }

    fn set_number(&mut self, number: u32) -> Result<(), Fault> {
        if self.former {
            return Ok(());
        }
        self.daily(|daily| daily.take_number(number).map(drop))
    }

    fn chain(&self, chain: Chain) -> Result<Vec<Vec<u8>>, Fault> {
        let (kind, id) = self.chain_of(chain);
        self.daily(|daily| daily.chain(kind, &id))
    }

    fn extend(&mut self, chain: Chain, from: u64, entries: &[Vec<u8>]) -> Result<(), Fault> {
        if entries.is_empty() {
            return Ok(());
        }
        let (kind, id) = self.chain_of(chain);
        self.daily(|daily| daily.append_chain(kind, &id, from, entries))
    }

    fn streams(&self) -> Result<Vec<StreamMark>, Fault> {
        let mut streams = self.daily(|daily| daily.streams())?;
        if self.reach.clinical_is_open() {
            let clinical = self.reach.clinical(self.file(), |log| log.streams())?;
            self.clinical.borrow_mut().extend(clinical.iter().map(|stream| stream.id));
            streams.extend(clinical);
        }
        let mark = |stream: &henro_vault::Stream| StreamMark {
            stream: stream.id,
            section: number_of(stream.section),
            place: stream.place,
            head: stream.head,
        };
        Ok(streams.iter().map(mark).collect())
    }

    fn authors(&self, stream: &StreamId) -> Result<BTreeMap<u32, AuthorMark>, Fault> {
        self.log_of(stream, |daily| {
            let mut marks = BTreeMap::new();
            // Also of those whose frames were passed over: the next one follows them.
            for device in daily.frame_devices(stream)? {
                if let Some((seq, hash)) = daily.newest_placed(stream, device)? {
                    marks.insert(device, AuthorMark { seq, hash });
                }
            }
            Ok(marks)
        })
    }

    fn keys(&self, stream: &StreamId) -> Result<BTreeMap<u32, Key>, Fault> {
        let keys = self.log_of(stream, |log| log.epoch_keys(stream))?;
        let keep = |(epoch, key): (u32, Sensitive<[u8; 32]>)| (epoch, Key::from_bytes(*key.expose()));
        Ok(keys.into_iter().map(keep).collect())
    }

    fn add_keys(&mut self, keys: &[StreamKey]) -> Result<(), Fault> {
        for key in keys {
            let Some(section) = section_of(key.section) else { continue };
            let kept = self.log_with(section, |log| {
                let known = log.streams()?;
                if known.iter().any(|stream| stream.section == section && stream.id != key.stream) {
                    // A section has one stream. Who says another one is it says nothing.
                    return Ok(false);
                }
                if !known.iter().any(|stream| stream.id == key.stream) {
                    log.add_stream(&key.stream, section, 0, &Hash::ZERO)?;
                }
                if log.epoch_key(&key.stream, key.epoch)?.is_none() {
                    log.put_epoch_key(&key.stream, key.epoch, &Sensitive::new(*key.key.expose()))?;
                }
                Ok(true)
            })?;
            if kept && section.is_clinical() {
                self.clinical.borrow_mut().insert(key.stream);
                self.note_section(key.section, &key.stream)?;
            }
        }
        Ok(())
    }

    fn lay_in(&mut self, page: &Page) -> Result<u64, Fault> {
        let frames: Vec<Incoming> = page
            .frames
            .iter()
            .map(|frame| Incoming {
                bytes: &frame.bytes,
                hash: frame.hash,
                place: Some(frame.place),
                batch: frame.batch.as_ref(),
                guest: frame.guest.as_ref(),
            })
            .collect();
        // After a power cut the server has it still.
        self.lay(&page.stream, |log, now_ms| log.without_waiting(|log| log.lay_in(&frames, now_ms)))
    }

    fn passed_over(&self, stream: &StreamId) -> Result<u64, Fault> {
        let found = self.daily(|daily| daily.sync_fact(&passed_name(stream)))?;
        Ok(found.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes))
    }

    fn set_passed_over(&mut self, stream: &StreamId, from: u64) -> Result<(), Fault> {
        self.daily(|daily| daily.put_sync_fact(&passed_name(stream), &from.to_be_bytes()))
    }

    fn unsealed(&self, section: u8, max: usize) -> Result<Unsealed, Fault> {
        let Some(section) = section_of(section) else { return Ok(Unsealed::default()) };
        let own = self.number()?;
        // A clinical half that has not got its number yet sends nothing under that of before.
        let found = self.log_with(section, |log| match log.device_number() == own {
            true => log.unsealed(section, max),
            false => Ok(henro_vault::Unsealed::default()),
        })?;
        Ok(Unsealed { ops: found.ops, upto: found.upto as u64, frontier: found.frontier })
    }

    fn add_frame(&mut self, frame: &OwnFrame, upto: u64) -> Result<(), Fault> {
        self.log_of(&frame.stream, |log| {
            log.store_frame(&NewFrame { bytes: &frame.bytes, hash: frame.hash, upto: upto as i64 })
        })
    }

    fn own_frames(&self, stream: &StreamId, after: u64, bytes: usize) -> Result<Vec<OwnFrame>, Fault> {
        let frames = self.log_of(stream, |daily| match daily.device_number() {
            Some(number) => daily.own_frames(stream, number, after + 1, bytes),
            None => Ok(Vec::new()),
        })?;
        let own = |frame: henro_vault::StoredFrame| {
            let head = henro_sync::Frame::read(&frame.bytes).map_err(|_| Fault::Damaged("own frame"))?.head;
            Ok(OwnFrame {
                stream: frame.stream,
                seq: frame.seq,
                epoch: head.epoch,
                hash: frame.hash,
                bytes: frame.bytes,
            })
        };
        frames.into_iter().map(own).collect()
    }

    fn own_end(&self, stream: &StreamId) -> Result<Option<AuthorMark>, Fault> {
        let end = self.log_of(stream, |daily| match daily.device_number() {
            Some(number) => daily.newest_frame(stream, number),
            None => Ok(None),
        })?;
        Ok(end.map(|(seq, hash)| AuthorMark { seq, hash }))
    }

    fn sent(&self, stream: &StreamId) -> Result<u64, Fault> {
        self.log_of(stream, |log| log.sent(stream))
    }

    fn set_sent(&mut self, stream: &StreamId, seq: u64) -> Result<(), Fault> {
        // A receipt that got lost is found again: the server tells what it holds.
        self.log_of(stream, |log| log.without_waiting(|log| log.set_sent(stream, seq)))
    }

    fn packed(&self, stream: &StreamId) -> Result<Option<Vec<u64>>, Fault> {
        let found = self.daily(|daily| daily.sync_fact(&packed_name(stream)))?.unwrap_or_default();
        Ok(Some(
            found.chunks_exact(8).filter_map(|end| end.try_into().ok()).map(u64::from_be_bytes).collect(),
        ))
    }

    fn set_packed(&mut self, stream: &StreamId, ends: &[u64]) -> Result<(), Fault> {
        let bytes: Vec<u8> = ends.iter().flat_map(|end| end.to_be_bytes()).collect();
        self.daily(|daily| daily.put_sync_fact(&packed_name(stream), &bytes))
    }

    fn erased(&self, stream: &StreamId) -> Result<Option<Receipt>, Fault> {
        let found = self.daily(|daily| daily.sync_fact(&erased_name(stream)))?;
        Ok(found.and_then(|bytes| deep::from_bytes(&bytes)))
    }

    fn keep_erased(&mut self, stream: &StreamId, receipt: &Receipt) -> Result<(), Fault> {
        self.daily(|daily| daily.put_sync_fact(&erased_name(stream), &deep::to_bytes(receipt)))?;
        // The screens show how far it has come.
        self.reach.line.arrive();
        Ok(())
    }

    fn beats_known(&self) -> Result<BTreeMap<u32, u64>, Fault> {
        let found = self.daily(|daily| daily.sync_fact(BEATS))?;
        Ok(found.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
    }

    fn keep_beats_known(&mut self, beats: &BTreeMap<u32, u64>) -> Result<(), Fault> {
        let text = serde_json::to_vec(beats).map_err(|_| Fault::Damaged("heartbeats"))?;
        self.daily(|daily| daily.put_sync_fact(BEATS, &text))
    }

    fn take_back(&mut self, stream: &StreamId, after: u64) -> Result<(), Fault> {
        self.log_of(stream, |log| log.withdraw_frames(stream, after + 1).map(drop))
    }

    fn restamp(&mut self, now: u64) -> Result<(), Fault> {
        let stamp = Stamp { utc_ms: now as i64, ..self.reach.config.now() };
        if self.reach.clinical_is_open() {
            self.reach.clinical(self.file(), |log| log.restamp(stamp.utc_ms).map(drop))?;
        }
        let of_ward = self.shared.then(|| {
            self.reach.ward_vault(&self.record, |vault| vault.restamp(&random::system, stamp).map(drop))
        });
        match of_ward {
            Some(Ok(done)) => done,
            Some(Err(_)) => {
                self.reach.open(|open| open.vault().restamp_shared(&self.record, stamp.utc_ms).map(drop))
            }
            None => self.reach.open(|open| open.vault().restamp(&random::system, stamp).map(drop)),
        }
    }

    fn head_at(&self, stream: &StreamId, place: u64) -> Result<Option<Hash>, Fault> {
        self.log_of(stream, |log| log.head_at(stream, place))
    }

    fn log(&self) -> Result<Vec<Vec<u8>>, Fault> {
        let from = self.log_from()?;
        self.daily(|daily| daily.access(from))
    }

    fn extend_log(&mut self, from: u64, lines: &[Vec<u8>]) -> Result<(), Fault> {
        if lines.is_empty() {
            return Ok(());
        }
        let from = from + self.log_from()?;
        self.daily(|daily| daily.append_access(from, lines))
    }
}

impl LooseStore for RecordStore {
    fn placed_after(&self, stream: &StreamId, place: u64, bytes: usize) -> Result<Vec<Vec<u8>>, Fault> {
        let frames = self.log_of(stream, |log| log.placed_frames(stream, place, bytes))?;
        Ok(frames.into_iter().map(|frame| frame.bytes).collect())
    }

    fn loose(&self, stream: &StreamId) -> Result<Vec<Vec<u8>>, Fault> {
        let frames = self.log_of(stream, |log| log.loose_frames(stream))?;
        Ok(frames.into_iter().map(|frame| frame.bytes).collect())
    }

    fn held(&self, stream: &StreamId, device: u32, seq: u64) -> Result<Option<Held>, Fault> {
        let found = self.log_of(stream, |log| log.frame_hash(stream, device, seq))?;
        Ok(found.map(|(hash, placed)| Held { hash, placed }))
    }

    fn lay_loose(&mut self, stream: &StreamId, frames: &[LooseFrame]) -> Result<u64, Fault> {
        let frames: Vec<Incoming> = frames
            .iter()
            .map(|frame| Incoming {
                bytes: &frame.bytes,
                hash: frame.hash,
                place: None,
                batch: frame.batch.as_ref(),
                guest: frame.guest.as_ref(),
            })
            .collect();
        self.lay(stream, |log, now_ms| log.lay_in(&frames, now_ms))
    }

    fn parcelled(&self, stream: &StreamId) -> Result<u64, Fault> {
        let found = self.daily(|daily| daily.sync_fact(&parcelled(stream)))?;
        let text = found.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    fn set_parcelled(&mut self, stream: &StreamId, seq: u64) -> Result<(), Fault> {
        self.daily(|daily| daily.put_sync_fact(&parcelled(stream), seq.to_string().as_bytes()))
    }

    fn plain(&mut self) -> &mut dyn Store {
        self
    }
}

fn parcelled(stream: &StreamId) -> String {
    format!("parcelled {stream}")
}

fn packed_name(stream: &StreamId) -> String {
    format!("packed {stream}")
}

fn passed_name(stream: &StreamId) -> String {
    format!("passed over {stream}")
}

fn erased_name(stream: &StreamId) -> String {
    format!("erased {stream}")
}

const BEATS: &str = "heartbeats known";
