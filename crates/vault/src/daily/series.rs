//! Sums by day for charts, the calendar and favourites.

use henro_domain::{
    Bpm, Day, EntryId, EntryKind, FoodRef, MealSlot, MeasureItem, Milli, MinuteOfDay, MmHg, Occasion,
};
use rusqlite::{ToSql, params};

use super::Daily;
use super::noun::{DAMAGED, noun_for};
use super::read::StoredEntry;
use crate::Error;

/// What a chart shows by day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeriesKind {
    /// A measurement, in its own unit.
    Measurement(MeasureItem),
    /// 体調, 1..=5.
    Condition,
    /// Steps.
    Steps,
    /// Energy eaten, kcal.
    IntakeKcal,
    /// Salt eaten, g.
    SaltG,
    /// Energy burnt by exercise, kcal.
    ExerciseKcal,
    /// Minutes of exercise.
    ExerciseMinutes,
}

/// What one day adds up to.
#[derive(Clone, Copy, PartialEq)]
pub struct DayValue {
    /// The day.
    pub day: Day,
    /// How many known values.
    pub count: u32,
    /// The lowest.
    pub min: f64,
    /// Their mean.
    pub mean: f64,
    /// The highest.
    pub max: f64,
    /// Their sum.
    pub sum: f64,
}

/// One blood pressure reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pressure {
    /// The entry.
    pub id: EntryId,
    /// The day.
    pub day: Day,
    /// The time, where known.
    pub minute: Option<MinuteOfDay>,
    /// 最高血圧.
    pub systolic: MmHg,
    /// 最低血圧.
    pub diastolic: MmHg,
    /// 脈拍.
    pub pulse: Option<Bpm>,
    /// Morning, evening or other.
    pub occasion: Occasion,
}

/// How often something was eaten.
#[derive(Clone, PartialEq, Eq)]
pub struct FoodCount {
    /// What.
    pub food: FoodRef,
    /// Its name when last eaten.
    pub name: String,
    /// How often.
    pub count: u32,
    /// When last.
    pub last_day: Day,
    /// The portion taken most often; of equals the newest.
    pub usual_portion: Milli,
}

// What they hold must not get into logs or errors.
impl std::fmt::Debug for DayValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DayValue(..)")
    }
}

impl std::fmt::Debug for FoodCount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FoodCount(..)")
    }
}

impl Daily {
    /// One value a day from one day to another (both included). Days without a value are left out.
    pub fn daily_series(&self, kind: SeriesKind, from: Day, to: Day) -> Result<Vec<DayValue>, Error> {
        let (value, table, item) = match kind {
            SeriesKind::Measurement(item) => ("value / 1000.0", "measurement", Some(item)),
            SeriesKind::Condition => ("level", "condition", None),
            SeriesKind::Steps => ("count", "steps", None),
            SeriesKind::IntakeKcal => ("energy_kcal", "intake", None),
            SeriesKind::SaltG => ("salt_g", "intake", None),
            SeriesKind::ExerciseKcal => ("kcal / 1000.0", "exercise", None),
            SeriesKind::ExerciseMinutes => ("minutes", "exercise", None),
        };
        let by_item = if item.is_some() { "item = ?3 AND " } else { "" };
        let sql = format!(
            "SELECT day, count({value}), min({value}), avg({value}), max({value}), total({value}) \
             FROM {table} WHERE {by_item}day BETWEEN ?1 AND ?2 GROUP BY day HAVING count({value}) > 0 ORDER BY day"
        );
        let mut bound: Vec<i64> = vec![i64::from(from.number()), i64::from(to.number())];
        bound.extend(
            item.map(|item| MeasureItem::ALL.iter().position(|i| *i == item).map_or(-1, |p| p as i64)),
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(bound))?;
        let mut days = Vec::new();
        while let Some(row) = rows.next()? {
            days.push(DayValue {
                day: Day::from_number(row.get(0)?)?,
                count: row.get(1)?,
                min: row.get(2)?,
                mean: row.get(3)?,
                max: row.get(4)?,
                sum: row.get(5)?,
            });
        }
        Ok(days)
    }

