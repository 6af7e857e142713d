//! The log of changes: appending to it, and following one entity through it.

use henro_domain::{ActorId, DeviceNumber, EntryId, Hlc, Section, Stamp, SubjectId};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Statement, params};

use super::fields;
use super::noun::{DAMAGED, Noun, Nouns, Row, known_noun};
use crate::Error;

/// Who writes, when, for whom, and by what way it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// Clock of the call.
    pub stamp: Stamp,
    /// Who acts.
    pub actor: ActorId,
    /// Whose record it is.
    pub subject: SubjectId,
    /// The way it came in.
    pub source: Source,
}

/// The way a change came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A form on a screen.
    Form,
    /// The one-line entry.
    Phrase,
    /// A file.
    Import,
    /// A script through the command line.
    Script,
    /// The letter box of the locked record.
    Letter,
    /// A way this version does not know: another device wrote it.
    Other,
}

impl Source {
    const ALL: [Source; 5] = [Source::Form, Source::Phrase, Source::Import, Source::Script, Source::Letter];

    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Form => 0,
            Self::Phrase => 1,
            Self::Import => 2,
            Self::Script => 3,
            Self::Letter => 4,
            Self::Other => 255,
        }
    }

    fn from_number(number: i64) -> Self {
        Self::ALL.into_iter().find(|s| s.number() == number).unwrap_or(Self::Other)
    }
}

/// What a change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// Wrote the entry.
    Put,
    /// Changed some of its fields.
    Set,
    /// Deleted it.
    Delete,
    /// Brought it back.
    Restore,
}

impl Op {
    const ALL: [Op; 4] = [Op::Put, Op::Set, Op::Delete, Op::Restore];

    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Put => 1,
            Self::Set => 2,
            Self::Delete => 3,
            Self::Restore => 4,
        }
    }

    pub(crate) fn from_number(number: i64) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|op| op.number() == number).ok_or(DAMAGED)
    }
}

/// Hands out ids and clock values of this device.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pen {
    pub(crate) device: DeviceNumber,
    pub(crate) counter: u64,
    pub(crate) hlc: Hlc,
    /// The nouns of the file it writes in.
    pub(crate) nouns: Nouns,
}

impl Pen {
    pub(crate) fn next_id(&mut self) -> Result<EntryId, Error> {
        self.counter += 1;
        EntryId::new(self.device, self.counter).map_err(|_| Error::Misfit)
    }

    fn next_hlc(&mut self, stamp: Stamp) -> Hlc {
        self.hlc = self.hlc.next(stamp.utc_ms);
        self.hlc
    }
}

/// One change about to be written.
pub(crate) struct NewChange<'a> {
    pub(crate) entity: i64,
    pub(crate) noun: &'static Noun,
    pub(crate) op: Op,
    pub(crate) batch: i64,
    pub(crate) prev: i64,
    pub(crate) body: &'a [u8],
}

/// Appends a change and answers its number.
pub(crate) fn append(db: &Connection, pen: &mut Pen, meta: &Meta, change: &NewChange) -> Result<i64, Error> {
    let mut statement = db.prepare_cached(APPEND)?;
    append_by(&mut statement, pen, meta, change)
}

/// Appends with a statement that is at hand: [`APPEND`].
pub(crate) fn append_by(
    statement: &mut Statement,
    pen: &mut Pen,
    meta: &Meta,
    change: &NewChange,
) -> Result<i64, Error> {
    if change.body.len() > MOST_BODY {
        // It would go into no frame, and nothing after it either.
        return Err(Error::Misfit);
    }
    let hlc = pen.next_hlc(meta.stamp);
    let at = (hlc.utc_ms() != meta.stamp.utc_ms).then_some(meta.stamp.utc_ms);
    Ok(statement.insert(params![
        change.entity,
        change.noun.number,
        change.op.number(),
        hlc.0 as i64,
        at,
        pen.device.0,
        meta.actor.0,
        meta.subject.0,
        section_number(change.noun.section),
        meta.source.number(),
        change.batch,
        change.prev,
        change.body,
    ])?)
}

/// Most bytes of what a change says: a text of a batch has at most 65,536 (docs/protocol.md).
pub(crate) const MOST_BODY: usize = 60_000;

/// A change as the log has it.
pub(crate) struct Logged {
    pub(crate) seq: i64,
    pub(crate) entity: i64,
    pub(crate) kind: i64,
    pub(crate) op: Op,
    pub(crate) hlc: u64,
    pub(crate) at: i64,
    pub(crate) actor: ActorId,
    pub(crate) device: DeviceNumber,
    pub(crate) source: Source,
    pub(crate) prev: i64,
    pub(crate) body: Vec<u8>,
}

impl Logged {
    pub(crate) fn of(row: &rusqlite::Row) -> Result<Self, Error> {
        let hlc = Hlc(row.get::<_, i64>(4)? as u64);
        Ok(Self {
            seq: row.get(0)?,
            entity: row.get(1)?,
            kind: row.get(2)?,
            op: Op::from_number(row.get(3)?)?,
            hlc: hlc.0,
            at: row.get::<_, Option<i64>>(5)?.unwrap_or(hlc.utc_ms()),
            device: DeviceNumber(row.get(6)?),
            actor: ActorId(row.get(7)?),
            source: Source::from_number(row.get(8)?),
            prev: row.get(9)?,
            body: row.get(10)?,
        })
    }

    /// The table of its kind; `None` for a kind of a newer version.
    pub(crate) fn noun(&self) -> Option<&'static Noun> {
        known_noun(self.kind)
    }

    /// What orders the changes of an entity, on every device alike.
    pub(crate) fn key(&self) -> (u64, u32) {
        (self.hlc, self.device.0)
    }
}

