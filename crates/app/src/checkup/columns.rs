//! Columns of a table: what they were taken for, what a person says they are.

use std::collections::BTreeMap;

use henro_checkup::csv::{Column, ColumnGuess, Field, Item, Map, Profile, as_field, read_columns};
use henro_domain::ClinicalValue;
use henro_reference::{CheckupItem, ItemKind, checkup_item};

use super::plan::{Plan, Report, Table};
use super::{preview, search, show, store};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Says what columns are, and reads the file again. Answers to questions are asked anew.
pub(crate) fn columns(ctx: &Context, ask: CheckupColumns) -> Result<CheckupPlan, WireError> {
    if ask.columns.len() > MOST_COLUMNS || ask.columns.iter().any(|one| one.words.len() > MOST_WORDS) {
        return Err(WireError::limit(Code::RequestInvalid, MOST_COLUMNS as u32));
    }
    let mut plan = {
        let mut state = ctx.state();
        let fits = |plan: &Plan| plan.id == ask.plan && plan.subject == ctx.subject;
        let plan = state.checkup_plans.0.take_if(|plan| fits(plan));
        plan.ok_or(Code::ImportGone)?
    };
    let read = read_again(ctx, &mut plan, &ask);
    let shown = read.and_then(|()| preview::view(&plan));
    ctx.keep_checkup_plan(plan);
    shown
}

fn read_again(ctx: &Context, plan: &mut Plan, ask: &CheckupColumns) -> Result<(), WireError> {
    let old = plan.table.as_ref().ok_or(Code::CheckupColumns)?;
    let mut table =
        Table { profile: old.profile.clone(), columns: old.columns.clone(), saved: None, given: old.given };
    for one in &ask.columns {
        match one.field.as_deref() {
            Some(field) => set_field(&mut table, (&plan.bytes, field), one)?,
            None => set(&mut table, one)?,
        }
    }
    let name = ask.save.as_deref().map(str::trim);
    if let Some(name) = name {
        keep_as(&mut table, name)?;
    }
    store::with(ctx, |open, now| {
        if plan.reading.is_some() {
            plan.reading = Some(preview::first_rows(&plan.bytes, &table, now.today)?);
            if name.is_some() {
                store::keep_profile(open, &table.profile)?;
            }
            plan.table = Some(table);
            return Ok(());
        }
        let mut read = preview::read(&plan.bytes, Some(&table), open.person(), now.today)?;
        let findings = std::mem::take(&mut read.findings);
        let mine = preview::whose(read, open.person())?;
        if name.is_some() {
            store::keep_profile(open, &table.profile)?;
        }
        (plan.person, plan.confirm, plan.others) = (mine.person, mine.confirm, mine.others);
        (plan.reports, plan.rejected) = (Vec::new(), findings);
        plan.table = Some(table);
        preview::take_up(plan, mine.sheets);
        store::mark_known(open, plan)
    })
}

/// Puts a person's word that a column is a field of the person or exam in the profile. The one it was taken from is asked about anew.
fn set_field(
    table: &mut Table,
    (bytes, field): (&[u8], &str),
    one: &CheckupColumnUse,
) -> Result<(), WireError> {
    let known = table.columns.iter().find(|column| column.column == one.column);
    let stood = known.ok_or(Code::RequestInvalid)?.field;
    // The day of the exam may move to another column, but a table has to have one.
    if one.code.is_some() || (stood == Some("date") && field != "date") {
        return Err(Code::RequestInvalid.into());
    }
    let read = as_field(bytes, &table.profile, &one.column, field);
    let (field, read) = read.ok_or(Code::RequestInvalid)?;
    if matches!(field, "date" | "birth") && read.formats.is_empty() {
        return Err(Code::DayInvalid.into());
    }
    let profile = &mut table.profile;
    if let Some(place) = stood.and_then(|stood| place_of(profile, stood)) {
        *place = None;
    }
    match place_of(profile, field) {
        Some(place) => *place = Some(read),
        None => profile.exam.date = read,
    }
    profile.item.retain(|item| item.col.as_deref() != Some(&*one.column));
    profile.ignore.cols.retain(|name| *name != one.column);
    for column in &mut table.columns {
        let is = column.column == one.column;
        if is || column.field == Some(field) {
            *column = ColumnGuess {
                field: is.then_some(field),
                code: None,
                certain: is,
                column: std::mem::take(&mut column.column),
            };
        }
    }
    Ok(())
}

