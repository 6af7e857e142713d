//! HbA1c was measured on the Japanese scale before the international one: on the row of that the old values stand too, reckoned.

use henro_domain::{ClinicalEntry, ClinicalValue, Decimal, Quantity};

use super::store::Stored;
use super::worked::{has, ngsp_of_jds};
use super::years::known;

/// For each checkup its value on the international scale, where it was measured on the Japanese one alone; none where no checkup was
/// measured on the international one.
pub(super) fn reckoned(all: &[Stored]) -> Vec<Option<ClinicalEntry>> {
    let since = all.iter().any(|one| has(one, NGSP));
    all.iter().map(|one| ngsp(one).filter(|_| since)).collect()
}

fn ngsp(one: &Stored) -> Option<ClinicalEntry> {
    let found = ngsp_of_jds(one)?;
    let measured =
        one.entries.iter().find(|entry| known(entry).is_some_and(|item| item.code.starts_with(JDS)))?;
    let mut entry = measured.clone();
    entry.item.code = entry.item.code.replacen(JDS, NGSP, 1);
    // What was said of it was said on the other scale.
    (entry.item.name, entry.interpretation, entry.reference) = (None, None, None);
    let number = Decimal::new(found.milli() / 100, 1);
    let unit = known(&entry)?.unit.to_owned();
    let value = Quantity { number, comparator: None, unit: Some(unit), unit_as_written: None };
    entry.value = ClinicalValue::Quantity(value);
    Some(entry)
}

const JDS: &str = "3D045";
const NGSP: &str = "3D046";
