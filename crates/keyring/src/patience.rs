use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::Builder;
use std::time::Duration;

/// Runs calls that may never come back, each on a thread of its own, and stops waiting for them.
#[derive(Clone, Default)]
pub(crate) struct Patience {
    /// One more reference for every call that is still running.
    running: Arc<()>,
}

impl Patience {
    /// What `work` answers, or nothing when it takes longer than `limit`, panics, or too many calls hang already. A late
    /// answer is dropped, and with it clears itself what is secret in it.
    pub(crate) fn within<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        if Arc::strong_count(&self.running) > MOST_THREADS {
            return None;
        }
        let running = self.running.clone();
        let (answer, answered) = channel();
        let thread = Builder::new().name("keyring".to_owned()).spawn(move || {
            // Nobody listens any more: dropped.
            drop(answer.send(work()));
            drop(running);
        });
        thread.ok()?;
        answered.recv_timeout(limit).ok()
    }
}

/// Calls that may hang at the same time. A person does not ask for more; a keyring that answers never has one.
const MOST_THREADS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn a_call_that_hangs_is_left_and_a_ninth_is_not_begun() {
        let patience = Patience::default();
        let end = Arc::new(Barrier::new(MOST_THREADS + 1));
        for _ in 0..MOST_THREADS {
            let end = end.clone();
            assert_eq!(patience.within(Duration::from_millis(5), move || end.wait().is_leader()), None);
        }
        assert_eq!(patience.within(Duration::from_secs(5), || 1), None);
        end.wait();
        // The threads need a moment to end.
        let late = (0..500).find_map(|_| {
            std::thread::sleep(Duration::from_millis(10));
            patience.within(Duration::from_secs(5), || 1)
        });
        assert_eq!(late, Some(1));
    }

    #[test]
    fn a_call_that_panics_is_no_answer() {
        let quiet = || std::panic::resume_unwind(Box::new(()));
        assert_eq!(Patience::default().within::<()>(Duration::from_secs(5), quiet), None);
    }
}
