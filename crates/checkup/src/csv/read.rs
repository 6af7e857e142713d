//! Rows of a CSV file by a profile. Row after row; what cannot be read is said by line, column and item.

use std::collections::{BTreeMap, HashMap, HashSet};

use henro_domain::{
    AbsentReason, ClinicalValue, CodeSet, CodedValue, Day, Interpretation, ReferenceRange, Sex,
};
use henro_reference::{CheckupItem, ItemKind, checkup_item};

use super::dates::read_date;
use super::decode::decoded;
use super::exam::{Cell, CsvExam, CsvPerson};
use super::item::{self, Taken};
use super::number::read_number;
use super::profile::{Field, Item, Layout, Long, Profile, pattern};
use super::table::{header, lines};
use super::words::{fold, fold_name, fold_unit};
use crate::check::{mark_duplicates, mark_pairs};
use crate::closed::closed_debug;
use crate::finding::FindingKind;

/// What a file came to.
pub struct CsvRead {
    /// One for each person and exam, in the order of the file.
    pub exams: Vec<CsvExam>,
    /// Columns that no part of the profile names: kept with each exam.
    pub unknown_columns: Vec<String>,
    /// Columns the profile leaves aside.
    pub ignored_columns: Vec<String>,
}

closed_debug!(CsvRead);

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
    /// More than 32 MB, 5,000 rows, 500 columns or 64 KB in a cell.
    #[error("file too large")]
    Limit,
}

/// Reads a file by a profile. `today`: an exam after it is refused.
///
/// # Errors
/// As [`CsvError`].
pub fn read_csv(bytes: &[u8], profile: &Profile, today: Day) -> Result<CsvRead, CsvError> {
    if bytes.len() > MOST_BYTES {
        return Err(CsvError::Limit);
    }
    let text = decoded(bytes, profile.file.encoding).ok_or(CsvError::Encoding)?;
    let mut lines = lines(&text, profile.file.delimiter, profile.file.quote);
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
    let columns = profile.item.iter().map(|item| item.col.as_deref().map(fold_name)).collect();
    let words = &profile.normalize;
    let absent = [&words.empty, &words.not_done, &words.not_measurable]
        .map(|words| words.iter().map(|word| fold(word)).collect());
    let (exams, places) = (Vec::new(), HashMap::new());
    let mut reading = Reading { profile, columns, absent, today, unknown, exams, places };
    let trailer = profile.file.trailer.as_deref().and_then(pattern);
    for (count, record) in lines.enumerate() {
        let (line, cells) = record?;
        if count >= MOST_ROWS {
            return Err(CsvError::Limit);
        }
        let first = cells.first().map(|cell| fold(cell)).unwrap_or_default();
        let end = trailer.as_ref().is_some_and(|end| {
            end.is_match(&first) || end.is_match(cells.first().map_or("", String::as_str))
        });
        if end {
            break;
        }
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            reading.record(line, &header, cells);
        }
    }
    reading.finish();
    Ok(CsvRead { exams: reading.exams, unknown_columns: reading.unknown, ignored_columns })
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

struct Reading<'a> {
    profile: &'a Profile,
    /// Columns of the items, folded.
    columns: Vec<Option<String>>,
    /// Words for nothing, not done, not measurable, folded.
    absent: [HashSet<String>; 3],
    today: Day,
    unknown: Vec<String>,
    exams: Vec<CsvExam>,
    /// Exams of a long file by their keys.
    places: HashMap<Vec<String>, usize>,
}

type Cells<'a> = HashMap<&'a str, &'a str>;

