//! The raw engine: the same rows and indexes, the same key length and durability, nothing else.

use std::path::{Path, PathBuf};

use henro_domain::{Day, Entry, EntryKind, MealSlot, MeasureItem};
use henro_vault::NewEntry;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::Fault;

pub struct Raw {
    db: Connection,
    path: PathBuf,
    next: i64,
}

impl Raw {
    pub fn create(path: &Path) -> Result<Self, Fault> {
        let db = Connection::open(path)?;
        db.pragma_update(None, "key", format!("x'{}'", "5a".repeat(32)))?;
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; \
             PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
        )?;
        db.execute_batch(include_str!("../../src/daily/schema.sql"))?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(Self { db, path: path.to_owned(), next: 1 << 40 })
    }

    pub fn fill(&mut self, life: impl Iterator<Item = NewEntry>) -> Result<(), Fault> {
        let transaction = self.db.transaction()?;
        for new in life {
            self.next += 1;
            insert(&transaction, self.next, &new)?;
        }
        Ok(transaction.commit()?)
    }

    pub fn one(&mut self, new: &NewEntry) -> Result<(), Fault> {
        self.next += 1;
        insert(&self.db, self.next, new)
    }

    /// Steps through all columns of all rows of a day.
    pub fn day(&self, day: Day) -> Result<(), Fault> {
        for (table, columns) in TABLES {
            let items = if table == "measurement" { "item IN (0, 1, 2, 3, 4, 5, 6) AND " } else { "" };
            let mut statement =
                self.db.prepare_cached(&format!("SELECT * FROM {table} WHERE {items}day = ?1"))?;
            let mut rows = statement.query([day.number()])?;
            while let Some(row) = rows.next()? {
                for place in 0..columns {
                    std::hint::black_box(row.get_ref(place)?);
                }
            }
        }
        Ok(())
    }

    pub fn size(&self) -> Result<f64, Fault> {
        self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(std::fs::metadata(&self.path)?.len() as f64)
    }
}

fn insert(db: &Connection, id: i64, new: &NewEntry) -> Result<(), Fault> {
    let minute = new.when.minute.map_or(Value::Null, |m| Value::Integer(i64::from(m.get())));
    let mut row = vec![
        Value::Integer(id),
        Value::Integer(i64::from(new.when.day.number())),
        minute,
        Value::Integer(i64::from(new.when.offset.get())),
        Value::Integer(id & 0xff_ffff),
        Value::Integer(20_779 * 86_400_000),
        Value::Integer(0),
    ];
    let sql = columns(&new.entry, &mut row);
    db.prepare_cached(sql)?.execute(params_from_iter(row))?;
    Ok(())
}

fn columns(entry: &Entry, row: &mut Vec<Value>) -> &'static str {
    let integer = |n: i64| Value::Integer(n);
    match entry {
        Entry::BloodPressure { systolic, diastolic, pulse, occasion } => {
            row.extend([integer(systolic.0.into()), integer(diastolic.0.into())]);
            row.extend([pulse.map_or(Value::Null, |p| integer(p.0.into())), integer(*occasion as i64)]);
            "INSERT INTO blood_pressure VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
        }
        Entry::Measurement { item, value } => {
            let place = MeasureItem::ALL.iter().position(|i| i == item).unwrap_or(0);
            row.extend([integer(place as i64), integer(value.milli())]);
            "INSERT INTO measurement VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        }
        Entry::Condition { level } => {
            row.push(integer(i64::from(*level)));
            "INSERT INTO condition VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
        }
        Entry::Diary { text } => {
            row.push(Value::Text(text.clone()));
            "INSERT INTO diary VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
        }
        Entry::Exercise { activity, name, minutes, mets, kcal } => {
            row.extend([Value::Text(activity.clone()), Value::Text(name.clone())]);
            row.extend([integer(minutes.0.into()), integer(mets.milli())]);
            row.push(kcal.map_or(Value::Null, |k| integer(k.milli())));
            "INSERT INTO exercise VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
        }
        Entry::Steps { count, .. } => {
            row.extend([integer(count.0.into()), integer(0)]);
            "INSERT INTO steps VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        }
        Entry::Intake(intake) => {
            let slot = MealSlot::ALL.iter().position(|s| *s == intake.slot).unwrap_or(0);
            row.extend([integer(slot as i64), Value::Text(intake.food.to_string())]);
            row.extend([Value::Text(intake.name.clone()), integer(intake.portion.milli())]);
            row.extend(
                intake
                    .nutrients
                    .values()
                    .iter()
                    .map(|v| v.map_or(Value::Null, |v| Value::Real(f64::from(v)))),
            );
            "INSERT INTO intake VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, \
             ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)"
        }
        Entry::OwnDish(_) => unreachable!("the life has no {:?}", EntryKind::OwnDish),
    }
}

const TABLES: [(&str, usize); 8] = [
    ("blood_pressure", 11),
    ("measurement", 9),
    ("condition", 8),
    ("diary", 8),
    ("exercise", 12),
    ("steps", 9),
    ("intake", 25),
    ("own_dish", 23),
];
