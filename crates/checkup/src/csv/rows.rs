//! One row into the exam it belongs to: the person, the day, and each cell by the profile.

use std::collections::{BTreeMap, HashMap, HashSet};

use henro_domain::{
    AbsentReason, ClinicalValue, CodeSet, CodedValue, Day, Decimal, Interpretation, ReferenceRange, Sex,
};
use henro_reference::{CheckupItem, ItemKind, checkup_item};
use regex::Regex;

use super::dates::read_date;
use super::exam::{Cell, CsvExam, CsvPerson};
use super::item::{self, Taken};
use super::number::read_number;
use super::profile::{Field, Item, Long, Profile, pattern};
use super::words::{fold, fold_name, fold_unit};
use crate::check::Row;
use crate::finding::FindingKind;

/// What is the same for every row of a file.
pub(super) struct Rows<'a> {
    pub(super) profile: &'a Profile,
    pub(super) header: Vec<String>,
    /// Columns that no part of the profile names.
    pub(super) unknown: Vec<String>,
    /// Columns of the items, folded.
    columns: Vec<Option<String>>,
    /// Patterns of the items.
    splits: Vec<Option<Regex>>,
    /// Items of a long file by their local numbers.
    locals: HashMap<String, usize>,
    /// Words for nothing, not done, not measurable, folded.
    absent: [HashSet<String>; 3],
    today: Day,
}

/// Cells of a row by their columns.
pub(super) type Cells<'a> = HashMap<&'a str, &'a str>;

impl<'a> Rows<'a> {
    pub(super) fn new(profile: &'a Profile, header: Vec<String>, unknown: Vec<String>, today: Day) -> Self {
        let words = &profile.normalize;
        let absent = [&words.empty, &words.not_done, &words.not_measurable]
            .map(|words| words.iter().map(|word| fold(word)).collect());
        let columns = profile.item.iter().map(|item| item.col.as_deref().map(fold_name)).collect();
        let split = |item: &Item| item.split.as_ref().and_then(|split| pattern(&split.pattern));
        let splits = profile.item.iter().map(split).collect();
        let numbered = profile.item.iter().enumerate().rev();
        let locals = numbered.filter_map(|(at, item)| Some((fold(item.local.as_deref()?), at))).collect();
        Self { profile, header, unknown, columns, splits, locals, absent, today }
    }

