//! A result in its row. What was found is one field, so that two devices never make one value together.

use std::collections::HashMap;

use henro_domain::{
    AbsentReason, ClinicalValue, CodeSet, CodedValue, Coding, Comparator, Decimal, EntryId, Finding,
    Interpretation, Quantity, ReferenceRange,
};
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use super::{Cells, DAMAGED, json, json_of, optional, optional_text, place};
use crate::Error;

pub(super) fn columns(finding: &Finding) -> Result<Vec<Value>, Error> {
    let quantity = match &finding.value {
        ClinicalValue::Quantity(quantity) => Some(quantity),
        _ => None,
    };
    Ok(vec![
        optional(finding.report.map(EntryId::as_i64)),
        Value::Text(finding.item.set.to_text()),
        Value::Text(finding.item.code.clone()),
        optional_text(finding.item.name.as_deref()),
        json(&Spelt::of(&finding.value))?,
        quantity.map_or(Value::Null, |quantity| Value::Real(real(quantity.number))),
        optional_text(quantity.and_then(|quantity| quantity.unit.as_deref())),
        finding.interpretation.map_or(Value::Null, |judged| place(&JUDGED, &judged)),
        finding.reference.as_ref().map_or(Ok(Value::Null), |range| json(&Bounds::of(range)))?,
        finding.method.as_ref().map_or(Ok(Value::Null), coding)?,
        finding.document.map_or(Value::Null, |hash| Value::Blob(hash.to_vec())),
        optional(finding.line),
        optional_text(finding.institution.as_deref()),
        optional_text(finding.physician.as_deref()),
        optional_text(finding.device.as_deref()),
        optional_text(finding.note.as_deref()),
    ])
}

pub(super) fn of(cells: &mut Cells) -> Result<Finding, Error> {
    let report = cells.optional_integer()?.map(EntryId::from_i64).transpose()?;
    let set = CodeSet::of_text(&cells.text()?);
    let item = Coding { set, code: cells.text()?, name: cells.optional_text()? };
    let value = json_of::<Spelt>(&cells.text()?)?.value()?;
    // Both are taken from the value again.
    cells.skip();
    cells.skip();
    let interpretation = match cells.optional_integer()? {
        Some(judged) => Some(super::listed(&JUDGED, judged)?),
        None => None,
    };
    Ok(Finding {
        report,
        item,
        value,
        interpretation,
        reference: cells.optional_text()?.map(|text| json_of::<Bounds>(&text)?.range()).transpose()?,
        method: cells.optional_text()?.map(|text| coding_of(&text)).transpose()?,
        document: cells.optional_hash()?,
        line: cells.optional_number()?,
        institution: cells.optional_text()?,
        physician: cells.optional_text()?,
        device: cells.optional_text()?,
        note: cells.optional_text()?,
    })
}

/// A report under another id.
pub(super) fn renamed_report(report: i64, names: &HashMap<i64, EntryId>) -> i64 {
    names.get(&report).map_or(report, |id| id.as_i64())
}

pub(super) fn coding(coding: &Coding) -> Result<Value, Error> {
    json(&Code { s: coding.set.to_text(), c: coding.code.clone(), n: coding.name.clone() })
}

pub(super) fn coding_of(text: &str) -> Result<Coding, Error> {
    let Code { s, c, n } = json_of(text)?;
    Ok(Coding { set: CodeSet::of_text(&s), code: c, name: n })
}

/// A code in few letters.
#[derive(Serialize, Deserialize)]
struct Code {
    s: String,
    c: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<String>,
}

/// A value in few letters: `n` number as written, `c` comparator, `u` unit, `w` unit as written; `l` list, `k` code, `o` has an
/// order; `t` words; `a` why there is none.
#[derive(Default, Serialize, Deserialize)]
struct Spelt {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    c: Option<Comparator>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    u: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    w: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    l: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    k: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    o: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    t: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    a: Option<AbsentReason>,
}

impl Spelt {
    fn of(value: &ClinicalValue) -> Self {
        match value {
            ClinicalValue::Quantity(quantity) => Self {
                n: Some(quantity.number.to_string()),
                c: quantity.comparator,
                u: quantity.unit.clone(),
                w: quantity.unit_as_written.clone(),
                ..Self::default()
            },
            ClinicalValue::Coded(coded) => Self {
                l: Some(coded.list.to_text()),
                k: Some(coded.code.clone()),
                t: coded.words.clone(),
                o: coded.ordered,
                ..Self::default()
            },
            ClinicalValue::Text(words) => Self { t: Some(words.clone()), ..Self::default() },
            ClinicalValue::Absent(why) => Self { a: Some(*why), ..Self::default() },
        }
    }

    fn value(self) -> Result<ClinicalValue, Error> {
        let Self { n, c, u, w, l, k, o, t, a } = self;
        Ok(match (n, k, t, a) {
            (Some(number), None, None, None) => ClinicalValue::Quantity(Quantity {
                number: decimal(&number)?,
                comparator: c,
                unit: u,
                unit_as_written: w,
            }),
            (None, Some(code), words, None) => {
                let list = CodeSet::of_text(l.as_deref().ok_or(DAMAGED)?);
                ClinicalValue::Coded(CodedValue { list, code, words, ordered: o })
            }
            (None, None, Some(words), None) => ClinicalValue::Text(words),
            (None, None, None, Some(why)) => ClinicalValue::Absent(why),
            _ => return Err(DAMAGED),
        })
    }
}

/// A range in few letters.
#[derive(Serialize, Deserialize)]
struct Bounds {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    l: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    h: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    t: Option<String>,
}

impl Bounds {
    fn of(range: &ReferenceRange) -> Self {
        let text = |number: &Decimal| number.to_string();
        Self { l: range.low.as_ref().map(text), h: range.high.as_ref().map(text), t: range.text.clone() }
    }

    fn range(self) -> Result<ReferenceRange, Error> {
        let read = |text: Option<String>| text.map(|text| decimal(&text)).transpose();
        Ok(ReferenceRange { low: read(self.l)?, high: read(self.h)?, text: self.t })
    }
}

fn decimal(text: &str) -> Result<Decimal, Error> {
    Decimal::from_str_exact(text).map_err(|_| DAMAGED)
}

/// For drawing only.
fn real(number: Decimal) -> f64 {
    number.to_string().parse().unwrap_or(0.0)
}

pub(super) const COLUMNS: &[&str] = &[
    "report",
    "system",
    "code",
    "name",
    "value",
    "number",
    "unit",
    "judged",
    "reference",
    "method",
    "document",
    "line",
    "institution",
    "physician",
    "device",
    "note",
];
const JUDGED: [Interpretation; 4] =
    [Interpretation::Low, Interpretation::Normal, Interpretation::High, Interpretation::Abnormal];