/// Where a profile has a field; the day of the exam, which it always has, is elsewhere.
fn place_of<'a>(profile: &'a mut Profile, field: &str) -> Option<&'a mut Option<Field>> {
    let person = &mut profile.person;
    Some(match field {
        "id" => &mut person.id,
        "name" => &mut person.name,
        "kana" => &mut person.kana,
        "sex" => &mut person.sex,
        "birth" => &mut person.birth,
        "facility" => &mut profile.exam.facility,
        _ => return None,
    })
}

/// Puts a person's word about a column in the profile.
fn set(table: &mut Table, one: &CheckupColumnUse) -> Result<(), WireError> {
    let known = table.columns.iter_mut().find(|column| column.column == one.column);
    let column = known.ok_or(Code::RequestInvalid)?;
    if column.field.is_some() {
        // A field of the person or exam is what it was taken for; it can be said to be right, and be nothing else.
        column.certain = one.code.is_none();
        return if column.certain { Ok(()) } else { Err(Code::RequestInvalid.into()) };
    }
    let profile = &mut table.profile;
    let own = profile.item.iter().find(|item| item.col.as_deref() == Some(&*one.column));
    // The guess is right: what it knows beside the item, such as another item before a day, stays.
    let unit = one.unit.is_none() || one.unit == own.and_then(|own| own.unit.clone());
    if own.is_some() && one.code.is_some() && one.code == column.code && one.words.is_empty() && unit {
        column.certain = true;
        return Ok(());
    }
    // Items may look at earlier ones: each stays where it stood.
    let stood = profile.item.iter().position(|item| item.col.as_deref() == Some(&*one.column));
    profile.item.retain(|item| item.col.as_deref() != Some(&*one.column));
    profile.ignore.cols.retain(|name| *name != one.column);
    column.certain = true;
    column.code = None;
    let Some(code) = &one.code else {
        profile.ignore.cols.push(one.column.clone());
        return Ok(());
    };
    let item = checkup_item(code).ok_or(Code::RequestInvalid)?;
    let words: BTreeMap<String, String> =
        one.words.iter().map(|word| (word.cell.clone(), word.code.clone())).collect();
    let unit = one.unit.clone().or_else(|| Some(item.unit_shown.to_owned()));
    let unit = unit.filter(|unit| item.kind == ItemKind::Number && !unit.is_empty());
    if unit.as_ref().is_some_and(|unit| unit.chars().count() > 40) {
        return Err(Code::RequestInvalid.into());
    }
    let convert = henro_checkup::csv::conversions(item);
    let new = Item {
        col: Some(one.column.clone()),
        code: Some(code.clone()),
        unit,
        convert,
        map: (!words.is_empty()).then_some(Map::Inline(words)),
        ..Item::default()
    };
    profile.item.insert(stood.unwrap_or(profile.item.len()), new);
    column.code = Some(code.clone());
    Ok(())
}

/// A profile is kept only once nothing in it is a guess.
fn keep_as(table: &mut Table, name: &str) -> Result<(), WireError> {
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Code::NameInvalid.into());
    }
    if table.columns.iter().any(|column| !column.certain) {
        return Err(Code::CheckupOpen.into());
    }
    let profile = &mut table.profile;
    profile.name = name.to_owned();
    profile.id = name.to_owned();
    // A file with another set of columns is another layout.
    let long = profile.long.iter().flat_map(|long| [&long.item_col, &long.value_col]);
    let columns = table.columns.iter().map(|column| &column.column);
    profile.matches.header_contains = columns.chain(long).cloned().collect();
    table.saved = Some(name.to_owned());
    Ok(())
}

