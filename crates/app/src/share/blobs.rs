//! Photos on their way: what the server has not is put there, what is named here and lies elsewhere is fetched. Both go on where they
//! were cut off.

use std::collections::{BTreeMap, BTreeSet};

use henro_domain::{MedicalKind, Section};
use henro_remote::Server;
use henro_sync::{BlobId, BlobRef, CHUNK, LiveBlobs, Parcel, RecordId, StreamId};
use henro_sync_client::{Fault, Refusal};
use henro_vault::{Blobs, Clinical, Daily};

use super::clinical::CLOSED;
use super::reach::Reach;
use super::round::Trip;
use crate::named::{self, NAMING, clear, clear_shared};
use crate::person::photo;
use crate::{Context, random};

/// Blobs an entry of the daily half of a record names now.
fn named(daily: &Daily) -> Result<Vec<BlobRef>, henro_vault::Error> {
    Ok(photo::of(daily)?.into_iter().collect())
}

/// A photo was chosen or taken away: a whole round puts it there before the entry that names it goes.
pub(crate) fn photo_changed(ctx: &Context) {
    ctx.line.stir();
}

/// How many blobs named here the server is not known to have.
pub(super) fn waiting(daily: &Daily, blobs: &Blobs) -> Result<u64, henro_vault::Error> {
    not_there(daily, blobs, named(daily)?)
}

/// The same of the clinical half.
pub(super) fn waiting_medical(clinical: &mut Clinical, blobs: &Blobs) -> Result<u64, henro_vault::Error> {
    let named = named::standing(clinical, &NAMING)?;
    not_there(clinical.log(), blobs, named)
}

fn not_there(log: &Daily, blobs: &Blobs, named: Vec<BlobRef>) -> Result<u64, henro_vault::Error> {
    let owed = named.into_iter().filter(|of| blobs.has(&of.id));
    owed.map(|of| Ok(u64::from(log.sync_fact(&there(&of))?.is_none()))).sum()
}

/// What is to be done for one half of a record.
struct Work {
    record: RecordId,
    /// The file the names and marks lie in, as [`Reach::daily`] takes it.
    file: Option<RecordId>,
    /// They lie in its clinical half, named by entries of this kind.
    kind: Option<MedicalKind>,
    /// The stream that these blobs belong to.
    stream: StreamId,
    blobs: Blobs,
    named: Vec<BlobRef>,
}

/// What a round does with the blobs of a record beside fetching them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Blobbing {
    /// Nothing: the record is of somebody else.
    Fetch,
    /// Puts those that are here.
    Put,
    /// Puts them and tells what is still named, where something was taken away. Only after what others wrote was pulled: a device that is behind
    /// knows nothing of what they name. Of the medical half where that was open for the pull.
    Tell { medical: bool },
}

impl Work {
    /// The name of a fact about what the server was told: each stream has a list of its own.
    fn fact(&self, name: &str) -> String {
        match self.kind {
            Some(MedicalKind::Document) => format!("{name} documents"),
            _ => name.to_owned(),
        }
    }
}

impl Reach {
    /// Puts and fetches blobs of a record: our own, or that of somebody in `file`. What the server does not take or has not yet is
    /// tried again in the next round.
    pub(super) fn blobs(&self, trip: &mut Trip, file: Option<RecordId>, does: Blobbing) -> Result<(), Fault> {
        let record = file.unwrap_or(trip.owned.record);
        self.clear_here(file)?;
        if self.clinical_is_open() && self.daily(file, |daily| daily.sync_fact(ANEW))?.is_some() {
            self.forget_blobs(file)?;
        }
        let mut sent = 0;
        for work in self.blob_work(record, file)? {
            for of in &work.named {
                let done = match work.blobs.has(&of.id) {
                    true if does != Blobbing::Fetch && sent < MOST_SENT => self.put(trip, &work, of),
                    true => Ok(0),
                    false => self.fetch(&mut trip.server, &work, of).map(|()| 0),
                };
                match done {
                    Err(Fault::Refused(_)) => {}
                    done => sent += done?,
                }
            }
            if matches!(does, Blobbing::Tell { medical } if medical || work.kind.is_none()) {
                self.clear_blobs(trip, &work)?;
            }
        }
        if sent >= MOST_SENT {
            // What is left goes with the next round: entries, and who takes a consent back, do not wait for it.
            self.line.stir();
        }
        Ok(())
    }

