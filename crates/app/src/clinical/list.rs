use henro_domain::{Medical, MedicalKind};
use henro_vault::{Clinical, MedicalAsk, Op, PageMark, StoredMedical};

use super::resolve::item;
use super::show::{body, dose_body, report_body, view};
use crate::entry::{KEPT_MS, parse_id};
use crate::open::failed;
use crate::person::Authors;
use crate::share::{in_words, signers};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// A page of what is looked for, newest first.
pub(crate) fn list(ctx: &Context, ask: ClinicalAsk) -> Result<ClinicalPage, WireError> {
    let most = ask.most.unwrap_or(USUAL);
    if !(1..=MOST_PAGE).contains(&most) {
        return Err(WireError::limit(Code::RequestInvalid, MOST_PAGE));
    }
    let after = ask.after.as_deref().map(|text| PageMark::parse(text).ok_or(Code::RequestInvalid));
    let wanted = MedicalAsk {
        from: ask.from,
        to: ask.to,
        item: ask.item.as_ref().map(item).transpose()?,
        report: ask.report.as_deref().map(parse_id).transpose()?,
        after: after.transpose()?,
        most,
        brief: false,
    };
    ctx.with_clinical(|clinical, _, _| {
        // A kind named twice is asked once.
        let named = |kind: &MedicalKind| ask.kinds.is_empty() || ask.kinds.contains(kind);
        let kinds: Vec<MedicalKind> = MedicalKind::ALL.into_iter().filter(named).collect();
        let page = clinical.list_kinds(&kinds, &wanted).map_err(failed)?;
        Ok(ClinicalPage {
            entries: page.entries.iter().map(view).collect(),
            next: page.next.map(PageMark::to_text),
        })
    })
}

/// What was deleted in the last 30 days, the newest deletion first, at most 1,000.
pub(crate) fn deleted(ctx: &Context, _: Empty) -> Result<ClinicalPage, WireError> {
    ctx.with_clinical(|clinical, _, now| {
        let gone = clinical.deleted_since(now.stamp.utc_ms - KEPT_MS).map_err(failed)?;
        Ok(ClinicalPage { entries: gone.iter().map(view).collect(), next: None })
    })
}

/// How many there are of each kind.
pub(crate) fn counts(ctx: &Context, _: Empty) -> Result<ClinicalCounts, WireError> {
    ctx.with_clinical(|clinical, _, _| {
        let kinds = clinical.counts().map_err(failed)?.into_iter();
        let kinds =
            kinds.map(|of| ClinicalCount { kind: of.kind, count: of.count, first: of.first, last: of.last });
        Ok(ClinicalCounts { kinds: kinds.collect() })
    })
}

/// The life of one.
pub(crate) fn history(ctx: &Context, ask: EntryOne) -> Result<ClinicalHistory, WireError> {
    let id = parse_id(&ask.id)?;
    let signed = signers(ctx)?;
    ctx.with_open(|open, _| {
        let authors = Authors::of(open, signed)?;
        let clinical = open.vault().clinical().map_err(failed)?;
        let versions = clinical.history(id).map_err(failed)?;
        if versions.is_empty() {
            return Err(Code::EntryMissing.into());
        }
        let (first, steps) = (versions.first().map_or(0, |first| first.at), versions.iter());
        let steps = steps.map(|version| ClinicalStep {
            at_ms: version.at,
            what: match version.op {
                Op::Put => HistoryWhat::Recorded,
                Op::Set => HistoryWhat::Edited,
                Op::Delete => HistoryWhat::Deleted,
                Op::Restore => HistoryWhat::Restored,
            },
            by: authors.by_numbers(version.actor, version.device),
            device: authors.other_device(version.device),
            entry: (version.op != Op::Delete).then(|| ClinicalView {
                id: ask.id.clone(),
                day: version.when.day,
                minute: version.when.minute.map(|minute| minute.get()),
                body: body(&version.medical),
                recorded_ms: first,
                edited: version.op == Op::Set,
                deleted: false,
            }),
        });
        Ok(ClinicalHistory { steps: steps.collect() })
    })
}

/// All sheets, newest first.
pub(crate) fn report_list(ctx: &Context, _: Empty) -> Result<ReportList, WireError> {
    ctx.with_clinical(|clinical, _, _| {
        let page = clinical.list(MedicalKind::Report, &first(MOST_REPORTS)).map_err(failed)?;
        let reports = page.entries.iter().map(|stored| report_line(clinical, stored));
        Ok(ReportList { reports: reports.collect::<Result<_, _>>()?, more: page.next.is_some() })
    })
}

/// A sheet with its results.
pub(crate) fn report_read(ctx: &Context, ask: EntryOne) -> Result<ReportView, WireError> {
    let id = parse_id(&ask.id)?;
    ctx.with_clinical(|clinical, _, _| {
        let stored = clinical.entry(id).map_err(failed)?.filter(|stored| stored.deleted.is_none());
        let report = report_line(clinical, &stored.ok_or(Code::EntryMissing)?)?;
        let wanted = MedicalAsk { report: Some(id), ..first(MOST_RESULTS) };
        let kinds = [MedicalKind::Result, MedicalKind::Growth];
        let mut page = clinical.list_kinds(&kinds, &wanted).map_err(failed)?;
        page.entries.sort_by_key(|entry| entry.id);
        let results = page.entries.iter().filter_map(|stored| in_words(stored, &[], None)).collect();
        Ok(ReportView { report, results, more: page.next.is_some() })
    })
}

/// All doses, oldest first.
pub(crate) fn dose_list(ctx: &Context, _: Empty) -> Result<DoseList, WireError> {
    ctx.with_clinical(|clinical, _, _| {
        let page = clinical.list(MedicalKind::Dose, &first(MOST_REPORTS)).map_err(failed)?;
        let drawn = clinical.drawn().map_err(failed)?;
        let doses = page.entries.iter().rev().filter_map(|stored| match &stored.medical {
            Medical::Dose(dose) => Some(DoseLine {
                id: stored.id.as_i64().to_string(),
                day: stored.when.day,
                dose: dose_body(dose),
                drawn,
            }),
            _ => None,
        });
        Ok(DoseList { doses: doses.collect() })
    })
}

fn report_line(clinical: &Clinical, stored: &StoredMedical) -> Result<ReportLine, WireError> {
    let Medical::Report(report) = &stored.medical else { return Err(Code::EntryMissing.into()) };
    Ok(ReportLine {
        id: stored.id.as_i64().to_string(),
        day: stored.when.day,
        report: report_body(report),
        results: clinical.results_of(stored.id).map_err(failed)?,
    })
}

fn first(most: u32) -> MedicalAsk {
    MedicalAsk { most, ..MedicalAsk::default() }
}

const USUAL: u32 = 200;
const MOST_PAGE: u32 = 500;
const MOST_REPORTS: u32 = 1_000;
const MOST_RESULTS: u32 = 2_000;
