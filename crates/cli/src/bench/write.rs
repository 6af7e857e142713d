//! Figures of what is written, and of the room it takes.

use serde_json::{Value, json};

use super::figure::{Figure, Figures, ms, rank, timed};
use super::life::Lifelong;
use crate::output::Failure;

/// One reading, on disk when the command returns, and the page of today drawn anew after it.
pub(super) fn entries(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    let (mut recorded, mut drawn) = (Vec::new(), Vec::new());
    for nth in 0..WRITES {
        let ask = json!({ "entries": [draft(life, nth)], "confirmed": true });
        recorded.push(ms(timed(|| life.ask("entry_record", ask))?.1));
        drawn.push(ms(timed(|| life.ask("day_read", json!({ "day": life.today() })))?.1));
    }
    figures.say(Figure { name: RECORD, value: rank(&mut recorded, 0.5), unit: "ms", target: None })?;
    figures.say(Figure { name: DRAWN, value: rank(&mut drawn, 0.5), unit: "ms", target: None })
}

/// Blood pressure and steps in turn: the steps move the walk.
fn draft(life: &Lifelong, nth: u32) -> Value {
    let body = match nth % 2 {
        0 => json!({ "kind": "blood_pressure", "systolic": 120 + nth % 20, "diastolic": 76, "pulse": 64 }),
        _ => json!({ "kind": "steps", "count": 100 }),
    };
    json!({ "day": life.today(), "minute": nth % 1_000, "body": body })
}

/// Bytes of the file of the locked record. What the raw engine needs is a figure of the vault.
pub(super) fn bytes(life: &Lifelong, figures: &mut Figures) -> Result<(), Failure> {
    life.ctx.lock();
    let value = life.bytes()? as f64 / life.entries as f64;
    figures.say(Figure { name: BYTES, value, unit: "B", target: None })
}

pub(super) const RECORD: &str = "app_entry_record";
pub(super) const DRAWN: &str = "app_day_after_entry";
pub(super) const BYTES: &str = "app_bytes_per_entry";

const WRITES: u32 = 200;
