//! `henro-sim [--seeds N] [--seed S] [--lying] [--failures N]`: runs N seeds from S on, on all cores. A failure prints its seed.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use henro_sim::{Failure, Lie, Mode, Outcome, run};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        words.iter().position(|word| word == name).and_then(|at| words.get(at + 1)?.parse().ok())
    };
    let mode = if words.iter().any(|word| word == "--lying") { Mode::Lying } else { Mode::Honest };
    let (first, seeds): (u64, u64) = (value("--seed").unwrap_or(0), value("--seeds").unwrap_or(1));
    let most = value("--failures").unwrap_or(1u64);
    let begun = Instant::now();
    let mut told = Told::default();
    for part in spread(first, seeds, most, mode) {
        told.add(part);
    }
    let _ = told.write(&mut std::io::stdout().lock(), seeds == 1);
    let years = told.passed as f64 / 31_557_600_000.0;
    let _ = writeln!(
        std::io::stdout(),
        "{} seeds from {first}, {mode:?}: {} failed, {} steps, {} segments ({} sealed anew), {} news, {} late devices, {years:.0} device-years, {:.1} s",
        told.run,
        told.failed.len(),
        told.steps,
        told.packed,
        told.resealed,
        told.told,
        told.late,
        begun.elapsed().as_secs_f64()
    );
    for (lie, count) in &told.caught {
        let _ = writeln!(std::io::stdout(), "{lie:?}: told and noticed {count} times");
    }
    if told.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What seeds came to.
#[derive(Default)]
struct Told {
    run: u64,
    failed: BTreeMap<u64, Failure>,
    caught: BTreeMap<Lie, u64>,
    passed: u64,
    steps: u64,
    packed: u64,
    resealed: u64,
    told: u64,
    late: u64,
}

impl Told {
    fn take(&mut self, seed: u64, result: Result<Outcome, Failure>) {
        self.run += 1;
        match result {
            Ok(outcome) => {
                self.passed += outcome.passed * outcome.devices;
                self.steps += outcome.steps;
                self.packed += outcome.packed;
                self.resealed += outcome.resealed;
                self.told += outcome.told;
                self.late += outcome.late;
                if let Some(lie) = outcome.caught {
                    *self.caught.entry(lie).or_default() += 1;
                }
            }
            Err(failure) => {
                self.failed.insert(seed, failure);
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.run += other.run;
        self.passed += other.passed;
        self.steps += other.steps;
        self.packed += other.packed;
        self.resealed += other.resealed;
        self.told += other.told;
        self.late += other.late;
        self.failed.extend(other.failed);
        for (lie, count) in other.caught {
            *self.caught.entry(lie).or_default() += count;
        }
    }

    fn write(&self, out: &mut impl Write, trace: bool) -> std::io::Result<()> {
        for (seed, failure) in &self.failed {
            if trace {
                writeln!(out, "{}", failure.trace.join("\n"))?;
            }
            writeln!(out, "seed {seed}: {}", failure.what)?;
        }
        Ok(())
    }
}

/// A thread a core takes the next seed until there is none, or enough have failed.
fn spread(first: u64, seeds: u64, most: u64, mode: Mode) -> Vec<Told> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(seeds.max(1) as usize);
    let (next, failed) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = || {
        let mut told = Told::default();
        while failed.load(Ordering::Relaxed) < most {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= seeds {
                break;
            }
            let seed = first.saturating_add(n);
            let result = run(seed, mode);
            failed.fetch_add(u64::from(result.is_err()), Ordering::Relaxed);
            told.take(seed, result);
        }
        told
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}
