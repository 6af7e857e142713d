//! A filled-in paper in its row. The answers are one field: a paper is one statement, and never made of those of two devices.

use henro_domain::{Answer, Paper};
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use super::{Cells, DAMAGED, json, json_of};
use crate::Error;

pub(super) fn columns(paper: &Paper) -> Result<Vec<Value>, Error> {
    let answer = |answer: &Answer| Spelt {
        q: answer.question.clone(),
        c: answer.choice.clone(),
        t: answer.words.clone(),
    };
    Ok(vec![
        Value::Text(paper.form.clone()),
        Value::Text(paper.edition.clone()),
        json(&paper.about)?,
        json(&paper.answers.iter().map(answer).collect::<Vec<_>>())?,
    ])
}

pub(super) fn of(cells: &mut Cells) -> Result<Paper, Error> {
    let (form, edition) = (cells.text()?, cells.text()?);
    let about: Vec<String> = json_of(&cells.text()?)?;
    let answers: Vec<Spelt> = json_of(&cells.text()?)?;
    if about.len() > MOST || answers.len() > MOST {
        return Err(DAMAGED);
    }
    let answer = |Spelt { q, c, t }| Answer { question: q, choice: c, words: t };
    Ok(Paper { form, edition, about, answers: answers.into_iter().map(answer).collect() })
}

/// An answer in few letters: `q` question, `c` choice, `t` words.
#[derive(Serialize, Deserialize)]
struct Spelt {
    q: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    c: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    t: Option<String>,
}

/// More questions than any paper has.
const MOST: usize = 500;
