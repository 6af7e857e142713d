//! Looking at a file: whose it is comes first. Nothing is written.

use std::collections::{BTreeMap, HashSet};

use henro_checkup::csv::Profile;
use henro_checkup::{Finding, Named, Whose};
use henro_domain::{Day, Person};

use super::columns;
use super::file::{self, Sheet, Sheets};
use super::layout;
use super::plan::{Known, Plan, Report, Table};
use super::question;
use super::show;
use super::store;
use crate::transfer::source;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Looks at a file. A file of somebody else, or of two people, is refused before anything of it is shown.
pub(crate) fn preview(ctx: &Context, ask: CheckupPreview) -> Result<CheckupPlan, WireError> {
    let bytes = source::bytes(ask.base64.as_deref(), ask.path.as_deref(), MOST_BYTES)?;
    let layout = ask.layout.as_deref().map(layout::read).transpose()?;
    let label = source::label(ask.label.as_deref(), ask.path.as_deref(), "checkup");
    let plan = store::with(ctx, |open, now| {
        let table = match (file::kind_of(&bytes), layout) {
            (CheckupFile::Csv, Some(profile)) => Some(layout::table(&bytes, profile)?),
            (CheckupFile::Csv, None) => Some(table_of(&bytes, &store::profiles(open)?)?),
            (_, Some(_)) => return Err(Code::CheckupLayoutOther.into()),
            (_, None) => None,
        };
        let mut read = read(&bytes, table.as_ref(), open.person(), now.today)?;
        let findings = std::mem::take(&mut read.findings);
        let (file, all) = (read.file, read.sheets.len() + read.others);
        let mine = whose(read, open.person());
        let reading = match (&mine, &table) {
            (Err(_), Some(table)) if ask.reading => Some(first_rows(&bytes, table, now.today)?),
            _ => None,
        };
        let mine = match reading {
            Some(_) => Mine::none(all),
            None => mine?,
        };
        let mut plan = Plan {
            id: source::plan_id(&bytes),
            subject: ctx.subject,
            bytes,
            label,
            file,
            person: mine.person,
            confirm: mine.confirm,
            others: mine.others,
            reports: Vec::new(),
            rejected: findings,
            table,
            reading,
        };
        take_up(&mut plan, mine.sheets);
        store::mark_known(open, &mut plan)?;
        Ok(plan)
    })?;
    let shown = view(&plan)?;
    ctx.keep_checkup_plan(plan);
    Ok(shown)
}

/// Answers one question, or takes an answer back.
pub(crate) fn answer(ctx: &Context, ask: CheckupReplyTo) -> Result<CheckupPlan, WireError> {
    ctx.with_checkup_plan(&ask.plan, |plan| {
        let nth = usize::try_from(ask.report).map_err(|_| Code::RequestInvalid)?;
        let report = plan.reports.get_mut(nth).ok_or(Code::RequestInvalid)?;
        let questions = question::questions(ask.report, report);
        let asked = questions.iter().find(|one| one.row == ask.row).ok_or(Code::RequestInvalid)?;
        match ask.answer {
            Some(answer) => {
                let row = ask.row.and_then(|at| report.sheet.rows.get(usize::try_from(at).ok()?));
                question::fits(asked, row.and_then(|row| row.item), &answer)?;
                report.answers.insert(ask.row, answer);
            }
            None => {
                report.answers.remove(&ask.row);
            }
        }
        view(plan)
    })
}

/// Has a checkup taken in beside the one of the record that seems to be the same, or leaves it out again. The very same file is not
/// written twice.
pub(crate) fn beside(ctx: &Context, ask: CheckupBeside) -> Result<CheckupPlan, WireError> {
    ctx.with_checkup_plan(&ask.plan, |plan| {
        let nth = usize::try_from(ask.report).map_err(|_| Code::RequestInvalid)?;
        let report = plan.reports.get_mut(nth).ok_or(Code::RequestInvalid)?;
        if report.known != Known::Sheet {
            return Err(Code::CheckupKnown.into());
        }
        report.beside = ask.beside;
        view(plan)
    })
}

/// A profile that is kept and fits, else what the columns suggest.
fn table_of(bytes: &[u8], kept: &[Profile]) -> Result<Table, WireError> {
    if let Some(profile) = kept.iter().find(|profile| profile.fits(bytes)) {
        return Ok(Table {
            columns: columns::certain(profile),
            saved: Some(profile.name.clone()),
            profile: profile.clone(),
            given: false,
        });
    }
    let guess = file::guessed(bytes)?;
    Ok(Table { profile: guess.profile, columns: guess.columns, saved: None, given: false })
}