/// The columns of a profile that was confirmed once.
pub(super) fn certain(profile: &Profile) -> Vec<ColumnGuess> {
    let field = |name: &'static str, field: Option<&Field>| {
        let column = field.and_then(|field| field.col.clone())?;
        Some(ColumnGuess { column, field: Some(name), code: None, certain: true })
    };
    let person = &profile.person;
    let fields = [
        field("id", person.id.as_ref()),
        field("name", person.name.as_ref()),
        field("kana", person.kana.as_ref()),
        field("sex", person.sex.as_ref()),
        field("birth", person.birth.as_ref()),
        field("date", Some(&profile.exam.date)),
        field("facility", profile.exam.facility.as_ref()),
    ];
    let items = profile.item.iter().filter_map(|item| {
        let code = item.code.clone().or_else(|| item.code_by_date.last().map(|one| one.code.clone()));
        let code = code.or_else(|| item.codes().next().map(str::to_owned));
        Some(ColumnGuess { column: item.col.clone()?, field: None, code, certain: true })
    });
    let ignored = profile.ignore.cols.iter().cloned();
    let ignored = ignored.map(|column| ColumnGuess { column, field: None, code: None, certain: true });
    fields.into_iter().flatten().chain(items).chain(ignored).collect()
}

/// The columns as they travel, with cells of the person's own rows only, unless only the way of reading is made.
pub(super) fn views(plan: &Plan) -> Result<Vec<CheckupColumn>, WireError> {
    let Some(table) = &plan.table else { return Ok(Vec::new()) };
    let reports = plan.reading.as_ref().unwrap_or(&plan.reports);
    let reports: Vec<&Report> = reports.iter().take(SAMPLES).collect();
    let lines: Vec<u32> = reports.iter().map(|report| report.sheet.line).collect();
    let cells = read_columns(&plan.bytes, &table.profile, &lines).map_err(|_| Code::CheckupColumns)?;
    let view = |guess: &ColumnGuess| view(table, guess, &cells, &reports);
    Ok(table.columns.iter().map(view).collect())
}

fn view(table: &Table, guess: &ColumnGuess, cells: &[Column], reports: &[&Report]) -> CheckupColumn {
    let entry = table.profile.item.iter().find(|item| item.col.as_deref() == Some(&*guess.column));
    let item = guess.code.as_deref().and_then(checkup_item);
    let column = cells.iter().find(|column| column.is(&guess.column));
    let of = |line: u32| column.and_then(|column| column.of(line));
    let samples = reports.iter().filter_map(|report| {
        let before = of(report.sheet.line)?.to_owned();
        Some(CheckupSample { after: after(report, guess), before })
    });
    CheckupColumn {
        column: guess.column.clone(),
        field: guess.field.map(str::to_owned),
        code: guess.code.clone(),
        name: item.map(|item| item.name.to_owned()),
        name_en: item.map(|item| item.name_en.to_owned()),
        unit: entry.and_then(|entry| entry.unit.clone()),
        certain: guess.certain,
        ignored: table.profile.ignore.cols.contains(&guess.column),
        samples: samples.collect(),
        answers: item.map(choices).unwrap_or_default(),
    }
}

fn choices(item: &CheckupItem) -> Vec<CheckupChoice> {
    let all = search::answers(item).into_iter();
    all.map(|answer| CheckupChoice { code: answer.code, words: answer.words }).collect()
}

/// What a cell became; `None` where it could not be read.
fn after(report: &Report, guess: &ColumnGuess) -> Option<String> {
    let person = &report.sheet.person;
    match guess.field {
        Some("date") => Some(report.day.to_string()),
        Some("birth") => person.birth.map(|day| day.to_string()),
        Some("sex") => person.sex.map(|sex| match sex {
            henro_domain::Sex::Female => "female".to_owned(),
            henro_domain::Sex::Male => "male".to_owned(),
        }),
        Some("facility") => report.sheet.institution.clone(),
        Some(_) => None,
        None => {
            let own = report
                .sheet
                .rows
                .iter()
                .filter(|row| row.entry.item.name.as_deref().is_some_and(|name| name == guess.column));
            let read = own.filter(|row| !matches!(row.entry.value, ClinicalValue::Absent(_)));
            let values: Vec<String> = read.map(show::value).collect();
            (!values.is_empty()).then(|| values.join(" / "))
        }
    }
}

const MOST_COLUMNS: usize = 500;
const MOST_WORDS: usize = 100;
pub(super) const SAMPLES: usize = 10;
