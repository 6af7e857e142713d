//! The line to the server: how it stands, what is new, and the thread that makes rounds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use henro_sync::RecordId;
use henro_sync_client::{Fault, Lie, PulledStream, Refusal};

use super::clinical::CLOSED;
use super::pace::{self, Pace};
use super::quick::Kept;
use super::reach::Reach;
use crate::random;
use crate::wire::ShareTrouble;

/// Shared by all calls and the threads.
#[derive(Default)]
pub(crate) struct Line {
    standing: Mutex<Standing>,
    /// One round at a time.
    pub(super) rounds: Mutex<()>,
    wait: Mutex<Waiting>,
    changed: Condvar,
    begun: AtomicBool,
    arrived: Mutex<u32>,
    /// The session of the last round.
    kept: Mutex<Option<Kept>>,
    arriving: Condvar,
}

/// How the line stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standing {
    /// Since when a round has been going on.
    working: Option<Instant>,
    pub(super) offline: bool,
    pub(super) trouble: Option<ShareTrouble>,
}

impl Standing {
    /// A round goes on, and has for long enough to be worth a word.
    pub(super) fn is_working(&self) -> bool {
        self.working.is_some_and(|since| since.elapsed() >= pace::NOTICED)
    }
}

/// What a round is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Due {
    /// Everything.
    pub(super) all: bool,
    /// Only because time has passed.
    pub(super) by_time: bool,
    /// Our own record: something was written.
    pub(super) own: bool,
    /// Records the server told of.
    pub(super) records: BTreeSet<RecordId>,
    /// Records in which somebody wrote, and nothing else happened.
    pub(super) frames: BTreeSet<RecordId>,
    /// What came with such news. None of it is checked.
    pub(super) carried: BTreeMap<RecordId, Vec<PulledStream>>,
    /// Records at which somebody looked, and nothing else happened.
    pub(super) looks: BTreeSet<RecordId>,
}

impl Due {
    /// Whether the server told of this record.
    pub(super) fn tells(&self, record: &RecordId) -> bool {
        self.told().any(|told| told == record)
    }

    /// All records the server told of; some more than once.
    pub(super) fn told(&self) -> impl Iterator<Item = &RecordId> {
        [&self.records, &self.frames, &self.looks].into_iter().flatten().chain(self.carried.keys())
    }

    /// Keeps what came with news; where that is nothing, or much by now, all of it is fetched.
    fn carry(&mut self, record: RecordId, carried: Option<PulledStream>) {
        let parts = self.carried.entry(record).or_default();
        match carried {
            Some(part) if parts.len() < MOST_CARRIED && !self.frames.contains(&record) => parts.push(part),
            _ => {
                self.carried.remove(&record);
                self.frames.insert(record);
            }
        }
    }
}

/// What the threads wait on.
#[derive(Default)]
struct Waiting {
    due: Due,
    /// When something was last heard of the stream of news, while it is open.
    heard: Option<Instant>,
    /// End of the last round, and how many failed in a row.
    ended: Option<Instant>,
    failures: u32,
    /// Rises when the listener should try again at once.
    calls: u32,
    /// It was called since the record was opened.
    awake: bool,
    metered: bool,
    /// When the server first told of a look that was not fetched since.
    looked: Option<Instant>,
}

impl Line {
    pub(super) fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.wait.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This device was taken out, or has a twin: it has to join anew.
    pub(crate) fn is_out(&self) -> bool {
        matches!(self.standing().trouble, Some(ShareTrouble::Removed | ShareTrouble::Twin))
    }

    /// Forgets how it stood: the record was locked or left the server.
    pub(crate) fn forget(&self) {
        *self.standing() = Standing::default();
        *self.kept() = None;
    }

    /// The session of the last round that ended well.
    pub(super) fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something was written: it is sent soon.
    pub(crate) fn poke(&self) {
        self.waiting().due.own = true;
        self.changed.notify_all();
    }

    /// Looks at everything soon.
    pub(crate) fn stir(&self) {
        self.waiting().due.all = true;
        self.changed.notify_all();
    }

    /// The server told of a record.
    pub(super) fn tell(&self, record: RecordId) {
        self.waiting().due.records.insert(record);
        self.changed.notify_all();
    }

    /// The server told that somebody wrote in a record.
    pub(super) fn tell_frames(&self, record: RecordId, carried: Option<PulledStream>) {
        self.waiting().due.carry(record, carried);
        self.changed.notify_all();
    }

