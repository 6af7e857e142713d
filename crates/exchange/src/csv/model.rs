use henro_domain::{Entry, EntryId, FoodRef, When};

/// An entry with the time it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    /// Day, time and zone.
    pub when: When,
    /// What was recorded.
    pub entry: Entry,
    /// The number by which the meals of the file name this own dish.
    pub dish: Option<DishNumber>,
}

/// The number of an own dish within one file. Another record has other numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DishNumber {
    /// The id in the record the file was written from.
    pub id: EntryId,
    /// It was deleted there; it is in the file because meals are made of it.
    pub deleted: bool,
}

impl Dated {
    /// An entry that no other of the file names.
    pub fn new(when: When, entry: Entry) -> Self {
        Self { when, entry, dish: None }
    }

    /// A key that two entries share when they say the same at the same local time, whatever their zone. Numbers of
    /// own dishes are left out: a meal keeps its name and nutrients, and the numbers differ from record to record.
    pub fn duplicate_key(&self) -> DuplicateKey {
        let mut cells = super::own::cells(self);
        cells.zone.clear();
        match &self.entry {
            Entry::Intake(intake) if matches!(intake.food, FoodRef::Own(_)) => cells.code.truncate(OWN.len()),
            Entry::OwnDish(_) => {
                cells.code.clear();
                cells.item.clear();
            }
            _ => {}
        }
        key_of(cells.in_order())
    }

    /// A key that two own dishes share when name, parts and nutrients are the same, whenever they were written.
    pub fn dish_key(&self) -> DuplicateKey {
        let cells = super::own::cells(self);
        key_of([cells.name.as_str(), cells.note.as_str()])
    }
}

fn key_of<'a>(cells: impl IntoIterator<Item = &'a str>) -> DuplicateKey {
    let mut key = FNV_OFFSET;
    for cell in cells {
        for byte in cell.bytes().chain([0x1f]) {
            key = (key ^ u128::from(byte)).wrapping_mul(FNV_PRIME);
        }
    }
    DuplicateKey(key)
}

const OWN: &str = "own:";

/// FNV-1a of 128 bits over the written row: small, stable, not secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DuplicateKey(pub u128);

// http://www.isthe.com/chongo/tech/comp/fnv/: the 128-bit parameters.
const FNV_OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const FNV_PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// What one row gave: entries, problems, or in a wide row both.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Line of the file the row starts on, from 1.
    pub line: u64,
    /// What was understood.
    pub entries: Vec<Dated>,
    /// What was not.
    pub problems: Vec<Problem>,
}

/// A cell or row that was not understood. Never holds its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Problem {
    /// Line of the file, from 1.
    pub line: u64,
    /// Column, from 1; `None` for the whole row.
    pub column: Option<u32>,
    /// Why.
    pub reason: Reason,
}

/// Why a row or cell was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// More or fewer cells than the header.
    Ragged,
    /// Letters that do not exist in the file's encoding.
    Encoding,
    /// A cell beyond [`super::MOST_LETTERS`] letters.
    LongCell,
    /// Beyond [`super::MOST_ROWS`]; reading stops here.
    TooManyRows,
    /// No date, or none that exists.
    Date,
    /// A time that does not exist, 24:00 among them.
    Time,
    /// A zone that does not exist.
    Zone,
    /// A day after today.
    Future,
    /// A word in `kind`, `item`, `slot` or `code` that is not known.
    Word,
    /// No number where one is needed.
    Number,
    /// A value nobody can have.
    Impossible,
    /// 上 and 下 are the wrong way round.
    Swapped,
    /// One of the two pressures is missing.
    HalfPressure,
    /// A meal of an own dish that is neither in the file nor known.
    Dish,
}
