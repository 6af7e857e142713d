use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use henro_domain::{Day, EntryKind};
use henro_exchange::csv::{Dated, WriteOptions, write};

use crate::open::{Open, failed};
use crate::settings::file_code;
use crate::wire::{ExportFile, ExportMake};
use crate::{Code, Context, WireError};

/// Writes the daily entries of a period to a CSV file that opens in a spreadsheet.
pub(crate) fn export(ctx: &Context, ask: ExportMake) -> Result<ExportFile, WireError> {
    let folder = ask.folder.map_or_else(|| ctx.config.files_dir.clone(), PathBuf::from);
    std::fs::create_dir_all(&folder).map_err(|error| file_code(&error))?;
    ctx.with_open(|open, now| {
        let (first, last) = open.daily().span().map_err(failed)?.unwrap_or((now.today, now.today));
        let (from, to) = (ask.from.unwrap_or(first), ask.to.unwrap_or(last.max(now.today)));
        let path = folder.join(format!("henro-{from}-{to}.csv"));
        let fresh = folder.join(format!("henro-{from}-{to}.csv.new"));
        let entries = write_file(open, &fresh, from, to)?;
        std::fs::rename(&fresh, &path).map_err(|error| file_code(&error))?;
        Ok(ExportFile { path: path.to_str().ok_or(Code::FileRefused)?.to_owned(), entries })
    })
}

fn write_file(open: &mut Open, path: &Path, from: Day, to: Day) -> Result<u64, WireError> {
    let file = File::create(path).map_err(|error| file_code(&error))?;
    let mut out = BufWriter::new(file);
    let mut fault = None;
    // A year at a time: a lifelong record stays small in memory.
    let years = Years { next: from, to }.flat_map(|(first, last)| {
        let stored = open.daily().range(&EntryKind::ALL, first, last).map_err(failed);
        stored.unwrap_or_else(|error| {
            fault = Some(error);
            vec![]
        })
    });
    let entries = years.map(|stored| Dated { when: stored.when, entry: stored.entry });
    let written = write(entries, WriteOptions { mark: true }, &mut out);
    if let Some(error) = fault {
        return Err(error);
    }
    let entries = written.map_err(|_| Code::FileRefused)?;
    out.flush().map_err(|error| file_code(&error))?;
    out.get_ref().sync_all().map_err(|error| file_code(&error))?;
    Ok(entries)
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
