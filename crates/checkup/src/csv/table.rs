//! Rows and names of columns.

use std::collections::HashMap;

use super::profile::{Fill, Profile};
use super::read::CsvError;
use super::words::fold_name;

pub(super) type Line = Result<(u32, Vec<String>), CsvError>;

/// Records with their lines. Cells are counted before they are kept.
pub(super) fn lines(text: &str, delimiter: char, quote: char) -> impl Iterator<Item = Line> {
    let byte = |letter: char| u8::try_from(letter).unwrap_or(b',');
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(byte(delimiter))
        .quote(byte(quote))
        .from_reader(text.as_bytes());
    reader.into_records().map(|record| {
        let record = record.map_err(|_| CsvError::Encoding)?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() > MOST_COLUMNS || record.iter().any(|cell| cell.len() > MOST_CELL) {
            return Err(CsvError::Limit);
        }
        Ok((u32::try_from(line).unwrap_or(u32::MAX), record.iter().map(str::to_owned).collect()))
    })
}

/// Names of the columns, folded; the second of two equal ones has `#2` behind it.
pub(super) fn header(
    profile: &Profile,
    lines: &mut impl Iterator<Item = Line>,
) -> Result<Vec<String>, CsvError> {
    let mut parts: Vec<Vec<String>> = Vec::new();
    for at in 0..profile.file.skip_rows + profile.file.header_rows {
        let (_, cells) = lines.next().ok_or(CsvError::Header)??;
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