impl Reading<'_> {
    fn record(&mut self, line: u32, header: &[String], mut cells: Vec<String>) {
        while cells.len() > header.len() && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        let fits = cells.len() == header.len();
        let by_name: Cells = header.iter().zip(&cells).map(|(name, cell)| (&**name, &**cell)).collect();
        match (self.profile.file.layout, &self.profile.long) {
            (Layout::Long, Some(long)) => self.result(line, &by_name, long, fits),
            _ => self.wide(line, &by_name, fits),
        }
    }

    fn wide(&mut self, line: u32, cells: &Cells, fits: bool) {
        let mut exam = self.exam(line, cells);
        if !fits {
            exam.found(FindingKind::RowShape, "", "");
        }
        if let (Some(day), false) = (exam.day, exam.is_rejected()) {
            for (item, col) in self.profile.item.iter().zip(&self.columns) {
                let (Some(col), Some(name)) = (col, &item.col) else { continue };
                let Some(cell) = cells.get(&**col) else { continue };
                let unit = item.unit.as_deref();
                self.take(&mut exam, item, day, &Cell { text: cell, unit, line, name });
            }
        }
        self.exams.push(exam);
    }

    /// One result of a long file.
    fn result(&mut self, line: u32, cells: &Cells, long: &Long, fits: bool) {
        let cell = |name: &str| cells.get(&*fold_name(name)).copied().unwrap_or_default();
        let mut key: Vec<String> = long.person_key.iter().map(|name| fold(cell(name))).collect();
        key.extend(self.profile.exam.date.col.iter().map(|name| fold(cell(name))));
        let at = *self.places.entry(key).or_insert(self.exams.len());
        if at == self.exams.len() {
            let exam = self.exam(line, cells);
            self.exams.push(exam);
        }
        let Some(mut exam) = self.exams.get_mut(at).map(std::mem::take) else { return };
        if !fits {
            exam.found(FindingKind::RowShape, "", "");
        }
        let (local, value) = (fold(cell(&long.item_col)), cell(&long.value_col));
        let item =
            self.profile.item.iter().find(|item| item.local.as_deref().map(fold).as_ref() == Some(&local));
        let optional =
            |name: &Option<String>| name.as_deref().map(cell).filter(|text| !text.trim().is_empty());
        match (item, exam.day) {
            (Some(item), _) if item.author_of.is_some() => exam.sign(item.author_of.as_deref(), value),
            (Some(item), Some(day)) if !exam.is_rejected() => {
                let unit = optional(&long.unit_col).or(item.unit.as_deref());
                let before = exam.rows.len();
                self.take(&mut exam, item, day, &Cell { text: value, unit, line, name: &local });
                let range = (optional(&long.low_col), optional(&long.high_col));
                for row in exam.rows.iter_mut().skip(before) {
                    row.entry.reference = reference(range);
                    let flag = optional(&long.flag_col).map(fold);
                    row.entry.interpretation = row.entry.interpretation.or(flag.map(|flag| judged(&flag)));
                }
            }
            _ => exam.extras.push((local, value.to_owned())),
        }
        if let Some(slot) = self.exams.get_mut(at) {
            *slot = exam;
        }
    }

    /// The person and the day of a row.
    fn exam(&self, line: u32, cells: &Cells) -> CsvExam {
        let mut exam = CsvExam { line, ..CsvExam::default() };
        let person = &self.profile.person;
        let text = |field: &Option<Field>| field.as_ref().and_then(|field| self.field(field, cells));
        let birth = text(&person.birth);
        let formats = person.birth.as_ref().map(|field| &*field.formats).unwrap_or_default();
        exam.person = CsvPerson {
            id: text(&person.id),
            name: text(&person.name),
            kana: text(&person.kana),
            sex: text(&person.sex).and_then(|word| sex(&word)),
            birth: birth.as_deref().and_then(|birth| read_date(birth, formats)),
            insurer: text(&person.insurer),
            symbol: text(&person.symbol),
            number: text(&person.number),
            branch: text(&person.branch),
        };
        exam.facility = text(&self.profile.exam.facility);
        let written = self.field(&self.profile.exam.date, cells).unwrap_or_default();
        exam.day = read_date(&written, &self.profile.exam.date.formats);
        if exam.day.is_none() {
            exam.found(FindingKind::DateInvalid, "exam", &written);
        }
        if let (Some(written), None) = (&birth, exam.person.birth) {
            exam.found(FindingKind::DateInvalid, "birth", written);
        }
        let day = exam.day.unwrap_or(self.today);
        if day > self.today || exam.person.birth.is_some_and(|birth| birth > day) {
            exam.found(FindingKind::DateOrder, "exam", &written);
        }
        let period = (self.profile.valid_from, self.profile.valid_to);
        if period.0.is_some_and(|from| day < from) || period.1.is_some_and(|to| day > to) {
            exam.found(FindingKind::ProfilePeriod, "exam", &written);
        }
        for name in &self.unknown {
            if let Some(cell) = cells.get(&**name).filter(|cell| !cell.trim().is_empty()) {
                exam.extras.push((name.clone(), (*cell).to_owned()));
            }
        }
        exam
    }

    /// The words of a field, trimmed; a map that does not have them gives nothing.
    fn field(&self, field: &Field, cells: &Cells) -> Option<String> {
        if let Some(constant) = &field.constant {
            return Some(constant.clone());
        }
        let parts = field.col.iter().chain(&field.cols).filter_map(|name| cells.get(&*fold_name(name)));
        let parts: Vec<&str> = parts.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let whole = parts.join(field.join.as_deref().unwrap_or_default());
        let empty = self.profile.normalize.empty.iter().any(|word| fold(word) == fold(&whole));
        if whole.is_empty() || empty {
            return None;
        }
        if field.map.is_empty() {
            return Some(whole);
        }
        let folded = fold(&whole);
        field.map.iter().find(|(key, _)| fold(key) == folded).map(|(_, word)| word.clone())
    }

    /// One cell into rows of an exam.
    fn take(&self, exam: &mut CsvExam, profile: &Item, day: Day, cell: &Cell) {
        let folded = fold(cell.text);
        let [empty, not_done, not_measurable] = &self.absent;
        if folded.is_empty() || empty.contains(&folded) {
            return;
        }
        let absent = match (not_done.contains(&folded), not_measurable.contains(&folded)) {
            (true, _) => Some(AbsentReason::NotDone),
            (_, true) => Some(AbsentReason::NotMeasurable),
            _ => None,
        };
        if let (Some(split), None) = (&profile.split, absent) {
            let found = pattern(&split.pattern).and_then(|it| {
                it.captures(&folded).map(|groups| {
                    groups
                        .iter()
                        .skip(1)
                        .map(|group| group.map(|group| group.as_str().to_owned()))
                        .collect::<Vec<_>>()
                })
            });
            let Some(groups) = found else {
                exam.unread(cell, split.codes.first().map_or("", String::as_str), FindingKind::Unparsed);
                return;
            };
            for (code, group) in split.codes.iter().zip(groups) {
                if let (Some(item), Some(text)) = (checkup_item(code), group) {
                    let part = Cell { text: &text, ..*cell };
                    let taken = self.value(profile, item, day, &part);
                    exam.push(item, day, &part, taken);
                }
            }
            return;
        }
        let Some(item) = chosen(profile, exam, day).and_then(checkup_item) else {
            exam.unread(cell, "", FindingKind::Unmapped);
            return;
        };
        // 判定不能 is a word for nothing, and also an answer: the item's own words go first.
        let answer = || {
            matches!(item.kind, ItemKind::Code | ItemKind::OrderedCode)
                .then(|| self.value(profile, item, day, cell))
        };
        let taken = match absent {
            None => self.value(profile, item, day, cell),
            Some(reason) => answer()
                .filter(|taken| taken.odd.is_none())
                .unwrap_or_else(|| Taken::plain(ClinicalValue::Absent(reason))),
        };
        let words_of = profile.text_code.as_deref().and_then(checkup_item);
        if let (Some(FindingKind::Unmapped), Some(words_of)) = (taken.odd, words_of) {
            // Any other words: the finding is there, and they say what it is.
            let text = Taken::plain(ClinicalValue::Text(cell.text.trim().to_owned()));
            exam.push(words_of, day, cell, text);
            let list = CodeSet::Oid(item::list_on(item, day).to_owned());
            let present = CodedValue { list, code: "1".to_owned(), words: None, ordered: false };
            exam.push(item, day, cell, Taken::plain(ClinicalValue::Coded(present)));
            return;
        }
        exam.push(item, day, cell, taken);
    }

    fn value(&self, profile: &Item, item: &CheckupItem, day: Day, cell: &Cell) -> Taken {
        let flags = &self.profile.normalize.flags;
        if !profile.ranges.is_empty() {
            let number = read_number(cell.text, flags).map(|number| number.value);
            let Some(number) = number else { return Taken::unread(FindingKind::Unparsed) };
            let hit = profile.ranges.iter().find(|range| number >= range.ge);
            let Some(hit) = hit else { return Taken::unread(FindingKind::OutOfRange) };
            return coded(item::code(&hit.value, item, day, Some(&itself(&hit.value)), None));
        }
        match item.kind {
            ItemKind::Number => {
                let alias = |unit: &str| {
                    let unit = fold_unit(unit);
                    let found = self.profile.unit_alias.iter().find(|(from, _)| fold_unit(from) == unit);
                    found.map(|(_, to)| to.clone())
                };
                let unit = cell.unit.map(|unit| alias(unit).unwrap_or_else(|| unit.to_owned()));
                item::number(cell.text, item, unit.as_deref(), flags, |from| {
                    let from = fold_unit(from);
                    profile.convert.iter().find(|one| fold_unit(&one.from) == from).map(|one| one.factor)
                })
            }
            ItemKind::Code | ItemKind::OrderedCode => {
                let by_date =
                    profile.map_by_date.iter().find(|one| one.before.is_none_or(|before| day < before));
                let map = by_date.map(|one| &one.map).or(profile.map.as_ref());
                let table = map.and_then(|map| self.profile.table(map));
                let list =
                    profile.oid_by_date.iter().find(|one| one.before.is_none_or(|before| day < before));
                coded(item::code(cell.text, item, day, table, list.map(|one| &*one.oid)))
            }
            ItemKind::Text => Taken::plain(ClinicalValue::Text(cell.text.trim().to_owned())),
        }
    }

    /// What is seen only at the end: twice the same exam, twice the same item, pressures the wrong way round.
    fn finish(&mut self) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut twice = Vec::new();
        for (at, exam) in self.exams.iter().enumerate() {
            let person = &exam.person;
            let name = person.kana.as_ref().or(person.name.as_ref());
            let day = exam.day.map(|day| day.to_string());
            let birth = person.birth.map(|day| day.to_string());
            let parts = [person.id.clone(), name.cloned(), birth, day].map(Option::unwrap_or_default);
            if let Some(first) = seen.insert(parts.join("\n"), at) {
                twice.extend([first, at]);
            }
        }
        for at in twice {
            if let Some(exam) = self.exams.get_mut(at) {
                exam.found(FindingKind::DuplicateRow, "", "");
            }
        }
        for exam in &mut self.exams {
            mark_duplicates(&mut exam.rows);
            mark_pairs(&mut exam.rows);
        }
    }
}

