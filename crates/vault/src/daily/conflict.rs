//! What the changes of an entry in a clinical file come to where devices did not know of each other. The rule itself is
//! [`henro_sync::EntityState`]; here the changes of the log are handed to it, and what it says is kept in `conflict`.

use std::collections::{BTreeMap, BTreeSet};

use henro_sync::{self as sync, Change, EntityState, OpAct, Stamp};
use rusqlite::{Connection, params};

use super::log::{self, Logged, Op};
use super::noun::{Noun, Row, clinical_rules, keeps_both, keeps_both_of, safety_fields};
use super::sync::value_out;
use super::{fields, origin};
use crate::Error;

/// What it says of an entry.
#[derive(Default)]
pub(crate) struct Joined {
    /// It was deleted by who did not know of an edit, and is there.
    pub(crate) alive: bool,
    /// Fields, and changes whose value stands beside the newest.
    pub(crate) undecided: Vec<(u32, i64)>,
}

/// Asks the rule. One change alone is in conflict with nothing.
pub(crate) fn join(db: &Connection, kind: i64, chain: &[Logged]) -> Result<Joined, Error> {
    if chain.len() < 2 || !keeps_both_of(kind) {
        return Ok(Joined::default());
    }
    let devices: BTreeSet<u32> = chain.iter().map(|change| change.device.0).collect();
    let (mut state, mut seqs) = (EntityState::default(), BTreeMap::new());
    for logged in chain {
        let change = change(db, logged, &devices)?;
        seqs.insert(change.stamp(), logged.seq);
        state.add(change);
    }
    let seq = |stamp: Stamp| seqs.get(&stamp).copied();
    let beside = |field| state.undecided(field).into_iter().map(move |change| (field, change.stamp()));
    let undecided = safety_fields(kind).flat_map(beside);
    let undecided = undecided.filter_map(|(field, stamp)| Some((field, seq(stamp)?))).collect();
    Ok(Joined { alive: state.alive(clinical_rules()), undecided })
}

/// What the author of a change had in front of them when it was written, with the change.
pub(crate) fn as_written(db: &Connection, noun: &Noun, chain: &[Logged], seq: i64) -> Result<Row, Error> {
    let devices: BTreeSet<u32> = chain.iter().map(|change| change.device.0).collect();
    let mut row = log::blank(noun);
    let Some(of) = chain.iter().find(|change| change.seq == seq) else { return Ok(row) };
    let own = change(db, of, &devices)?;
    for logged in chain {
        if own.saw(&change(db, logged, &devices)?) {
            log::lay_over(&mut row, &logged.body)?;
        }
    }
    Ok(row)
}

/// Keeps what it says, instead of what was there.
pub(crate) fn keep(db: &Connection, (id, kind): (i64, i64), joined: &Joined) -> Result<(), Error> {
    forget(db, id, kind)?;
    for (field, change) in &joined.undecided {
        db.prepare_cached("INSERT INTO conflict (entity, kind, field, change) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id, kind, field, change])?;
    }
    Ok(())
}

pub(crate) fn forget(db: &Connection, id: i64, kind: i64) -> Result<(), Error> {
    if keeps_both_of(kind) {
        db.prepare_cached("DELETE FROM conflict WHERE entity = ?1 AND kind = ?2")?.execute([id, kind])?;
    }
    Ok(())
}

/// After a change that is written here: asks again, from the newest change on.
pub(crate) fn ask_again(db: &Connection, noun: &Noun, id: i64, newest: i64) -> Result<(), Error> {
    if !keeps_both(noun) || safety_fields(noun.number).next().is_none() {
        return Ok(());
    }
    let joined = join(db, noun.number, &log::chain(db, newest)?)?;
    keep(db, (id, noun.number), &joined)
}

/// All fields of a row but those about which nobody has decided: who puts an entry back decides nothing.
pub(crate) fn body_without(db: &Connection, (id, kind): (i64, i64), row: &Row) -> Result<Vec<u8>, Error> {
    let undecided: BTreeSet<u32> = of(db, id, kind)?.into_iter().map(|(field, _)| field).collect();
    let mut body = Vec::with_capacity(96);
    for (field, value) in fields::read(&log::body_of(row))? {
        if !undecided.contains(&field) {
            fields::put(&mut body, field, &value);
        }
    }
    Ok(body)
}

/// What is kept of an entry: fields, and changes whose value stands beside the newest, as they are kept.
pub(crate) fn of(db: &Connection, id: i64, kind: i64) -> Result<Vec<(u32, i64)>, Error> {
    let sql = "SELECT field, change FROM conflict WHERE entity = ?1 AND kind = ?2 ORDER BY field, change";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([id, kind], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Entries of which something is kept, by id and kind.
pub(crate) fn every(db: &Connection) -> Result<Vec<(i64, i64)>, Error> {
    let mut statement =
        db.prepare_cached("SELECT DISTINCT entity, kind FROM conflict ORDER BY entity, kind")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A change with what its author had seen. One of which that is not kept was seen by everybody and saw what devices had in
/// common then: frame 0, which everybody has seen of everybody.
fn change(db: &Connection, logged: &Logged, devices: &BTreeSet<u32>) -> Result<Change, Error> {
    let mut frontier: BTreeMap<u32, u64> = devices.iter().map(|device| (*device, 0)).collect();
    let mut seq = 0;
    if let Some(kept) = origin::of(db, logged.seq)? {
        frontier.extend(kept.frontier);
        seq = kept.frame.unwrap_or(IN_NO_FRAME);
    }
    let fields = fields::read(&logged.body)?;
    let op = sync::Op {
        entity: logged.entity,
        kind: logged.kind as u32,
        act: act(logged.op),
        hlc: logged.hlc,
        at: Some(logged.at),
        actor: logged.actor.0,
        subject: 0,
        source: 0,
        fields: fields.into_iter().map(|(number, value)| (number, value_out(value))).collect(),
    };
    Ok(Change { op, origin: sync::Origin { device: logged.device.0, seq, frontier } })
}

pub(crate) fn act(op: Op) -> OpAct {
    match op {
        Op::Put => OpAct::Put,
        Op::Set => OpAct::Set,
        Op::Delete => OpAct::Delete,
        Op::Restore => OpAct::Restore,
    }
}

/// Nobody has seen it, and its author wrote it after all that is in frames.
const IN_NO_FRAME: u64 = u64::MAX;
