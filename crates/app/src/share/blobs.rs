//! Photos on their way: what the server has not is put there, what is named here and lies elsewhere is fetched. Both go on where they
//! were cut off.

use henro_domain::Section;
use henro_remote::Server;
use henro_sync::{BlobId, BlobRef, CHUNK, LiveBlobs, Parcel, RecordId, StreamId};
use henro_sync_client::{Fault, Refusal};
use henro_vault::{Blobs, Daily};

use super::reach::Reach;
use super::round::Trip;
use crate::Context;
use crate::named::clear;
use crate::person::photo;

/// Blobs an entry of a record names now.
fn named(daily: &Daily) -> Result<Vec<BlobRef>, henro_vault::Error> {
    Ok(photo::of(daily)?.into_iter().collect())
}

/// A photo was chosen or taken away: a whole round puts it there before the entry that names it goes.
pub(crate) fn photo_changed(ctx: &Context) {
    ctx.line.stir();
}

/// How many blobs named here the server is not known to have.
pub(super) fn waiting(daily: &Daily, blobs: &Blobs) -> Result<u64, henro_vault::Error> {
    let owed = named(daily)?.into_iter().filter(|of| blobs.has(&of.id));
    owed.map(|of| Ok(u64::from(daily.sync_fact(&there(&of))?.is_none()))).sum()
}

/// What is to be done for one record.
struct Work {
    record: RecordId,
    /// The stream that photos belong to.
    stream: StreamId,
    blobs: Blobs,
    named: Vec<BlobRef>,
}

impl Reach {
    /// Puts and fetches blobs of a record: our own, or that of somebody in `file`. What the server does not take or has not yet is
    /// tried again in the next round.
    pub(super) fn blobs(&self, trip: &mut Trip, file: Option<RecordId>, ours: bool) -> Result<(), Fault> {
        let record = file.unwrap_or(trip.owned.record);
        self.clear_here(file, trip.now)?;
        let Some(work) = self.blob_work(record, file)? else { return Ok(()) };
        for of in &work.named {
            let done = match work.blobs.has(&of.id) {
                true if ours => self.put(trip, file, &work, of),
                true => Ok(()),
                false => self.fetch(&mut trip.server, &work, of),
            };
            match done {
                Err(Fault::Refused(_)) | Ok(()) => {}
                Err(fault) => return Err(fault),
            }
        }
        if ours { self.clear_blobs(trip, file, &work) } else { Ok(()) }
    }

    /// Nothing where the record has no stream for it.
    fn blob_work(&self, record: RecordId, file: Option<RecordId>) -> Result<Option<Work>, Fault> {
        let blobs = self.blobs_of(file)?;
        self.daily(file, |daily| {
            let named = named(daily)?;
            let stream = daily.streams()?.into_iter().find(|stream| stream.section == Section::Profile);
            Ok(stream.map(|stream| Work { record, stream: stream.id, blobs, named }))
        })
    }

    /// Takes away what nothing names any more, while nobody writes: one that is being chosen is named before this is asked again. What the
    /// medical half names counts; while that is closed nothing goes.
    fn clear_here(&self, file: Option<RecordId>, now: u64) -> Result<(), Fault> {
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        let Some(record) = file else { return self.open(|open| clear(open.vault(), now)) };
        match self.ward_vault(&record, |vault| clear(vault, now)) {
            Ok(done) => done,
            // Of a record that somebody shows us there is no medical half here.
            Err(_) => self.open(|open| {
                let named: Vec<_> = named(open.vault().shared(&record)?)?.iter().map(|of| of.id).collect();
                open.vault().shared_blobs(&record).keep_only(&named)
            }),
        }
    }

    /// The blobs of a record, as [`Reach::daily`] takes its file.
    pub(super) fn blobs_of(&self, file: Option<RecordId>) -> Result<Blobs, Fault> {
        let Some(record) = file else { return self.open(|open| open.vault().blobs()) };
        match self.ward_vault(&record, |vault| vault.blobs()) {
            Ok(blobs) => blobs,
            Err(_) => self.open(|open| Ok(open.vault().shared_blobs(&record))),
        }
    }

    /// Whether something is named in a record that is not here yet.
    pub(super) fn lacks_blobs(&self, file: Option<RecordId>) -> Result<bool, Fault> {
        let blobs = self.blobs_of(file)?;
        self.daily(file, |daily| Ok(named(daily)?.iter().any(|of| !blobs.has(&of.id))))
    }

    /// What the server was seen to have may be gone: it is asked anew in the next whole round.
    pub(super) fn forget_blobs(&self, file: Option<RecordId>) -> Result<(), Fault> {
        self.daily(file, |daily| {
            for of in named(daily)? {
                daily.drop_sync_fact(&there(&of))?;
            }
            Ok(())
        })
    }