    /// For each half what it names, where it has a stream for it. While the clinical one is closed nothing is asked of that.
    fn blob_work(&self, record: RecordId, file: Option<RecordId>) -> Result<Vec<Work>, Fault> {
        let blobs = self.blobs_of(file)?;
        let stream = |log: &Daily, section| -> Result<_, henro_vault::Error> {
            Ok(log.streams()?.into_iter().find(|stream| stream.section == section).map(|stream| stream.id))
        };
        let mut all = Vec::new();
        let mut add = |kind, (stream, named): (Option<StreamId>, _)| {
            let blobs = blobs.clone();
            all.extend(stream.map(|stream| Work { record, file, kind, stream, blobs, named }));
        };
        add(None, self.daily(file, |daily| Ok((stream(daily, Section::Profile)?, named(daily)?)))?);
        for kind in NAMING {
            if let Some(found) = self.if_open(self.half(file, |half| {
                let named = named::standing(half, &[kind])?;
                Ok((stream(half.log(), kind.section())?, named))
            }))? {
                add(Some(kind), found);
            }
        }
        Ok(all)
    }

    /// Nothing where the clinical half is closed, or was on the way.
    fn if_open<T>(&self, done: Result<T, Fault>) -> Result<Option<T>, Fault> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(CLOSED) => Ok(None),
            Err(_) if !self.clinical_is_open() => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Runs work on the file that the names of some work lie in.
    fn log_of<T>(
        &self,
        work: &Work,
        run: impl FnOnce(&mut Daily) -> Result<T, henro_vault::Error>,
    ) -> Result<T, Fault> {
        match work.kind {
            Some(_) => self.clinical(work.file, run),
            None => self.daily(work.file, run),
        }
    }

