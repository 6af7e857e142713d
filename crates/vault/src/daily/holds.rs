use rusqlite::types::ValueRef;

use super::Daily;
use crate::Error;

impl Daily {
    /// Whether these bytes stand in any column of any table of the file, indexes of the search among them. Reads everything: for
    /// those who look for what must not be in it.
    pub fn holds(&self, word: &[u8]) -> Result<bool, Error> {
        let mut names = self.db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
        let names = names.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        for name in names {
            let mut all = self.db.prepare(&format!("SELECT * FROM \"{}\"", name.replace('"', "\"\"")))?;
            let columns = all.column_count();
            let mut rows = all.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(column)?
                        && bytes.windows(word.len().max(1)).any(|part| part == word)
                    {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }
}
