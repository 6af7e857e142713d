//! Reading entries back.

use henro_domain::{ActorId, Day, DeviceNumber, Entry, EntryId, EntryKind, MeasureItem, When};
use rusqlite::{OptionalExtension, params};

use super::log::{self, Op, Source};
use super::noun::{DAMAGED, Noun, entry_of, kind_of, noun_for, noun_of, settled};
use super::state::{self, State};
use super::{Daily, fold, statements, write};
use crate::Error;

/// An entry as the record has it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEntry {
    /// Its id.
    pub id: EntryId,
    /// When it happened.
    pub when: When,
    /// What happened.
    pub entry: Entry,
    /// When it was first written, UTC milliseconds.
    pub recorded_at: i64,
    /// Whether it was changed since.
    pub edited: bool,
    /// When it was deleted, UTC milliseconds.
    pub deleted: Option<i64>,
}

/// One version of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// What the change did.
    pub op: Op,
    /// When, UTC milliseconds.
    pub at: i64,
    /// Who.
    pub actor: ActorId,
    /// On which device.
    pub device: DeviceNumber,
    /// How it came in.
    pub source: Source,
    /// When it happened, as this version has it.
    pub when: When,
    /// What happened, as this version has it.
    pub entry: Entry,
}

impl Daily {
    /// An entry, deleted or not. `None` where the record never had it.
    pub fn entry(&self, id: EntryId) -> Result<Option<StoredEntry>, Error> {
        if let Some((noun, found)) = write::find(&self.db, self.nouns, id)? {
            return Ok(Some(stored(noun, found)?));
        }
        match state::removed(&self.db, id.as_i64())? {
            Some(removed) => self.removed_entry(id, &removed),
            None => Ok(None),
        }
    }

    /// Every version of an entry, oldest first. Empty where the record never had it.
    pub fn history(&self, id: EntryId) -> Result<Vec<Version>, Error> {
        let newest = match write::find(&self.db, self.nouns, id)? {
            Some((_, found)) => found.change,
            None => match state::removed(&self.db, id.as_i64())? {
                Some(removed) => removed.change,
                None => return Ok(Vec::new()),
            },
        };
        let mut versions = Vec::new();
        let mut row = None;
        for change in log::chain(&self.db, newest)? {
            let Some(noun) = change.noun() else { continue };
            let row = row.get_or_insert_with(|| log::blank(noun));
            log::lay_over(row, &change.body)?;
            // Not every version that another device wrote can be read.
            let Some(seen) = settled(noun, change.entity, row.clone()) else { continue };
            versions.push(Version {
                op: change.op,
                at: change.at,
                actor: change.actor,
                device: change.device,
                source: change.source,
                when: seen.when()?,
                entry: entry_of(kind_of(noun.number).ok_or(DAMAGED)?, seen.columns)?,
            });
        }
        Ok(versions)
    }

    /// When the person last wrote entries on one of these devices or this one, UTC milliseconds. What others wrote does not
    /// count. The newest changes are looked at in the order they came, so what came late counts when it is the newest.
    pub fn last_written(&self, devices: &[u32]) -> Result<Option<i64>, Error> {
        let numbers: Vec<String> = devices.iter().chain([&self.pen.device.0]).map(u32::to_string).collect();
        // Whole numbers: nothing else can stand in the list.
        let sql = LAST_WRITTEN.replace("$devices", &numbers.join(", "));
        Ok(self.db.query_row(&sql, [ActorId::SELF.0], |row| row.get(0))?)
    }

    /// All entries of a day, by time; those without a time first.
    pub fn day(&self, day: Day) -> Result<Vec<StoredEntry>, Error> {
        self.range(&EntryKind::ALL, day, day)
    }

    /// Entries of some kinds from one day to another (both included), by day, time and id.
    pub fn range(&self, kinds: &[EntryKind], from: Day, to: Day) -> Result<Vec<StoredEntry>, Error> {
        let mut found = Vec::new();
        for kind in kinds {
            let noun = noun_for(*kind);
            let mut statement = self.db.prepare_cached(&statements::of(noun).days)?;
            let rows = statement.query_map([from.number(), to.number()], |row| State::of(noun, row))?;
            for row in rows {
                found.push(stored(noun, row?)?);
            }
        }
        found.sort_by_key(|e| (e.when.day, e.when.minute, e.id));
        Ok(found)
    }

