//! Checkups in the clinical tier: reports with their results, each import one batch.

use henro_checkup::FindingKind;
use henro_checkup::csv::Profile;
use henro_domain::{
    ClinicalEntry, ClinicalValue, CodeSet, Coding, Day, EntryId, Finding, Medical, MedicalKind, Report,
    ReportKind, When,
};
use henro_vault::{Batch, Clinical, MedicalAsk, NewReport, StoredMedical};
use ring::digest::{SHA256, digest};

use super::plan::{self, Known, Plan};
use super::{form, question};
use crate::context::Now;
use crate::open::{Open, failed};
use crate::settings::{file_code, free, write_private};
use crate::wire::CheckupAnswer;
use crate::{Code, Context, WireError};

/// A checkup with its results.
pub(super) struct Stored {
    pub id: String,
    pub day: Day,
    pub institution: Option<String>,
    /// In the order they were written.
    pub entries: Vec<ClinicalEntry>,
    /// The form of the file it came in, where this device has it and one alone was asked for.
    pub form: Option<String>,
}

/// Works on the record the call is about, while its clinical tier is open.
pub(super) fn with<T>(
    ctx: &Context,
    work: impl FnOnce(&mut Open, Now) -> Result<T, WireError>,
) -> Result<T, WireError> {
    ctx.with_open(|open, now| match open.vault().is_clinical_open() {
        true => work(open, now),
        false => Err(Code::ClinicalLocked.into()),
    })
}

/// The newest checkups, oldest first.
pub(super) fn all(open: &mut Open, most: usize) -> Result<Vec<Stored>, WireError> {
    let clinical = open.vault().clinical().map_err(failed)?;
    let ask = MedicalAsk { most: MOST_SHEETS, ..MedicalAsk::default() };
    let page = clinical.list(MedicalKind::Report, &ask).map_err(failed)?;
    let mut found = Vec::new();
    for one in page.entries {
        let Medical::Report(report) = &one.medical else { continue };
        if report.kind != ReportKind::Checkup {
            continue;
        }
        if found.len() == most {
            break;
        }
        let results = rows(clinical, one.id)?;
        let entries = results.iter().filter_map(|result| match &result.medical {
            Medical::Result(finding) => Some(finding.to_entry(result.when)),
            _ => None,
        });
        found.push(Stored {
            id: one.id.as_i64().to_string(),
            day: one.when.day,
            institution: report.institution.clone(),
            entries: entries.collect(),
            form: None,
        });
    }
    found.reverse();
    Ok(found)
}

/// The results of a report, in the order they were written.
pub(super) fn rows(clinical: &Clinical, report: EntryId) -> Result<Vec<StoredMedical>, WireError> {
    let ask = MedicalAsk { report: Some(report), most: MOST_RESULTS, ..MedicalAsk::default() };
    let mut results = clinical.list(MedicalKind::Result, &ask).map_err(failed)?.entries;
    results.sort_by_key(|result| result.id);
    Ok(results)
}

/// Marks the checkups of a plan that are in the record: the same day and institution, or the same file.
pub(super) fn mark_known(open: &mut Open, plan: &mut Plan) -> Result<(), WireError> {
    let document = document(&plan.bytes);
    let clinical = open.vault().clinical().map_err(failed)?;
    for report in &mut plan.reports {
        let place = &report.sheet.institution;
        let day = Some(report.day);
        let ask = MedicalAsk { from: day, to: day, most: 100, ..MedicalAsk::default() };
        let page = clinical.list(MedicalKind::Report, &ask).map_err(failed)?;
        let known = page.entries.iter().map(|one| match &one.medical {
            // A sheet of another kind, of a pregnancy or a laboratory, is another sheet of that day.
            Medical::Report(own) if own.kind != ReportKind::Checkup => Known::No,
            Medical::Report(own) if own.document == Some(document) => Known::File,
            Medical::Report(own) if same_place(&own.institution, place) => Known::Sheet,
            _ => Known::No,
        });
        report.known = known.max().unwrap_or(Known::No);
    }
    // Twice in one file: the first is taken.
    for at in 1..plan.reports.len() {
        let (before, rest) = plan.reports.split_at_mut(at);
        let Some(one) = rest.first_mut() else { continue };
        let place = &one.sheet.institution;
        if before.iter().any(|other| other.day == one.day && same_place(&other.sheet.institution, place)) {
            one.known = Known::File;
        }
    }
    Ok(())
}

