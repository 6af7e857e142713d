//! What a batch of another device may say. The same batch is refused on every device, whatever else is there.

use std::collections::BTreeSet;

use henro_domain::Section;
use henro_sync::{Batch, Op, OpAct, Value};

use crate::daily::log::section_number;
use crate::daily::noun::{
    FIRST_ENTRY, PROFILE, PROFILE_ID, SETTING, kind_of, known_noun, medical_kind, setting_id,
};

/// Whose device wrote a batch.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub(super) device: u32,
    /// Of somebody who never owned the record: the devices whose entries it may change.
    pub(super) guest: Option<&'a BTreeSet<u32>>,
}

/// Whether a batch keeps the rules. `after` is the newest clock value of the frame before it.
pub(super) fn keeps_the_rules(batch: &Batch, by: By, section: Section, after: u64) -> bool {
    let mut after = after;
    batch.ops.iter().all(|op| {
        let rising = op.hlc > after && op.hlc < NO_CLOCK;
        after = op.hlc;
        rising && has_sound_fields(op) && is_of_section(op, section) && may_write(op, by)
    })
}

fn has_sound_fields(op: &Op) -> bool {
    let rising = op.fields.windows(2).all(|pair| matches!(pair, [a, b] if a.0 < b.0));
    let sound = |value: &Value| !matches!(value, Value::Real(x) if x.is_nan());
    op.fields.len() <= MOST_FIELDS
        && rising
        && op.fields.iter().all(|(number, value)| *number > 0 && sound(value))
        && op.at.is_none_or(|at| (0..LAST_MS).contains(&at))
}

fn is_of_section(op: &Op, section: Section) -> bool {
    known_noun(i64::from(op.kind)).is_none_or(|noun| section_number(noun.section) == section_number(section))
}

/// A consent to write lets one add entries and change one's own; what others wrote stays as they wrote it.
fn may_write(op: &Op, by: By) -> bool {
    let Some(own) = by.guest else { return may_create(op, by.device) };
    let of = u32::try_from(op.entity >> 40).unwrap_or(0);
    match op.act {
        _ if i64::from(op.kind) == SETTING.number => tells_of_own(op),
        OpAct::Put => of == by.device && op.entity >= FIRST_ENTRY && may_create(op, by.device),
        OpAct::Set | OpAct::Delete | OpAct::Restore => own.contains(&of),
    }
}

/// The settings by which somebody tells which sections they keep for themselves: all of a record that a guest writes.
fn tells_of_own(op: &Op) -> bool {
    let alone = |id: i64| (0..SECTIONS).any(|number| setting_id(&format!("alone {number}")) == id);
    matches!(op.act, OpAct::Put | OpAct::Set) && alone(op.entity)
}

/// A device makes entries in its own range of ids. Below all ranges lie the entries every device may make.
fn may_create(op: &Op, device: u32) -> bool {
    let kind = i64::from(op.kind);
    let own = op.entity >> 40 == i64::from(device);
    match op.act {
        OpAct::Set | OpAct::Delete | OpAct::Restore => true,
        OpAct::Put if kind == PROFILE.number => op.entity == PROFILE_ID,
        OpAct::Put if kind == SETTING.number => (1..FIRST_ENTRY).contains(&op.entity),
        OpAct::Put if kind_of(kind).is_some() || medical_kind(kind).is_some() => own,
        OpAct::Put => own || op.entity < FIRST_ENTRY,
    }
}

/// More than there are.
const SECTIONS: u8 = 64;
const MOST_FIELDS: usize = 256;
/// Clock values are kept as numbers with a sign.
const NO_CLOCK: u64 = 1 << 63;
const LAST_MS: i64 = 1 << 48;
