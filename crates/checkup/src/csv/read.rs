//! A CSV file by a profile, row after row. What cannot be read is said by line, column and item.
//!
//! A file is gone through twice, so that nothing of it has to be kept: once for what only the whole file tells (which exams stand there
//! twice, where an exam of a long file ends, whether the file itself ends in the middle), once for the exams.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Cursor, Read, Seek};

use henro_domain::Day;

use super::decode::Ending;
use super::exam::CsvExam;
use super::profile::{Layout, Long, Profile, pattern};
use super::rows::{Cells, Rows};
use super::table::{Lines, header};
use super::words::{fold, fold_name};
use crate::check::{mark_duplicates, mark_pairs};
use crate::closed::closed_debug;
use crate::finding::{Finding, FindingKind};

/// What a file came to.
pub struct CsvRead {
    /// One for each person and exam, in the order of the file.
    pub exams: Vec<CsvExam>,
    /// What concerns the file.
    pub table: CsvTable,
}

/// A file as a whole.
#[derive(Default)]
pub struct CsvTable {
    /// Rows below the header, blank ones left out.
    pub rows: u32,
    /// Columns that no part of the profile names: kept with each exam.
    pub unknown_columns: Vec<String>,
    /// Columns the profile leaves aside.
    pub ignored_columns: Vec<String>,
    /// The line in the middle of which the file ends.
    pub cut: Option<u32>,
}

closed_debug!(CsvRead, CsvTable);

/// Why a file is not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CsvError {
    /// A byte does not fit the encoding.
    #[error("encoding not readable")]
    Encoding,
    /// A column of the profile is not in the header.
    #[error("header does not fit the profile")]
    Header,
    /// More rows, columns or bytes in a cell than are read: of a file in memory 32 MB and 5,000 exams, of a streamed one a million
    /// rows; 500 columns, 64 KB in a cell, 150,000 results of a long file that wait for the rest of their exam.
    #[error("file too large")]
    Limit,
    /// The disk did not give the file.
    #[error("file not readable")]
    Read,
}

/// Reads a file by a profile. `today`: an exam after it is refused.
///
/// # Errors
/// As [`CsvError`].
pub fn read_csv(bytes: &[u8], profile: &Profile, today: Day) -> Result<CsvRead, CsvError> {
    if bytes.len() > MOST_BYTES {
        return Err(CsvError::Limit);
    }
    let mut exams = Vec::new();
    let mut full = false;
    let table = stream_csv(&mut Cursor::new(bytes), profile, today, &mut |exam| {
        full |= exams.len() >= MOST_EXAMS;
        if !full {
            exams.push(exam);
        }
    })?;
    if full {
        return Err(CsvError::Limit);
    }
    exams.sort_by_key(|exam: &CsvExam| exam.line);
    Ok(CsvRead { exams, table })
}

/// Reads a file of any length and gives each exam away as soon as it is whole: those of a wide file in its order, those of a long one in
/// the order of their last rows.
///
/// # Errors
/// As [`CsvError`]. Exams may have been given away before.
pub fn stream_csv<R: Read + Seek>(
    source: &mut R,
    profile: &Profile,
    today: Day,
    each: &mut dyn FnMut(CsvExam),
) -> Result<CsvTable, CsvError> {
    let mut lines = Lines::of(source, profile)?;
    let header = header(profile, &mut lines)?;
    let known = known_columns(profile);
    if known.iter().any(|(name, needed)| *needed && !header.contains(name)) {
        return Err(CsvError::Header);
    }
    let ignored: HashSet<String> = profile.ignore.cols.iter().map(|name| fold_name(name)).collect();
    let unknown = header.iter().filter(|name| !name.is_empty() && !ignored.contains(*name));
    let unknown: Vec<String> =
        unknown.filter(|name| !known.iter().any(|(own, _)| own == *name)).cloned().collect();
    let ignored_columns = header.iter().filter(|name| ignored.contains(*name)).cloned().collect();
    let rows = Rows::new(profile, header, unknown.clone(), today);
    let mut survey = Survey::default();
    survey.look(lines, &rows)?;
    let cut = survey.cut();
    let mut lines = Lines::of(source, profile)?;
    self::header(profile, &mut lines)?;
    give(lines, &rows, &survey, each)?;
    Ok(CsvTable { rows: survey.rows, unknown_columns: unknown, ignored_columns, cut })
}