    /// The row by its columns, and whether it has as many cells as the header.
    pub(super) fn cells<'c>(&'c self, cells: &'c mut Vec<String>) -> (Cells<'c>, bool) {
        while cells.len() > self.header.len() && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        let fits = cells.len() == self.header.len();
        (self.header.iter().zip(&*cells).map(|(name, cell)| (&**name, &**cell)).collect(), fits)
    }

    /// A row that is a person's whole exam.
    pub(super) fn wide(&self, line: u32, cells: &Cells, fits: bool) -> CsvExam {
        let mut exam = self.exam(line, cells);
        if !fits {
            exam.found(FindingKind::RowShape, "", "");
        }
        let Some(day) = exam.day.filter(|_| !exam.is_rejected()) else { return exam };
        for (at, item) in self.profile.item.iter().enumerate() {
            let (Some(Some(col)), Some(name)) = (self.columns.get(at), &item.col) else { continue };
            let Some(cell) = cells.get(&**col) else { continue };
            let unit = item.unit.as_deref();
            self.take(&mut exam, at, item, day, &Cell { text: cell, unit, line, name });
        }
        exam
    }

    /// What tells one exam of a long file from another.
    pub(super) fn key(&self, long: &Long, cells: &Cells) -> Vec<String> {
        let names = long.person_key.iter().chain(&self.profile.exam.date.col);
        names.map(|name| fold(cells.get(&*fold_name(name)).copied().unwrap_or_default())).collect()
    }

    /// One result of a long file.
    pub(super) fn result(&self, exam: &mut CsvExam, line: u32, cells: &Cells, long: &Long, fits: bool) {
        let cell = |name: &str| cells.get(&*fold_name(name)).copied().unwrap_or_default();
        if !fits {
            exam.found(FindingKind::RowShape, "", "");
        }
        let (local, value) = (fold(cell(&long.item_col)), cell(&long.value_col));
        let item = self.locals.get(&local).and_then(|at| Some((*at, self.profile.item.get(*at)?)));
        let optional =
            |name: &Option<String>| name.as_deref().map(cell).filter(|text| !text.trim().is_empty());
        match (item, exam.day) {
            (Some((_, item)), _) if item.author_of.is_some() => exam.sign(item.author_of.as_deref(), value),
            (Some((at, item)), Some(day)) if !exam.is_rejected() => {
                let unit = optional(&long.unit_col).or(item.unit.as_deref());
                let before = exam.rows.len();
                self.take(exam, at, item, day, &Cell { text: value, unit, line, name: &local });
                let range = (optional(&long.low_col), optional(&long.high_col));
                let flag = optional(&long.flag_col).map(fold);
                let said = flag.as_deref().and_then(judged);
                for row in exam.rows.iter_mut().skip(before) {
                    row.entry.reference = reference(range).and_then(|range| in_own(range, item, row));
                    row.entry.interpretation = row.entry.interpretation.or(said);
                }
                if let (Some(flag), None) = (flag, said) {
                    exam.extras.push((local, flag));
                }
            }
            _ => exam.extras.push((local, value.to_owned())),
        }
    }

    /// The person and the day of a row.
    pub(super) fn exam(&self, line: u32, cells: &Cells) -> CsvExam {
        let mut exam = CsvExam { line, ..CsvExam::default() };
        let (person, birth) = self.person(cells);
        exam.person = person;
        let facility = self.profile.exam.facility.as_ref();
        exam.facility = facility.and_then(|field| self.field(field, cells));
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

    /// The person of a row, and the day of birth as it stands there.
    fn person(&self, cells: &Cells) -> (CsvPerson, Option<String>) {
        let person = &self.profile.person;
        let text = |field: &Option<Field>| field.as_ref().and_then(|field| self.field(field, cells));
        let birth = text(&person.birth);
        let formats = person.birth.as_ref().map(|field| &*field.formats).unwrap_or_default();
        let person = CsvPerson {
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
        (person, birth)
    }

    /// Whose exam of which day it is: what two rows of one exam share.
    pub(super) fn identity(&self, cells: &Cells) -> [String; 4] {
        let (person, _) = self.person(cells);
        let date = &self.profile.exam.date;
        let written = self.field(date, cells).unwrap_or_default();
        let day = read_date(&written, &date.formats).map(|day| day.to_string());
        let birth = person.birth.map(|day| day.to_string());
        [person.id, person.kana.or(person.name), birth, day].map(Option::unwrap_or_default)
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
    fn take(&self, exam: &mut CsvExam, at: usize, profile: &Item, day: Day, cell: &Cell) {
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
            let pattern = self.splits.get(at).and_then(Option::as_ref);
            let Some(groups) = pattern.and_then(|it| it.captures(&folded)) else {
                exam.unread(cell, split.codes.first().map_or("", String::as_str), FindingKind::Unparsed);
                return;
            };
            for (code, group) in split.codes.iter().zip(groups.iter().skip(1)) {
                if let (Some(item), Some(text)) = (checkup_item(code), group) {
                    let part = Cell { text: text.as_str(), ..*cell };
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
                item::number(cell.text, item, unit.as_deref(), flags, |from| factor(profile, from))
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

/// The range beside a value that was reckoned over; where it cannot be, there is none.
fn in_own(range: ReferenceRange, profile: &Item, row: &Row) -> Option<ReferenceRange> {
    let (ClinicalValue::Quantity(value), Some(item)) = (&row.entry.value, row.item) else {
        return Some(range);
    };
    let Some(unit) = value.unit_as_written.as_deref().filter(|unit| !item::is_own(Some(unit), item)) else {
        return Some(range);
    };
    let factor = factor(profile, unit).filter(|_| range.text.is_none())?;
    let edge =
        |edge: Option<Decimal>| edge.map(|edge| item::reckoned(edge, factor, item).ok_or(())).transpose();
    Some(ReferenceRange { low: edge(range.low).ok()?, high: edge(range.high).ok()?, text: None })
}

fn factor(profile: &Item, from: &str) -> Option<Decimal> {
    let from = fold_unit(from);
    profile.convert.iter().find(|one| fold_unit(&one.from) == from).map(|one| one.factor)
}

/// High and low are said the same everywhere; any other mark may be a judgement or a note.
fn judged(flag: &str) -> Option<Interpretation> {
    match flag {
        "H" | "↑" => Some(Interpretation::High),
        "L" | "↓" => Some(Interpretation::Low),
        _ => None,
    }
}

fn sex(word: &str) -> Option<Sex> {
    match word {
        "male" => Some(Sex::Male),
        "female" => Some(Sex::Female),
        _ => None,
    }
}
