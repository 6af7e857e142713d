//! What is written down of a visit, as results of our own codes: 母子健康手帳 has the same columns.

use henro_domain::{
    ClinicalValue, CodeSet, CodedValue, Coding, Decimal, Finding, MmHg, Quantity, Verdict,
    check_blood_pressure,
};

use crate::wire::{PregnancyFound, PregnancyMark};
use crate::{Code, WireError};

/// The findings of a visit by their codes, in the order of the handbook; refused where one cannot be.
pub(super) fn findings(found: &PregnancyFound) -> Result<Vec<Finding>, WireError> {
    pressure_can_be(found)?;
    let mut all = Vec::new();
    for (code, value, unit, (low, high)) in numbers(found) {
        let Some(value) = value else { continue };
        if !(low..=high).contains(&value) {
            return Err(Code::ValueImpossible.into());
        }
        // As many decimals as the handbook has room for.
        let number = Decimal::from_str_exact(&format!("{}", (value * 100.0).round() / 100.0));
        let number = number.map_err(|_| Code::ValueImpossible)?;
        let unit = Some(unit.to_owned());
        let value = Quantity { number, comparator: None, unit, unit_as_written: None };
        all.push(Finding::new(item(code), ClinicalValue::Quantity(value)));
    }
    for (code, mark) in [(PROTEIN, found.protein), (SUGAR, found.sugar), (OEDEMA, found.oedema)] {
        let Some((_, key, words)) = mark.and_then(|mark| MARKS.iter().find(|(of, ..)| *of == mark)) else {
            continue;
        };
        let coded = CodedValue {
            list: CodeSet::Own,
            code: (*key).to_owned(),
            words: Some((*words).to_owned()),
            ordered: true,
        };
        all.push(Finding::new(item(code), ClinicalValue::Coded(coded)));
    }
    Ok(all)
}