/// Columns the profile names, and whether the file must have them.
fn known_columns(profile: &Profile) -> Vec<(String, bool)> {
    let person = &profile.person;
    let fields = [
        &person.id,
        &person.name,
        &person.kana,
        &person.sex,
        &person.birth,
        &person.insurer,
        &person.symbol,
        &person.number,
        &person.branch,
        &profile.exam.facility,
        &profile.exam.course,
    ];
    let fields = fields.into_iter().flatten().chain([&profile.exam.date]);
    let mut names: Vec<(String, bool)> = fields
        .flat_map(|field| field.col.iter().chain(&field.cols))
        .map(|name| (fold_name(name), true))
        .collect();
    names.extend(profile.matches.header_contains.iter().map(|name| (fold_name(name), true)));
    names.extend(
        profile.item.iter().filter_map(|item| item.col.as_ref()).map(|name| (fold_name(name), false)),
    );
    if let Some(long) = &profile.long {
        let needed = long.person_key.iter().chain([&long.item_col, &long.value_col]);
        names.extend(needed.map(|name| (fold_name(name), true)));
        let rest = [&long.unit_col, &long.low_col, &long.high_col, &long.flag_col].into_iter().flatten();
        names.extend(rest.map(|name| (fold_name(name), false)));
    }
    names
}

/// Goes through the rows up to the end or the line that says so; blank ones are left out.
fn each_row<R: Read>(
    lines: &mut Lines<R>,
    rows: &Rows,
    work: &mut dyn FnMut(Row) -> Result<(), CsvError>,
) -> Result<Ending, CsvError> {
    let trailer = rows.profile.file.trailer.as_deref().and_then(pattern);
    let (mut nth, mut blank) = (0, false);
    while let Some((line, mut cells)) = lines.next()? {
        let first = cells.first().map_or("", String::as_str);
        if trailer.as_ref().is_some_and(|end| end.is_match(&fold(first)) || end.is_match(first)) {
            return Ok(Ending::Whole);
        }
        blank = cells.iter().all(|cell| cell.trim().is_empty());
        if blank {
            continue;
        }
        nth += 1;
        if nth > MOST_ROWS {
            return Err(CsvError::Limit);
        }
        let broken = cells.last().is_some_and(|cell| cell.ends_with(['\n', '\r']));
        let (cells, fits) = rows.cells(&mut cells);
        work(Row { nth, line, cells, fits, broken })?;
    }
    Ok(if blank { Ending::Whole } else { lines.ending() })
}

struct Row<'a> {
    nth: u32,
    line: u32,
    cells: Cells<'a>,
    /// As many cells as the header.
    fits: bool,
    /// The last cell ends with a line end: perhaps with a quote that nobody closed.
    broken: bool,
}

/// What only the whole file tells. Of persons there are only numbers made from what is said of them.
#[derive(Default)]
struct Survey {
    rows: u32,
    /// Exams by person and day, and whether there are two.
    exams: HashMap<u64, bool>,
    /// The last row of an exam of a long file.
    last: HashMap<u64, u32>,
    end: Option<End>,
}

/// The last row of a file that does not end with a line.
#[derive(Clone, Copy)]
struct End {
    nth: u32,
    line: u32,
    /// Surely cut; else its last cell might be.
    cut: bool,
}

impl Survey {
    fn look<R: Read>(&mut self, mut lines: Lines<R>, rows: &Rows) -> Result<(), CsvError> {
        let long = long(rows.profile);
        let (mut last, mut broken) = (None, false);
        let ending = each_row(&mut lines, rows, &mut |row| {
            self.rows = row.nth;
            last = Some(End { nth: row.nth, line: row.line, cut: !row.fits });
            broken = row.broken;
            let first = long
                .is_none_or(|long| self.last.insert(number(&rows.key(long, &row.cells)), row.nth).is_none());
            if first {
                let twice = self.exams.entry(number(&rows.identity(&row.cells)));
                twice.and_modify(|twice| *twice = true).or_default();
            }
            Ok(())
        })?;
        self.end = match ending {
            Ending::Torn => last.map(|end| End { cut: true, ..end }),
            Ending::Open => last,
            Ending::Whole => last.filter(|_| broken),
        };
        Ok(())
    }

