//! Two values of what matters for safety: shown side by side until a person decides (decision 49).

use std::collections::BTreeMap;

use henro_domain::{ActorId, DeviceNumber, EntryId, Medical, When};
use henro_sync as sync;
use rusqlite::Connection;

use super::Clinical;
use crate::daily::fields;
use crate::daily::fold::Fold;
use crate::daily::log::{self, Logged};
use crate::daily::noun::{DAMAGED, Noun, Question, Row, known_noun, medical_kind, medical_of, settled};
use crate::daily::state::{self, State};
use crate::daily::{conflict, value_out, write};
use crate::{Error, Meta};

/// A question nobody has decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Undecided {
    /// About which entry.
    pub id: EntryId,
    /// What is asked.
    pub question: Question,
    /// What was written: two or more, the one that is shown elsewhere first.
    pub sides: Vec<Side>,
}

impl Undecided {
    /// Those that stand beside the one that is shown.
    pub fn beside(&self) -> &[Side] {
        self.sides.get(1..).unwrap_or_default()
    }
}

/// One of the answers, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// The change it stands in, by its place in the log of this file.
    pub change: i64,
    /// When it was written, UTC milliseconds.
    pub at: i64,
    /// Who wrote it.
    pub actor: ActorId,
    /// On which device.
    pub device: DeviceNumber,
    /// When it was, as this side has it.
    pub when: When,
    /// The entry, with the answer of this side.
    pub medical: Medical,
}

impl Clinical {
    /// What nobody has decided, of everything that stands.
    pub fn undecided(&self) -> Result<Vec<Undecided>, Error> {
        let mut found = Vec::new();
        for (id, kind) in conflict::every(self.db())? {
            let Some(noun) = known_noun(kind) else { continue };
            let Some(state) = state::one(self.db(), noun, id)? else { continue };
            let chain = log::chain(self.db(), state.change)?;
            let beside = conflict::of(self.db(), id, kind)?;
            for question in Question::ALL {
                let sides = self.sides(noun, (&state, &chain), &question.fields(kind), &beside)?;
                if sides.len() > 1 {
                    found.push(Undecided { id: EntryId::from_i64(id)?, question, sides });
                }
            }
        }
        Ok(found)
    }

    /// The values beside those that are shown, by the number of their field, the newest first. None of what is deleted.
    pub fn beside(&self, id: EntryId) -> Result<BTreeMap<u32, Vec<sync::Value>>, Error> {
        let mut found: BTreeMap<u32, Vec<Stamped>> = BTreeMap::new();
        let Some((noun, _)) = write::find(self.db(), self.log.nouns, id)? else { return Ok(BTreeMap::new()) };
        for (field, change) in conflict::of(self.db(), id.as_i64(), noun.number)? {
            let change = log::one(self.db(), change)?;
            let value = fields::read(&change.body)?.into_iter().find(|(of, _)| *of == field);
            let value = value.map(|(_, value)| (change.key(), value_out(value))).ok_or(DAMAGED)?;
            found.entry(field).or_default().push(value);
        }
        let newest_first = |(field, mut values): (u32, Vec<Stamped>)| {
            values.sort_by_key(|(key, _)| std::cmp::Reverse(*key));
            (field, values.into_iter().map(|(_, value)| value).collect())
        };
        Ok(found.into_iter().map(newest_first).collect())
    }

    /// Decides a question: what `medical` and `when` say of it is so, whether it was one of the sides or is new. The rest of the
    /// entry stays. The change has seen what was there when the question was `drawn`, and nothing that came later. `false`
    /// where there is no such entry.
    pub fn decide(
        &mut self,
        (id, question): (EntryId, Question),
        (when, medical): (When, &Medical),
        drawn: i64,
        meta: &Meta,
    ) -> Result<bool, Error> {
        self.log.transaction(|db, pen| {
            let Some((noun, old)) = write::find(db, pen.nouns, id)? else { return Ok(false) };
            let decided = question.fields(noun.number);
            if decided.is_empty() || medical_kind(noun.number) != Some(henro_domain::MedicalKind::of(medical))
            {
                return Err(Error::Misfit);
            }
            let answer = Row::of_medical(&when, medical)?;
            let (mut row, mut body) = (old.row.clone(), Vec::new());
            for field in decided {
                let value = log::field(&answer, field);
                fields::put(&mut body, field, &value);
                log::lay_field(&mut row, field, value);
            }
            write::set_fields(db, (pen, meta), noun, old, (row, &body), Some(drawn))?;
            Ok(true)
        })
    }

    /// How long the log is: names what a screen that is drawn now has seen.
    pub fn drawn(&self) -> Result<i64, Error> {
        let sql = "SELECT coalesce(max(seq), 0) FROM change";
        Ok(self.db().prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// The sides of a question: what is shown, and what the authors of the other changes had in front of them.
    fn sides(
        &self,
        noun: &Noun,
        (state, chain): (&State, &[Logged]),
        asked: &[u32],
        beside: &[(u32, i64)],
    ) -> Result<Vec<Side>, Error> {
        let mut changes: Vec<&Logged> = chain
            .iter()
            .filter(|change| beside.iter().any(|(field, of)| asked.contains(field) && *of == change.seq))
            .collect();
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        changes.sort_by_key(|change| std::cmp::Reverse(change.key()));
        let names = |change: &&Logged| {
            fields::read(&change.body).is_ok_and(|all| all.iter().any(|(field, _)| asked.contains(field)))
        };
        let shown = chain.iter().rev().find(names).ok_or(DAMAGED)?;
        let mut rows = vec![(shown, state.row.clone())];
        for change in changes {
            let (written, mut row) =
                (conflict::as_written(self.db(), noun, chain, change.seq)?, state.row.clone());
            asked.iter().for_each(|field| log::lay_field(&mut row, *field, log::field(&written, *field)));
            if rows.iter().all(|(_, other)| *other != row) {
                rows.push((change, row));
            }
        }
        let sides =
            rows.into_iter().filter_map(|(change, row)| Some((change, settled(noun, state.id, row)?)));
        sides.map(|(change, row)| side(noun, change, row)).collect()
    }
}

/// A row that a form drawn a while ago says, over what came in the meantime, and the fields it changes. `None` where nothing came.
pub(super) fn over_what_came(
    db: &Connection,
    noun: &Noun,
    old: &State,
    (new, drawn): (&Row, i64),
) -> Result<Option<(Row, Vec<u8>)>, Error> {
    let mut chain = log::chain(db, old.change)?;
    if chain.iter().all(|change| change.seq <= drawn) {
        return Ok(None);
    }
    chain.retain(|change| change.seq <= drawn);
    let before = Fold::of(db, old.id, noun.number, &chain)?.row();
    let Some(before) = settled(noun, old.id, before).filter(|_| !chain.is_empty()) else { return Ok(None) };
    let (mut row, mut body) = (old.row.clone(), Vec::new());
    for (field, value) in fields::read(&log::difference(&before, new))? {
        if log::field(&old.row, field) != value {
            fields::put(&mut body, field, &value);
            log::lay_field(&mut row, field, value);
        }
    }
    Ok(Some((row, body)))
}

fn side(noun: &Noun, change: &Logged, row: Row) -> Result<Side, Error> {
    Ok(Side {
        change: change.seq,
        at: change.at,
        actor: change.actor,
        device: change.device,
        when: row.when()?,
        medical: medical_of(medical_kind(noun.number).ok_or(DAMAGED)?, row.columns)?,
    })
}

/// Clock and device of a change, and what it wrote.
type Stamped = ((u64, u32), sync::Value);
