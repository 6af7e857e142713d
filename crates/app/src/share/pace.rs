//! How often: rounds, and new tries of the stream of news. Pure.

use std::time::Duration;

/// What the pace hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    /// The device saves on traffic.
    pub(super) metered: bool,
    /// News come as they are.
    pub(super) live: bool,
    /// Rounds that failed in a row.
    pub(super) failures: u32,
}

/// The time between the end of a round and the next one by time alone. `jitter` is any number: devices that lost the same
/// server do not come back at the same moment.
pub(super) fn every(pace: &Pace, jitter: u64) -> Duration {
    let usual = match pace {
        Pace { metered: true, .. } => METERED,
        Pace { live: true, failures: 0, .. } => NET,
        Pace { .. } => ROUND,
    };
    if pace.failures == 0 { usual } else { usual.max(spread(ROUND, pace.failures - 1, jitter)) }
}

/// How long the stream of news is not tried after it broke or could not be opened.
pub(super) fn again(failures: u32, jitter: u64) -> Duration {
    spread(FIRST, failures, jitter)
}

/// Twice as long with each failure up to five minutes, and of that between a half and the whole.
fn spread(first: Duration, failures: u32, jitter: u64) -> Duration {
    let whole = first.saturating_mul(1 << failures.min(16)).min(LONGEST);
    let half = whole / 2;
    half + half.mul_f64((jitter % 1024) as f64 / 1023.0)
}

/// A stream from which nothing was heard for this long is taken for dead; a beat comes every 20 seconds.
pub(super) const SILENCE: Duration = Duration::from_secs(50);
/// A stream that stood this long was one.
pub(super) const STOOD: Duration = Duration::from_secs(30);
/// A round that takes longer is shown.
pub(super) const NOTICED: Duration = Duration::from_millis(800);
/// The longest that a thread holds on to what it waits for.
pub(super) const GLANCE: Duration = Duration::from_secs(5);
/// Looks that are told of within this time are fetched together.
pub(super) const LOOKS: Duration = Duration::from_millis(250);
/// Without a stream.
const ROUND: Duration = Duration::from_secs(15);
/// Beside a stream, should it have missed something.
const NET: Duration = Duration::from_secs(300);
/// On a device that saves on traffic.
pub(super) const METERED: Duration = Duration::from_secs(3600);
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(300);

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Pace = Pace { metered: false, live: false, failures: 0 };

    #[test]
    fn rounds_are_rare_beside_a_stream_and_rarest_on_a_metered_line() {
        assert_eq!(every(&USUAL, 7), ROUND);
        assert_eq!(every(&Pace { live: true, ..USUAL }, 7), NET);
        assert_eq!(every(&Pace { metered: true, live: true, failures: 9 }, 7), METERED);
    }

    #[test]
    fn a_server_that_is_away_is_asked_less_and_less_and_never_in_a_busy_loop() {
        let after = |failures, jitter| every(&Pace { failures, ..USUAL }, jitter);
        assert_eq!(after(1, 0), ROUND);
        assert_eq!((after(3, 0), after(3, 1023)), (Duration::from_secs(30), Duration::from_secs(60)));
        for failures in [6, 20, u32::MAX] {
            assert_eq!((after(failures, 0), after(failures, 1023)), (LONGEST / 2, LONGEST));
        }
        for jitter in 0..1024 {
            assert!(again(0, jitter) >= FIRST / 2 && again(u32::MAX, jitter) <= LONGEST);
        }
    }
}
