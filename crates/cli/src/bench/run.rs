use std::path::Path;

use super::figure::{Figure, Figures};
use super::life::Lifelong;
use super::{memory, read, timeline, write};
use crate::output::Failure;

/// Makes a lifelong record and measures it, from unlocking to the size of the file. Without any figure of that
/// name nothing is made.
pub(crate) fn run(name: Option<&str>, entries: u64, out: Option<&Path>) -> Result<(), Failure> {
    let mut figures = Figures::new(name.unwrap_or_default(), out)?;
    let parts: Vec<&Part> = PARTS.iter().filter(|(names, _)| figures.wants(names)).collect();
    if parts.is_empty() {
        return Ok(());
    }
    let life = Lifelong::make(entries)?;
    for (_, measure) in parts {
        measure(&life, &mut figures)?;
    }
    Ok(())
}

/// Names of figures and what measures them.
type Part = (&'static [&'static str], fn(&Lifelong, &mut Figures) -> Result<(), Failure>);

/// In this order: the peak of the memory and the size of the file are told when all is read and written.
const PARTS: [Part; 9] = [
    (&[ENTRIES, FILL], filled),
    (&[read::UNLOCK, memory::PEAK], read::unlock),
    (&[read::DAY_MEDIAN, read::DAY_P99, read::DAY_UNDISTURBED, memory::PEAK], read::days),
    (&read::CHARTS, read::ten_years),
    (&[read::FOOD_MEDIAN, read::FOOD_P99, read::FOOD_UNDISTURBED, memory::PEAK], read::foods),
    (
        &[timeline::DOCUMENTS, timeline::DOCUMENTS_RATE, timeline::FIRST, timeline::YEARS, timeline::MIDDLE],
        timeline::line,
    ),
    (
        &[
            timeline::DOCUMENTS,
            timeline::DOCUMENTS_RATE,
            timeline::HITS,
            timeline::SEARCH_MEDIAN,
            timeline::SEARCH_P99,
            timeline::SEARCH_UNDISTURBED,
        ],
        timeline::words,
    ),
    (&[write::RECORD, write::DRAWN, memory::PEAK], write::entries),
    (&[memory::PEAK, write::BYTES], last),
];

fn filled(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    let rate = life.entries as f64 / life.filled_in.as_secs_f64();
    figures.say(Figure { name: ENTRIES, value: life.entries as f64, unit: "entries", target: None })?;
    figures.say(Figure { name: FILL, value: rate, unit: "entries/s", target: None })
}

fn last(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    memory::peak(figures)?;
    write::bytes(life, figures)
}

const ENTRIES: &str = "app_entries";
const FILL: &str = "app_fill_rate";