    /// The server told that somebody looked at a record.
    pub(super) fn tell_looks(&self, record: RecordId) {
        let mut waiting = self.waiting();
        waiting.due.looks.insert(record);
        waiting.looked.get_or_insert_with(Instant::now);
        self.changed.notify_all();
    }

    /// The stream of news stands, or has ended.
    pub(super) fn heard(&self, open: bool) {
        self.waiting().heard = open.then(Instant::now);
        self.changed.notify_all();
    }

    /// Whether news come as they are.
    pub(super) fn is_live(&self) -> bool {
        self.waiting().is_live()
    }

    /// The record is open, or what the person wishes has changed: the listener looks again.
    pub(crate) fn call(&self, metered: bool) {
        let mut waiting = self.waiting();
        if !waiting.awake || waiting.metered != metered {
            waiting.awake = true;
            waiting.calls = waiting.calls.wrapping_add(1);
            waiting.metered = metered;
            self.changed.notify_all();
        }
    }

    /// Something came from elsewhere.
    pub(super) fn arrive(&self) {
        let mut arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        *arrived = arrived.wrapping_add(1);
        self.arriving.notify_all();
    }

    /// How often something came; waits for more than `after`, at most `patience`.
    pub(super) fn arrived(&self, after: Option<u32>, patience: Duration) -> u32 {
        let arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |arrived: &mut u32| Some(*arrived) == after;
        let waited = self.arriving.wait_timeout_while(arrived, patience, same);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// A round begins.
    pub(super) fn work(&self) {
        self.standing().working = Some(Instant::now());
    }

    /// What was done was less than a round, and went well.
    pub(super) fn rest_again(&self) {
        self.standing().working = None;
    }

    /// What a round ended with.
    pub(super) fn note(&self, ended: &Result<(), Fault>) {
        let away = {
            let mut standing = self.standing();
            let away = standing.offline;
            standing.working = None;
            match ended {
                Ok(()) => *standing = Standing::default(),
                Err(Fault::Offline | Fault::Busy) => standing.offline = true,
                // The record was locked on the way, or its clinical half again and again.
                Err(Fault::Store("locked") | CLOSED) => {}
                Err(fault) => standing.trouble = Some(trouble(fault)),
            }
            away
        };
        let mut waiting = self.waiting();
        waiting.ended = Some(Instant::now());
        waiting.failures = if ended.is_ok() { 0 } else { waiting.failures.saturating_add(1) };
        if ended.is_ok() && away {
            waiting.calls = waiting.calls.wrapping_add(1);
        }
        drop(waiting);
        self.changed.notify_all();
    }

    /// A round was due and not needed.
    pub(super) fn pass(&self) {
        let mut waiting = self.waiting();
        waiting.ended = Some(Instant::now());
        waiting.failures = 0;
    }

    /// Starts the threads, once. They end with the context.
    pub(crate) fn begin(self: &Arc<Self>, reach: impl Fn() -> Option<Reach> + Clone + Send + 'static) {
        if self.begun.swap(true, Ordering::AcqRel) {
            return;
        }
        let (line, rounds) = (Arc::downgrade(self), reach.clone());
        let run = move || {
            while let Some(due) = next(&line) {
                let Some(reach) = rounds() else { break };
                reach.round_if_connected(&due);
            }
        };
        let line = Arc::downgrade(self);
        // Without threads the person still has the button.
        let _ = std::thread::Builder::new().name("henro-rounds".to_owned()).spawn(run);
        let listen = move || super::live::listen(&line, reach);
        let _ = std::thread::Builder::new().name("henro-news".to_owned()).spawn(listen);
    }
}

impl Waiting {
    fn is_live(&self) -> bool {
        self.heard.is_some_and(|heard| heard.elapsed() < pace::SILENCE)
    }

    /// What is due now. Looks come together, and after what somebody waits for.
    fn take(&mut self) -> Option<Due> {
        let looks = match self.looked {
            Some(since) if since.elapsed() < pace::LOOKS => std::mem::take(&mut self.due.looks),
            _ => {
                self.looked = None;
                BTreeSet::new()
            }
        };
        let due = std::mem::replace(&mut self.due, Due { looks, ..Due::default() });
        (due != Due::default()).then_some(due)
    }

