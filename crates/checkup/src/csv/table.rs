//! Rows and names of columns.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

use super::decode::{CsvEncoding, Decoding, Ending, encoding_of};
use super::profile::{Fill, Profile};
use super::read::CsvError;
use super::words::fold_name;

/// Records of a file with their lines, one after the other. Cells are counted before they are kept.
pub(super) struct Lines<R> {
    reader: csv::Reader<Decoding<R>>,
    record: csv::StringRecord,
}

impl<'a, R: Read + Seek> Lines<&'a mut R> {
    /// From the beginning of a file.
    pub(super) fn open(
        source: &'a mut R,
        encoding: CsvEncoding,
        delimiter: char,
        quote: char,
    ) -> Result<Self, CsvError> {
        let found = encoding_of(source, encoding).map_err(|_| CsvError::Read)?;
        let found = found.ok_or(CsvError::Encoding)?;
        source.seek(SeekFrom::Start(0)).map_err(|_| CsvError::Read)?;
        let byte = |letter: char| u8::try_from(letter).unwrap_or(b',');
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(byte(delimiter))
            .quote(byte(quote))
            .from_reader(Decoding::new(source, found));
        Ok(Self { reader, record: csv::StringRecord::new() })
    }

    /// As a profile says.
    pub(super) fn of(source: &'a mut R, profile: &Profile) -> Result<Self, CsvError> {
        Self::open(source, profile.file.encoding, profile.file.delimiter, profile.file.quote)
    }
}

impl<R: Read> Lines<R> {
    /// The next record.
    pub(super) fn next(&mut self) -> Result<Option<(u32, Vec<String>)>, CsvError> {
        // A quote that nobody closes makes one record of the rest of the file.
        self.reader.get_mut().allow(MOST_RECORD);
        let more = self.reader.read_record(&mut self.record);
        if let Some(fault) = self.reader.get_ref().fault {
            return Err(fault);
        }
        let more =
            more.map_err(|error| if error.is_io_error() { CsvError::Read } else { CsvError::Encoding });
        if !more? {
            return Ok(None);
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        if self.record.len() > MOST_COLUMNS || self.record.iter().any(|cell| cell.len() > MOST_CELL) {
            return Err(CsvError::Limit);
        }
        let cells = self.record.iter().map(str::to_owned).collect();
        Ok(Some((u32::try_from(line).unwrap_or(u32::MAX), cells)))
    }

    /// How the file ends, once there is no record left.
    pub(super) fn ending(&self) -> Ending {
        self.reader.get_ref().ending
    }
}

/// Names of the columns, folded; the second of two equal ones has `#2` behind it.
pub(super) fn header<R: Read>(profile: &Profile, lines: &mut Lines<R>) -> Result<Vec<String>, CsvError> {
    let mut parts: Vec<Vec<String>> = Vec::new();
    for at in 0..profile.file.skip_rows + profile.file.header_rows {
        let (_, cells) = lines.next()?.ok_or(CsvError::Header)?;
        if at >= profile.file.skip_rows {
            parts.push(cells);
        }
    }
    if profile.file.header_fill == Some(Fill::Right) {
        let last = parts.len().saturating_sub(1);
        parts.iter_mut().take(last).for_each(|row| fill(row));
    }
    let width = parts.iter().map(Vec::len).max().unwrap_or_default();
    let mut seen: HashMap<String, u32> = HashMap::new();
    let name = |column: usize| {
        let labels = parts.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim());
        let labels: Vec<&str> = labels.filter(|label| !label.is_empty()).collect();
        fold_name(&labels.join(&profile.file.header_join))
    };
    let mut names: Vec<String> = (0..width).map(name).collect();
    for name in names.iter_mut().filter(|name| !name.is_empty()) {
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            *name = format!("{name}#{count}");
        }
    }
    Ok(names)
}

/// An empty cell takes the label to its left.
fn fill(row: &mut [String]) {
    let mut label = String::new();
    for cell in row {
        if cell.trim().is_empty() {
            cell.clone_from(&label);
        } else {
            label.clone_from(cell);
        }
    }
}

const MOST_COLUMNS: usize = 500;
const MOST_CELL: usize = 64 * 1024;
const MOST_RECORD: usize = 4 * 1024 * 1024;
