use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};
use tokio::sync::oneshot;

use crate::Error;

/// Tells the one who waits, once it is known whether the group was committed.
type Answer = Box<dyn FnOnce(bool) + Send>;
type Work = Box<dyn FnOnce(&Connection) -> Answer + Send>;

enum Job {
    Write(Work),
    /// To be done once everything before it is committed.
    Wipe(oneshot::Sender<Result<(), Error>>),
}

/// The one thread that writes. Writes that wait are committed together: one sync of the disk for all of them.
///
/// Dropped, it ends the thread and waits for it: whoever closed the store finds its files as they stay.
pub(super) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, Error> {
        let (sender, receiver) = channel();
        let thread = std::thread::Builder::new().name("writer".to_owned());
        let thread = thread.spawn(move || run(&connection, &receiver)).map_err(Error::File)?;
        Ok(Self { jobs: Some(sender), thread: Some(thread) })
    }

    /// Runs `work` in a transaction; answers when it is on the disk.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (tell, told) = oneshot::channel();
        let work: Work = Box::new(move |db| {
            let done = alone(db, work);
            Box::new(move |committed| {
                // Nobody may be waiting any more.
                let _ = tell.send(if committed { done } else { Err(failed(done.err())) });
            })
        });
        self.send(Job::Write(work))?;
        told.await.map_err(|_| Error::Closed)?
    }

    /// Empties the write-ahead log: until then it holds pages as they were before something was deleted.
    pub(super) async fn wipe(&self) -> Result<(), Error> {
        let (tell, told) = oneshot::channel();
        self.send(Job::Wipe(tell))?;
        told.await.map_err(|_| Error::Closed)?
    }

    fn send(&self, job: Job) -> Result<(), Error> {
        self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok()).ok_or(Error::Closed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // A thread that has panicked has ended too.
            thread.join().ok();
        }
    }
}

/// The group was not committed: the reason of this one, if it had one of its own, is the best there is.
fn failed(own: Option<Error>) -> Error {
    own.unwrap_or(Error::DiskFull)
}

fn run(db: &Connection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let begun = db.execute_batch("BEGIN IMMEDIATE").is_ok();
        let (mut answers, mut wipes) = (Vec::new(), Vec::new());
        let mut next = Some(first);
        while let Some(job) = next {
            match job {
                Job::Write(work) => answers.push(work(db)),
                Job::Wipe(tell) => wipes.push(tell),
            }
            next = if answers.len() < GROUP { jobs.try_recv().ok() } else { None };
        }
        let committed = begun && db.execute_batch("COMMIT").is_ok();
        if !committed && !db.is_autocommit() {
            // A full disk: nothing of the group stays. A failing rollback leaves nothing to do but go on.
            let _ = db.execute_batch("ROLLBACK");
        }
        answers.into_iter().for_each(|answer| answer(committed));
        if !wipes.is_empty() {
            // Once for all who wait.
            let done = wipe(db).is_ok();
            for tell in wipes {
                // Nobody may be waiting any more.
                let _ = tell.send(if done { Ok(()) } else { Err(Error::Busy) });
            }
        }
    }
}

/// Refused as busy where somebody reads for long what was before.
fn wipe(db: &Connection) -> Result<(), Error> {
    db.busy_timeout(Duration::from_secs(1))?;
    let busy = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    db.busy_timeout(super::BUSY)?;
    if busy? == 0 { Ok(()) } else { Err(Error::Busy) }
}

/// Within the group, a write that fails takes only itself back.
fn alone<T>(db: &Connection, work: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
    if db.is_autocommit() {
        return Err(Error::Closed);
    }
    db.prepare_cached("SAVEPOINT alone")?.execute([])?;
    let done = catch_unwind(AssertUnwindSafe(|| work(db))).unwrap_or(Err(Error::Damaged)).map_err(named);
    if done.is_err() {
        db.prepare_cached("ROLLBACK TO alone")?.execute([])?;
    }
    db.prepare_cached("RELEASE alone")?.execute([])?;
    done
}

fn named(error: Error) -> Error {
    match error {
        Error::Sqlite(inner) if inner.sqlite_error_code() == Some(ErrorCode::DiskFull) => Error::DiskFull,
        other => other,
    }
}

/// Most writes in one commit.
const GROUP: usize = 256;
