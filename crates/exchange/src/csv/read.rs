use csv::StringRecord;
use henro_domain::{Day, OffsetMinutes, Verdict, check_entry};

use super::decode::{Decoded, Encoding, detect};
use super::header::{Layout, Plan, plan};
use super::lines::Lines;
use super::model::{Dated, Problem, Reason, Row};
use super::{own, wide};
use crate::Error;

/// The largest file, in bytes.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;
/// The most rows of one file; reading stops there with a problem.
pub const MOST_ROWS: u64 = 2_000_000;
/// The longest cell, in characters.
pub const MOST_LETTERS: usize = 10_000;
/// The most columns.
pub const MOST_COLUMNS: usize = 200;

/// What is known before a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadOptions {
    /// The day it is; rows after it are problems.
    pub today: Day,
    /// The zone of rows that name none.
    pub zone: OffsetMinutes,
}

/// The rows of a file, one at a time; memory does not grow with the number of rows.
pub struct Reader<'a> {
    records: csv::Reader<Lines<Decoded<'a>>>,
    record: StringRecord,
    plan: Plan,
    unknown: Vec<String>,
    columns: usize,
    encoding: Encoding,
    clean: bool,
    delimiter: u8,
    options: ReadOptions,
    rows: u64,
    done: bool,
}

/// Finds encoding, delimiter and columns of a file and makes it ready to be read.
///
/// # Errors
/// [`Error::Empty`], [`Error::TooLarge`], [`Error::TooManyColumns`], [`Error::UnknownColumns`].
pub fn open(bytes: &[u8], options: ReadOptions) -> Result<Reader<'_>, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(Error::TooLarge);
    }
    let (encoding, clean) = detect(bytes);
    let delimiter = delimiter(bytes, encoding)?;
    let mut records = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(Lines::new(Decoded::new(bytes, encoding)));
    let mut record = StringRecord::new();
    loop {
        if !records.read_record(&mut record).map_err(|_| Error::UnknownColumns)? {
            return Err(Error::Empty);
        }
        // Excel's own first line, `sep=;`.
        let separator = record.get(0).is_some_and(|cell| cell.starts_with("sep=") && cell.len() <= 5);
        if !separator && record.iter().any(|cell| !cell.trim().is_empty()) {
            break;
        }
    }
    if record.len() > MOST_COLUMNS {
        return Err(Error::TooManyColumns);
    }
    let names: Vec<&str> = record.iter().collect();
    let (plan, unknown) = plan(&names).ok_or(Error::UnknownColumns)?;
    let columns = names.len();
    Ok(Reader {
        records,
        record,
        plan,
        unknown,
        columns,
        encoding,
        clean,
        delimiter,
        options,
        rows: 0,
        done: false,
    })
}