    /// Asks once a day whether the server still has it.
    fn put(&self, trip: &mut Trip, file: Option<RecordId>, work: &Work, of: &BlobRef) -> Result<(), Fault> {
        let (fact, day) = (there(of), format!("{} {:?}", trip.now / DAY_MS, trip.owned.server));
        let known = self.daily(file, |daily| daily.sync_fact(&fact))?;
        if known.is_some_and(|known| known == day.as_bytes()) {
            return Ok(());
        }
        let size = of.sealed_len();
        let mut from = 0;
        let mut bytes = Vec::new();
        loop {
            match trip.server.put_blob(&work.stream, &of.id, (size, from), &bytes) {
                Ok(come) if come.whole => break,
                Ok(come) => from = come.have,
                Err(Fault::Refused(Refusal::Gap(have))) if have != from => from = have,
                Err(fault) => return Err(fault),
            }
            bytes = work.blobs.read(&of.id, from, CHUNK).map_err(super::reach::stored)?;
            if bytes.is_empty() {
                // The file here was cut: the check of the record says so, and the rest of the round goes on.
                return Ok(());
            }
        }
        self.daily(file, |daily| daily.put_sync_fact(&fact, day.as_bytes()))
    }

    /// Blobs of a record that somebody lets us see, from the server that has it.
    pub(super) fn blobs_seen(&self, server: &mut Server, record: RecordId) -> Result<(), Fault> {
        self.clear_here(Some(record), 0)?;
        let Some(work) = self.blob_work(record, Some(record))? else { return Ok(()) };
        for of in work.named.iter().filter(|of| !work.blobs.has(&of.id)) {
            match self.fetch(server, &work, of) {
                Err(Fault::Refused(_)) | Ok(()) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    fn fetch(&self, server: &mut Server, work: &Work, of: &BlobRef) -> Result<(), Fault> {
        let (blobs, size) = (&work.blobs, of.sealed_len());
        let stored = super::reach::stored;
        loop {
            let from = blobs.fetched(&of.id).map_err(stored)?;
            if from >= size {
                break;
            }
            let bytes = server.blob(&work.stream, &of.id, from..size.min(from + CHUNK as u64))?;
            blobs.fetch(&of.id, &bytes).map_err(stored)?;
        }
        if blobs.fetched_all(&of.id).map_err(stored)? {
            self.line.arrive();
        }
        Ok(())
    }

    /// Sealed blobs for a parcel: those of our own record that are here, small ones first, as many as go in.
    pub(super) fn blobs_to_pack(&self) -> Result<Vec<(BlobId, Vec<u8>)>, Fault> {
        let blobs = self.blobs_of(None)?;
        let mut named = self.daily(None, |daily| named(daily))?;
        named.retain(|of| blobs.has(&of.id));
        named.sort_by_key(|of| (of.size, of.id));
        let (mut packed, mut room) = (Vec::new(), Parcel::MOST_BLOBS as u64);
        for of in named {
            let Some(rest) = room.checked_sub(of.sealed_len()) else { break };
            let sealed = blobs.read(&of.id, 0, of.sealed_len() as usize).map_err(super::reach::stored)?;
            // A file that was spoilt here would make a parcel that nobody reads.
            if blobs.is_named(&of.id, &sealed) {
                packed.push((of.id, sealed));
                room = rest;
            }
        }
        Ok(packed)
    }

    /// Takes blobs out of a parcel that was taken in: those our record names and that are not here.
    pub(super) fn take_blobs(&self, parcel: &Parcel) -> Result<(), Fault> {
        let blobs = self.blobs_of(None)?;
        let named = self.daily(None, |daily| named(daily))?;
        for of in named.iter().filter(|of| !blobs.has(&of.id)) {
            if let Some((id, sealed)) = parcel.blobs.iter().find(|(id, _)| *id == of.id) {
                blobs.lay(id, sealed).map_err(super::reach::stored)?;
            }
        }
        Ok(())
    }

    /// Where something was taken away, the server is told for a month what is still named: it keeps for thirty days what no list names.
    fn clear_blobs(&self, trip: &mut Trip, file: Option<RecordId>, work: &Work) -> Result<(), Fault> {
        let day = trip.now / DAY_MS;
        let number = |bytes: Vec<u8>| String::from_utf8(bytes).ok().and_then(|text| text.parse::<u64>().ok());
        let (dropped, told) = self.daily(file, |daily| {
            Ok((daily.sync_fact(photo::DROPPED)?, daily.sync_fact(TOLD)?.and_then(number)))
        })?;
        let Some(since) = dropped.and_then(number) else { return Ok(()) };
        if told == Some(day) {
            return Ok(());
        }
        let mut names: Vec<_> = work.named.iter().map(|of| of.id).collect();
        names.sort();
        let hands = trip.owned.hands();
        let live = LiveBlobs {
            record: work.record,
            stream: work.stream,
            identity: trip.owned.identity,
            device: trip.owned.device(),
            at: trip.now,
            blobs: names,
        };
        let list = live.sign(hands.device);
        match trip.server.keep_blobs(&work.stream, &list) {
            Ok(()) => {}
            // A guest who writes, or a server of before.
            Err(Fault::Refused(_)) => return Ok(()),
            Err(fault) => return Err(fault),
        }
        self.daily(file, |daily| {
            daily.put_sync_fact(TOLD, day.to_string().as_bytes())?;
            if since + MONTH_DAYS < day { daily.drop_sync_fact(photo::DROPPED) } else { Ok(()) }
        })
    }
}

/// The day on which the server was last seen to have it, and which server that was.
fn there(of: &BlobRef) -> String {
    format!("blob {}", of.id)
}

const TOLD: &str = "blobs told";
const DAY_MS: u64 = 86_400_000;
/// Longer than a server keeps what no list names.
const MONTH_DAYS: u64 = 32;
