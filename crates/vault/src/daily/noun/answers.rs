//! A filled-in paper in its row. The answers are one field: a paper is one statement, and never made of those of two devices.

use henro_domain::{Paper, about_of, answers_of, answers_text};
use rusqlite::types::Value;

use super::{Cells, json};
use crate::Error;

pub(super) fn columns(paper: &Paper) -> Result<Vec<Value>, Error> {
    Ok(vec![
        Value::Text(paper.form.clone()),
        Value::Text(paper.edition.clone()),
        json(&paper.about)?,
        Value::Text(answers_text(&paper.answers)),
    ])
}

pub(super) fn of(cells: &mut Cells) -> Result<Paper, Error> {
    let (form, edition) = (cells.text()?, cells.text()?);
    let about = about_of(&cells.text()?)?;
    let answers = answers_of(&cells.text()?)?;
    Ok(Paper { form, edition, about, answers })
}
