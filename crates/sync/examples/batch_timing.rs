//! How many bytes a change takes in a batch, and how many changes a second are written and read: one JSON line a
//! figure. `cargo run --release -p henro-sync --example batch_timing`
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program for measuring")]

use std::time::Instant;

use henro_sync::{Batch, GAP_LEN, HEAD_LEN, Op, SEGMENT_HEAD_LEN};
use life::{Wrote, life};

#[path = "../tests/support/life.rs"]
mod life;

fn main() {
    ten_years();
    let lives = [
        ("measurements", Wrote::Measurements),
        ("pressures", Wrote::Pressures),
        ("steps", Wrote::Steps),
        ("meals", Wrote::Meals),
        ("mixed", Wrote::Mixed),
    ];
    for (name, wrote) in lives {
        for (how, imported) in [("typed", false), ("imported", true)] {
            for count in [1, 10, 1_000, 4_000] {
                let bytes = life(wrote, count, imported, 7).encode().unwrap();
                tell(
                    &format!("batch_bytes_{name}_{how}_{count}"),
                    bytes.len() as f64 / count as f64,
                    "B/entry",
                );
            }
        }
        let batch = life(wrote, 4_000, false, 7);
        let runs = one_a_frame(&batch);
        let segment = Batch::encode_all(&runs).unwrap().len() as f64 / 4_000.0;
        tell(&format!("batch_bytes_{name}_segment_of_single_changes"), segment, "B/entry");
        let bytes = batch.encode().unwrap();
        tell(&format!("batch_encode_{name}"), rate(|| drop(batch.encode().unwrap())), "entries/s");
        tell(&format!("batch_decode_{name}"), rate(|| drop(Batch::decode(&bytes).unwrap())), "entries/s");
    }
}

/// Ten years of eight small batches a day, a million changes: 38 a batch. As they were written, packed as a server hands them
/// out, and as if they had been written at once.
fn ten_years() {
    const EACH: usize = 38;
    // A tag of the cipher and a signature.
    const SEALED: usize = 16 + 64;
    let batch = life(Wrote::Mixed, 4_096 / EACH * EACH, false, 7);
    let run = |(n, ops): (usize, &[Op])| Batch {
        control: 9,
        frontier: vec![(2, 40 + n as u64)],
        ops: ops.to_vec(),
    };
    let runs: Vec<Batch> = batch.ops.chunks(EACH).enumerate().map(run).collect();
    let count = batch.ops.len() as f64;
    let loose: usize = runs.iter().map(|run| run.encode().unwrap().len() + HEAD_LEN + SEALED).sum();
    let gaps = (runs.len() - 1) * GAP_LEN;
    let packed = Batch::encode_all(&runs).unwrap().len() + SEGMENT_HEAD_LEN + SEALED + gaps;
    let ideal = batch.encode().unwrap().len() + HEAD_LEN + SEALED;
    tell("batch_ten_years_loose", loose as f64 / count, "B/entry");
    tell("batch_ten_years_packed", packed as f64 / count, "B/entry");
    tell("batch_ten_years_packed_of_ideal", packed as f64 / ideal as f64, "");
}

/// The worst for a segment: each change came in a frame of its own, and another device wrote something before every tenth.
fn one_a_frame(batch: &Batch) -> Vec<Batch> {
    let run = |(n, op): (usize, &Op)| Batch {
        control: 9 + n as u64 / 500,
        frontier: vec![(2, 40 + n as u64 / 10)],
        ops: vec![op.clone()],
    };
    batch.ops.iter().enumerate().map(run).collect()
}

/// The median of some rounds of 4,000 changes.
fn rate(work: impl Fn()) -> f64 {
    let mut rounds: Vec<f64> = (0..25)
        .map(|_| {
            let begun = Instant::now();
            work();
            4_000.0 / begun.elapsed().as_secs_f64()
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}

fn tell(name: &str, value: f64, unit: &str) {
    println!("{{\"name\":\"{name}\",\"value\":{value:.2},\"unit\":\"{unit}\"}}");
}
