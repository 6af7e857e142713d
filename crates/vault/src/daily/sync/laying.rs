//! Changes of a batch, laid into the log and the tables.

use std::collections::HashMap;

use henro_sync::{Batch, Op, OpAct, Value as Sent};
use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection, params};

use super::cuts;
use crate::daily::fold::{self, Outcome};
use crate::daily::log::{self, Logged};
use crate::daily::noun::{Noun, Nouns, keeps_both_of, known_noun, safety_fields, settled};
use crate::daily::origin::{self, Frontier};
use crate::daily::search::index::{self, Known};
use crate::daily::state::{self, Newest, State};
use crate::daily::{fields, statements};
use crate::{Error, Op as Act};
use henro_domain::{ActorId, DeviceNumber, Hlc};

/// Lays batches in with statements that stay at hand.
pub(super) struct Layer<'db> {
    db: &'db Connection,
    append: CachedStatement<'db>,
    inserts: Vec<(i64, CachedStatement<'db>)>,
    names: Known,
    /// The highest id that is there, by device of the id and kind.
    highest: HashMap<(i64, i64), i64>,
    /// It is a clinical file.
    clinical: bool,
    /// Of the batch that is laid in: the number of its frame and what its author had seen.
    from: (u64, Frontier),
    /// Something came that this version does not know.
    pub(super) unread: bool,
    /// The newest local change that came again in a frame.
    pub(super) matched: i64,
    /// How many changes were laid in.
    pub(super) changes: u64,
}

impl<'db> Layer<'db> {
    pub(super) fn new(db: &'db Connection, nouns: Nouns) -> Result<Self, Error> {
        let insert =
            |noun: &&'static Noun| Ok((noun.number, db.prepare_cached(&statements::of(noun).insert)?));
        Ok(Self {
            db,
            append: db.prepare_cached(log::APPEND)?,
            inserts: nouns.iter().map(insert).collect::<Result<_, Error>>()?,
            names: Known::default(),
            highest: HashMap::new(),
            clinical: cuts::is_clinical(nouns),
            from: (0, Frontier::new()),
            unread: false,
            matched: 0,
            changes: 0,
        })
    }

    /// Lays in what a batch says, a frame of this device and number. It was checked.
    pub(super) fn lay(
        &mut self,
        batch: &Batch,
        (device, seq): (u32, u64),
        section: i64,
    ) -> Result<(), Error> {
        self.from = (seq, batch.frontier.iter().copied().collect());
        let mut groups: Vec<((i64, i64), Vec<&Op>)> = Vec::new();
        let mut places = HashMap::new();
        for op in &batch.ops {
            let kind = i64::from(op.kind);
            self.note_unknown(op);
            if op.act == OpAct::Put && self.is_new(op.entity, kind)? {
                self.lay_new(op, device, section)?;
            } else {
                let place = *places.entry((op.entity, kind)).or_insert_with(|| {
                    groups.push(((op.entity, kind), Vec::new()));
                    groups.len() - 1
                });
                groups.get_mut(place).into_iter().for_each(|(_, ops)| ops.push(op));
            }
        }
        groups.iter().try_for_each(|((id, kind), ops)| self.merge(*id, *kind, ops, device, section))
    }

    /// Ids of a device rise, so what lies above all of its kind is nowhere yet.
    fn is_new(&mut self, id: i64, kind: i64) -> Result<bool, Error> {
        let device = id >> 40;
        if device <= 0 {
            return Ok(false);
        }
        let highest = match self.highest.get(&(device, kind)) {
            Some(highest) => *highest,
            None => highest(self.db, device, kind)?,
        };
        self.highest.insert((device, kind), highest.max(id));
        Ok(id > highest)
    }

    /// An entry that is nowhere yet: written once, as it comes.
    fn lay_new(&mut self, op: &Op, device: u32, section: i64) -> Result<(), Error> {
        let kind = i64::from(op.kind);
        let change = self.append(op, device, section)?;
        if known_noun(kind).is_none() || safety_fields(kind).next().is_some() {
            self.keep_origin(change)?;
        }
        let seen = known_noun(kind).and_then(|noun| {
            let mut row = log::blank(noun);
            op.fields.iter().for_each(|(number, value)| log::lay_field(&mut row, *number, value_in(value)));
            settled(noun, op.entity, row)
        });
        match seen {
            Some(row) => {
                let state = State { id: op.entity, row, change, recorded: at(op), edited: false };
                if let Some((_, insert)) = self.inserts.iter_mut().find(|(of, _)| *of == kind) {
                    state.write_by(insert)?;
                }
                match known_noun(kind) {
                    Some(noun) => index::put_knowing(self.db, noun, &state, &mut self.names),
                    None => Ok(()),
                }
            }
            None => {
                self.unread = true;
                fold::write(self.db, op.entity, kind, change, Outcome::Loose)
            }
        }
    }

