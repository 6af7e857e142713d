use crate::csv::Encoding;

/// What a file of people holds. Names and numbers are personal data: it does not print itself.
pub struct PeopleFile {
    /// Found by its mark or its letters.
    pub encoding: Encoding,
    /// The rows that can be taken, in order.
    pub people: Vec<PersonRow>,
    /// What is wrong with the others, in order; one row has one fault.
    pub faults: Vec<PersonFault>,
    /// There are more rows than [`MOST_PEOPLE`](super::MOST_PEOPLE); the rest was not read.
    pub cut: bool,
}

/// One person of the file.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// The number the office knows the person by, in half-width letters.
    pub number: String,
    /// Name.
    pub name: String,
    /// The 統合ID, where the file has one.
    pub unified: Option<[u8; 16]>,
}

/// A row that cannot be taken. It says where and why, never what stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonFault {
    /// Line of the file, from 1.
    pub line: u64,
    /// Why.
    pub reason: PersonReason,
}

/// Why a row cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonReason {
    /// No number.
    NoNumber,
    /// A number longer than [`LONGEST_NUMBER`](super::LONGEST_NUMBER), or with letters that cannot be printed.
    Number,
    /// No name.
    NoName,
    /// A name longer than [`LONGEST_NAME`](super::LONGEST_NAME), or with letters that cannot be printed.
    Name,
    /// A 統合ID that is not 32 hexadecimal digits.
    Unified,
    /// The number stands in line `first` already.
    NumberTwice {
        /// That line.
        first: u64,
    },
    /// The 統合ID stands in line `first` already.
    UnifiedTwice {
        /// That line.
        first: u64,
    },
    /// Letters that are broken in the file's encoding.
    Letters,
}

impl std::fmt::Debug for PeopleFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PeopleFile({} people, {} faults)", self.people.len(), self.faults.len())
    }
}

impl std::fmt::Debug for PersonRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PersonRow(line {})", self.line)
    }
}
