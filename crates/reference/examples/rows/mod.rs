//! What the importers read and write.

use std::error::Error;
use std::path::Path;

pub type Failure = Box<dyn Error>;

/// Writes tables into `data/`.
pub fn write(tables: &[(&str, String)]) -> Result<(), Failure> {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for (name, text) in tables {
        std::fs::write(target.join(name), text)?;
    }
    Ok(())
}

/// The rows of a CSV file and the names of its columns.
pub struct Rows {
    header: csv::StringRecord,
    pub rows: Vec<csv::StringRecord>,
}

impl Rows {
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let mut reader = csv::Reader::from_path(path)?;
        let header = reader.headers()?.clone();
        let rows = reader.records().collect::<Result<Vec<_>, _>>()?;
        Ok(Self { header, rows })
    }

    pub fn cell<'a>(&self, row: &'a csv::StringRecord, column: &str) -> Result<&'a str, Failure> {
        let place = self.header.iter().position(|name| name == column);
        place.and_then(|place| row.get(place)).ok_or_else(|| format!("no column {column}").into())
    }
}
