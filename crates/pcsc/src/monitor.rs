use crate::seen::{Look, Seen};
use pcsc::{Context, PNP_NOTIFICATION, ReaderState, Scope, State};
use std::ffi::CString;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// What happens at the readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The readers are these now. The first event, unless it is [`Event::ServiceGone`].
    Readers(Vec<String>),
    /// A card was laid on this reader, or lay there when the monitor began.
    CardIn {
        /// The reader's name.
        reader: String,
    },
    /// The card left this reader.
    CardOut {
        /// The reader's name.
        reader: String,
    },
    /// The card service does not run. Every card is out.
    ServiceGone,
    /// It runs again; the readers follow.
    ServiceBack,
}

/// Watches the readers from a thread of its own until it is dropped.
pub struct Monitor {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
    waiting: Waiting,
}

/// The context that the thread waits in, so that the wait can be ended.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<Option<Context>>>);

impl Monitor {
    /// Begins to watch. `tell` is called on the monitor's thread: pass the event on and return.
    pub fn start(tell: impl FnMut(Event) + Send + 'static) -> Self {
        let (stop, stopped) = channel();
        let waiting = Waiting::default();
        let shared = waiting.clone();
        let thread = std::thread::spawn(move || Watch { stopped, waiting: shared, tell }.run());
        Self { stop: Some(stop), thread: Some(thread), waiting }
    }

    /// Ends it and waits for its thread; dropping does the same.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        drop(self.stop.take());
        let Some(thread) = self.thread.take() else { return };
        // A cancel that comes just before the thread begins to wait is lost, so it is repeated.
        while !thread.is_finished() {
            self.waiting.cancel();
            std::thread::sleep(AGAIN);
        }
        thread.join().ok();
    }
}

impl std::fmt::Debug for Monitor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Monitor(..)")
    }
}

impl Waiting {
    fn set(&self, context: Option<Context>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = context;
    }

    fn cancel(&self) {
        if let Some(context) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            context.cancel().ok();
        }
    }
}

/// The thread's own.
struct Watch<F> {
    stopped: Receiver<()>,
    waiting: Waiting,
    tell: F,
}

impl<F: FnMut(Event)> Watch<F> {
    fn run(mut self) {
        let mut gone = false;
        loop {
            if let Ok(context) = Context::establish(Scope::User) {
                if std::mem::take(&mut gone) {
                    (self.tell)(Event::ServiceBack);
                }
                self.waiting.set(Some(context.clone()));
                let mut seen = Seen::default();
                // Ends when the service does, or when the monitor is to stop.
                self.watch(&context, &mut seen).ok();
                self.waiting.set(None);
                if self.is_over(Duration::ZERO) {
                    return;
                }
                seen.clear(&mut self.tell);
            }
            if !std::mem::replace(&mut gone, true) {
                (self.tell)(Event::ServiceGone);
            }
            if self.is_over(RETRY) {
                return;
            }
        }
    }

    fn watch(&mut self, context: &Context, seen: &mut Seen) -> Result<(), pcsc::Error> {
        let mut states = vec![ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE)];
        let mut first = true;
        while !self.is_over(Duration::ZERO) {
            let names = listed(context)?;
            let texts: Vec<String> = names.iter().map(|name| name.to_string_lossy().into_owned()).collect();
            seen.readers(&texts, std::mem::take(&mut first), &mut self.tell);
            states.retain(|state| {
                state.name() == PNP_NOTIFICATION() || names.iter().any(|name| **name == *state.name())
            });
            for name in names {
                if !states.iter().any(|state| *state.name() == *name) {
                    states.push(ReaderState::new(name, State::UNAWARE));
                }
            }
            match context.get_status_change(WAIT, &mut states) {
                Ok(()) => self.note(&mut states, seen),
                Err(pcsc::Error::Timeout | pcsc::Error::UnknownReader) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn note(&mut self, states: &mut [ReaderState], seen: &mut Seen) {
        for state in states {
            let now = state.event_state();
            if state.name() != PNP_NOTIFICATION() {
                // A reader that fails, or that left and goes with the next list, has no card that counts.
                let lost = now.intersects(State::UNKNOWN | State::UNAVAILABLE | State::IGNORE);
                let present = now.contains(State::PRESENT) && !lost;
                let look = Look { present, count: state.event_count() };
                seen.look(&state.name().to_string_lossy(), look, &mut self.tell);
            }
            state.sync_current_state();
        }
    }

    /// Whether the monitor was dropped; waits up to `patience` for it.
    fn is_over(&self, patience: Duration) -> bool {
        !matches!(self.stopped.recv_timeout(patience), Err(RecvTimeoutError::Timeout))
    }
}

fn listed(context: &Context) -> Result<Vec<CString>, pcsc::Error> {
    match context.list_readers_owned() {
        Err(pcsc::Error::NoReadersAvailable) => Ok(Vec::new()),
        other => other,
    }
}

/// How long one wait lasts: also the longest that a lost wake-up could cost.
const WAIT: Duration = Duration::from_secs(2);
/// How often a service that is not there is looked for.
const RETRY: Duration = Duration::from_millis(500);
/// How often a wait that is to end is cancelled.
const AGAIN: Duration = Duration::from_millis(5);
