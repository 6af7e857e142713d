//! What a person sees: plain lines, and a start and an end with the elapsed time for every long step.

use std::io::Write;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const HEARTBEAT: Duration = Duration::from_secs(30);

/// Prints one line.
pub fn line(text: &str) {
    // A closed terminal is no reason to stop the work.
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints an error.
pub fn error(text: &str) {
    let _ = writeln!(std::io::stderr(), "error: {text}");
}

/// Runs a long step: says what begins, every half minute that it goes on, and how long it took.
pub fn step<T, E>(what: &str, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    line(&format!("==> {what} ..."));
    let begun = Instant::now();
    let heart = Heart::beat(what.to_owned(), begun);
    let outcome = work();
    heart.stop();
    let end = if outcome.is_ok() { "done" } else { "FAILED" };
    line(&format!("<== {what}: {end} after {}", elapsed(begun.elapsed())));
    outcome
}

/// A duration as people say it: `4.2 s`, `3 min 07 s`.
pub fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

struct Heart {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Heart {
    fn beat(what: String, begun: Instant) -> Self {
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || {
            while stopped.recv_timeout(HEARTBEAT) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                line(&format!("    {what}: still at it, {}", elapsed(begun.elapsed())));
            }
        });
        Self { stop, thread }
    }

    fn stop(self) {
        // The thread only ends early if it panicked, and then there is nothing to stop.
        let _ = self.stop.send(());
        let _ = self.thread.join();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_under_a_minute_has_tenths_and_a_longer_one_minutes() {
        assert_eq!(elapsed(Duration::from_millis(4_240)), "4.2 s");
        assert_eq!(elapsed(Duration::from_secs(187)), "3 min 07 s"); // 3 * 60 + 7
    }
}