impl Reader<'_> {
    /// The encoding found.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The shape found.
    pub fn layout(&self) -> Layout {
        match self.plan {
            Plan::Own(_) => Layout::Own,
            Plan::Wide(_) => Layout::Wide,
        }
    }

    /// `,`, tab or `;`.
    pub fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    /// Names of columns that are skipped.
    pub fn unknown_columns(&self) -> &[String] {
        &self.unknown
    }

    fn row(&self, line: u64) -> Row {
        let mut row = Row { line, ..Row::default() };
        let problem = |column: Option<usize>, reason| {
            let column = column.and_then(|column| u32::try_from(column + 1).ok());
            Problem { line, column, reason }
        };
        let whole = self.shape();
        if let Some(reason) = whole {
            row.problems.push(problem(None, reason));
            return row;
        }
        let cells: Vec<&str> = self.record.iter().collect();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return row;
        }
        match &self.plan {
            Plan::Own(places) => {
                let place = |column: usize| places.get(column).copied().flatten();
                let cell = |column: usize| place(column).and_then(|at| cells.get(at).copied()).unwrap_or("");
                match own::entry(&own::Cells::from_row(cell), self.options.zone) {
                    Ok(dated) => row.entries.push(dated),
                    Err((column, reason)) => row.problems.push(problem(place(column), reason)),
                }
            }
            Plan::Wide(columns) => {
                let found = wide::entries(columns, &cells, self.options.zone);
                row.entries = found.entries;
                row.problems = found.problems.into_iter().map(|(column, why)| problem(column, why)).collect();
            }
        }
        let refused: Vec<Problem> = row
            .entries
            .iter()
            .filter_map(|dated| self.refused(dated))
            .map(|why| problem(None, why))
            .collect();
        row.entries.retain(|dated| self.refused(dated).is_none());
        row.problems.extend(refused);
        row
    }

    /// What is wrong with the row as a whole.
    fn shape(&self) -> Option<Reason> {
        let surplus = self.record.iter().skip(self.columns).any(|cell| !cell.trim().is_empty());
        if self.record.len() < self.columns || surplus {
            return Some(Reason::Ragged);
        }
        if self.record.iter().any(|cell| cell.len() > MOST_LETTERS && cell.chars().count() > MOST_LETTERS) {
            return Some(Reason::LongCell);
        }
        let broken = !self.clean && self.record.iter().any(|cell| cell.contains('\u{FFFD}'));
        broken.then_some(Reason::Encoding)
    }

    fn refused(&self, dated: &Dated) -> Option<Reason> {
        if dated.when.day > self.options.today {
            return Some(Reason::Future);
        }
        match check_entry(&dated.entry) {
            Verdict::Impossible => Some(Reason::Impossible),
            Verdict::Swapped => Some(Reason::Swapped),
            Verdict::Usual | Verdict::Rare => None,
        }
    }
}

impl Iterator for Reader<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.done {
            return None;
        }
        let read = self.records.read_record(&mut self.record);
        let byte = self.record.position().map_or(0, csv::Position::byte);
        let line = self.records.get_mut().line_at(byte);
        let whole = |reason| Row {
            line,
            problems: vec![Problem { line, column: None, reason }],
            entries: Vec::new(),
        };
        match read {
            Ok(false) => {
                self.done = true;
                None
            }
            Ok(true) if self.rows >= MOST_ROWS => {
                self.done = true;
                Some(whole(Reason::TooManyRows))
            }
            Ok(true) => {
                self.rows += 1;
                Some(self.row(line))
            }
            // The bytes are UTF-8 by construction and in memory; a broken row is still no reason to stop.
            Err(_) => {
                self.done = true;
                Some(whole(Reason::Encoding))
            }
        }
    }
}

/// The sign most often met in the first line outside quotes.
pub(crate) fn delimiter(bytes: &[u8], encoding: Encoding) -> Result<u8, Error> {
    let mut first = Vec::new();
    let mut decoded = Decoded::new(bytes, encoding);
    let mut room = [0_u8; 4096];
    while first.len() < 64 * 1024 && !first.contains(&b'\n') && !first.contains(&b'\r') {
        let count = std::io::Read::read(&mut decoded, &mut room).map_err(|_| Error::Empty)?;
        if count == 0 {
            break;
        }
        first.extend_from_slice(room.get(..count).unwrap_or_default());
    }
    let mut counts = [(b',', 0_usize), (b'\t', 0), (b';', 0)];
    let mut quoted = false;
    let start = first.iter().position(|byte| !byte.is_ascii_whitespace() || *byte == b'\t').unwrap_or(0);
    for byte in first.iter().skip(start).take_while(|byte| !matches!(byte, b'\n' | b'\r')) {
        quoted ^= *byte == b'"';
        for (sign, count) in counts.iter_mut().filter(|(sign, _)| !quoted && sign == byte) {
            debug_assert_eq!(*sign, *byte);
            *count += 1;
        }
    }
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    Ok(best.filter(|(_, count)| *count > 0).map_or(b',', |(sign, _)| *sign))
}
