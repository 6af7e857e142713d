use henro_domain::Entry;

use super::Cells;
use crate::Error;

pub(super) fn condition_of(cells: &mut Cells) -> Result<Entry, Error> {
    Ok(Entry::Condition { level: cells.number()? })
}

pub(super) fn diary_of(cells: &mut Cells) -> Result<Entry, Error> {
    Ok(Entry::Diary { text: cells.text()? })
}