    /// How long until there is something to do where nobody calls.
    fn left(&self, jitter: u64) -> Duration {
        let Some(ended) = self.ended else { return Duration::ZERO };
        if let Some(since) = self.looked {
            return pace::LOOKS.saturating_sub(since.elapsed()).max(Duration::from_millis(1));
        }
        let every = pace::every(
            &Pace { metered: self.metered, live: self.is_live(), failures: self.failures },
            jitter,
        );
        every.saturating_sub(ended.elapsed())
    }
}

/// Waits for news or for the next round; nothing when nobody is left.
fn next(line: &Weak<Line>) -> Option<Due> {
    let jitter = random::number();
    loop {
        let line = line.upgrade()?;
        let mut waiting = line.waiting();
        if let Some(due) = waiting.take() {
            return Some(due);
        }
        let left = waiting.left(jitter);
        if left.is_zero() {
            return Some(Due { all: true, by_time: true, ..Due::default() });
        }
        // Not for long at once: the line may be let go meanwhile.
        drop(line.changed.wait_timeout(waiting, left.min(pace::GLANCE)));
    }
}

/// Waits until the listener is called, at most this long; false when nobody is left.
pub(super) fn rest(line: &Weak<Line>, seen: &mut u32, most: Duration) -> bool {
    let begun = Instant::now();
    loop {
        let Some(line) = line.upgrade() else { return false };
        let waiting = line.waiting();
        if waiting.calls != *seen {
            *seen = waiting.calls;
            return true;
        }
        let left = most.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return true;
        }
        drop(line.changed.wait_timeout(waiting, left.min(pace::GLANCE)));
    }
}

/// The word for a fault.
pub(super) fn trouble(fault: &Fault) -> ShareTrouble {
    match fault {
        Fault::Clock { .. } => ShareTrouble::Clock,
        Fault::Removed => ShareTrouble::Removed,
        Fault::Twin => ShareTrouble::Twin,
        Fault::Newer => ShareTrouble::Newer,
        Fault::Lie(Lie::RolledBack(_)) => ShareTrouble::RolledBack,
        Fault::Lie(Lie::Forked(_)) => ShareTrouble::Forked,
        Fault::Lie(Lie::Forged(_)) => ShareTrouble::Forged,
        Fault::Lie(Lie::Withheld(_)) => ShareTrouble::Withheld,
        Fault::Lie(Lie::Kept(_)) => ShareTrouble::Kept,
        Fault::Lie(Lie::OtherServer) => ShareTrouble::OtherServer,
        Fault::NeedsClinical => ShareTrouble::KeysWait,
        Fault::Refused(Refusal::TooMuch) => ShareTrouble::Full,
        Fault::Refused(_) | Fault::PastClosed | Fault::Offline | Fault::Busy => ShareTrouble::Refused,
        Fault::Store(_) | Fault::Damaged(_) => ShareTrouble::Record,
    }
}

/// A line of news is short: this is less than a page.
const MOST_CARRIED: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_with_news_is_kept_until_it_is_much_or_something_is_missing() {
        let (mine, other) = (RecordId([1; 16]), RecordId([2; 16]));
        let part = |first| PulledStream {
            stream: henro_sync::StreamId([3; 16]),
            first,
            head: Vec::new(),
            frames: Vec::new(),
        };
        let mut due = Due::default();
        due.carry(mine, Some(part(1)));
        due.carry(mine, Some(part(2)));
        assert_eq!((due.carried[&mine].len(), due.frames.len()), (2, 0));
        assert!(due.tells(&mine) && !due.tells(&other));
        due.carry(mine, None);
        due.carry(mine, Some(part(3)));
        assert_eq!((due.carried.get(&mine), due.frames.contains(&mine)), (None, true));
        (0..=MOST_CARRIED as u64).for_each(|first| due.carry(other, Some(part(first))));
        assert_eq!((due.carried.len(), due.frames.len()), (0, 2));
    }

    #[test]
    fn looks_wait_for_one_another_and_hold_nothing_up() {
        let (mine, other) = (RecordId([1; 16]), RecordId([2; 16]));
        let mut waiting =
            Waiting { looked: Some(Instant::now()), ended: Some(Instant::now()), ..Waiting::default() };
        waiting.due.looks.insert(mine);
        assert_eq!(waiting.take(), None);
        waiting.due.own = true;
        assert_eq!(waiting.take(), Some(Due { own: true, ..Due::default() }));
        assert!(waiting.left(0) <= pace::LOOKS);
        waiting.due.looks.insert(other);
        waiting.looked = Instant::now().checked_sub(pace::LOOKS);
        assert_eq!(waiting.take(), Some(Due { looks: BTreeSet::from([mine, other]), ..Due::default() }));
        assert_eq!((waiting.take(), waiting.looked), (None, None));
    }
}
