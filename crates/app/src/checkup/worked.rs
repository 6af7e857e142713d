//! Values that are worked out from others of one checkup, where the institution gave none: each says so, and whose formula it is.

use henro_calc as calc;
use henro_domain::{ClinicalValue, Measured, Milli, MmHg, Person};
use henro_guidance as guidance;

use super::judge;
use super::store::Stored;
use super::years::known;
use crate::wire::*;

/// All of them, in the order of the table.
pub(super) fn worked(
    one: &Stored,
    person: &Person,
    findings: Option<&guidance::Findings>,
) -> Vec<CheckupWorked> {
    let pressure = findings.and_then(|findings| pressure(one, findings.systolic?, findings.diastolic?));
    let all = [pressure, ldl(one), non_hdl(one), hba1c(one), egfr(one, person)];
    all.into_iter().flatten().collect()
}

/// The class of the deciding pressure by the edition of its day.
fn pressure(one: &Stored, systolic: Measured, diastolic: Measured) -> Option<CheckupWorked> {
    let whole =
        |value: Measured| u16::try_from(value.number.round()).ok().filter(|_| value.comparator.is_none());
    let (high, low) = (whole(systolic)?, whole(diastolic)?);
    let rule = guidance::pressure_on(guidance::Place::Office, one.day)?;
    let judged = rule.judge(MmHg(high), MmHg(low))?;
    Some(CheckupWorked {
        what: "pressure".to_owned(),
        text: format!("{high}/{low}"),
        unit: "mmHg".to_owned(),
        class: Some(judged.class.name.clone()),
        class_en: Some(judged.class.name_en.clone()),
        source: rule.edition.source.clone(),
        source_en: rule.edition.source_en.clone(),
    })
}

/// LDL from three others, fasting; not where it was measured.
fn ldl(one: &Stored) -> Option<CheckupWorked> {
    if has(one, "3F077") {
        return None;
    }
    let (total, hdl) = (number(one, "3F050")?, number(one, "3F070")?);
    // 食後時間: less than 10 hours after a meal the formula does not hold: 3 and 4, in the list of before 2018 1. Where nothing is said it is
    // taken as fasting, as checkups are.
    let fasting = !matches!(judge::answer(one, "9N141").as_deref(), Some("1" | "3" | "4"));
    let found = calc::ldl_friedewald(total, hdl, number(one, "3F0150000")?, fasting).ok()??;
    let source = "Friedewald WT et al., Clin Chem 1972;18:499-502";
    Some(bare("ldl", format!("{found}"), "mg/dL", [source; 2]))
}

fn non_hdl(one: &Stored) -> Option<CheckupWorked> {
    if has(one, "3F069") {
        return None;
    }
    let found = calc::non_hdl(number(one, "3F050")?, number(one, "3F070")?).ok()?;
    let source =
        ["日本動脈硬化学会（総コレステロール − HDL）", "Japan Atherosclerosis Society (total less HDL)"];
    Some(bare("non_hdl", format!("{found}"), "mg/dL", source))
}

/// HbA1c of the Japanese scale on the international one, where it was not measured on that.
pub(super) fn ngsp_of_jds(one: &Stored) -> Option<Milli> {
    let jds = number(one, "3D045").filter(|_| !has(one, "3D046"))?;
    calc::ngsp_of_jds(Milli::from_f64(jds).ok()?).ok()
}

fn hba1c(one: &Stored) -> Option<CheckupWorked> {
    let found = ngsp_of_jds(one)?;
    let source = [
        "日本糖尿病学会 2011（NGSP = 1.02 × JDS + 0.25）",
        "Japan Diabetes Society 2011 (NGSP = 1.02 × JDS + 0.25)",
    ];
    Some(bare("hba1c", format!("{:.1}", found.as_f64()), "%", source))
}

/// eGFR by creatinine, age and sex, with its stage.
fn egfr(one: &Stored, person: &Person) -> Option<CheckupWorked> {
    if has(one, "8A065") {
        return None;
    }
    let age = person.birth?.age_on(one.day);
    let found = calc::egfr(number(one, "3C015")?, age, person.sex?).ok()?;
    let stage = calc::kidney_stage(found).map(|stage| stage.key().replacen('g', "G", 1));
    let source = [
        "Matsuo S et al., Am J Kidney Dis 2009;53:982-992（日本腎臓学会）",
        "Matsuo S et al., Am J Kidney Dis 2009;53:982-992 (Japanese Society of Nephrology)",
    ];
    let bare = bare("egfr", format!("{found:.1}"), "mL/min/1.73m²", source);
    Some(CheckupWorked { class: stage.clone(), class_en: stage, ..bare })
}

fn bare(what: &str, text: String, unit: &str, [source, source_en]: [&str; 2]) -> CheckupWorked {
    CheckupWorked {
        what: what.to_owned(),
        text,
        unit: unit.to_owned(),
        class: None,
        class_en: None,
        source: source.to_owned(),
        source_en: source_en.to_owned(),
    }
}

/// The institution has a value of it, or says why there is none.
pub(super) fn has(one: &Stored, start: &str) -> bool {
    one.entries.iter().any(|entry| known(entry).is_some_and(|item| item.code.starts_with(start)))
}

/// A number as it was measured; a bound is none.
fn number(one: &Stored, start: &str) -> Option<f64> {
    one.entries.iter().find_map(|entry| {
        let item = known(entry).filter(|item| item.code.starts_with(start))?;
        let ClinicalValue::Quantity(value) = &entry.value else { return None };
        let own = value.comparator.is_none() && value.unit.as_deref().unwrap_or_default() == item.unit;
        own.then(|| f64::try_from(value.number).ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use henro_domain::{CodeSet, CodedValue, Coding, Day, Finding, OffsetMinutes, Quantity, When};
    use henro_reference::checkup_item;

    use super::*;

    #[test]
    fn the_formula_holds_for_who_has_fasted_in_either_list() {
        let day = Day::new(2015, 6, 1).unwrap();
        let entry = |code: &str, value| {
            let item = Coding { set: CodeSet::Jlac10, code: code.to_owned(), name: None };
            let when = When { day, minute: None, offset: OffsetMinutes::JAPAN };
            Finding::new(item, value).to_entry(when)
        };
        let number = |code: &str, number: i64| {
            let unit = Some(checkup_item(code).unwrap().unit.to_owned());
            let quantity = Quantity { number: number.into(), comparator: None, unit, unit_as_written: None };
            entry(code, ClinicalValue::Quantity(quantity))
        };
        let found = |list: &str, answer: &str| {
            let list = CodeSet::Oid(format!("1.2.392.200119.6.{list}"));
            let coded = CodedValue { list, code: answer.to_owned(), words: None, ordered: false };
            let entries = vec![
                number("3F050000002399901", 220),
                number("3F070000002399901", 51),
                number("3F015000002399901", 148),
                entry("9N141000000000011", ClinicalValue::Coded(coded)),
            ];
            ldl(&Stored { id: "1".to_owned(), day, institution: None, entries, form: None })
                .map(|ldl| ldl.text)
        };
        let fasted = Some("139".to_owned());
        assert_eq!([found("2201", "1"), found("2201", "2")], [None, fasted.clone()]);
        assert_eq!([found("2202", "2"), found("2202", "3"), found("2202", "4")], [fasted, None, None]);
    }
}
