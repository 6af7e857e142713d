//! Seeds that once failed, each with what it showed, and a few of every kind. The long run is `cargo xtask sim`.

use henro_sim::{Mode, run};

fn passes(seeds: impl IntoIterator<Item = u64>, mode: Mode) {
    for seed in seeds {
        if let Err(failure) = run(seed, mode) {
            panic!("seed {seed} ({mode:?}): {}\n{}", failure.what, failure.trace.join("\n"));
        }
    }
}

#[test]
fn a_chain_folds_after_a_device_that_had_a_number_has_left() {
    passes([17, 27, 29, 34, 41, 52], Mode::Honest);
}

#[test]
fn keys_reach_a_device_whose_account_was_renewed_meanwhile() {
    passes([18, 221, 352, 503, 960, 1318, 1411], Mode::Honest);
}

#[test]
fn what_is_not_sent_is_sent_once_faults_stop() {
    passes([10, 16, 20, 483, 702], Mode::Honest);
}

#[test]
fn what_the_server_took_reaches_everybody_and_raises_no_alarm() {
    passes([2, 14, 23, 30, 37, 43, 147, 150], Mode::Honest);
}

/// A manager's consent with all of the past had ended; the one that was left opened less.
#[test]
fn a_manager_hands_on_no_more_of_the_past_than_is_open_to_them() {
    passes([7101], Mode::Honest);
}

#[test]
fn a_stale_control_chain_is_noticed_by_whom_it_leaves_out() {
    passes([9, 31, 92, 140, 169, 1790], Mode::Lying);
}

/// A gap with our number, handed out twice, is no copy of this device.
#[test]
fn a_gap_alone_makes_no_twin() {
    passes([2319], Mode::Lying);
}

#[test]
fn lies_are_noticed() {
    passes(0..60, Mode::Lying);
}

#[test]
fn a_seed_runs_alike_each_time() {
    for mode in [Mode::Honest, Mode::Lying] {
        let (one, two) = (run(7, mode).unwrap(), run(7, mode).unwrap());
        assert_eq!(
            (one.steps, one.passed, one.devices, one.caught),
            (two.steps, two.passed, two.devices, two.caught)
        );
    }
}
