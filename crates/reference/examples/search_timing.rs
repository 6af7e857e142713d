//! Prints how long the tables take to load and a search takes, over the query set of the tests.
//!
//! `cargo run --release -p henro-reference --example search_timing`. Not a test: a figure of one
//! machine at one time.

use std::io::Write as _;
use std::time::{Duration, Instant};

use henro_reference::{
    activities, dishes, foods, legs, outlines, search_activity, search_food, temples, warm_search,
};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout();
    let start = Instant::now();
    let rows = foods().len() + dishes().len() + activities().len() + temples().len();
    let shapes = legs().len() + outlines().len();
    writeln!(out, "tables: {rows} rows, {shapes} shapes in {:?}", start.elapsed())?;
    let start = Instant::now();
    warm_search();
    writeln!(out, "indexes in {:?}", start.elapsed())?;

    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        for line in QUERIES.lines().skip(1) {
            let mut cells = line.split('\t');
            let (Some(kind), Some(query)) = (cells.next(), cells.next()) else { continue };
            let start = Instant::now();
            let hits =
                if kind == "food" { search_food(query, 20).len() } else { search_activity(query, 20).len() };
            times.push((start.elapsed(), query, hits));
        }
    }
    times.sort();
    let at = |part: usize| times.get(times.len() * part / 1000).map_or(Duration::ZERO, |time| time.0);
    writeln!(out, "{} searches: p50 {:?}, p99 {:?}, p99.9 {:?}", times.len(), at(500), at(990), at(999))?;
    if let Some((time, query, hits)) = times.last() {
        writeln!(out, "slowest: {query} {time:?}, {hits} hits")?;
    }
    Ok(())
}

const ROUNDS: usize = 20;
const QUERIES: &str = include_str!("../tests/search_queries.tsv");
