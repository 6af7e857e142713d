use std::collections::BTreeMap;

use super::bytes::varint;
use super::column::{Column, Strings, put_bitmap};
use super::number::{NO_KEYS, put};
use super::{
    MAX_FIELDS, MAX_FRONTIER, MAX_FRONTIERS, MAX_OPS, MAX_RUNS, MAX_STRING, MAX_STRINGS, MAX_VALUES,
};
use crate::{Batch, Error, Op, Value};

/// The columns of some runs, and the noise of them.
pub(super) fn encode(runs: &[Batch]) -> Result<(Vec<u8>, Vec<u8>), Error> {
    check(runs)?;
    let (mut out, mut noise) = (Vec::new(), Vec::new());
    put_runs(&mut out, &mut noise, runs)?;
    let ops: Vec<&Op> = runs.iter().flat_map(|run| &run.ops).collect();
    put_heads(&mut out, &mut noise, &ops);
    let mut kinds: BTreeMap<u32, Vec<&Op>> = BTreeMap::new();
    ops.iter().for_each(|op| kinds.entry(op.kind).or_default().push(op));
    let (mut values, mut strings) = (Vec::new(), Strings::default());
    for ops in kinds.values() {
        put_kind(&mut values, &mut noise, ops, &mut strings)?;
    }
    put_strings(&mut out, &strings);
    out.extend_from_slice(&values);
    Ok((out, noise))
}

/// Refuses what is over a limit or out of order.
fn check(runs: &[Batch]) -> Result<(), Error> {
    let ops = || runs.iter().flat_map(|run| &run.ops);
    let values = || ops().flat_map(|op| &op.fields);
    let lengths = || {
        values().map(|(_, value)| match value {
            Value::Text(text) => text.len(),
            Value::Blob(bytes) => bytes.len(),
            _ => 0,
        })
    };
    let rising = |op: &Op| op.fields.windows(2).all(|pair| pair[0].0 < pair[1].0);
    let clocks: Vec<u64> = ops().map(|op| op.hlc).collect();
    let fits = !runs.is_empty()
        && runs.len() <= MAX_RUNS
        && clocks.len() <= MAX_OPS
        && values().count() <= MAX_VALUES
        && lengths().all(|length| length <= MAX_STRING)
        && lengths().sum::<usize>() <= MAX_STRINGS
        && ops().all(rising)
        && clocks.windows(2).all(|pair| pair[0] < pair[1]);
    if fits { Ok(()) } else { Err(Error::Malformed) }
}

/// How many changes each run has and what its author had seen: of frontiers only what differs from the run before.
fn put_runs(out: &mut Vec<u8>, noise: &mut Vec<u8>, runs: &[Batch]) -> Result<(), Error> {
    let mut seen: BTreeMap<u32, u64> = BTreeMap::new();
    let (mut news, mut devices, mut seqs, mut total) = (vec![], vec![], vec![], 0);
    for run in runs {
        let fits =
            run.frontier.len() <= MAX_FRONTIER && run.frontier.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let before = devices.len();
        for (device, seq) in &run.frontier {
            if seen.insert(*device, *seq) != Some(*seq) {
                devices.push(i64::from(*device));
                seqs.push(*seq as i64);
            }
        }
        total += run.frontier.len();
        // A device that was seen stays seen.
        if !fits || seen.len() != run.frontier.len() || total > MAX_FRONTIERS {
            return Err(Error::Malformed);
        }
        news.push((devices.len() - before) as i64);
    }
    varint(out, runs.len() as u64);
    put(out, noise, &column(runs, |run| run.ops.len() as i64), NO_KEYS);
    put(out, noise, &column(runs, |run| run.control as i64), NO_KEYS);
    put(out, noise, &news, NO_KEYS);
    put(out, noise, &devices, NO_KEYS);
    put(out, noise, &seqs, NO_KEYS);
    Ok(())
}

fn put_strings(out: &mut Vec<u8>, strings: &Strings) {
    varint(out, strings.all.len() as u64);
    strings.all.iter().for_each(|bytes| varint(out, bytes.len() as u64));
    strings.all.iter().for_each(|bytes| out.extend_from_slice(bytes));
}

/// What every change has.
fn put_heads(out: &mut Vec<u8>, noise: &mut Vec<u8>, ops: &[&Op]) {
    put(out, noise, &column(ops, |op| i64::from(op.kind)), NO_KEYS);
    put(out, noise, &column(ops, |op| i64::from(op.act.number())), NO_KEYS);
    put(out, noise, &column(ops, |op| i64::from(op.source)), NO_KEYS);
    put(out, noise, &column(ops, |op| op.actor), NO_KEYS);
    put(out, noise, &column(ops, |op| op.subject), NO_KEYS);
    put(out, noise, &column(ops, |op| op.entity), NO_KEYS);
    let (mut steps, mut counters) = (vec![], vec![]);
    let mut before = 0;
    for (n, op) in ops.iter().enumerate() {
        let step = (op.hlc >> 16) - (before >> 16);
        let counter = if step == 0 && n > 0 { op.hlc - before - 1 } else { op.hlc & 0xffff };
        steps.push(step as i64);
        counters.push(counter as i64);
        before = op.hlc;
    }
    put(out, noise, &steps, NO_KEYS);
    put(out, noise, &counters, NO_KEYS);
    put_walls(out, noise, ops);
}

/// The wall clocks that differ from the hybrid ones: 0 none, 1 all, 2 a bitmap.
fn put_walls(out: &mut Vec<u8>, noise: &mut Vec<u8>, ops: &[&Op]) {
    let walls = ops.iter().filter_map(|op| Some(op.at?.wrapping_sub((op.hlc >> 16) as i64)));
    let walls: Vec<i64> = walls.collect();
    match walls.len() {
        0 => out.push(0),
        all if all == ops.len() => out.push(1),
        _ => {
            out.push(2);
            put_bitmap(out, ops.iter().map(|op| op.at.is_some()));
        }
    }
    put(out, noise, &walls, NO_KEYS);
}

/// The values of the changes of one kind.
fn put_kind<'a>(
    out: &mut Vec<u8>,
    noise: &mut Vec<u8>,
    ops: &[&'a Op],
    strings: &mut Strings<'a>,
) -> Result<(), Error> {
    let mut fields: BTreeMap<u32, Vec<Option<&'a Value>>> = BTreeMap::new();
    for (row, op) in ops.iter().enumerate() {
        for (field, value) in &op.fields {
            fields.entry(*field).or_insert_with(|| vec![None; ops.len()])[row] = Some(value);
        }
        if fields.len() > MAX_FIELDS {
            return Err(Error::Malformed);
        }
    }
    varint(out, fields.len() as u64);
    let mut columns: Vec<Column> = Vec::with_capacity(fields.len());
    for (field, values) in &fields {
        varint(out, (*field).into());
        let column = Column::of(values, strings);
        column.put(out, noise, &columns);
        columns.push(column);
    }
    Ok(())
}

fn column<T>(rows: &[T], of: impl Fn(&T) -> i64) -> Vec<i64> {
    rows.iter().map(of).collect()
}
