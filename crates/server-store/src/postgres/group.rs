//! Appends that wait are stored in one transaction, as the writing thread of SQLite does it: what a transaction costs is
//! more than what an append costs.
//!
//! It waits for nobody's lock: an append whose rows somebody else holds, or that a fault met, is told to go alone.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use deadpool_postgres::{Object, Pool, Transaction};
use henro_sync::{Hash, IdentityId, RecordId, StreamId};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use super::frames::{Rows, lay};
use super::rows::{fixed, hash, number, optional};
use crate::Error;
use crate::store::{Appended, FrameAppend, Heads};

/// Where appends wait to be stored with others.
pub(super) struct Group {
    jobs: UnboundedSender<Job>,
    /// The engine cannot do what a group needs.
    alone: Arc<AtomicBool>,
}

struct Job {
    append: FrameAppend,
    tell: oneshot::Sender<Fate>,
}

/// What became of an append.
enum Fate {
    Went(Appended),
    Alone(FrameAppend),
}

impl Group {
    pub(super) fn start(pool: &Pool) -> Self {
        let (jobs, waiting) = unbounded_channel();
        let (waiting, alone) = (Arc::new(Mutex::new(waiting)), Arc::new(AtomicBool::new(false)));
        for _ in 0..WRITERS {
            tokio::spawn(write(pool.clone(), Arc::clone(&waiting), Arc::clone(&alone)));
        }
        Self { jobs, alone }
    }

    /// Stores it with others; gives it back where it has to go alone.
    pub(super) async fn append(&self, append: FrameAppend) -> Result<Appended, FrameAppend> {
        if self.alone.load(Ordering::Relaxed) {
            return Err(append);
        }
        let (tell, told) = oneshot::channel();
        let kept = append.clone();
        if self.jobs.send(Job { append, tell }).is_err() {
            return Err(kept);
        }
        match told.await {
            Ok(Fate::Went(how)) => Ok(how),
            Ok(Fate::Alone(append)) => Err(append),
            Err(_) => Err(kept),
        }
    }
}

/// Ends when nobody can send any more.
async fn write(pool: Pool, waiting: Arc<Mutex<UnboundedReceiver<Job>>>, alone: Arc<AtomicBool>) {
    loop {
        let Some(jobs) = gather(&mut *waiting.lock().await).await else { return };
        let fates = match pool.get().await {
            Ok(mut db) => group(&mut db, &jobs).await,
            Err(_) => Ok(vec![None; jobs.len()]),
        };
        let fates = fates.unwrap_or_else(|error| {
            let unable =
                |error: &tokio_postgres::Error| error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED);
            if matches!(&error, Error::Postgres(error) if unable(error)) {
                alone.store(true, Ordering::Relaxed);
            }
            vec![None; jobs.len()]
        });
        for (job, fate) in jobs.into_iter().zip(fates) {
            // Whoever asked may be gone.
            let _ = job.tell.send(fate.map_or(Fate::Alone(job.append), Fate::Went));
        }
    }
}

/// What waits, at least one; nothing when nobody can send any more.
async fn gather(waiting: &mut UnboundedReceiver<Job>) -> Option<Vec<Job>> {
    let first = waiting.recv().await?;
    let (mut bytes, mut jobs) = (first.append.bytes(), vec![first]);
    while jobs.len() < GROUP
        && bytes < GROUP_BYTES
        && let Ok(job) = waiting.try_recv()
    {
        bytes += job.append.bytes();
        jobs.push(job);
    }
    Some(jobs)
}

/// Nothing for those that have to go alone. After an error all do: what was stored nevertheless is found there.
async fn group(db: &mut Object, jobs: &[Job]) -> Result<Vec<Option<Appended>>, Error> {
    let step = db.transaction().await?;
    let mut stand = Stand::of(&step, jobs).await?;
    let mut rows = Rows::default();
    let fates = jobs.iter().map(|job| stand.decide(&job.append, &mut rows)).collect();
    if !rows.is_empty() {
        lay(&step, &rows).await?;
    }
    step.commit().await?;
    Ok(fates)
}

/// What the appends of a group stand on, as those before them in it leave it. Rows somebody else holds are missing.
struct Stand {
    identities: HashMap<IdentityId, u64>,
    records: HashMap<RecordId, Record>,
    streams: HashMap<(RecordId, StreamId), Heads>,
    newest: HashMap<(StreamId, u32), (u64, Hash)>,
}

struct Record {
    control: u64,
    used: u64,
    quota: Option<u64>,
}

