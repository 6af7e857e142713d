//! 乳幼児健診 as it was: a sheet of its own kind. Height, weight and head of it are values of growth, so they stand on the curves too.

use henro_domain::{
    ClinicalValue, CodeSet, CodedValue, Coding, Finding, Medical, MedicalKind, ReportKind, When,
};
use henro_growth::CheckupDays;
use henro_reference as reference;
use henro_vault::{Clinical, Correction, MedicalAsk, NewMedical, StoredMedical};

use super::kept::{code, lived, measured, number, quantity, taken};
use crate::entry::parse_id;
use crate::open::failed;
use crate::pregnancy::{correction, inside, new_report, retell, standing, told};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Writes a checkup of a child down, or puts one right; which one it was stays.
pub(crate) fn child_checkup_record(ctx: &Context, ask: ChildVisit) -> Result<PaperRecorded, WireError> {
    let (said, shown) = (told(ask.clinic, ask.note)?, ask.shown);
    let id = ask.id.as_deref().map(parse_id).transpose()?;
    lived(ctx, ask.day)?;
    let grown = measured(ctx, ask.day, grown(&ask.found), &sure(ask.sure, (ask.day, &ask.found), &shown))?;
    let rest = results(&ask.found)?;
    let visit = ask.visit.as_deref().map(visit).transpose()?;
    ctx.with_clinical(|clinical, meta, now| {
        let when = When { day: ask.day, minute: None, offset: now.offset() };
        let id = match id {
            Some(id) => {
                let mut all = Correction::default();
                let was = shown.as_ref().map(|shown| (shown.day, &shown.clinic, &shown.note));
                let when = retell(&mut all, standing(clinical, id, KIND)?, when, (said, was));
                // What this version would not write is not compared.
                let was = shown.and_then(|shown| {
                    Some((taken(self::grown(&shown.found)).ok()?, results(&shown.found).ok()?))
                });
                let (was_grown, was) = was.as_ref().map(|(grown, rest)| (&grown[..], &rest[..])).unzip();
                let old = inside(clinical, id, MedicalKind::Growth)?;
                correction(&mut all, (old, id), when, (was_grown, grown), Medical::Growth);
                let mut old = inside(clinical, id, MedicalKind::Result)?;
                // Which checkup it was stands on its day.
                let which = old.iter().find(|one| is(one, VISIT) && one.when.day != when.day);
                all.changed
                    .extend(which.map(|one| (one.id, NewMedical { when, medical: one.medical.clone() })));
                old.retain(|stored| is(stored, CHEST));
                correction(&mut all, (old, id), when, (was, rest), Medical::Result);
                clinical.correct(&all, meta).map_err(failed)?.ok_or(Code::EntryMissing)?;
                id
            }
            None => {
                let inside = |id| {
                    let of = |finding| Finding { report: Some(id), ..finding };
                    let grown = grown.into_iter().map(|finding| Medical::Growth(of(finding)));
                    let rest = rest.into_iter().chain(visit).map(|finding| Medical::Result(of(finding)));
                    grown.chain(rest).map(|medical| NewMedical { when, medical }).collect()
                };
                let sheet = (when, new_report(KIND, said.0, said.1));
                clinical.record_sheet(sheet, inside, meta).map_err(failed)?
            }
        };
        Ok(PaperRecorded { id: id.as_i64().to_string() })
    })
}

/// What is as it was shown, on its day, is not asked about a second time.
fn sure(
    said: Vec<GrowthOf>,
    (day, found): (henro_domain::Day, &ChildFound),
    shown: &Option<ChildShown>,
) -> Vec<GrowthOf> {
    let same = |of: &GrowthOf| {
        let value = |found: &ChildFound| match of {
            GrowthOf::Height => found.height_cm,
            GrowthOf::Weight => found.weight_kg,
            _ => found.head_cm,
        };
        shown.as_ref().is_some_and(|shown| shown.day == day && value(&shown.found) == value(found))
    };
    let kept = [GrowthOf::Height, GrowthOf::Weight, GrowthOf::Head].into_iter().filter(same);
    said.into_iter().chain(kept).collect()
}

