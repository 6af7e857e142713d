//! The hybrid clock: 48 bits of milliseconds since 1970, 16 bits of counter. It orders changes of all devices; what the
//! person sees as the time of an entry is data of its own. Ties go by device number, so no two changes are equal.
//!
//! Pure functions; who calls keeps the newest value on disk. Laws: a device's stamps only rise; what was observed lies
//! below the next stamp; nothing more than 24 hours ahead is ever absorbed.

/// The stamp of the next change of a device: the clock, corrected by [`offset`], or just above the newest value. A full
/// counter runs over into the next millisecond.
pub fn next(newest: u64, now_ms: i64) -> u64 {
    of_ms(now_ms).max(newest.saturating_add(1))
}

/// The newest value after a stamp of somebody else was seen. `None` where it lies more than 24 hours ahead: such a
/// batch is kept, not applied, and told.
pub fn observe(newest: u64, seen: u64, now_ms: i64) -> Option<u64> {
    let ahead = of_ms(now_ms.saturating_add(MAX_AHEAD_MS));
    (ms(seen) <= ms(ahead)).then(|| newest.max(seen))
}

/// New stamps for changes that nobody has seen yet, where the server finds them too far ahead (`clock`): from the first
/// that is ahead of `now_ms`, in the same order, above `published`, the newest stamp that others have seen.
pub fn restamp(published: u64, unpublished: &mut [u64], now_ms: i64) {
    let mut newest = published;
    for stamp in unpublished {
        let good = *stamp > newest && ms(*stamp) <= ms(of_ms(now_ms));
        newest = if good { *stamp } else { next(newest, now_ms) };
        *stamp = newest;
    }
}

/// The milliseconds of a stamp.
pub fn ms(stamp: u64) -> i64 {
    (stamp >> 16) as i64
}

/// What a frame says in the open of its newest stamp: minutes since 1970, rounded up.
pub fn minute(stamp: u64) -> u32 {
    (stamp >> 16).div_ceil(60_000).try_into().unwrap_or(u32::MAX)
}

/// Whether a server takes a frame of that minute: not more than 10 minutes ahead of its clock.
pub fn may_push(minute: u32, now_ms: i64) -> bool {
    i64::from(minute) * 60_000 <= now_ms.saturating_add(MAX_PUSH_AHEAD_MS)
}

/// What has to be added to this machine's clock, from the newest answers of a server, each its time less ours: the
/// median of the last five. Nothing was asked yet: nothing is added.
pub fn offset(answers: &[i64]) -> i64 {
    let mut last: Vec<i64> = answers.iter().rev().take(ANSWERS).copied().collect();
    last.sort_unstable();
    last.get(last.len().saturating_sub(1) / 2).copied().unwrap_or(0)
}

/// Whether the person should be told that the clock of this machine is wrong.
pub fn is_off(offset_ms: i64) -> bool {
    offset_ms.unsigned_abs() > WARN_MS
}

/// The first stamp of a millisecond.
fn of_ms(ms: i64) -> u64 {
    (ms.max(0) as u64).min((1 << 48) - 1) << 16
}

/// 24 hours.
const MAX_AHEAD_MS: i64 = 86_400_000;
/// 10 minutes.
const MAX_PUSH_AHEAD_MS: i64 = 600_000;
/// 2 minutes.
const WARN_MS: u64 = 120_000;
const ANSWERS: usize = 5;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_763_800_000_000;

    /// Any clock: right, drifting, in 1970, in 2099, negative.
    fn any_now() -> impl Strategy<Value = i64> {
        prop_oneof![
            NOW - 300_000..NOW + 300_000,
            Just(NOW),
            Just(0),
            Just(4_070_908_800_000),
            Just(-5),
            any::<i64>()
        ]
    }

    fn any_stamp() -> impl Strategy<Value = u64> {
        (NOW - 90_000_000..NOW + 90_000_000, any::<u16>()).prop_map(|(ms, n)| of_ms(ms) | u64::from(n))
    }

    proptest! {
        #[test]
        fn stamps_of_a_device_rise_whatever_its_clock_does(clocks in prop::collection::vec(any_now(), 1..50)) {
            let mut newest = 0;
            for now in clocks {
                let stamp = next(newest, now);
                // Only at the very end of time is there no way up.
                prop_assert!(stamp > newest || newest == u64::MAX);
                prop_assert!(ms(stamp) >= now.clamp(0, (1 << 48) - 1));
                newest = stamp;
            }
        }

        #[test]
        fn what_was_observed_lies_before_the_next_stamp_and_order_of_observing_says_nothing(
            seen in prop::collection::vec(any_stamp(), 0..20), newest in any_stamp(),
        ) {
            let fold = |seen: &mut dyn Iterator<Item = &u64>| {
                seen.fold(newest, |newest, one| observe(newest, *one, NOW).unwrap_or(newest))
            };
            let (there, back) = (fold(&mut seen.iter()), fold(&mut seen.iter().rev()));
            prop_assert_eq!(there, back);
            prop_assert!(there >= newest);
            let stamp = next(there, NOW);
            for one in &seen {
                match observe(newest, *one, NOW) {
                    Some(_) => prop_assert!(stamp > *one && ms(*one) <= NOW + 86_400_000),
                    None => prop_assert!(ms(*one) > NOW + 86_400_000),
                }
            }
            // Nobody else can carry it further than a day.
            prop_assert!(ms(there) <= ms(newest).max(NOW + 86_400_000));
        }

        #[test]
        fn a_restamped_tail_keeps_its_order_and_may_be_pushed(
            published in 0..NOW, steps in prop::collection::vec(1u64..1 << 45, 1..40),
        ) {
            let published = of_ms(published);
            let mut newest = published;
            let before: Vec<u64> = steps.iter().map(|step| { newest += step; newest }).collect();
            let mut after = before.clone();
            restamp(published, &mut after, NOW);
            prop_assert!(after[0] > published && after.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(after.iter().all(|stamp| may_push(minute(*stamp), NOW)));
            let ahead = before.iter().position(|stamp| ms(*stamp) > NOW).unwrap_or(before.len());
            prop_assert_eq!(&after[..ahead], &before[..ahead]);
            let mut again = after.clone();
            restamp(published, &mut again, NOW);
            prop_assert_eq!(again, after);
        }

        #[test]
        fn one_wrong_answer_of_a_server_moves_nothing(right in -50i64..50, wrong: i64) {
            let answers = [right, wrong, right + 1, right - 1, right];
            prop_assert!((offset(&answers) - right).abs() <= 1);
        }
    }

    #[test]
    fn a_full_counter_runs_over_into_the_next_millisecond() {
        assert_eq!(next(of_ms(7) | 0xffff, 7), of_ms(8));
        assert_eq!(next(of_ms(7), 9), of_ms(9));
        assert_eq!(next(of_ms(9), 7), of_ms(9) + 1);
    }

    #[test]
    fn a_frame_tells_its_newest_stamp_to_the_minute() {
        assert_eq!([0, 1, 60_000, 60_001].map(|ms| minute(of_ms(ms))), [0, 1, 1, 2]);
        assert!(may_push(10, 0) && !may_push(11, 0));
        assert_eq!(minute(u64::MAX), u32::MAX);
    }

    #[test]
    fn the_offset_is_the_median_of_the_last_five_and_two_minutes_are_told() {
        assert_eq!(offset(&[]), 0);
        assert_eq!(offset(&[900, 1, 2, 3, 4, 5]), 3);
        assert_eq!(offset(&[8, 4]), 4);
        assert!(is_off(-120_001) && is_off(i64::MIN) && !is_off(120_000));
    }
}
