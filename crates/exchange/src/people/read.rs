use std::collections::HashMap;
use std::io::Read;

use csv::StringRecord;
use unicode_normalization::UnicodeNormalization;

use super::model::{PeopleFile, PersonFault, PersonReason, PersonRow};
use crate::Error;
use crate::csv::cell::unguarded;
use crate::csv::decode::{Decoded, detect};
use crate::csv::{MOST_COLUMNS, delimiter};

/// The largest file, in bytes.
pub const MOST_PEOPLE_BYTES: usize = 8 * 1024 * 1024;
/// The most rows of one file.
pub const MOST_PEOPLE: usize = 20_000;
/// The longest number, in characters.
pub const LONGEST_NUMBER: usize = 40;
/// The longest name, in characters; as much as a line of the cover letter holds.
pub const LONGEST_NAME: usize = 60;

/// Reads a whole file. Rows with a fault are left out and told.
///
/// # Errors
/// [`Error::Empty`], [`Error::TooLarge`], [`Error::TooManyColumns`]; [`Error::UnknownColumns`] for a file of one column.
pub fn read(bytes: &[u8]) -> Result<PeopleFile, Error> {
    if bytes.len() > MOST_PEOPLE_BYTES {
        return Err(Error::TooLarge);
    }
    let (encoding, _) = detect(bytes);
    let delimiter = delimiter(bytes, encoding)?;
    let mut text = Vec::new();
    Decoded::new(bytes, encoding).read_to_end(&mut text).map_err(|_| Error::UnknownColumns)?;
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    let mut records =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(&*text);
    let mut file = PeopleFile { encoding, people: Vec::new(), faults: Vec::new(), cut: false };
    let mut seen = Seen::default();
    let mut columns: Option<Columns> = None;
    let mut record = StringRecord::new();
    while records.read_record(&mut record).map_err(|_| Error::UnknownColumns)? {
        let separator = record.get(0).is_some_and(|cell| cell.starts_with("sep=") && cell.len() <= 5);
        if record.iter().all(|cell| cell.trim().is_empty()) || (columns.is_none() && separator) {
            continue;
        }
        if record.len() > MOST_COLUMNS {
            return Err(Error::TooManyColumns);
        }
        let place = match columns {
            Some(place) => place,
            None => {
                let named = Columns::named(&record);
                let place = *columns.insert(named.unwrap_or(Columns::IN_ORDER));
                if named.is_some() {
                    continue;
                }
                if record.len() < 2 {
                    return Err(Error::UnknownColumns);
                }
                place
            }
        };
        if file.people.len() + file.faults.len() == MOST_PEOPLE {
            file.cut = true;
            break;
        }
        let line = lines.of(&record);
        match place.row(&record, line).and_then(|row| seen.first_time(row)) {
            Ok(row) => file.people.push(row),
            Err(reason) => file.faults.push(PersonFault { line, reason }),
        }
    }
    if file.people.is_empty() && file.faults.is_empty() { Err(Error::Empty) } else { Ok(file) }
}

/// A number as it is kept: without space around it, half-width. `None` where it cannot be one.
pub fn checked_number(text: &str) -> Option<String> {
    let number: String = text.trim().nfkc().collect();
    checked(number.trim(), LONGEST_NUMBER)
}

/// A name as it is kept: without space around it. `None` where it cannot be one.
pub fn checked_name(text: &str) -> Option<String> {
    checked(text.trim(), LONGEST_NAME)
}

fn checked(text: &str, longest: usize) -> Option<String> {
    let fine = !text.is_empty() && text.chars().count() <= longest && !text.chars().any(unprintable);
    fine.then(|| text.to_owned())
}

/// Control characters, and marks that change the direction of what stands beside them.
fn unprintable(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Where the columns stand.
#[derive(Clone, Copy)]
struct Columns {
    number: usize,
    name: usize,
    unified: Option<usize>,
}

impl Columns {
    const IN_ORDER: Self = Self { number: 0, name: 1, unified: Some(2) };

    /// The columns by the names in the first row; `None` where it holds none.
    fn named(record: &StringRecord) -> Option<Self> {
        let names: Vec<String> = record.iter().map(plain).collect();
        let find = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
        Some(Self { number: find(NUMBER)?, name: find(NAME)?, unified: find(UNIFIED) })
    }

    fn row(self, record: &StringRecord, line: u64) -> Result<PersonRow, PersonReason> {
        let cell = |at: usize| unguarded(record.get(at).unwrap_or("")).trim();
        let (number, name) = (cell(self.number), cell(self.name));
        let unified = self.unified.map_or("", cell);
        if [number, name, unified].iter().any(|cell| cell.contains(char::REPLACEMENT_CHARACTER)) {
            return Err(PersonReason::Letters);
        }
        if number.is_empty() {
            return Err(PersonReason::NoNumber);
        }
        if name.is_empty() {
            return Err(PersonReason::NoName);
        }
        let unified = match unified {
            "" => None,
            text => Some(id(text).ok_or(PersonReason::Unified)?),
        };
        let number = checked_number(number).ok_or(PersonReason::Number)?;
        let name = checked_name(name).ok_or(PersonReason::Name)?;
        Ok(PersonRow { line, number, name, unified })
    }
}

/// Counts lines as an editor does. The reader itself is one behind after CR LF and does not see empty lines.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line a record begins in, for records in their order.
    fn of(&mut self, record: &StringRecord) -> u64 {
        let before =
            record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.at);
        let ends = self.text.get(before..).unwrap_or_default();
        let begin = before + ends.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.text.get(self.at..begin).unwrap_or_default();
        let pairs = passed.windows(2).filter(|pair| pair == b"\r\n").count();
        let ends = passed.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.line += (ends - pairs) as u64;
        self.at = begin;
        self.line
    }
}

/// The lines in which numbers and ids stood first.
#[derive(Default)]
struct Seen {
    numbers: HashMap<String, u64>,
    ids: HashMap<[u8; 16], u64>,
}

impl Seen {
    fn first_time(&mut self, row: PersonRow) -> Result<PersonRow, PersonReason> {
        if let Some(first) = self.numbers.get(&row.number) {
            return Err(PersonReason::NumberTwice { first: *first });
        }
        if let Some(first) = row.unified.and_then(|unified| self.ids.get(&unified)) {
            return Err(PersonReason::UnifiedTwice { first: *first });
        }
        self.numbers.insert(row.number.clone(), row.line);
        if let Some(unified) = row.unified {
            self.ids.insert(unified, row.line);
        }
        Ok(row)
    }
}

/// 32 hexadecimal digits; hyphens and spaces between them are passed over.
fn id(text: &str) -> Option<[u8; 16]> {
    let folded: String = text.nfkc().filter(|letter| !matches!(letter, '-' | ' ')).take(33).collect();
    if folded.len() != 32 || !folded.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    u128::from_str_radix(&folded, 16).ok().map(u128::to_be_bytes)
}

/// The name of a column without width, case and space.
fn plain(cell: &str) -> String {
    cell.nfkc()
        .filter(|letter| !letter.is_whitespace() && *letter != '_')
        .take(40)
        .collect::<String>()
        .to_lowercase()
}

const NUMBER: &[&str] = &["番号", "利用者番号", "整理番号", "職員番号", "number", "no", "no."];
const NAME: &[&str] = &["氏名", "名前", "お名前", "name"];
const UNIFIED: &[&str] = &["統合id", "unifiedid", "unified"];