fn grown(found: &ChildFound) -> [Option<f64>; 3] {
    [found.height_cm, found.weight_kg, found.head_cm]
}

/// What is no value of growth.
fn results(found: &ChildFound) -> Result<Vec<Finding>, WireError> {
    let Some(chest) = found.chest_cm else { return Ok(vec![]) };
    // After the three of growth.
    if !(15.0..=150.0).contains(&chest) {
        return Err(WireError::at(Code::ValueImpossible, 3));
    }
    let mut finding = quantity(CHEST, chest, "cm")?;
    finding.item.name = Some("胸囲".to_owned());
    Ok(vec![finding])
}

/// Which checkup it was, as it was chosen.
fn visit(code: &str) -> Result<Finding, WireError> {
    let of = reference::checkups().iter().find(|one| one.code == code).ok_or(Code::RequestInvalid)?;
    let item = Coding { set: CodeSet::Own, code: VISIT.to_owned(), name: Some("乳幼児健診".to_owned()) };
    let (code, words) = (of.code.to_owned(), Some(of.name.to_owned()));
    let coded = CodedValue { list: CodeSet::Own, code, words, ordered: false };
    Ok(Finding::new(item, ClinicalValue::Coded(coded)))
}

/// What was written down of the checkups in `days`, newest first, each with the code of the checkup it was: the one that was chosen,
/// else the one whose days hold its day, else the last that had begun.
pub(super) fn visits(
    clinical: &Clinical,
    days: &[CheckupDays],
) -> Result<Vec<(&'static str, ChildSeen)>, WireError> {
    let ask = MedicalAsk { most: MOST, ..MedicalAsk::default() };
    let mut seen = Vec::new();
    for stored in clinical.list(MedicalKind::Report, &ask).map_err(failed)?.entries {
        let Medical::Report(report) = &stored.medical else { continue };
        if report.kind != KIND {
            continue;
        }
        let mut all = inside(clinical, stored.id, MedicalKind::Growth)?;
        all.extend(inside(clinical, stored.id, MedicalKind::Result)?);
        let day = stored.when.day;
        let chosen = all.iter().find(|one| is(one, VISIT)).and_then(coded);
        let held = || days.iter().find(|it| (it.from..=it.to).contains(&day));
        let begun = || days.iter().rfind(|it| it.from <= day).or(days.first());
        let chosen = days.iter().find(|it| Some(it.checkup.code) == chosen);
        let Some(of) = chosen.or_else(held).or_else(begun) else { continue };
        let value = |code: &str| all.iter().find(|one| is(one, code)).and_then(number);
        seen.push((
            of.checkup.code,
            ChildSeen {
                id: stored.id.as_i64().to_string(),
                day,
                clinic: report.institution.clone(),
                note: report.note.clone(),
                found: ChildFound {
                    height_cm: value(code(GrowthOf::Height)),
                    weight_kg: value(code(GrowthOf::Weight)),
                    head_cm: value(code(GrowthOf::Head)),
                    chest_cm: value(CHEST),
                },
            },
        ));
    }
    Ok(seen)
}

fn is(stored: &StoredMedical, code: &str) -> bool {
    match &stored.medical {
        Medical::Result(finding) | Medical::Growth(finding) => {
            finding.item.set == CodeSet::Own && finding.item.code == code
        }
        _ => false,
    }
}

fn coded(stored: &StoredMedical) -> Option<&str> {
    match &stored.medical {
        Medical::Result(Finding { value: ClinicalValue::Coded(coded), .. }) => Some(&coded.code),
        _ => None,
    }
}

const KIND: ReportKind = ReportKind::ChildCheckup;
pub(super) const CHEST: &str = "child_chest";
pub(super) const VISIT: &str = "child_visit";
/// Reports of a life: those of children are among them.
const MOST: u32 = 1_000;