/// The item of a column: its own, or by the day, or by an earlier answer.
fn chosen<'a>(profile: &'a Item, exam: &CsvExam, day: Day) -> Option<&'a str> {
    let is = |code: &str, eq: &str| {
        exam.rows.iter().any(|row| match &row.entry.value {
            ClinicalValue::Coded(value) => row.entry.item.code == code && value.code == eq,
            _ => false,
        })
    };
    let by_date = profile.code_by_date.iter().find(|one| one.before.is_none_or(|before| day < before));
    let by_answer = profile.code_if.iter().find(|one| match (&one.item, &one.eq) {
        (Some(item), Some(eq)) => is(item, eq),
        _ => true,
    });
    let own = profile.code.as_deref();
    own.or(by_date.map(|one| &*one.code)).or(by_answer.map(|one| &*one.code))
}

fn coded(code: Option<CodedValue>) -> Taken {
    match code {
        Some(code) => Taken::plain(ClinicalValue::Coded(code)),
        None => Taken::unread(FindingKind::Unmapped),
    }
}

fn itself(code: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(code.to_owned(), code.to_owned())])
}

fn reference((low, high): (Option<&str>, Option<&str>)) -> Option<ReferenceRange> {
    let number = |text: Option<&str>| text.and_then(|text| read_number(text, &[])).map(|number| number.value);
    if low.is_none() && high.is_none() {
        return None;
    }
    let unread = number(low).is_none() != low.is_none() || number(high).is_none() != high.is_none();
    let text = unread.then(|| format!("{} - {}", low.unwrap_or_default(), high.unwrap_or_default()));
    Some(ReferenceRange { low: number(low), high: number(high), text })
}

fn judged(flag: &str) -> Interpretation {
    match flag {
        "H" | "↑" => Interpretation::High,
        "L" | "↓" => Interpretation::Low,
        _ => Interpretation::Abnormal,
    }
}

fn sex(word: &str) -> Option<Sex> {
    match word {
        "male" => Some(Sex::Male),
        "female" => Some(Sex::Female),
        _ => None,
    }
}

const MOST_BYTES: usize = 32 * 1024 * 1024;
const MOST_ROWS: usize = 5_000;
