use crate::Error;

/// A value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: the field was emptied.
    Null,
    /// A whole number.
    Integer(i64),
    /// A real number.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// What a change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OpAct {
    /// Wrote the entry, with all its fields.
    Put,
    /// Changed some of its fields.
    Set,
    /// Deleted it.
    Delete,
    /// Brought it back, with all its fields.
    Restore,
}

impl OpAct {
    /// As written in batches.
    pub fn number(self) -> u8 {
        match self {
            Self::Put => 1,
            Self::Set => 2,
            Self::Delete => 3,
            Self::Restore => 4,
        }
    }

    /// Reads it back.
    pub fn from_number(number: u8) -> Result<Self, Error> {
        match number {
            1 => Ok(Self::Put),
            2 => Ok(Self::Set),
            3 => Ok(Self::Delete),
            4 => Ok(Self::Restore),
            _ => Err(Error::Newer),
        }
    }
}

/// One change of one entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Op {
    /// Id of the entry: device number << 40 | counter; small numbers are the fixed entries of a record.
    pub entity: i64,
    /// Kind of the entry.
    pub kind: u32,
    /// What it did.
    pub act: OpAct,
    /// Hybrid clock: 48 bits of milliseconds since 1970, 16 bits of counter.
    pub hlc: u64,
    /// Wall clock where it differs from the milliseconds of `hlc`.
    pub at: Option<i64>,
    /// Who acted, by the numbers of the record.
    pub actor: i64,
    /// Whose entry it is, by the numbers of the record.
    pub subject: i64,
    /// The way it came in.
    pub source: u32,
    /// Fields by number, in rising order.
    pub fields: Vec<(u32, Value)>,
}

/// Changes of one device in one stream, in the order of their clock, as sealed into one frame.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    /// Length of the control chain the author knew.
    pub control: u64,
    /// For each other device of the stream: the newest sequence number the author had applied.
    pub frontier: Vec<(u32, u64)>,
    /// Changes.
    pub ops: Vec<Op>,
}
