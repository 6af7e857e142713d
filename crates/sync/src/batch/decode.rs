use std::collections::BTreeMap;

use super::bytes::Bytes;
use super::column::{Column, StringTable, take_bitmap};
use super::number::{NO_KEYS, take};
use super::{
    MAX_FIELDS, MAX_FRONTIER, MAX_FRONTIERS, MAX_OPS, MAX_RUNS, MAX_STRING, MAX_STRINGS, MAX_VALUES,
};
use crate::{Batch, Error, Op, OpAct, Value};

/// Reads the runs that [`super::encode::encode`] wrote.
pub(super) fn decode(plain: &[u8], noise: &[u8]) -> Result<Vec<Batch>, Error> {
    let (mut from, mut noise) = (Bytes(plain), Bytes(noise));
    let (mut runs, counts) = take_runs(&mut from, &mut noise)?;
    let mut ops = take_heads(&mut from, &mut noise, counts.iter().sum())?;
    let strings = take_strings(&mut from)?;
    let mut kinds: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (op, n) in ops.iter().zip(0..) {
        kinds.entry(op.kind).or_default().push(n);
    }
    let mut budget = Budget { values: MAX_VALUES, strings: MAX_STRINGS };
    for rows in kinds.values() {
        take_kind(&mut from, &mut noise, rows, &strings, &mut ops, &mut budget)?;
    }
    from.end()?;
    noise.end()?;
    let mut ops = ops.into_iter();
    for (run, count) in runs.iter_mut().zip(counts) {
        run.ops = ops.by_ref().take(count).collect();
    }
    Ok(runs)
}

/// How much may still be made of what was read: a column of equal values takes few bytes.
struct Budget {
    values: usize,
    strings: usize,
}

impl Budget {
    fn spend(&mut self, value: &Value) -> Result<(), Error> {
        let length = match value {
            Value::Text(text) => text.len(),
            Value::Blob(bytes) => bytes.len(),
            _ => 0,
        };
        self.strings = self.strings.checked_sub(length).ok_or(Error::Malformed)?;
        Ok(())
    }
}

/// Runs without their changes, and how many each has.
fn take_runs(from: &mut Bytes, noise: &mut Bytes) -> Result<(Vec<Batch>, Vec<usize>), Error> {
    let count = from.count(MAX_RUNS)?;
    let counts = take(from, noise, count, NO_KEYS)?;
    let counts: Vec<usize> = counts.into_iter().map(|n| small(n, MAX_OPS)).collect::<Result<_, _>>()?;
    if counts.is_empty() || counts.iter().sum::<usize>() > MAX_OPS {
        return Err(Error::Malformed);
    }
    let controls = take(from, noise, count, NO_KEYS)?;
    let news = take(from, noise, count, NO_KEYS)?;
    let news: Vec<usize> = news.into_iter().map(|n| small(n, MAX_FRONTIER)).collect::<Result<_, _>>()?;
    let total = news.iter().sum();
    let mut devices = take(from, noise, total, NO_KEYS)?.into_iter();
    let mut seqs = take(from, noise, total, NO_KEYS)?.into_iter();
    let mut seen: BTreeMap<u32, u64> = BTreeMap::new();
    let (mut runs, mut entries) = (Vec::with_capacity(count), 0);
    for (control, news) in controls.into_iter().zip(news) {
        for (device, seq) in devices.by_ref().zip(seqs.by_ref()).take(news) {
            seen.insert(word(device)?, seq as u64);
        }
        entries += seen.len();
        if seen.len() > MAX_FRONTIER || entries > MAX_FRONTIERS {
            return Err(Error::Malformed);
        }
        let frontier = seen.iter().map(|(device, seq)| (*device, *seq)).collect();
        runs.push(Batch { control: control as u64, frontier, ops: vec![] });
    }
    Ok((runs, counts))
}

fn take_strings<'a>(from: &mut Bytes<'a>) -> Result<StringTable<'a>, Error> {
    let count = from.count(from.0.len())?;
    let mut lengths = Vec::with_capacity(count);
    for _ in 0..count {
        lengths.push(from.count(MAX_STRING)?);
    }
    let all = lengths.into_iter().map(|length| from.take(length)).collect::<Result<Vec<_>, _>>()?;
    let texts = all.iter().map(|bytes| std::str::from_utf8(bytes).ok()).collect();
    Ok(StringTable { all, texts })
}