    fn cut(&self) -> Option<u32> {
        self.end.filter(|end| end.cut).map(|end| end.line)
    }

    /// What there is to say of a row at which the file ends.
    fn ends_at(&self, nth: u32) -> Option<End> {
        self.end.filter(|end| end.nth == nth)
    }

    fn is_twice(&self, rows: &Rows, cells: &Cells) -> bool {
        self.exams.get(&number(&rows.identity(cells))).copied().unwrap_or_default()
    }
}

fn give<R: Read>(
    mut lines: Lines<R>,
    rows: &Rows,
    survey: &Survey,
    each: &mut dyn FnMut(CsvExam),
) -> Result<(), CsvError> {
    let mut waiting: HashMap<u64, CsvExam> = HashMap::new();
    let mut held = 0;
    each_row(&mut lines, rows, &mut |row| {
        let end = survey.ends_at(row.nth);
        let fits = row.fits || end.is_some_and(|end| end.cut);
        let Some(long) = long(rows.profile) else {
            let mut exam = rows.wide(row.line, &row.cells, fits);
            if survey.is_twice(rows, &row.cells) {
                exam.found(FindingKind::DuplicateRow, "", "");
            }
            ended(&mut exam, 0, end, rows);
            each(finished(exam));
            return Ok(());
        };
        let key = number(&rows.key(long, &row.cells));
        let mut exam = waiting.remove(&key).unwrap_or_else(|| {
            let mut exam = rows.exam(row.line, &row.cells);
            if survey.is_twice(rows, &row.cells) {
                exam.found(FindingKind::DuplicateRow, "", "");
            }
            exam
        });
        let before = exam.rows.len();
        rows.result(&mut exam, row.line, &row.cells, long, fits);
        ended(&mut exam, before, end, rows);
        held += exam.rows.len() - before;
        if survey.last.get(&key) == Some(&row.nth) {
            held -= exam.rows.len();
            each(finished(exam));
        } else {
            waiting.insert(key, exam);
        }
        if held > MOST_HELD { Err(CsvError::Limit) } else { Ok(()) }
    })?;
    Ok(())
}

/// Says of the row at which the file ends that it is cut, or that its last value might be.
fn ended(exam: &mut CsvExam, before: usize, end: Option<End>, rows: &Rows) {
    let Some(end) = end else { return };
    let kind = if end.cut { FindingKind::RowCut } else { FindingKind::EndOpen };
    let finding = Finding { kind, line: end.line, item: String::new(), raw: String::new() };
    let last = rows.header.last().map(String::as_str).unwrap_or_default();
    let ignored = rows.profile.ignore.cols.iter().any(|name| fold_name(name) == last);
    if !end.cut && ignored {
        return;
    }
    let wide = rows.profile.file.layout == Layout::Wide;
    let of_cell = |row: &crate::check::Row| {
        !wide || row.entry.item.name.as_deref().is_some_and(|name| fold_name(name) == last)
    };
    let value = exam.rows.iter_mut().skip(before).rfind(|row| of_cell(row)).filter(|_| !end.cut);
    match value {
        Some(row) => {
            let item = row.entry.item.code.clone();
            row.findings.push(Finding { item, ..finding });
        }
        None => exam.findings.push(finding),
    }
}

/// What is seen only in a whole exam: twice the same item, pressures the wrong way round.
fn finished(mut exam: CsvExam) -> CsvExam {
    mark_duplicates(&mut exam.rows);
    mark_pairs(&mut exam.rows);
    exam
}

fn long(profile: &Profile) -> Option<&Long> {
    profile.long.as_ref().filter(|_| profile.file.layout == Layout::Long)
}

fn number<T: Hash>(of: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

const MOST_BYTES: usize = 32 * 1024 * 1024;
const MOST_EXAMS: usize = 5_000;
const MOST_ROWS: u32 = 1_000_000;
const MOST_HELD: usize = 150_000;