/// Reads the bytes of a plan.
pub(super) fn read(
    bytes: &[u8],
    table: Option<&Table>,
    person: &Person,
    today: Day,
) -> Result<Sheets, WireError> {
    let read = match (file::kind_of(bytes), table) {
        (CheckupFile::Xml, _) => file::xml(bytes, today),
        (CheckupFile::Package, _) => file::package(bytes, today),
        (CheckupFile::Bundle, _) => file::bundle(bytes, today),
        (CheckupFile::Csv, Some(table)) => {
            let read = file::table(bytes, &table.profile, person, today);
            read.map_err(|error| match (table.given, error.code) {
                (true, Code::CheckupColumns) => Code::CheckupLayoutOther.into(),
                _ => error,
            })
        }
        (CheckupFile::Csv, None) => return Err(Code::CheckupColumns.into()),
    }?;
    if read.sheets.is_empty() && read.others == 0 { Err(Code::ImportEmpty.into()) } else { Ok(read) }
}

/// The checkups of the person the record is about.
pub(super) struct Mine {
    pub person: Named,
    pub confirm: bool,
    pub others: u32,
    pub sheets: Vec<Sheet>,
}

impl Mine {
    /// None of so many.
    fn none(all: usize) -> Self {
        let others = u32::try_from(all).unwrap_or(u32::MAX);
        Self { person: Named::default(), confirm: false, others, sheets: Vec::new() }
    }
}

/// Finds the person's own checkups. Of a table or a package with many people only theirs are taken; a document of somebody else, or of
/// two people, is refused.
pub(super) fn whose(read: Sheets, person: &Person) -> Result<Mine, WireError> {
    let (sheets, roster) = (read.sheets, matches!(read.file, CheckupFile::Csv | CheckupFile::Package));
    let all = sheets.len() + read.others;
    let apart = |sheets: &[Sheet]| {
        let first = sheets.first();
        first.is_some_and(|first| sheets.iter().any(|one| !one.person.is_same_entry(&first.person)))
    };
    if !roster && apart(&sheets) {
        return Err(Code::CheckupTwoPeople.into());
    }
    let mine: Vec<Sheet> =
        sheets.into_iter().filter(|sheet| sheet.person.whose(person) != Whose::Other).collect();
    let sure = |sheet: &Sheet| sheet.person.whose(person) == Whose::Same;
    let (same, asked): (Vec<Sheet>, Vec<Sheet>) = mine.into_iter().partition(sure);
    // Where the file names the person, rows that only might be theirs are those of others.
    let (sheets, confirm) = if same.is_empty() { (asked, true) } else { (same, false) };
    if apart(&sheets) || (roster && crowd(&sheets)) {
        return Err(Code::CheckupTwoPeople.into());
    }
    let Some(first) = sheets.first() else { return Err(Code::CheckupOtherPerson.into()) };
    Ok(Mine {
        person: first.person.clone(),
        confirm,
        others: u32::try_from(all - sheets.len()).unwrap_or(u32::MAX),
        sheets,
    })
}

/// Several checkups of one day, and nothing says whose any of them is: a table of many people whose columns for the person nobody reads,
/// or a package of documents that name nobody.
fn crowd(sheets: &[Sheet]) -> bool {
    let of = |sheet: &Sheet| {
        let person = &sheet.person;
        !person.names.is_empty() || person.birth.is_some() || person.number.is_some()
    };
    let mut days = HashSet::new();
    !sheets.iter().any(of) && !sheets.iter().filter_map(|sheet| sheet.day).all(|day| days.insert(day))
}

/// The first checkups of a table, whosever they are, to show what its columns become.
pub(super) fn first_rows(bytes: &[u8], table: &Table, today: Day) -> Result<Vec<Report>, WireError> {
    let sheets = file::first_rows(bytes, &table.profile, today)?;
    Ok(sheets.into_iter().filter_map(|sheet| Some(fresh(sheet.day?, sheet))).collect())
}

fn fresh(day: Day, sheet: Sheet) -> Report {
    Report { sheet, day, known: Known::No, beside: false, answers: BTreeMap::new() }
}

/// Puts the checkups of a file in a plan; what cannot be taken in as a whole is said.
pub(super) fn take_up(plan: &mut Plan, sheets: Vec<Sheet>) {
    for mut sheet in sheets {
        sheet.findings.extend(store::cut_off(&sheet.kept));
        match sheet.day {
            Some(day) if !sheet.is_rejected() => plan.reports.push(fresh(day, sheet)),
            _ => plan.rejected.extend(sheet.findings.into_iter().filter(|finding| finding.kind.rejects())),
        }
    }
    plan.reports.sort_by_key(|report| report.day);
}

