use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use henro_domain::{Day, Entry, EntryId};
use henro_exchange::csv::{Dated, DishNumber, WriteOptions, write};
use henro_vault::StoredEntry;

use super::dishes::own_of;
use crate::open::{Open, failed};
use crate::reading::kept_id;
use crate::settings::{create_private, file_code, free};
use crate::wire::{ExportFile, ExportMake};
use crate::{Code, Context, WireError};

/// Writes the daily entries of a period to a CSV file that opens in a spreadsheet: what screens show of a person, so with the
/// record that guardians keep of them.
pub(crate) fn export(ctx: &Context, ask: ExportMake) -> Result<ExportFile, WireError> {
    let folder = ask.folder.map_or_else(|| ctx.config.files_dir.clone(), PathBuf::from);
    std::fs::create_dir_all(&folder).map_err(|error| file_code(&error))?;
    ctx.with_open(|open, now| {
        let (first, last) = whole(open)?.unwrap_or((now.today, now.today));
        let (from, to) = (ask.from.unwrap_or(first), ask.to.unwrap_or(last.max(now.today)));
        let path = free(&folder, &format!("henro-{from}-{to}"), "csv");
        let fresh = path.with_extension("csv.new");
        let entries = write_file(open, &fresh, from, to)?;
        std::fs::rename(&fresh, &path).map_err(|error| file_code(&error))?;
        Ok(ExportFile { path: path.to_str().ok_or(Code::FileRefused)?.to_owned(), entries })
    })
}

/// The days of everything there is. A dish of one's own that nobody has eaten yet is of a day too.
fn whole(open: &mut Open) -> Result<Option<(Day, Day)>, WireError> {
    let span = open.reading()?.span().map_err(failed)?;
    let dishes = open.daily().own_dishes().map_err(failed)?;
    let days = dishes.iter().map(|stored| stored.when.day).map(|day| (day, day));
    Ok(days.chain(span).reduce(|(first, last), (from, to)| (first.min(from), last.max(to))))
}

fn write_file(open: &mut Open, path: &Path, from: Day, to: Day) -> Result<u64, WireError> {
    let file = create_private(path).map_err(|error| file_code(&error))?;
    let mut out = BufWriter::new(file);
    let mut rows =
        Rows { open, years: Years { next: from, to }, ready: vec![].into_iter(), dishes: None, fault: None };
    let mut named = Named::default();
    let mut aside = 0;
    let entries = std::iter::from_fn(|| rows.next(&mut named)).inspect(|row: &Dated| {
        aside += u64::from(row.dish.is_some_and(|dish| dish.deleted));
    });
    let written = write(entries, WriteOptions { mark: true }, &mut out);
    if let Some(error) = rows.fault {
        return Err(error);
    }
    let entries = written.map_err(|_| Code::FileRefused)? - aside;
    out.flush().map_err(|error| file_code(&error))?;
    out.get_ref().sync_all().map_err(|error| file_code(&error))?;
    Ok(entries)
}

/// The own dishes met so far.
#[derive(Default)]
struct Named {
    /// By meals.
    eaten: BTreeSet<EntryId>,
    /// As rows of their own.
    written: BTreeSet<EntryId>,
}

/// Everything of a period, a year at a time so that a lifelong record stays small in memory; then the own dishes that
/// its meals name and that are of another time or deleted.
struct Rows<'a> {
    open: &'a mut Open,
    years: Years,
    ready: std::vec::IntoIter<StoredEntry>,
    dishes: Option<std::vec::IntoIter<EntryId>>,
    fault: Option<WireError>,
}

impl Rows<'_> {
    fn next(&mut self, named: &mut Named) -> Option<Dated> {
        let stored = self.stored(named).unwrap_or_else(|error| {
            self.fault = Some(error);
            None
        })?;
        // A dish of the other record is none of this person's: it is there for the meals that name it.
        let foreign = kept_id(stored.id).is_some();
        let dish = DishNumber { id: stored.id, deleted: stored.deleted.is_some() || foreign };
        let dish = matches!(stored.entry, Entry::OwnDish(_)).then_some(dish);
        Some(Dated { when: stored.when, entry: stored.entry, dish })
    }

    fn stored(&mut self, named: &mut Named) -> Result<Option<StoredEntry>, WireError> {
        loop {
            if let Some(stored) = self.ready.next() {
                named.note(&stored);
                return Ok(Some(stored));
            }
            let Some((first, last)) = self.years.next() else { break };
            self.ready = self.open.reading()?.whole_range(first, last).map_err(failed)?.into_iter();
        }
        let left = self.dishes.get_or_insert_with(|| {
            named.eaten.difference(&named.written).copied().collect::<Vec<_>>().into_iter()
        });
        for id in left {
            if let Some(stored) = self.open.reading()?.entry(id).map_err(failed)? {
                return Ok(Some(stored));
            }
        }
        Ok(None)
    }
}

impl Named {
    fn note(&mut self, stored: &StoredEntry) {
        match &stored.entry {
            Entry::OwnDish(_) => self.written.insert(stored.id),
            entry => own_of(entry).is_some_and(|id| self.eaten.insert(id)),
        };
    }
}

struct Years {
    next: Day,
    to: Day,
}

impl Iterator for Years {
    type Item = (Day, Day);

    fn next(&mut self) -> Option<(Day, Day)> {
        let first = self.next;
        if first > self.to {
            return None;
        }
        let last = first.plus(365).min(self.to);
        self.next = last.plus(1);
        // At the end of the calendar `plus` stands still.
        if self.next == last {
            self.to = first.plus(-1);
        }
        Some((first, last))
    }
}
