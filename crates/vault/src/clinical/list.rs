//! Lists of what is medical: by kind, days, item, report; page by page.

use henro_domain::{Coding, Day, EntryId, MedicalKind};
use rusqlite::types::Value;
use rusqlite::{params_from_iter, types};

use super::Clinical;
use super::read::{StoredMedical, stored};
use crate::Error;
use crate::daily::noun::{Noun, WORDS, noun_of_medical};
use crate::daily::state::State;
use crate::daily::statements::COMMON;

/// What is looked for, newest first.
#[derive(Clone, Default)]
pub struct MedicalAsk {
    /// From this day on; from the first where left out.
    pub from: Option<Day>,
    /// Up to this day; to the last where left out.
    pub to: Option<Day>,
    /// Only results of this item. Its name does not count.
    pub item: Option<Coding>,
    /// Only what stands in this report.
    pub report: Option<EntryId>,
    /// Behind this one: the last of the page before.
    pub after: Option<PageMark>,
    /// How many at most.
    pub most: u32,
    /// The words of documents are left out: a list has no use for them, and they are long.
    pub brief: bool,
}

impl std::fmt::Debug for MedicalAsk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MedicalAsk(..)")
    }
}

/// A place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageMark {
    day: i64,
    minute: i64,
    id: i64,
}

impl PageMark {
    /// The place of one.
    pub fn of(stored: &StoredMedical) -> Self {
        let minute = stored.when.minute.map_or(-1, |minute| i64::from(minute.get()));
        Self { day: i64::from(stored.when.day.number()), minute, id: stored.id.as_i64() }
    }

    /// As text, for the next request.
    pub fn to_text(self) -> String {
        format!("{}.{}.{}", self.day, self.minute, self.id)
    }

    /// Reads it back; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.').map(str::parse::<i64>);
        let (day, minute, id) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        Some(Self { day, minute, id })
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct MedicalPage {
    /// Newest first.
    pub entries: Vec<StoredMedical>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<PageMark>,
}

/// How many there are of a kind, and of which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MedicalCount {
    /// The kind.
    pub kind: MedicalKind,
    /// How many.
    pub count: u64,
    /// The first day.
    pub first: Option<Day>,
    /// The last day.
    pub last: Option<Day>,
}

impl Clinical {
    /// A page of one kind, by day, time and id, the newest first.
    pub fn list(&self, kind: MedicalKind, ask: &MedicalAsk) -> Result<MedicalPage, Error> {
        let noun = noun_of_medical(kind);
        if (ask.item.is_some() || ask.report.is_some()) && !noun.columns.contains(&"report") {
            return Ok(MedicalPage { entries: Vec::new(), next: None });
        }
        let (wanted, bound) = conditions(ask);
        let sql = format!(
            "SELECT {COMMON}, {} FROM {} WHERE {} ORDER BY day DESC, minute DESC, id DESC LIMIT {}",
            columns(noun, ask.brief),
            noun.table,
            wanted.join(" AND "),
            u64::from(ask.most) + 1,
        );
        let mut statement = self.db().prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(bound), |row| State::of(noun, row))?;
        let mut entries = Vec::new();
        for row in rows {
            entries.push(stored(noun, row?)?);
        }
        let more = entries.len() > ask.most as usize;
        entries.truncate(ask.most as usize);
        let next = entries.last().filter(|_| more).map(PageMark::of);
        Ok(MedicalPage { entries, next })
    }

    /// A page of several kinds together, the newest first.
    pub fn list_kinds(&self, kinds: &[MedicalKind], ask: &MedicalAsk) -> Result<MedicalPage, Error> {
        let (mut entries, mut more) = (Vec::new(), false);
        for kind in kinds {
            let page = self.list(*kind, ask)?;
            more |= page.next.is_some();
            entries.extend(page.entries);
        }
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.when.day, entry.when.minute, entry.id)));
        more |= entries.len() > ask.most as usize;
        entries.truncate(ask.most as usize);
        let next = entries.last().filter(|_| more).map(PageMark::of);
        Ok(MedicalPage { entries, next })
    }

    /// How many there are of each kind.
    pub fn counts(&self) -> Result<Vec<MedicalCount>, Error> {
        let count = |kind: MedicalKind| {
            let sql = format!("SELECT count(*), min(day), max(day) FROM {}", noun_of_medical(kind).table);
            let (count, first, last): (i64, Option<i32>, Option<i32>) = self
                .db()
                .prepare_cached(&sql)?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let day = |number: Option<i32>| number.map(Day::from_number).transpose();
            Ok(MedicalCount { kind, count: count as u64, first: day(first)?, last: day(last)? })
        };
        MedicalKind::ALL.into_iter().map(count).collect()
    }

    /// How many results of some days stand in no report.
    pub fn loose_results(&self, from: Day, to: Day) -> Result<u64, Error> {
        let sql = "SELECT count(*) FROM result WHERE day BETWEEN ?1 AND ?2 AND report IS NULL";
        let count: i64 =
            self.db().prepare_cached(sql)?.query_row([from.number(), to.number()], |row| row.get(0))?;
        Ok(count as u64)
    }

    /// How many results stand in a report.
    pub fn results_of(&self, report: EntryId) -> Result<u64, Error> {
        let sql = "SELECT (SELECT count(*) FROM result WHERE report = ?1) \
                   + (SELECT count(*) FROM growth WHERE report = ?1)";
        let count: i64 = self.db().prepare_cached(sql)?.query_row([report.as_i64()], |row| row.get(0))?;
        Ok(count as u64)
    }
}

/// The columns that are read. Words are the last of a document, so that what they spill over to is not read either.
fn columns(noun: &Noun, brief: bool) -> String {
    match noun.columns.split_last() {
        Some((&WORDS, before)) if brief => format!("{}, NULL", before.join(", ")),
        _ => noun.columns.join(", "),
    }
}

/// What a list is narrowed by.
fn conditions(ask: &MedicalAsk) -> (Vec<String>, Vec<Value>) {
    let (mut wanted, mut bound) = (Vec::new(), Vec::<types::Value>::new());
    let mut want = |sql: &str, value: Value| {
        bound.push(value);
        wanted.push(sql.replace('?', &format!("?{}", bound.len())));
    };
    if let Some(item) = &ask.item {
        want("system = ?", Value::Text(item.set.to_text()));
        want("code = ?", Value::Text(item.code.clone()));
    }
    if let Some(report) = ask.report {
        want("report = ?", Value::Integer(report.as_i64()));
    }
    want("day >= ?", Value::Integer(ask.from.map_or(i64::MIN, |day| i64::from(day.number()))));
    let mut to = ask.to.map_or(i64::MAX, |day| i64::from(day.number()));
    if let Some(after) = ask.after {
        to = to.min(after.day);
    }
    want("day <= ?", Value::Integer(to));
    if let Some(after) = ask.after {
        want("(day < ? ", Value::Integer(after.day));
        want("OR coalesce(minute, -1) < ?", Value::Integer(after.minute));
        want("OR (coalesce(minute, -1) = ?", Value::Integer(after.minute));
        want("AND id < ?))", Value::Integer(after.id));
        let tail = wanted.split_off(wanted.len() - 4).join(" ");
        wanted.push(tail);
    }
    (wanted, bound)
}