/// A plan as it travels.
pub(super) fn view(plan: &Plan) -> Result<CheckupPlan, WireError> {
    let numbered = || plan.reports.iter().zip(0..);
    Ok(CheckupPlan {
        plan: plan.id.clone(),
        file: plan.file,
        label: plan.label.clone(),
        person: CheckupPerson {
            names: plan.person.names.clone(),
            birth: plan.person.birth,
            sex: plan.person.sex,
            number: plan.person.number.clone(),
        },
        confirm: plan.confirm,
        others: plan.others,
        reports: plan.reports.iter().map(report).collect(),
        questions: numbered().flat_map(|(report, nth)| question::questions(nth, report)).collect(),
        open: numbered().map(|(report, nth)| question::open(nth, report)).sum(),
        faults: faults(plan),
        rejected: plan.rejected.iter().any(|finding| finding.kind.rejects()),
        columns: columns::views(plan)?,
        profile: plan.table.as_ref().and_then(|table| table.saved.clone()),
        reading: plan.reading.is_some(),
        layout: plan.table.as_ref().filter(|table| table.given && table.saved.is_none()).map(named),
    })
}

fn named(table: &Table) -> String {
    table.profile.name.chars().take(100).collect()
}

fn report(report: &Report) -> CheckupReport {
    let rows = &report.sheet.rows;
    let unknown = rows.iter().filter(|row| row.item.is_none()).count() + report.sheet.kept.len();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    CheckupReport {
        day: report.day,
        institution: report.sheet.institution.clone(),
        phase: report.sheet.phase.map(|phase| phase as u8 + 1),
        known: count(rows.iter().filter(|row| row.item.is_some()).count()),
        unknown: count(unknown),
        duplicate: report.known != Known::No,
        may_add: report.known == Known::Sheet,
        beside: report.beside,
        rows: rows.iter().zip(0..).map(|(row, at)| row_view(report, row, at)).collect(),
    }
}

fn row_view(report: &Report, row: &henro_checkup::Row, at: u32) -> CheckupRow {
    let answer = report.answers.get(&Some(at));
    let value = question::answered(row, answer);
    let notes = row.findings.iter().filter(|finding| !finding.kind.holds());
    CheckupRow {
        line: row.entry.provenance.line.unwrap_or_default(),
        code: row.entry.item.code.clone(),
        name: show::name_of(row),
        name_en: show::english_of(row),
        value: value.as_ref().map(|value| show::with_unit(row.item, value)).unwrap_or_default(),
        absent: value.as_ref().and_then(show::absent),
        notes: notes.map(|finding| finding.kind.key().to_owned()).collect(),
        left: value.is_none(),
    }
}

fn faults(plan: &Plan) -> Vec<CheckupFault> {
    let odd = plan.reports.iter().flat_map(|report| {
        let of_rows = report.sheet.rows.iter().flat_map(|row| &row.findings);
        report.sheet.findings.iter().chain(of_rows)
    });
    let all = plan.rejected.iter().chain(odd).filter(|finding| !finding.kind.holds());
    all.take(MOST_FAULTS).map(fault).collect()
}

fn fault(finding: &Finding) -> CheckupFault {
    let item = henro_reference::checkup_item(&finding.item);
    CheckupFault {
        line: finding.line,
        item: item.map_or_else(|| finding.item.clone(), |item| item.name.to_owned()),
        kind: finding.kind.key().to_owned(),
        raw: finding.raw.chars().take(LONGEST_RAW).collect(),
        rejects: finding.kind.rejects(),
    }
}

/// Writes what cannot be taken in, and what waits for an answer, to a CSV file: one line each.
pub(crate) fn faults_file(ctx: &Context, ask: CheckupPlanOne) -> Result<ExportFile, WireError> {
    let mut rows = Vec::new();
    ctx.with_checkup_plan(&ask.plan, |plan| {
        let numbered = plan.reports.iter().zip(0..);
        let questions = numbered.flat_map(|(report, nth)| question::questions(nth, report));
        rows.extend(faults(plan).into_iter().map(|one| [one.line.to_string(), one.item, one.kind, one.raw]));
        rows.extend(questions.map(|one| [one.line.to_string(), one.name, one.why, one.raw]));
        Ok(())
    })?;
    let mut text = String::from("\u{feff}line,item,kind,value\r\n");
    for row in &rows {
        let cells: Vec<String> = row.iter().map(|cell| cell_of(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    let path = store::write_file(ctx, "henro-checkup-faults", "csv", &text)?;
    Ok(ExportFile { path, entries: rows.len() as u64 })
}

/// Quoted, and never a formula of a spreadsheet.
fn cell_of(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t']);
    let text = text.replace('"', "\"\"");
    format!("\"{}{text}\"", if formula { "'" } else { "" })
}

const MOST_BYTES: usize = 32 * 1024 * 1024;
const MOST_FAULTS: usize = 500;
const LONGEST_RAW: usize = 200;
