//! The issuing desk's lists: who gets a card, and what was done. No health data.

use henro_seal::Sensitive;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Clinical;
use crate::Error;

/// A person who gets a card.
pub struct DeskPerson {
    /// The number the office knows the person by.
    pub number: String,
    /// Name for the cover letter.
    pub name: String,
    /// The 統合ID that goes on the card, sealed.
    pub unified: Sensitive<[u8; 16]>,
    /// What was done last, and when (UTC milliseconds).
    pub last: Option<(DeskAct, i64)>,
}

/// A step at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeskAct {
    /// The card was written and read back.
    Issued,
    /// Writing stopped before the end.
    Stopped,
    /// A card was held to be looked at.
    Checked,
    /// The card was declared lost; the next one replaces it.
    Revoked,
    /// The cover letter was printed.
    Printed,
    /// The person was taken off the list.
    Removed,
}

impl DeskAct {
    const ALL: [DeskAct; 6] =
        [Self::Issued, Self::Stopped, Self::Checked, Self::Revoked, Self::Printed, Self::Removed];

    fn number(self) -> i64 {
        match self {
            Self::Issued => 1,
            Self::Stopped => 2,
            Self::Checked => 3,
            Self::Revoked => 4,
            Self::Printed => 5,
            Self::Removed => 6,
        }
    }

    fn of(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.number() == number)
    }
}

/// Which card of a person counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskStanding {
    /// How many cards were declared lost.
    pub lost: u32,
    /// Tag of the card issued last, unless it was declared lost since.
    pub card: Option<String>,
}

/// A line of the desk's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskLine {
    /// When, UTC milliseconds.
    pub at: i64,
    /// Whose card.
    pub number: String,
    /// What was done.
    pub act: DeskAct,
    /// Short keyed tag of the card; never its IDm.
    pub card: String,
}

impl Clinical {
    /// Adds people to the list; one whose number is there keeps the 統合ID and gets the new name. All or none.
    pub fn desk_add(&mut self, people: &[(String, String, Sensitive<[u8; 16]>)]) -> Result<(), Error> {
        let transaction = self.log.db.transaction()?;
        for (number, name, unified) in people {
            transaction.execute(
                "INSERT INTO desk_person (number, name, unified, place) \
                 VALUES (?1, ?2, ?3, (SELECT coalesce(max(place), 0) + 1 FROM desk_person)) \
                 ON CONFLICT (number) DO UPDATE SET name = ?2",
                params![number, name, unified.expose()],
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// The people of the list in order, with what was done last.
    pub fn desk_people(&self) -> Result<Vec<DeskPerson>, Error> {
        let mut statement = self.log.db.prepare_cached(&format!("{PEOPLE} ORDER BY place"))?;
        let people = statement.query_map([], person)?;
        Ok(people.collect::<Result<_, _>>()?)
    }

    /// One of them.
    pub fn desk_person(&self, number: &str) -> Result<Option<DeskPerson>, Error> {
        let mut statement = self.log.db.prepare_cached(&format!("{PEOPLE} WHERE number = ?1"))?;
        Ok(statement.query_row([number], person).optional()?)
    }

    /// The one with this 統合ID.
    pub fn desk_person_of(&self, unified: &[u8; 16]) -> Result<Option<DeskPerson>, Error> {
        let mut statement = self.log.db.prepare_cached(&format!("{PEOPLE} WHERE unified = ?1"))?;
        Ok(statement.query_row([unified], person).optional()?)
    }

    /// Which card of a person counts, as the log tells it.
    pub fn desk_standing(&self, number: &str) -> Result<DeskStanding, Error> {
        let mut statement = self.log.db.prepare_cached(include_str!("desk_standing.sql"))?;
        Ok(statement.query_row([number], |row| Ok(DeskStanding { lost: row.get(0)?, card: row.get(1)? }))?)
    }

    /// Who was issued the card of this tag last.
    pub fn desk_number_of_card(&self, card: &str) -> Result<Option<String>, Error> {
        let mut statement = self.log.db.prepare_cached(
            "SELECT number FROM desk_log WHERE act = 1 AND card = ?1 ORDER BY seq DESC LIMIT 1",
        )?;
        Ok(statement.query_row([card], |row| row.get(0)).optional()?)
    }

    /// Takes a person off the list, name and 統合ID included, and adds `lines` to the log; the log of before stays. All or none.
    pub fn desk_remove(&mut self, number: &str, lines: &[DeskLine]) -> Result<bool, Error> {
        let transaction = self.log.db.transaction()?;
        let removed = transaction.execute("DELETE FROM desk_person WHERE number = ?1", [number])?;
        for line in lines {
            note(&transaction, line)?;
        }
        transaction.commit()?;
        Ok(removed > 0)
    }

    /// Adds a line to the log.
    pub fn desk_note(&mut self, line: &DeskLine) -> Result<(), Error> {
        note(&self.log.db, line)
    }

    /// The newest lines of the log, newest first.
    pub fn desk_log(&self, most: u32) -> Result<Vec<DeskLine>, Error> {
        let mut statement = self
            .log
            .db
            .prepare_cached("SELECT at, number, act, card FROM desk_log ORDER BY seq DESC LIMIT ?1")?;
        let lines = statement.query_map([most], |row| {
            Ok(DeskLine { at: row.get(0)?, number: row.get(1)?, act: act(row, 2)?, card: row.get(3)? })
        })?;
        Ok(lines.collect::<Result<_, _>>()?)
    }
}

fn note(db: &Connection, line: &DeskLine) -> Result<(), Error> {
    db.execute(
        "INSERT INTO desk_log (at, number, act, card) VALUES (?1, ?2, ?3, ?4)",
        params![line.at, line.number, line.act.number(), line.card],
    )?;
    Ok(())
}

fn person(row: &Row<'_>) -> Result<DeskPerson, rusqlite::Error> {
    let last = match row.get::<_, Option<i64>>(4)? {
        Some(at) => Some((act(row, 3)?, at)),
        None => None,
    };
    Ok(DeskPerson { number: row.get(0)?, name: row.get(1)?, unified: Sensitive::new(row.get(2)?), last })
}

fn act(row: &Row<'_>, column: usize) -> Result<DeskAct, rusqlite::Error> {
    let number = row.get(column)?;
    DeskAct::of(number).ok_or(rusqlite::Error::IntegralValueOutOfRange(column, number))
}

/// A look at a card says nothing about where its person stands, so it is no last step.
const PEOPLE: &str = "SELECT number, name, unified, \
     (SELECT act FROM desk_log l WHERE l.number = p.number AND act <> 3 ORDER BY seq DESC LIMIT 1), \
     (SELECT at FROM desk_log l WHERE l.number = p.number AND act <> 3 ORDER BY seq DESC LIMIT 1) \
     FROM desk_person p";