/// What findings say; those of other codes are left out.
pub(super) fn found<'a>(all: impl Iterator<Item = &'a Finding>) -> PregnancyFound {
    let mut into = PregnancyFound::default();
    for finding in all.filter(|finding| finding.item.set == CodeSet::Own) {
        let code = finding.item.code.as_str();
        match &finding.value {
            ClinicalValue::Quantity(quantity) => {
                let Ok(value) = quantity.number.to_string().parse::<f64>() else { continue };
                match code {
                    WEIGHT => into.weight_kg = Some(value),
                    FUNDUS => into.fundus_cm = Some(value),
                    GIRTH => into.girth_cm = Some(value),
                    SYSTOLIC => into.systolic = whole(value),
                    DIASTOLIC => into.diastolic = whole(value),
                    HEART => into.fetal_heart = whole(value),
                    _ => {}
                }
            }
            ClinicalValue::Coded(coded) => {
                let mark = MARKS.iter().find(|(_, key, _)| *key == coded.code).map(|(mark, ..)| *mark);
                match code {
                    PROTEIN => into.protein = mark,
                    SUGAR => into.sugar = mark,
                    OEDEMA => into.oedema = mark,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    into
}

/// One of the codes that are written here.
pub(super) fn is_ours(item: &Coding) -> bool {
    item.set == CodeSet::Own && item.code.starts_with("pregnancy_")
}

/// What an item of a visit is called, in Japanese and English.
pub(crate) fn pregnancy_names(item: &Coding) -> Option<(&'static str, &'static str)> {
    let named = NAMES.iter().find(|(code, ..)| item.set == CodeSet::Own && item.code == *code);
    named.map(|(_, name, name_en)| (*name, *name_en))
}

/// As the handbook writes it.
pub(super) fn mark_text(mark: PregnancyMark) -> &'static str {
    MARKS.iter().find(|(of, ..)| *of == mark).map_or("", |(_, _, words)| words)
}

/// Both or neither, and what `domain` says can be.
fn pressure_can_be(found: &PregnancyFound) -> Result<(), WireError> {
    match (found.systolic, found.diastolic) {
        (None, None) => Ok(()),
        (Some(systolic), Some(diastolic)) => {
            match check_blood_pressure(MmHg(systolic), MmHg(diastolic), None) {
                Verdict::Usual | Verdict::Rare => Ok(()),
                _ => Err(Code::ValueImpossible.into()),
            }
        }
        _ => Err(Code::RequestInvalid.into()),
    }
}

type Number = (&'static str, Option<f64>, &'static str, (f64, f64));

/// Code, value, UCUM unit, and what can be: wide enough for every pregnancy, narrow enough for a slipped comma.
fn numbers(found: &PregnancyFound) -> [Number; 6] {
    [
        (WEIGHT, found.weight_kg, "kg", (25.0, 250.0)),
        (SYSTOLIC, found.systolic.map(f64::from), "mm[Hg]", (50.0, 300.0)),
        (DIASTOLIC, found.diastolic.map(f64::from), "mm[Hg]", (20.0, 200.0)),
        (FUNDUS, found.fundus_cm, "cm", (4.0, 50.0)),
        (GIRTH, found.girth_cm, "cm", (40.0, 180.0)),
        (HEART, found.fetal_heart.map(f64::from), "/min", (50.0, 250.0)),
    ]
}

fn item(code: &str) -> Coding {
    Coding { set: CodeSet::Own, code: code.to_owned(), name: None }
}

fn whole(value: f64) -> Option<u16> {
    (value.fract() == 0.0 && (0.0..=300.0).contains(&value)).then_some(value as u16)
}

const WEIGHT: &str = "pregnancy_weight";
const SYSTOLIC: &str = "pregnancy_systolic";
const DIASTOLIC: &str = "pregnancy_diastolic";
const FUNDUS: &str = "pregnancy_fundus";
const GIRTH: &str = "pregnancy_girth";
const PROTEIN: &str = "pregnancy_urine_protein";
const SUGAR: &str = "pregnancy_urine_sugar";
const OEDEMA: &str = "pregnancy_oedema";
const HEART: &str = "pregnancy_fetal_heart";

const NAMES: [(&str, &str, &str); 9] = [
    (WEIGHT, "体重", "Weight"),
    (SYSTOLIC, "最高血圧", "Upper pressure"),
    (DIASTOLIC, "最低血圧", "Lower pressure"),
    (FUNDUS, "子宮底長", "Fundal height"),
    (GIRTH, "腹囲", "Girth"),
    (PROTEIN, "尿蛋白", "Urine protein"),
    (SUGAR, "尿糖", "Urine sugar"),
    (OEDEMA, "浮腫（むくみ）", "Swelling"),
    (HEART, "胎児心拍", "Fetal heart"),
];

/// Stored codes and how the handbook writes them.
const MARKS: [(PregnancyMark, &str, &str); 6] = [
    (PregnancyMark::None, "none", "−"),
    (PregnancyMark::Trace, "trace", "±"),
    (PregnancyMark::Plus1, "plus1", "＋"),
    (PregnancyMark::Plus2, "plus2", "＋＋"),
    (PregnancyMark::Plus3, "plus3", "＋＋＋"),
    (PregnancyMark::Plus4, "plus4", "＋＋＋＋"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn whole_visit() -> PregnancyFound {
        PregnancyFound {
            weight_kg: Some(58.45),
            systolic: Some(118),
            diastolic: Some(72),
            fundus_cm: Some(24.5),
            girth_cm: Some(86.0),
            protein: Some(PregnancyMark::None),
            sugar: Some(PregnancyMark::Trace),
            oedema: Some(PregnancyMark::Plus1),
            fetal_heart: Some(146),
        }
    }

    #[test]
    fn a_visit_comes_back_as_it_was_written() {
        let all = findings(&whole_visit()).unwrap();
        assert_eq!(all.len(), 9);
        assert_eq!(found(all.iter()), whole_visit());
        assert_eq!(findings(&PregnancyFound::default()).unwrap(), []);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let refused = |change: fn(&mut PregnancyFound)| {
            let mut one = whole_visit();
            change(&mut one);
            findings(&one).unwrap_err().code
        };
        assert_eq!(refused(|one| one.weight_kg = Some(584.5)), Code::ValueImpossible);
        assert_eq!(refused(|one| one.weight_kg = Some(f64::NAN)), Code::ValueImpossible);
        assert_eq!(refused(|one| one.fundus_cm = Some(245.0)), Code::ValueImpossible);
        assert_eq!(refused(|one| one.girth_cm = Some(8.6)), Code::ValueImpossible);
        assert_eq!(refused(|one| one.fetal_heart = Some(14)), Code::ValueImpossible);
        // The two turned round, and one alone.
        assert_eq!(
            refused(|one| (one.systolic, one.diastolic) = (Some(72), Some(118))),
            Code::ValueImpossible
        );
        assert_eq!(refused(|one| one.diastolic = None), Code::RequestInvalid);
    }

    #[test]
    fn results_of_other_codes_say_nothing_here() {
        let foreign = Finding::new(
            Coding { set: CodeSet::Jlac10, code: WEIGHT.to_owned(), name: None },
            ClinicalValue::Text("58".to_owned()),
        );
        assert_eq!(found([foreign].iter()), PregnancyFound::default());
    }
}
