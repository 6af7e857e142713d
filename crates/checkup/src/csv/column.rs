//! Columns of a file as they stand there, for a person to say what they are.

use std::io::Cursor;

use henro_domain::Decimal;
use henro_reference::CheckupItem;

use super::profile::{Convert, Profile};
use super::read::CsvError;
use super::table::{Lines, header};
use super::words::fold_name;
use crate::closed::closed_debug;
use crate::unit::factors;

/// A column with some of its cells.
#[derive(Clone, PartialEq, Eq)]
pub struct Column {
    /// Name, folded; the second of two equal ones has `#2` behind it.
    name: String,
    /// Cells by the lines that were asked for, empty ones too.
    cells: Vec<(u32, String)>,
}

closed_debug!(Column);

impl Column {
    /// Whether the column has this name, in whatever width or kana.
    pub fn is(&self, name: &str) -> bool {
        self.name == fold_name(name)
    }

    /// The cell of a line.
    pub fn of(&self, line: u32) -> Option<&str> {
        self.cells.iter().find(|(own, _)| *own == line).map(|(_, cell)| &**cell)
    }
}

/// The columns of a file with the cells of some lines, as far as the file has them.
///
/// # Errors
/// As [`CsvError`].
pub fn read_columns(bytes: &[u8], profile: &Profile, wanted: &[u32]) -> Result<Vec<Column>, CsvError> {
    let mut source = Cursor::new(bytes);
    let mut lines = Lines::of(&mut source, profile)?;
    let names = header(profile, &mut lines)?;
    let mut columns: Vec<Column> = names.into_iter().map(|name| Column { name, cells: Vec::new() }).collect();
    let (mut left, last) = (wanted.len(), wanted.iter().max().copied().unwrap_or_default());
    while left > 0 {
        let Some((line, cells)) = lines.next()?.filter(|(line, _)| *line <= last) else { break };
        if wanted.contains(&line) {
            left -= 1;
            for (column, cell) in columns.iter_mut().zip(cells) {
                column.cells.push((line, cell));
            }
        }
    }
    Ok(columns)
}

/// The units an item is reckoned over from, once a person said that a column is in one of them.
pub fn conversions(item: &CheckupItem) -> Vec<Convert> {
    let all = factors(item);
    all.map(|(unit, factor): (&str, Decimal)| Convert { from: unit.to_owned(), factor }).collect()
}

impl Profile {
    /// Whether every column that this profile needs is in the header of a file.
    pub fn fits(&self, bytes: &[u8]) -> bool {
        let Ok(columns) = read_columns(bytes, self, &[]) else { return false };
        let has = |name: &String| columns.iter().any(|column| column.is(name));
        let items = self.item.iter().filter_map(|item| item.col.as_ref());
        self.matches.header_contains.iter().chain(items).all(has)
    }
}
