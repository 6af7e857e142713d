//! A life in few lines: where something is, and what a stretch of days adds up to. All from indexes.

use henro_domain::{Day, EntryKind, MeasureItem};
use rusqlite::{Connection, params};

use super::Daily;
use super::noun::{Noun, noun_for};
use crate::Error;

/// A way through the days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    /// Back in time.
    Older,
    /// On in time.
    Newer,
}

/// What a stretch of days adds up to.
#[derive(Clone, PartialEq, Default)]
pub struct Folded {
    /// How many entries of each kind, none left out that has any.
    pub counts: Vec<(EntryKind, u64)>,
    /// Mean 最高血圧 and 最低血圧.
    pub pressure: Option<(f64, f64)>,
    /// Mean weight, kg.
    pub weight: Option<f64>,
    /// All steps.
    pub steps: u64,
}

impl std::fmt::Debug for Folded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Folded(..)")
    }
}

impl Daily {
    /// The nearest day that has an entry of one of these kinds, this one or one on the way.
    pub fn nearest_day(
        &self,
        kinds: &[EntryKind],
        from: Day,
        towards: Towards,
    ) -> Result<Option<Day>, Error> {
        nearest(&self.db, kinds.iter().map(|kind| noun_for(*kind)), from, towards)
    }

    /// What the entries of these kinds add up to from one day to another, both included.
    pub fn fold_days(&self, kinds: &[EntryKind], from: Day, to: Day) -> Result<Folded, Error> {
        let mut folded = Folded::default();
        for kind in kinds {
            let count = self.fold_kind(*kind, [from.number(), to.number()], &mut folded)?;
            if count > 0 {
                folded.counts.push((*kind, count));
            }
        }
        Ok(folded)
    }

    fn fold_kind(&self, kind: EntryKind, days: [i32; 2], folded: &mut Folded) -> Result<u64, Error> {
        let table = noun_for(kind).table;
        let (more, items) = match kind {
            EntryKind::BloodPressure => ("avg(systolic), avg(diastolic)", ""),
            EntryKind::Steps => ("total(count), NULL", ""),
            EntryKind::Measurement => ("avg(value) FILTER (WHERE item = 0) / 1000.0, NULL", ITEMS),
            _ => ("NULL, NULL", ""),
        };
        let sql = format!("SELECT count(*), {more} FROM {table} WHERE {items}day BETWEEN ?1 AND ?2");
        let (count, one, other): (i64, Option<f64>, Option<f64>) = self
            .db
            .prepare_cached(&sql)?
            .query_row(params![days[0], days[1]], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        match kind {
            EntryKind::BloodPressure => folded.pressure = one.zip(other),
            EntryKind::Steps => folded.steps = one.unwrap_or(0.0) as u64,
            EntryKind::Measurement => folded.weight = one,
            _ => {}
        }
        Ok(count as u64)
    }
}

/// The nearest day that has a row in one of these tables.
pub(crate) fn nearest<'a>(
    db: &Connection,
    nouns: impl Iterator<Item = &'a Noun>,
    from: Day,
    towards: Towards,
) -> Result<Option<Day>, Error> {
    let (end, side) = match towards {
        Towards::Older => ("max", "<="),
        Towards::Newer => ("min", ">="),
    };
    let mut best: Option<i32> = None;
    for noun in nouns {
        // The index of measurements begins with the item.
        let items = if noun.table == "measurement" { 0..MeasureItem::ALL.len() } else { 0..1 };
        for item in items {
            let item =
                if noun.table == "measurement" { format!("item = {item} AND ") } else { String::new() };
            let sql = format!("SELECT {end}(day) FROM {} WHERE {item}day {side} ?1", noun.table);
            let found: Option<i32> = db.prepare_cached(&sql)?.query_row([from.number()], |row| row.get(0))?;
            best = match towards {
                Towards::Older => best.max(found),
                Towards::Newer => best.into_iter().chain(found).min(),
            };
        }
    }
    Ok(best.map(Day::from_number).transpose()?)
}

const ITEMS: &str = "item IN (0, 1, 2, 3, 4, 5, 6) AND ";