/// One change by its number.
pub(crate) fn one(db: &Connection, seq: i64) -> Result<Logged, Error> {
    let mut statement = db.prepare_cached(ONE)?;
    statement.query_row([seq], |row| Ok(Logged::of(row))).optional()?.ok_or(DAMAGED)?
}

/// The changes of one entity, oldest first, from its newest one.
pub(crate) fn chain(db: &Connection, newest: i64) -> Result<Vec<Logged>, Error> {
    let mut changes: Vec<Logged> = Vec::new();
    let mut seq = newest;
    while seq != 0 {
        let found = one(db, seq)?;
        // A chain only goes back; anything else would walk in a circle.
        if changes.last().is_some_and(|after| after.key() <= found.key()) {
            return Err(DAMAGED);
        }
        seq = found.prev;
        changes.push(found);
    }
    changes.reverse();
    Ok(changes)
}

/// All fields of a row.
pub(crate) fn body_of(row: &Row) -> Vec<u8> {
    let mut body = Vec::with_capacity(96);
    fields::put(&mut body, DAY, &Value::Integer(row.day));
    if let Some(minute) = row.minute {
        fields::put(&mut body, MINUTE, &Value::Integer(minute));
    }
    fields::put(&mut body, OFFSET, &Value::Integer(row.offset));
    for (number, value) in (FIRST_COLUMN..).zip(&row.columns) {
        if *value != Value::Null {
            fields::put(&mut body, number, value);
        }
    }
    body
}

/// The fields in which `new` differs from `old`. Empty where it does not.
pub(crate) fn difference(old: &Row, new: &Row) -> Vec<u8> {
    let mut body = Vec::new();
    let mut field = |number, old: &Value, new: &Value| {
        if old != new {
            fields::put(&mut body, number, new);
        }
    };
    let minute = |row: &Row| row.minute.map_or(Value::Null, Value::Integer);
    field(DAY, &Value::Integer(old.day), &Value::Integer(new.day));
    field(MINUTE, &minute(old), &minute(new));
    field(OFFSET, &Value::Integer(old.offset), &Value::Integer(new.offset));
    for ((number, old), new) in (FIRST_COLUMN..).zip(&old.columns).zip(&new.columns) {
        field(number, old, new);
    }
    body
}

/// Lays the fields of a change over a row. Fields of a newer version stay in the log and are skipped here, as are
/// those that can be no day, minute or zone.
pub(crate) fn lay_over(row: &mut Row, body: &[u8]) -> Result<(), Error> {
    fields::read(body)?.into_iter().for_each(|(number, value)| lay_field(row, number, value));
    Ok(())
}

/// Lays one field over a row.
pub(crate) fn lay_field(row: &mut Row, number: u32, value: Value) {
    match (number, value) {
        (DAY, Value::Integer(day)) => row.day = day,
        (MINUTE, Value::Integer(minute)) => row.minute = Some(minute),
        (MINUTE, Value::Null) => row.minute = None,
        (OFFSET, Value::Integer(offset)) => row.offset = offset,
        (DAY | MINUTE | OFFSET, _) => {}
        (number, value) => {
            let place = number.checked_sub(FIRST_COLUMN);
            if let Some(cell) = place.and_then(|place| row.columns.get_mut(place as usize)) {
                *cell = value;
            }
        }
    }
}

/// The number of a field by its column; `day` is the day. `None` for a column it has not.
pub(crate) fn field_number(noun: &Noun, column: &str) -> Option<u32> {
    let place = || noun.columns.iter().position(|one| *one == column);
    if column == "day" { Some(DAY) } else { Some(FIRST_COLUMN + u32::try_from(place()?).ok()?) }
}

/// A field of a row.
pub(crate) fn field(row: &Row, number: u32) -> Value {
    match number {
        DAY => Value::Integer(row.day),
        MINUTE => row.minute.map_or(Value::Null, Value::Integer),
        OFFSET => Value::Integer(row.offset),
        _ => {
            let place = number.checked_sub(FIRST_COLUMN).map(|place| place as usize);
            place.and_then(|place| row.columns.get(place)).cloned().unwrap_or(Value::Null)
        }
    }
}

/// How many fields a noun has.
pub(crate) fn field_count(noun: &Noun) -> u32 {
    FIRST_COLUMN - 1 + noun.columns.len() as u32
}

/// A row with nothing in it yet.
pub(crate) fn blank(noun: &Noun) -> Row {
    Row { day: 0, minute: None, offset: 0, columns: vec![Value::Null; noun.columns.len()] }
}

/// As stored: the place in the list of all sections, which only grows.
pub(crate) fn section_number(section: Section) -> i64 {
    Section::ALL.iter().position(|of| *of == section).expect("the list holds every section") as i64
}

/// Reads it back.
pub(crate) fn section_of(number: i64) -> Result<Section, Error> {
    usize::try_from(number).ok().and_then(|place| Section::ALL.get(place)).copied().ok_or(DAMAGED)
}

const DAY: u32 = 1;
const MINUTE: u32 = 2;
const OFFSET: u32 = 3;
const FIRST_COLUMN: u32 = 4;

/// For [`append_by`].
pub(crate) const APPEND: &str = "INSERT INTO change \
    (entity, kind, op, hlc, at, device, actor, subject, section, source, batch, prev, body) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
const ONE: &str = "SELECT seq, entity, kind, op, hlc, at, device, actor, source, prev, body \
    FROM change WHERE seq = ?1";
/// Every change in order, for [`Logged::of`].
pub(crate) const EVERY: &str = "SELECT seq, entity, kind, op, hlc, at, device, actor, source, prev, body \
    FROM change ORDER BY seq";
