//! Asking the index.

use henro_domain::{Day, EntryId, EntryKind};
use rusqlite::{Connection, params};

use super::SearchWords;
use super::index::{DAY_BITS, FIRST_DAY, NAMES};
use crate::Error;
use crate::daily::noun::{kind_of, noun_for, noun_of};
use crate::daily::read::{StoredEntry, stored};
use crate::daily::state::{self, State};
use crate::daily::statements::COMMON;
use crate::daily::{DAMAGED, Daily};

/// A place in what was found, newest first: the next page begins behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SearchPlace {
    /// The day.
    pub day: Day,
    /// A number within the day.
    pub n: i64,
}

impl SearchPlace {
    /// Behind everything of the days after this one: the day itself comes.
    pub fn through(day: Day) -> Self {
        Self { day, n: i64::MAX }
    }

    fn of(place: i64) -> Result<Self, Error> {
        let day = i32::try_from(place >> DAY_BITS).map_err(|_| DAMAGED)?;
        Ok(Self { day: Day::from_number(day)?, n: place & ((1 << DAY_BITS) - 1) })
    }

    fn number(self) -> i64 {
        (i64::from(self.day.number()) << DAY_BITS) + self.n.clamp(0, 1 << DAY_BITS)
    }
}

/// A name, and when it was written.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedDays {
    /// What has the name.
    pub kind: EntryKind,
    /// The name.
    pub name: String,
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl std::fmt::Debug for NamedDays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NamedDays(..)")
    }
}

/// Rows whose texts have the words, newest first: place, noun, id.
pub(crate) fn rows(
    db: &Connection,
    words: &SearchWords,
    nouns: &[i64],
    before: SearchPlace,
    most: u32,
) -> Result<Vec<(SearchPlace, i64, i64)>, Error> {
    // Whole numbers: nothing else can stand in the list.
    let nouns = nouns.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT found.place, found.kind, found.entity FROM gram CROSS JOIN found ON found.place = gram.rowid \
         WHERE gram MATCH ?1 AND gram.rowid < ?2 AND gram.rowid > ?3 AND found.kind IN ({nouns}) \
         ORDER BY gram.rowid DESC LIMIT ?4"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut found = statement.query(params![words.to_match(), before.number(), FIRST_DAY, most])?;
    let mut all = Vec::new();
    while let Some(row) = found.next()? {
        all.push((SearchPlace::of(row.get(0)?)?, row.get(1)?, row.get(2)?));
    }
    Ok(all)
}

impl Daily {
    /// What was written in words and has these, newest first: lines of the diary.
    pub fn search(
        &self,
        words: &SearchWords,
        before: SearchPlace,
        most: u32,
    ) -> Result<Vec<(SearchPlace, StoredEntry)>, Error> {
        let mut all = Vec::new();
        let diary = noun_for(EntryKind::Diary).number;
        for (place, kind, id) in rows(&self.db, words, &[diary], before, most)? {
            let noun = noun_of(kind)?;
            if let Some(state) = state::one(&self.db, noun, id)? {
                all.push((place, stored(noun, state)?));
            }
        }
        Ok(all)
    }

    /// Names of what was eaten or done that have these words, the last written first.
    pub fn search_names(
        &self,
        words: &SearchWords,
        kinds: &[EntryKind],
        most: u32,
    ) -> Result<Vec<NamedDays>, Error> {
        let mut statement = self.db.prepare_cached(
            "SELECT named.kind, named.name FROM gram CROSS JOIN named ON named.id = gram.rowid - ?2 \
             WHERE gram MATCH ?1 AND gram.rowid < ?3 LIMIT ?4",
        )?;
        let mut rows = statement.query(params![words.to_match(), NAMES, FIRST_DAY, MOST_NAMES])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let (number, name): (i64, String) = (row.get(0)?, row.get(1)?);
            let Some(kind) = kind_of(number).filter(|kind| kinds.contains(kind)) else { continue };
            if let Some((first, last)) = self.days_of(kind, &name)? {
                all.push(NamedDays { kind, name, first, last });
            }
        }
        all.sort_by(|a, b| (b.last, &a.name).cmp(&(a.last, &b.name)));
        all.truncate(most as usize);
        Ok(all)
    }

    /// Entries of one name, newest first. `n` of their place is their id.
    pub fn of_name(
        &self,
        kind: EntryKind,
        name: &str,
        before: SearchPlace,
        most: u32,
    ) -> Result<Vec<(SearchPlace, StoredEntry)>, Error> {
        let noun = noun_for(kind);
        if !matches!(kind, EntryKind::Intake | EntryKind::Exercise) {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {COMMON}, {} FROM {} WHERE name = ?1 AND (day, id) < (?2, ?3) ORDER BY day DESC, id DESC LIMIT ?4",
            noun.columns.join(", "),
            noun.table
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let bound = params![name, before.day.number(), before.n, most];
        let mut rows = statement.query(bound)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let entry = stored(noun, State::of(noun, row)?)?;
            all.push((SearchPlace { day: entry.when.day, n: EntryId::as_i64(entry.id) }, entry));
        }
        Ok(all)
    }

    /// The first and last day of a name; `None` where nothing of that name is left.
    fn days_of(&self, kind: EntryKind, name: &str) -> Result<Option<(Day, Day)>, Error> {
        let table = noun_for(kind).table;
        let sql = format!(
            "SELECT (SELECT min(day) FROM {table} WHERE name = ?1), (SELECT max(day) FROM {table} WHERE name = ?1)"
        );
        let ends: (Option<i32>, Option<i32>) =
            self.db.prepare_cached(&sql)?.query_row([name], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(match ends {
            (Some(first), Some(last)) => Some((Day::from_number(first)?, Day::from_number(last)?)),
            _ => None,
        })
    }
}

/// Names looked at: more than a person reads.
const MOST_NAMES: u32 = 500;