/// Changes without their values.
fn take_heads(from: &mut Bytes, noise: &mut Bytes, count: usize) -> Result<Vec<Op>, Error> {
    let mut column = || take(from, noise, count, NO_KEYS);
    let (kinds, acts, sources) = (column()?, column()?, column()?);
    let (actors, subjects, entities) = (column()?, column()?, column()?);
    let (steps, counters) = (column()?, column()?);
    let mut ops = Vec::with_capacity(count);
    let mut clock = Clock::default();
    for n in 0..count {
        ops.push(Op {
            entity: entities[n],
            kind: word(kinds[n])?,
            act: OpAct::from_number(u8::try_from(acts[n]).map_err(|_| Error::Malformed)?)?,
            hlc: clock.step(steps[n], counters[n])?,
            at: None,
            actor: actors[n],
            subject: subjects[n],
            source: word(sources[n])?,
            fields: vec![],
        });
    }
    take_walls(from, noise, &mut ops)?;
    Ok(ops)
}

/// Clocks only rise.
#[derive(Default)]
struct Clock {
    newest: Option<u64>,
}

impl Clock {
    fn step(&mut self, step: i64, counter: i64) -> Result<u64, Error> {
        let before = self.newest.unwrap_or(0);
        let step = u64::try_from(step).ok().filter(|step| *step < 1 << 48).ok_or(Error::Malformed)?;
        let (ms, counter) = ((before >> 16) + step, counter as u64);
        let counter = match self.newest {
            Some(before) if step == 0 => {
                (before & 0xffff).checked_add(1).and_then(|n| n.checked_add(counter))
            }
            _ => Some(counter),
        };
        let counter = counter.filter(|counter| *counter <= 0xffff && ms < 1 << 48).ok_or(Error::Malformed)?;
        let hlc = ms << 16 | counter;
        self.newest = Some(hlc);
        Ok(hlc)
    }
}

fn take_walls(from: &mut Bytes, noise: &mut Bytes, ops: &mut [Op]) -> Result<(), Error> {
    let mut rows: Vec<usize> = vec![];
    match from.byte()? {
        0 => {}
        1 => rows.extend(0..ops.len()),
        2 => take_bitmap(from, ops.len(), |row| rows.push(row))?,
        _ => return Err(Error::Malformed),
    }
    let walls = take(from, noise, rows.len(), NO_KEYS)?;
    for (row, wall) in rows.into_iter().zip(walls) {
        ops[row].at = Some(wall.wrapping_add((ops[row].hlc >> 16) as i64));
    }
    Ok(())
}

/// The values of the changes of one kind.
fn take_kind(
    from: &mut Bytes,
    noise: &mut Bytes,
    rows: &[u32],
    strings: &StringTable,
    ops: &mut [Op],
    budget: &mut Budget,
) -> Result<(), Error> {
    let count = from.count(MAX_FIELDS)?;
    let (mut columns, mut fields) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for _ in 0..count {
        let field = word(from.varint()? as i64)?;
        if fields.last().is_some_and(|last| *last >= field) {
            return Err(Error::Malformed);
        }
        let column = Column::take(from, noise, rows.len(), &columns)?;
        budget.values = budget.values.checked_sub(column.len()).ok_or(Error::Malformed)?;
        fields.push(field);
        columns.push(column);
    }
    for (row, n) in rows.iter().enumerate() {
        let op = &mut ops[*n as usize];
        op.fields.reserve_exact(columns.iter().filter(|column| column.has(row)).count());
        for (field, column) in fields.iter().zip(&columns) {
            if let Some(value) = column.value(row, strings)? {
                budget.spend(&value)?;
                op.fields.push((*field, value));
            }
        }
    }
    Ok(())
}

fn word(n: i64) -> Result<u32, Error> {
    u32::try_from(n).map_err(|_| Error::Malformed)
}

fn small(n: i64, max: usize) -> Result<usize, Error> {
    usize::try_from(n).ok().filter(|n| *n <= max).ok_or(Error::Malformed)
}
