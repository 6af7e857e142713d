//! The form of a 特定健診 file: what its header says and where each result stands, without the results. It is kept beside the report on
//! this device, so that the file goes out as it came, and travels to nobody.

use henro_checkup::{Coded, Observation, Report, Row, Value, read_document, write_document};
use henro_domain::{AbsentReason, ClinicalEntry, ClinicalValue, EntryId, Medical};

use super::export::observation;
use crate::WireError;
use crate::context::Now;
use crate::entry::KEPT_MS;
use crate::open::{Open, failed};

/// The form of a report, as a document; none where it is longer than one entry of a record may be.
pub(super) fn of(report: &Report, rows: &[Row]) -> Option<String> {
    let (mut form, mut rows) = (report.clone(), rows.iter());
    for one in form.sections.iter_mut().flat_map(|section| &mut section.observations) {
        *one = emptied(one, &mut rows);
    }
    let text = write_document(&form);
    (text.len() <= LONGEST).then_some(text)
}

/// The form of a report that this device has. One that came from an older version lies in the report until it is taken out.
pub(super) fn kept(open: &mut Open, report: EntryId) -> Result<Option<String>, WireError> {
    let clinical = open.vault().clinical().map_err(failed)?;
    let beside = clinical.report_form(report).map_err(failed)?;
    Ok(match (beside, clinical.entry(report).map_err(failed)?.map(|found| found.medical)) {
        (None, Some(Medical::Report(report))) => report.form().map(str::to_owned),
        (beside, _) => beside,
    })
}

/// To be called when the clinical tier of a record of one's own was opened: forms that an older version wrote into reports are taken out,
/// those of reports that were deleted 30 days ago go.
pub(crate) fn settle_forms(open: &mut Open, now: Now) -> Result<(), WireError> {
    let meta = open.meta(now);
    let clinical = open.vault().clinical().map_err(failed)?;
    clinical.take_out_forms(now.stamp.utc_ms - KEPT_MS, &meta).map(drop).map_err(failed)
}

/// A form without its lines for human eyes: a value is another one than they say.
pub(super) fn without_lines(form: &str) -> String {
    let Ok(mut report) = read_document(form.as_bytes()) else { return String::new() };
    report.sections.iter_mut().for_each(|section| section.lines.clear());
    write_document(&report)
}

/// An observation without what its row says. What the row would not say as the file did stays.
fn emptied<'a>(one: &Observation, rows: &mut impl Iterator<Item = &'a Row>) -> Observation {
    let row = one.item.code.as_ref().and_then(|_| rows.next());
    let parts = one.parts.iter().map(|(relation, part)| (*relation, emptied(part, rows))).collect();
    let Some(row) = row else { return Observation { parts, ..one.clone() } };
    let said = as_it_came(&row.entry);
    let unsaid =
        |own: &Option<Coded>, said: Option<Coded>| own.clone().filter(|own| Some(own) != said.as_ref());
    let null = |value: &&Value| matches!(value, Value::Null(..));
    Observation {
        item: Coded { words: None, ..one.item.clone() },
        negated: false,
        values: one.values.iter().filter(null).cloned().collect(),
        interpretation: unsaid(&one.interpretation, said.interpretation),
        method: unsaid(&one.method, said.method),
        author: None,
        range: one.range.clone().filter(|range| Some(range) != said.range.as_ref()),
        parts,
        line: 0,
    }
}

/// A form with the results of the record in their places, and the results that have none.
pub(super) fn filled<'a>(
    form: &str,
    entries: &'a [ClinicalEntry],
) -> Option<(Report, Vec<&'a ClinicalEntry>)> {
    let mut report = read_document(form.as_bytes()).ok()?;
    let mut left: Vec<&ClinicalEntry> = entries.iter().collect();
    for section in &mut report.sections {
        let (mut whole, places) = (true, std::mem::take(&mut section.observations));
        let fill = |place| fill(place, &mut left, &mut whole);
        section.observations = places.into_iter().filter_map(fill).collect();
        // The lines for human eyes say what stood there.
        if !whole {
            section.lines.clear();
        }
    }
    report.sections.retain(|section| !section.observations.is_empty() || !section.lines.is_empty());
    Some((report, left))
}

/// A place with its result and those of its parts; none where the record has no such result.
fn fill(place: Observation, left: &mut Vec<&ClinicalEntry>, whole: &mut bool) -> Option<Observation> {
    let entry = match &place.item.code {
        None => None,
        Some(code) => {
            let at = left.iter().position(|entry| entry.item.code == *code);
            *whole &= at.is_some();
            Some(left.remove(at?))
        }
    };
    let parts: Vec<_> = place.parts.into_iter().map(|(of, part)| (of, fill(part, left, whole))).collect();
    let parts: Vec<_> = parts.into_iter().filter_map(|(of, part)| Some((of, part?))).collect();
    let Some(entry) = entry else {
        let says = !parts.is_empty() || !place.values.is_empty();
        return says.then_some(Observation { parts, ..place });
    };
    let said = as_it_came(entry);
    let missing = matches!(&entry.value, ClinicalValue::Absent(reason) if *reason != AbsentReason::NotDone);
    Some(Observation {
        item: Coded { words: said.item.words, ..place.item },
        values: if missing && !place.values.is_empty() { place.values } else { said.values },
        interpretation: entry.interpretation.and(place.interpretation).or(said.interpretation),
        method: place.method.or(said.method),
        range: entry.reference.as_ref().and(place.range).or(said.range),
        parts,
        ..said
    })
}

/// A result as an observation, its unit in the letters of the file: mg/dL, where the table of the form has mg/dl.
fn as_it_came(entry: &ClinicalEntry) -> Observation {
    let mut said = observation(entry);
    let ClinicalValue::Quantity(quantity) = &entry.value else { return said };
    let Some(written) = quantity.unit_as_written.as_ref().or(quantity.unit.as_ref()) else { return said };
    let numbers = said.values.iter_mut().filter_map(|value| match value {
        Value::Number(number) => Some(number),
        _ => None,
    });
    let edges = said.range.iter_mut().flat_map(|(low, high)| low.iter_mut().chain(high));
    for unit in numbers.chain(edges).filter_map(|number| number.unit.as_mut()) {
        if unit.eq_ignore_ascii_case(written) {
            unit.clone_from(written);
        }
    }
    said
}

/// A change of the record travels in texts of 64 KB.
const LONGEST: usize = 48 * 1024;