/// Whether a checkup of this day and place, other than the one of this id, has one of these items: the same paper, typed before.
pub(super) fn is_there(
    open: &mut Open,
    (day, institution): (Day, &Option<String>),
    values: &[Finding],
    but: Option<EntryId>,
) -> Result<bool, WireError> {
    let but = but.map(|id| id.as_i64().to_string());
    let same = |entry: &ClinicalEntry| values.iter().any(|value| value.item.code == entry.item.code);
    Ok(all(open, MOST_REPORTS)?.iter().any(|one| {
        Some(&one.id) != but.as_ref()
            && one.day == day
            && same_place(&one.institution, institution)
            && one.entries.iter().any(same)
    }))
}

/// An institution that is not named may be any.
fn same_place(a: &Option<String>, b: &Option<String>) -> bool {
    let plain = |text: &String| text.split_whitespace().collect::<String>();
    a.as_ref().zip(b.as_ref()).is_none_or(|(a, b)| plain(a) == plain(b))
}

/// Writes the checkups of a plan that are not in the record yet, as one batch.
pub(super) fn write(open: &mut Open, now: Now, plan: &Plan) -> Result<(Batch, u32, u32), WireError> {
    let document = document(&plan.bytes);
    let profile = plan.table.as_ref().and_then(|table| table.saved.clone());
    let mut results = 0;
    let fresh = plan.reports.iter().filter(|report| report.is_taken() && !is_left(report));
    let reports: Vec<NewReport> = fresh
        .map(|report| {
            let new = new_report(report, document, profile.clone(), now);
            results += new.results.len();
            new
        })
        .collect();
    let count = u32::try_from(reports.len()).unwrap_or(u32::MAX);
    let batch = import(open, now, reports, &plan.label)?;
    Ok((batch, count, u32::try_from(results).unwrap_or(u32::MAX)))
}

/// Writes reports as one batch.
pub(super) fn import(
    open: &mut Open,
    now: Now,
    reports: Vec<NewReport>,
    label: &str,
) -> Result<Batch, WireError> {
    if reports.is_empty() {
        return Err(Code::ImportEmpty.into());
    }
    let meta = henro_vault::Meta { source: henro_vault::Source::Import, ..open.meta(now) };
    let clinical = open.vault().clinical().map_err(failed)?;
    clinical.import_reports(reports, label, &meta).map_err(failed)
}

fn is_left(report: &plan::Report) -> bool {
    report.answers.get(&None) == Some(&CheckupAnswer::Leave)
}

fn new_report(report: &plan::Report, document: [u8; 32], profile: Option<String>, now: Now) -> NewReport {
    let when = When { day: report.day, minute: None, offset: now.offset() };
    let answered =
        |one: &CheckupAnswer| matches!(one, CheckupAnswer::Number { .. } | CheckupAnswer::Unit { .. });
    // The lines for human eyes say what the file said.
    let changed = report.answers.values().any(answered);
    let form = report.sheet.form.as_ref().map(|form| match changed {
        true => form::without_lines(form),
        false => form.clone(),
    });
    let phase = report.sheet.phase.map(|phase| format!("tokutei-{}", phase as u8 + 1));
    let rows = report.sheet.rows.iter().zip(0..).filter_map(|(row, at)| {
        let answer = report.answers.get(&Some(at));
        let value = question::answered(row, answer)?;
        let mut entry = row.entry.clone();
        entry.value = value;
        // The range beside it is of the file's unit.
        entry.reference = entry.reference.filter(|_| !question::is_other_unit(row, answer));
        // The report says it once.
        entry.provenance.institution = None;
        Some(Finding::of_entry(entry, now.offset()))
    });
    let kept = report.sheet.kept.iter().take(MOST_KEPT).map(|(place, text)| {
        let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
        let item =
            Coding { set: CodeSet::Local("file".to_owned()), code: cut(place, LONGEST_NAME), name: None };
        (when, Finding::new(item, ClinicalValue::Text(cut(text, LONGEST_TEXT))))
    });
    NewReport {
        when,
        report: Report {
            kind: ReportKind::Checkup,
            institution: report.sheet.institution.clone(),
            physician: None,
            document: Some(document),
            profile: profile.or(phase),
            note: None,
        },
        form,
        results: rows.chain(kept).collect(),
    }
}