    /// The newest `most` entries of some kinds from one day to another (both included), newest first.
    pub fn newest_in(
        &self,
        kinds: &[EntryKind],
        from: Day,
        to: Day,
        most: u32,
    ) -> Result<Vec<StoredEntry>, Error> {
        if from == to {
            // One day is read whole: the engine makes a table in passing for each kind where it orders and cuts.
            let mut found = self.range(kinds, from, to)?;
            found.reverse();
            found.truncate(most as usize);
            return Ok(found);
        }
        let mut found = Vec::new();
        for kind in kinds {
            let noun = noun_for(*kind);
            let mut statement = self.db.prepare_cached(&statements::of(noun).newest_days)?;
            let rows =
                statement.query_map(params![from.number(), to.number(), most], |row| State::of(noun, row))?;
            for row in rows {
                found.push(stored(noun, row?)?);
            }
        }
        found.sort_by_key(|e| std::cmp::Reverse((e.when.day, e.when.minute, e.id)));
        found.truncate(most as usize);
        Ok(found)
    }

    /// The newest measurement of an item up to a day.
    pub fn latest_measurement(&self, item: MeasureItem, up_to: Day) -> Result<Option<StoredEntry>, Error> {
        let noun = noun_for(EntryKind::Measurement);
        let place = MeasureItem::ALL.iter().position(|i| *i == item).map_or(-1, |p| p as i64);
        let mut statement = self.db.prepare_cached(LATEST_MEASUREMENT)?;
        let found = statement.query_row(params![place, up_to.number()], |row| State::of(noun, row));
        found.optional()?.map(|state| stored(noun, state)).transpose()
    }

    /// The newest entry of a kind up to a day.
    pub fn latest_of_kind(&self, kind: EntryKind, up_to: Day) -> Result<Option<StoredEntry>, Error> {
        let noun = noun_for(kind);
        let mut statement = self.db.prepare_cached(&statements::of(noun).newest)?;
        let found = statement.query_row([up_to.number()], |row| State::of(noun, row));
        found.optional()?.map(|state| stored(noun, state)).transpose()
    }

    /// Entries deleted at `since` (UTC milliseconds) or later, the newest deletion first, at most 1,000 of them.
    pub fn deleted_since(&self, since: i64) -> Result<Vec<StoredEntry>, Error> {
        let mut found = Vec::new();
        for id in self.deleted_ids(since)? {
            found.extend(self.entry(EntryId::from_i64(id)?)?);
        }
        Ok(found)
    }

    pub(crate) fn deleted_ids(&self, since: i64) -> Result<Vec<i64>, Error> {
        let mut statement = self.db.prepare_cached(
            "SELECT id FROM removed WHERE at >= ?1 ORDER BY at DESC, change DESC LIMIT 1000",
        )?;
        let ids = statement.query_map([since], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// How many entries there are, deleted ones left out.
    pub fn count_entries(&self) -> Result<u64, Error> {
        let mut sum = 0;
        for kind in EntryKind::ALL {
            let sql = format!("SELECT count(*) FROM {}", noun_for(kind).table);
            sum += self.db.prepare_cached(&sql)?.query_row([], |row| row.get::<_, u32>(0).map(u64::from))?;
        }
        Ok(sum)
    }

    fn removed_entry(&self, id: EntryId, removed: &state::Removed) -> Result<Option<StoredEntry>, Error> {
        let noun = noun_of(removed.kind)?;
        let row = fold::removed_row(&self.db, removed)?;
        let state = State {
            id: id.as_i64(),
            row,
            change: removed.change,
            recorded: removed.recorded,
            edited: removed.edited,
        };
        Ok(Some(StoredEntry { deleted: Some(removed.at), ..stored(noun, state)? }))
    }
}

pub(crate) fn stored(noun: &Noun, state: State) -> Result<StoredEntry, Error> {
    Ok(StoredEntry {
        id: EntryId::from_i64(state.id)?,
        when: state.row.when()?,
        recorded_at: state.recorded,
        edited: state.edited,
        deleted: None,
        entry: entry_of(kind_of(noun.number).ok_or(DAMAGED)?, state.row.columns)?,
    })
}

const LATEST_MEASUREMENT: &str = "SELECT id, day, minute, offset, change, recorded, edited, item, value FROM measurement \
     WHERE item = ?1 AND day <= ?2 ORDER BY day DESC, minute DESC, id DESC LIMIT 1";
/// Of entries: not of the person's name or the settings.
const LAST_WRITTEN: &str = "SELECT max(coalesce(at, hlc >> 16)) FROM (SELECT at, hlc FROM change \
     WHERE actor = ?1 AND section <> 0 AND device IN ($devices) ORDER BY seq DESC LIMIT 50)";