    /// Blood pressure readings by day and time; of one occasion or of all.
    pub fn bp_series(&self, from: Day, to: Day, occasion: Option<Occasion>) -> Result<Vec<Pressure>, Error> {
        let place = |o: &Occasion| OCCASIONS.iter().position(|x| x == o).map(|p| p as i64);
        let mut statement = self.db.prepare_cached(
            "SELECT id, day, minute, systolic, diastolic, pulse, occasion FROM blood_pressure \
             WHERE day BETWEEN ?1 AND ?2 AND (?3 IS NULL OR occasion = ?3) ORDER BY day, minute, id",
        )?;
        let wanted = occasion.as_ref().and_then(place);
        let mut rows = statement.query(params![from.number(), to.number(), wanted])?;
        let mut readings = Vec::new();
        while let Some(row) = rows.next()? {
            readings.push(Pressure {
                id: EntryId::from_i64(row.get(0)?)?,
                day: Day::from_number(row.get(1)?)?,
                minute: row.get::<_, Option<u16>>(2)?.map(MinuteOfDay::new).transpose()?,
                systolic: MmHg(row.get(3)?),
                diastolic: MmHg(row.get(4)?),
                pulse: row.get::<_, Option<u16>>(5)?.map(Bpm),
                occasion: *OCCASIONS.get(usize::from(row.get::<_, u16>(6)?)).ok_or(DAMAGED)?,
            });
        }
        Ok(readings)
    }

    /// Steps by day. Several walks of one day are added up.
    pub fn steps_by_day(&self, from: Day, to: Day) -> Result<Vec<(Day, u64)>, Error> {
        let mut statement = self.db.prepare_cached(
            "SELECT day, sum(count) FROM steps WHERE day BETWEEN ?1 AND ?2 GROUP BY day ORDER BY day",
        )?;
        days_with(&mut statement, &[&from.number(), &to.number()])
    }

    /// Days that have an entry of any kind, with how many. Own dishes are not of a day.
    pub fn days_with_entries(&self, from: Day, to: Day) -> Result<Vec<(Day, u64)>, Error> {
        let mut statement = self.db.prepare_cached(DAYS_WITH_ENTRIES)?;
        days_with(&mut statement, &[&from.number(), &to.number()])
    }

    /// What was eaten at a meal since a day, the most frequent first.
    pub fn intake_counts(&self, slot: Option<MealSlot>, since: Day) -> Result<Vec<FoodCount>, Error> {
        let place = slot.and_then(|slot| MealSlot::ALL.iter().position(|s| *s == slot)).map(|p| p as i64);
        let mut statement = self.db.prepare_cached(INTAKE_COUNTS)?;
        let mut rows = statement.query(params![since.number(), place])?;
        let mut counts = Vec::new();
        while let Some(row) = rows.next()? {
            counts.push(FoodCount {
                food: FoodRef::parse(&row.get::<_, String>(0)?)?,
                name: row.get(1)?,
                count: row.get(2)?,
                last_day: Day::from_number(row.get(3)?)?,
                usual_portion: Milli::from_milli(row.get(4)?),
            });
        }
        Ok(counts)
    }

    /// All own dishes, whatever their day.
    pub fn own_dishes(&self) -> Result<Vec<StoredEntry>, Error> {
        let all = |number| Day::from_number(number).map_err(Error::from);
        self.range(&[EntryKind::OwnDish], all(Day::MIN_NUMBER)?, all(Day::MAX_NUMBER)?)
    }

    /// The first and last day that has an entry.
    pub fn span(&self) -> Result<Option<(Day, Day)>, Error> {
        let mut ends: Option<(Day, Day)> = None;
        for kind in EntryKind::OF_A_DAY {
            let table = noun_for(kind).table;
            let sql = format!("SELECT (SELECT min(day) FROM {table}), (SELECT max(day) FROM {table})");
            let found = self
                .db
                .prepare_cached(&sql)?
                .query_row([], |row| Ok((row.get::<_, Option<i32>>(0)?, row.get::<_, Option<i32>>(1)?)))?;
            if let (Some(first), Some(last)) = found {
                let (first, last) = (Day::from_number(first)?, Day::from_number(last)?);
                ends = Some(ends.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
            }
        }
        Ok(ends)
    }
}

fn days_with(
    statement: &mut rusqlite::CachedStatement,
    bound: &[&dyn ToSql],
) -> Result<Vec<(Day, u64)>, Error> {
    let mut rows = statement.query(bound)?;
    let mut days = Vec::new();
    while let Some(row) = rows.next()? {
        let sum = u64::try_from(row.get::<_, i64>(1)?).map_err(|_| DAMAGED)?;
        days.push((Day::from_number(row.get(0)?)?, sum));
    }
    Ok(days)
}

const OCCASIONS: [Occasion; 3] = [Occasion::Morning, Occasion::Evening, Occasion::Other];
const DAYS_WITH_ENTRIES: &str = include_str!("series/days_with_entries.sql");
const INTAKE_COUNTS: &str = include_str!("series/intake_counts.sql");
