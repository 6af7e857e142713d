//! How long one answer takes: `cargo xtask bench vaccine`.
#![expect(clippy::print_stdout, reason = "the figures are the output")]

use std::hint::black_box;
use std::time::Instant;

use henro_domain::{Day, Sex};
use henro_vaccine::{Given, Person, ahead, plan};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let birth = Day::new(2020, 2, 29)?;
    let person = Person::new(birth, Some(Sex::Female));
    let today = Day::new(2026, 11, 22)?;
    // A life of doses: all routine ones as they fell due, each with its product.
    let visits = ahead(&person, &[], birth, today, &[])?;
    let doses =
        visits.iter().flat_map(|visit| visit.doses.iter().map(move |dose| Given::new(dose.0, visit.day)));
    let given: Vec<Given> = doses.collect();
    let full: Vec<Given> =
        (0..500).map(|at| Given::new(CODES[at % CODES.len()], birth.plus(at as i32 * 4))).collect();
    tell("vaccine_answer_median", "vaccine_answer_p99", 5.0, 2_000, || {
        drop(black_box(plan(&person, &given, today)))
    });
    tell("vaccine_answer_500_median", "vaccine_answer_500_p99", 50.0, 50, || {
        drop(black_box(plan(&person, &full, today)));
    });
    let until = birth.plus(7 * 366);
    tell("vaccine_ahead_median", "vaccine_ahead_p99", 50.0, 50, || {
        drop(black_box(ahead(&person, &[], birth, until, &[])));
    });
    Ok(())
}

fn tell(median: &str, p99: &str, target: f64, rounds: usize, work: impl Fn()) {
    work();
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{{\"name\":\"{median}\",\"value\":{:.3},\"unit\":\"ms\"}}", times[rounds / 2]);
    let worst = times[rounds * 99 / 100];
    let holds = worst <= target;
    println!(
        "{{\"name\":\"{p99}\",\"value\":{worst:.3},\"unit\":\"ms\",\"target\":{target},\"holds\":{holds}}}"
    );
}

const CODES: [&str; 8] = ["HEPB", "PCV20", "DPTIPV", "HIB", "MR", "VAR", "JE", "FLUC"];