    /// Puts changes among those an entity has already.
    fn merge(&mut self, id: i64, kind: i64, ops: &[&Op], device: u32, section: i64) -> Result<(), Error> {
        if let Some(highest) = self.highest.get_mut(&(id >> 40, kind)) {
            // It is somewhere from now on, if only in the log.
            *highest = id.max(*highest);
        }
        let newest = match state::newest(self.db, id, kind)? {
            Some(Newest::Live(noun, state)) => {
                let head = log::one(self.db, state.change)?.key();
                let plain = !keeps_both_of(kind)
                    && ops.iter().all(|op| (op.hlc, device) > head && op.act != OpAct::Delete);
                match plain {
                    true => return self.lay_over(noun, state, ops, device, section),
                    false => state.change,
                }
            }
            Some(Newest::Elsewhere(change)) => change,
            None => 0,
        };
        let mut chain = log::chain(self.db, newest)?;
        let mut added = false;
        for op in ops {
            let there = chain.binary_search_by_key(&(op.hlc, device), Logged::key);
            match there.ok().and_then(|place| chain.get(place)) {
                Some(known) => {
                    self.matched = self.matched.max(known.seq);
                    self.keep_origin(known.seq)?;
                    added |= keeps_both_of(kind);
                }
                None => {
                    let seq = self.append(op, device, section)?;
                    self.keep_origin(seq)?;
                    let place = there.unwrap_or_else(|place| place);
                    chain.insert(place, logged(op, device, seq));
                    added = true;
                }
            }
        }
        if added { self.settle(id, kind, chain) } else { Ok(()) }
    }

    /// Changes newer than all an entry has, none of which deletes it.
    fn lay_over(
        &mut self,
        noun: &'static Noun,
        mut state: State,
        ops: &[&Op],
        device: u32,
        section: i64,
    ) -> Result<(), Error> {
        let (id, mut prev, mut row) = (state.id, state.change, state.row.clone());
        for op in ops {
            let seq = self.append_after(op, device, section, prev)?;
            op.fields.iter().for_each(|(number, value)| log::lay_field(&mut row, *number, value_in(value)));
            state.edited |= op.act == OpAct::Set;
            prev = seq;
        }
        match settled(noun, id, row) {
            Some(row) => state::update(self.db, noun, &State { row, change: prev, ..state }),
            None => self.settle(id, noun.number, log::chain(self.db, prev)?),
        }
    }

    fn settle(&mut self, id: i64, kind: i64, chain: Vec<Logged>) -> Result<(), Error> {
        self.unread |= known_noun(kind).is_none();
        fold::settle(self.db, id, kind, chain)
    }

    fn append(&mut self, op: &Op, device: u32, section: i64) -> Result<i64, Error> {
        self.append_after(op, device, section, 0)
    }

    fn append_after(&mut self, op: &Op, device: u32, section: i64, prev: i64) -> Result<i64, Error> {
        self.changes += 1;
        Ok(self.append.insert(params![
            op.entity,
            op.kind,
            act(op.act).number(),
            op.hlc as i64,
            op.at,
            device,
            op.actor,
            op.subject,
            section,
            op.source,
            IN_A_FRAME,
            prev,
            body(op),
        ])?)
    }

    fn keep_origin(&self, change: i64) -> Result<(), Error> {
        let (seq, frontier) = &self.from;
        if self.clinical { origin::keep(self.db, change, Some(*seq), frontier) } else { Ok(()) }
    }

    fn note_unknown(&mut self, op: &Op) {
        let known = known_noun(i64::from(op.kind)).map_or(0, log::field_count);
        self.unread |= op.fields.last().is_some_and(|(number, _)| *number > known);
    }
}

fn highest(db: &Connection, device: i64, kind: i64) -> Result<i64, Error> {
    let table = known_noun(kind).map(|noun| noun.table);
    let mut highest = 0;
    for table in table.into_iter().chain(["removed", "loose"]) {
        let sql = format!("SELECT coalesce(max(id), 0) FROM {table} WHERE id BETWEEN ?1 AND ?2");
        let range = [device << 40, ((device + 1) << 40) - 1];
        let found: i64 = db.prepare_cached(&sql)?.query_row(range, |row| row.get(0))?;
        highest = highest.max(found);
    }
    Ok(highest)
}

fn logged(op: &Op, device: u32, seq: i64) -> Logged {
    Logged {
        seq,
        entity: op.entity,
        kind: i64::from(op.kind),
        op: act(op.act),
        hlc: op.hlc,
        at: at(op),
        actor: ActorId(op.actor),
        device: DeviceNumber(device),
        source: log::Source::Other,
        prev: 0,
        body: body(op),
    }
}

fn at(op: &Op) -> i64 {
    op.at.unwrap_or(Hlc(op.hlc).utc_ms())
}

fn act(act: OpAct) -> Act {
    match act {
        OpAct::Put => Act::Put,
        OpAct::Set => Act::Set,
        OpAct::Delete => Act::Delete,
        OpAct::Restore => Act::Restore,
    }
}

fn body(op: &Op) -> Vec<u8> {
    let mut body = Vec::with_capacity(96);
    op.fields.iter().for_each(|(number, value)| fields::put(&mut body, *number, &value_in(value)));
    body
}

fn value_in(value: &Sent) -> Value {
    match value {
        Sent::Null => Value::Null,
        Sent::Integer(n) => Value::Integer(*n),
        Sent::Real(x) => Value::Real(*x),
        Sent::Text(text) => Value::Text(text.clone()),
        Sent::Blob(bytes) => Value::Blob(bytes.clone()),
    }
}

/// In `change.batch`: it came in a frame.
pub(super) const IN_A_FRAME: i64 = -1;
