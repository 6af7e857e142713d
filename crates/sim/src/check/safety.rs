//! I15: what two wrote of one clinical entry, neither knowing of the other, is both there. Held against what each really had before
//! their eyes, not against what their frames say.

use std::collections::{BTreeMap, BTreeSet};

use henro_sync::{EntityState, Op, OpAct};

use super::{Broken, bits};
use crate::disk::{CLINICAL, Disk, serial};
use crate::world::World;

/// What who wrote a change had before their eyes.
#[derive(Clone)]
pub struct Seen {
    device: usize,
    /// Changes of the same entry.
    of: BTreeSet<i64>,
    /// All of the section was open to them.
    whole: bool,
}

/// Kind and field that keep every value nobody has decided about.
const SAFETY: (u32, u32) = (1, 1);

impl World {
    /// What a device has of the entries it is about to change.
    pub fn seen_of(&self, device: usize, section: u8, ops: &[Op]) -> BTreeMap<i64, Seen> {
        if section != CLINICAL {
            return BTreeMap::new();
        }
        let of = &self.devices[device];
        let mut known: BTreeMap<i64, BTreeSet<i64>> =
            ops.iter().map(|op| (op.entity, BTreeSet::new())).collect();
        // What was laid in by a right clock stays on the screen when that goes wrong.
        let changes = of.store.disk.changes(section, self.now);
        for op in changes
            .iter()
            .map(|change| &change.op)
            .chain(of.store.disk.own.get(&section).into_iter().flatten())
        {
            if let (Some(of), Some(serial)) = (known.get_mut(&op.entity), serial(op)) {
                of.insert(serial);
            }
        }
        let control = of.engine.control();
        let stream =
            of.store.disk.marks.iter().find(|(_, mark)| mark.0 == section).map(|(stream, _)| *stream);
        let from = control
            .zip(stream)
            .and_then(|(control, stream)| control.may_read(&of.identity, &stream, self.now));
        let seen = |op: &Op| {
            Some((serial(op)?, Seen { device, of: known[&op.entity].clone(), whole: from == Some(0) }))
        };
        ops.iter().filter_map(seen).collect()
    }

    fn saw(&self, one: i64, other: i64) -> bool {
        let (Some(by), Some(of)) = (self.seen.get(&one), self.seen.get(&other)) else { return false };
        (by.device == of.device && one > other) || by.of.contains(&other)
    }

    /// On one device.
    pub fn check_safety(&self, n: usize) -> Broken {
        let disk = &self.devices[n].store.disk;
        for (entity, state) in disk.entries(CLINICAL, self.now) {
            let all: Option<Vec<(i64, &Op)>> =
                state.changes().map(|change| Some((serial(&change.op)?, &change.op))).collect();
            // What somebody wrote who does harm, or who was not shown all, is judged by what frames say alone.
            let known = |(serial, _): &(i64, &Op)| self.seen.get(serial).is_some_and(|seen| seen.whole);
            let Some(all) = all.filter(|all| all.iter().all(known)) else { continue };
            self.check_values(n, entity, &state, &all)?;
            self.check_alive(n, entity, &state, &all)?;
        }
        Ok(())
    }

    fn check_values(&self, n: usize, entity: i64, state: &EntityState, all: &[(i64, &Op)]) -> Broken {
        let Some(view) = state.view(&Disk::rules(CLINICAL)).filter(|view| view.kind == SAFETY.0) else {
            return Ok(());
        };
        let value =
            |op: &Op| op.fields.iter().find(|(field, _)| *field == SAFETY.1).map(|(_, value)| bits(value));
        let writes: Vec<_> = all.iter().filter_map(|(serial, op)| Some((*serial, value(op)?))).collect();
        let shown = view.conflicts.get(&SAFETY.1).into_iter().flatten();
        let shown: Vec<_> = shown.chain(view.fields.get(&SAFETY.1)).map(bits).collect();
        for (serial, value) in &writes {
            let decided = writes.iter().any(|(other, _)| other != serial && self.saw(*other, *serial));
            if !decided && !shown.contains(value) {
                return Err(format!(
                    "I15: device {n} does not show {serial} of {entity}, which nobody decided about"
                ));
            }
        }
        Ok(())
    }

    /// A deletion loses to a change it did not know.
    fn check_alive(&self, n: usize, entity: i64, state: &EntityState, all: &[(i64, &Op)]) -> Broken {
        let of = |act: OpAct| all.iter().filter(move |(_, op)| op.act == act).map(|(serial, _)| *serial);
        if state.alive(&Disk::rules(CLINICAL)) || of(OpAct::Delete).next().is_none() {
            return Ok(());
        }
        let knew = |delete: i64| of(OpAct::Set).all(|set| self.saw(delete, set) || self.saw(set, delete));
        if of(OpAct::Delete).any(knew) {
            return Ok(());
        }
        Err(format!("I15: on device {n} {entity} is gone, though nobody who deleted it knew all changes"))
    }
}