impl Stand {
    /// The rows stay held until the transaction ends. Four questions in one way there and back; the last sees what was
    /// written before the rows were held.
    async fn of(step: &Transaction<'_>, jobs: &[Job]) -> Result<Self, Error> {
        let who: Vec<&[u8]> =
            jobs.iter().flat_map(|job| &job.append.guard.identities).map(|(id, _)| &id.0[..]).collect();
        let records: Vec<&[u8]> = jobs.iter().map(|job| &job.append.record.0[..]).collect();
        let streams: Vec<&[u8]> = jobs.iter().map(|job| &job.append.stream.0[..]).collect();
        let devices: Vec<i64> = jobs.iter().map(|job| i64::from(job.append.device)).collect();
        let people = step
            .prepare_cached("SELECT id, len FROM identity WHERE id = ANY ($1::bytea[]) FOR SHARE SKIP LOCKED")
            .await?;
        let owned = step
            .prepare_cached(
                "SELECT id, control_len, used, quota FROM record WHERE id = ANY ($1::bytea[]) FOR UPDATE SKIP LOCKED",
            )
            .await?;
        let heads = step
            .prepare_cached(
                "SELECT record, id, place, head FROM stream WHERE record = ANY ($1::bytea[]) AND id = ANY ($2::bytea[])
                FOR UPDATE SKIP LOCKED",
            )
            .await?;
        let last = step
            .prepare_cached(
                "SELECT want.nth, near.seq, near.hash
                FROM unnest($1::bytea[], $2::bytea[], $3::bigint[]) WITH ORDINALITY AS want (record, stream, device, nth)
                CROSS JOIN LATERAL (SELECT seq, hash FROM frame WHERE frame.record = want.record
                    AND frame.stream = want.stream AND frame.device = want.device ORDER BY seq DESC LIMIT 1) AS near",
            )
            .await?;
        type Asked<'a> = &'a [&'a (dyn ToSql + Sync)];
        let (of_records, of_streams): (Asked, Asked) = (&[&records], &[&records, &streams]);
        let (of_people, of_devices): (Asked, Asked) = (&[&who], &[&records, &streams, &devices]);
        let (people, owned, heads, last) = tokio::try_join!(
            biased;
            step.query(&people, of_people),
            step.query(&owned, of_records),
            step.query(&heads, of_streams),
            step.query(&last, of_devices),
        )?;
        let mut stand = Self {
            identities: HashMap::new(),
            records: HashMap::new(),
            streams: HashMap::new(),
            newest: jobs.iter().map(|it| ((it.append.stream, it.append.device), (0, Hash::ZERO))).collect(),
        };
        for row in &people {
            stand.identities.insert(IdentityId(fixed(row, 0)?), number(row, 1)?);
        }
        for row in &owned {
            let record = Record { control: number(row, 1)?, used: number(row, 2)?, quota: optional(row, 3)? };
            stand.records.insert(RecordId(fixed(row, 0)?), record);
        }
        for row in &heads {
            let heads = Heads { place: number(row, 2)?, head: hash(row, 3)? };
            stand.streams.insert((RecordId(fixed(row, 0)?), StreamId(fixed(row, 1)?)), heads);
        }
        for row in &last {
            let nth = usize::try_from(row.try_get::<_, i64>(0)?).map_err(|_| Error::Damaged)?;
            let job = nth.checked_sub(1).and_then(|nth| jobs.get(nth)).ok_or(Error::Damaged)?;
            stand.newest.insert((job.append.stream, job.append.device), (number(row, 1)?, hash(row, 2)?));
        }
        Ok(stand)
    }

    /// As an append alone is decided, on what those before it left.
    fn decide<'a>(&mut self, it: &'a FrameAppend, rows: &mut Rows<'a>) -> Option<Appended> {
        for (id, len) in &it.guard.identities {
            if self.identities.get(id)? != len {
                return Some(Appended::Stale);
            }
        }
        let record = self.records.get_mut(&it.record)?;
        let heads = self.streams.get_mut(&(it.record, it.stream))?;
        let newest = self.newest.get_mut(&(it.stream, it.device))?;
        let expected = it.guard.record.map(|(_, len)| len);
        let moved = expected.is_some_and(|len| len != record.control)
            || it.place.is_some_and(|place| place != heads.place);
        if *newest != it.after || moved {
            return Some(Appended::Stale);
        }
        let added = it.bytes();
        if record.used + added > record.quota.unwrap_or(it.limit) {
            return Some(Appended::Full);
        }
        record.used += added;
        *heads = rows.add(it, *heads);
        if let Some(last) = it.frames.last() {
            *newest = (last.seq, last.hash);
        }
        Some(Appended::Done(*heads))
    }
}

/// Most appends in one commit.
const GROUP: usize = 256;
/// No further append joins a group that has so much: all of it is copied into one statement.
const GROUP_BYTES: u64 = 2 << 20;
/// While one waits for the disk, another gathers.
const WRITERS: usize = 2;