    /// Takes away what nothing names any more, while nobody writes: one that is being chosen is named before this is asked again. What the
    /// medical half names counts; while that is closed nothing goes. By the clock by which pages were laid aside, which may be days off.
    fn clear_here(&self, file: Option<RecordId>) -> Result<(), Fault> {
        let now = self.config.now().utc_ms;
        let Some(record) = file else { return self.open(|open| clear(open.vault(), now)) };
        match self.ward_vault(&record, |vault| clear(vault, now)) {
            Ok(done) => done,
            Err(_) => self.open(|open| clear_shared(open.vault(), &record, &random::system)),
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
        Ok(self.all_named(file)?.iter().any(|of| !blobs.has(&of.id)))
    }

    /// What both halves name, as far as they are open.
    fn all_named(&self, file: Option<RecordId>) -> Result<Vec<BlobRef>, Fault> {
        let mut all = self.daily(file, |daily| named(daily))?;
        let medical = self.if_open(self.half(file, |half| named::standing(half, &NAMING)))?;
        all.extend(medical.unwrap_or_default());
        Ok(all)
    }

    /// What the server was seen to have may be gone: it is asked anew in the next whole round. With the clinical half closed what
    /// that names is asked for once it is open.
    pub(super) fn forget_blobs(&self, file: Option<RecordId>) -> Result<(), Fault> {
        let forget = |log: &mut Daily, named: Vec<BlobRef>| {
            named.iter().try_for_each(|of| log.drop_sync_fact(&there(of)))
        };
        self.daily(file, |daily| forget(daily, named(daily)?))?;
        let medical = self.half(file, |half| {
            let named = named::standing(half, &NAMING)?;
            forget(half.log(), named)
        });
        match self.if_open(medical)? {
            Some(()) => self.daily(file, |daily| daily.drop_sync_fact(ANEW)),
            None => self.daily(file, |daily| daily.put_sync_fact(ANEW, b"medical")),
        }
    }

    /// Asks whether the server has it, and every two to four weeks whether it still has; answers how many bytes went.
    fn put(&self, trip: &mut Trip, work: &Work, of: &BlobRef) -> Result<u64, Fault> {
        let (fact, today, server) = (there(of), trip.now / DAY_MS, format!(" {:?}", trip.owned.server));
        let known = self.log_of(work, |log| log.sync_fact(&fact))?;
        let seen = known.and_then(|known| String::from_utf8(known).ok()?.strip_suffix(&server)?.parse().ok());
        // Not all of them on one day.
        let rest = 15 + u64::from(of.id.0[0] % 16);
        if seen.is_some_and(|day: u64| (day..day + rest).contains(&today)) {
            return Ok(0);
        }
        let size = of.sealed_len();
        let (mut from, mut sent) = (0, 0);
        let mut bytes = Vec::new();
        loop {
            sent += bytes.len() as u64;
            match trip.server.put_blob(&work.stream, &of.id, (size, from), &bytes) {
                Ok(come) if come.whole => break,
                Ok(come) => from = come.have,
                Err(Fault::Refused(Refusal::Gap(have))) if have != from => from = have,
                Err(fault) => return Err(fault),
            }
            bytes = work.blobs.read(&of.id, from, CHUNK).map_err(super::reach::stored)?;
            if bytes.is_empty() {
                // The file here was cut: the check of the record says so, and the rest of the round goes on.
                return Ok(sent);
            }
        }
        self.log_of(work, |log| log.put_sync_fact(&fact, format!("{today}{server}").as_bytes()))?;
        Ok(sent)
    }

    /// Blobs of a record that somebody lets us see, from the server that has it.
    pub(super) fn blobs_seen(&self, server: &mut Server, record: RecordId) -> Result<(), Fault> {
        self.clear_here(Some(record))?;
        for work in self.blob_work(record, Some(record))? {
            for of in work.named.iter().filter(|of| !work.blobs.has(&of.id)) {
                match self.fetch(server, &work, of) {
                    Err(Fault::Refused(_)) | Ok(()) => {}
                    Err(fault) => return Err(fault),
                }
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
        let mut named = self.all_named(None)?;
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
        let named = self.all_named(None)?;
        let packed: BTreeMap<_, _> = parcel.blobs.iter().map(|(id, sealed)| (id, sealed)).collect();
        for of in named.iter().filter(|of| !blobs.has(&of.id)) {
            if let Some(sealed) = packed.get(&of.id) {
                blobs.lay(&of.id, sealed).map_err(super::reach::stored)?;
            }
        }
        Ok(())
    }

    /// Where something was taken away, the server is told for a month what is still named: it keeps for thirty days what no list names.
    fn clear_blobs(&self, trip: &mut Trip, work: &Work) -> Result<(), Fault> {
        let day = trip.now / DAY_MS;
        let Some(mut names) = self.still_named(work, trip.now)? else { return Ok(()) };
        let number = |bytes: Vec<u8>| String::from_utf8(bytes).ok().and_then(|text| text.parse::<u64>().ok());
        let (dropped, told) = self.log_of(work, |log| {
            Ok((
                log.sync_fact(&work.fact(photo::DROPPED))?,
                log.sync_fact(&work.fact(TOLD))?.and_then(number),
            ))
        })?;
        let Some(since) = dropped.and_then(number) else { return Ok(()) };
        if told == Some(day) {
            return Ok(());
        }
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
        self.log_of(work, |log| {
            log.put_sync_fact(&work.fact(TOLD), day.to_string().as_bytes())?;
            if since + MONTH_DAYS < day { log.drop_sync_fact(&work.fact(photo::DROPPED)) } else { Ok(()) }
        })
    }

    /// What is named, with what deleted entries name that can be put back; nothing where that is not known. Of the clinical half it is
    /// noted here that something is named no more, whoever took it away.
    fn still_named(&self, work: &Work, now: u64) -> Result<Option<Vec<BlobId>>, Fault> {
        let Some(kind) = work.kind else {
            return Ok(Some(work.named.iter().map(|of| of.id).collect()));
        };
        self.half(work.file, |half| {
            let Some(named) = named::medical(half, &[kind], i64::try_from(now).unwrap_or(i64::MAX))? else {
                return Ok(None);
            };
            let ids: BTreeSet<BlobId> = named.iter().map(|of| of.id).collect();
            let before = half.log().sync_fact(&work.fact(NAMED))?.unwrap_or_default();
            let bytes: Vec<u8> = ids.iter().flat_map(|id| id.0).collect();
            if before != bytes {
                let gone = before.as_chunks().0.iter().any(|id| !ids.contains(&BlobId(*id)));
                if gone {
                    half.log()
                        .put_sync_fact(&work.fact(photo::DROPPED), (now / DAY_MS).to_string().as_bytes())?;
                }
                half.log().put_sync_fact(&work.fact(NAMED), &bytes)?;
            }
            Ok(Some(ids.into_iter().collect()))
        })
    }
}

/// The day on which the server was last seen to have it, and which server that was.
fn there(of: &BlobRef) -> String {
    format!("blob {}", of.id)
}

/// Bytes of blobs that go at most before what comes after them; one more may be whole.
const MOST_SENT: u64 = 4 << 20;
/// What the clinical half names is asked for anew once that is open.
const ANEW: &str = "blobs anew";
const TOLD: &str = "blobs told";
/// The names of before, in the clinical half.
const NAMED: &str = "blobs named";
const DAY_MS: u64 = 86_400_000;
/// Longer than a server keeps what no list names.
const MONTH_DAYS: u64 = 32;