/// What of a file's unknown content is longer, or more, than is kept: it is said before the import.
pub(super) fn cut_off(kept: &[(String, String)]) -> Vec<henro_checkup::Finding> {
    let long = |text: &str| text.chars().nth(LONGEST_TEXT).is_some();
    // What is beyond the number is said once, by its first: thousands of such lines would leave no room for others.
    let beyond = |at: usize, text: &str| at == MOST_KEPT || (at < MOST_KEPT && long(text));
    let cut = kept.iter().enumerate().filter(|(at, (_, text))| beyond(*at, text));
    let finding = |(_, (place, text)): (usize, &(String, String))| henro_checkup::Finding {
        kind: FindingKind::KeptCut,
        line: 0,
        item: place.clone(),
        raw: text.chars().take(LONGEST_NAME).collect(),
    };
    cut.map(finding).collect()
}

/// One checkup by its id.
pub(super) fn one(open: &mut Open, id: &str) -> Result<Stored, WireError> {
    let found = all(open, MOST_REPORTS)?.into_iter().find(|one| one.id == id);
    let found = found.ok_or(Code::CheckupMissing)?;
    Ok(Stored { form: form::kept(open, crate::entry::parse_id(id)?)?, ..found })
}

/// Profiles of institutions, as people confirmed them.
pub(super) fn profiles(open: &mut Open) -> Result<Vec<Profile>, WireError> {
    let clinical = open.vault().clinical().map_err(failed)?;
    let kept = clinical.secret(PROFILES).map_err(failed)?;
    Ok(kept.and_then(|kept| serde_json::from_slice(kept.expose()).ok()).unwrap_or_default())
}

/// Keeps a profile in the place of one of the same name; the newest is asked first.
pub(super) fn keep_profile(open: &mut Open, profile: &Profile) -> Result<(), WireError> {
    let mut all = profiles(open)?;
    all.retain(|other| other.name != profile.name);
    all.insert(0, profile.clone());
    all.truncate(MOST_PROFILES);
    keep_profiles(open, &all)
}

/// Keeps these profiles and no others.
pub(super) fn keep_profiles(open: &mut Open, all: &[Profile]) -> Result<(), WireError> {
    let bytes = serde_json::to_vec(all).map_err(|_| Code::Internal)?;
    let clinical = open.vault().clinical().map_err(failed)?;
    clinical.put_secret(PROFILES, &bytes).map_err(failed)
}

/// SHA-256 of a file.
fn document(bytes: &[u8]) -> [u8; 32] {
    let mut sum = [0; 32];
    sum.copy_from_slice(digest(&SHA256, bytes).as_ref());
    sum
}

/// Writes a new file into the usual folder, for its owner only, and answers where it is.
pub(super) fn write_file(ctx: &Context, name: &str, ending: &str, text: &str) -> Result<String, WireError> {
    let folder = &ctx.config.files_dir;
    std::fs::create_dir_all(folder).map_err(|error| file_code(&error))?;
    let path = free(folder, name, ending);
    write_private(&path, text.as_bytes())?;
    Ok(path.to_str().ok_or(Code::FileRefused)?.to_owned())
}

/// Checkups of a lifetime, some of them twice a year.
pub(super) const MOST_REPORTS: usize = 400;
/// Sheets of all kinds that are looked through for them.
const MOST_SHEETS: u32 = 2_000;
const PROFILES: &str = "checkup_profiles";
const MOST_PROFILES: usize = 40;
const MOST_RESULTS: u32 = 4_000;
const MOST_KEPT: usize = 1_000;
const LONGEST_NAME: usize = 200;
const LONGEST_TEXT: usize = 4_000;
