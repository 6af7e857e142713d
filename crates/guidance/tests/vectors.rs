//! Every worked example of the specification's table, by rule.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::collections::{BTreeMap, HashMap};

use henro_calc as calc;
use henro_domain::{Day, Decimal, Measured, Milli, MmHg, Sex};
use henro_guidance::{Findings, Medicines, Place, level_on, metabolic_rule, pressure_rules};

const TABLE: &str = include_str!("vectors.tsv");

#[test]
fn every_worked_example_comes_out() {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [rule, values, expected, note] = cells[..] else { panic!("four cells: {line}") };
        let values = Values::read(values);
        let answer = answer(rule, &values);
        assert_eq!(answer.0, expected, "{line}");
        if let Some(beside) = answer.1 {
            assert_eq!(beside, note, "{line}");
        }
        *seen.entry(rule).or_default() += 1;
    }
    let counts: Vec<(&str, u32)> = seen.into_iter().collect();
    // the number of rows of the specification's table, by rule
    let of = [
        ("bmi", 5),
        ("bp_home_jsh2019", 6),
        ("bp_office_jsh2009", 5),
        ("bp_office_jsh2019", 8),
        ("egfr_jp", 6),
        ("guidance_level_2024", 17),
        ("jds_to_ngsp", 8),
        ("ldl_friedewald", 4),
        ("mets_mhlw", 6),
        ("mets_seed2010", 12),
    ];
    assert_eq!(counts, of);
}

/// What comes out, and for some rules what the note beside it says.
fn answer(rule: &str, values: &Values) -> (String, Option<String>) {
    match rule {
        "mets_seed2010" => (metabolic("mets_trial_2010", values), None),
        "mets_mhlw" => (metabolic("mets_2024", values), None),
        "guidance_level_2024" => {
            let rule = level_on(Day::new(2024, 6, 1).unwrap()).unwrap();
            let judged = rule.judge(&findings(values), values.whole("age").unwrap()).unwrap();
            (judged.answer.code().to_string(), None)
        }
        "jds_to_ngsp" => {
            let jds = Milli::from_f64(values.number("jds").unwrap()).unwrap();
            (format!("{:.1}", calc::ngsp_of_jds(jds).unwrap().as_f64()), None)
        }
        "egfr_jp" => {
            let rate =
                calc::egfr(values.number("cr").unwrap(), values.whole("age").unwrap(), values.sex()).unwrap();
            let stage = format!("{:?}", calc::kidney_stage(rate).unwrap());
            (format!("{rate:.1} {stage}"), None)
        }
        "bmi" => body(values),
        "bp_office_jsh2009" => (pressure(Place::Office, "2010-06-01", values), None),
        "bp_office_jsh2019" => (pressure(Place::Office, "2024-06-01", values), None),
        "bp_home_jsh2019" => (pressure(Place::Home, "2024-06-01", values), None),
        "ldl_friedewald" => cholesterol(values),
        other => panic!("no such rule: {other}"),
    }
}

fn metabolic(id: &str, values: &Values) -> String {
    metabolic_rule(id).unwrap().judge(&findings(values)).answer.code().to_string()
}

fn findings(values: &Values) -> Findings {
    let taken = |name| Some(values.flag(name).unwrap_or_default());
    Findings {
        sex: values.sex(),
        waist: values.measured("waist"),
        visceral_fat: values.measured("vfa"),
        bmi: values.measured("bmi"),
        systolic: values.measured("sbp"),
        diastolic: values.measured("dbp"),
        triglycerides: values.measured("tg"),
        triglycerides_casual: values.measured("tg_casual"),
        hdl: values.measured("hdl"),
        glucose: values.measured("fpg"),
        glucose_casual: None,
        hba1c_ngsp: values.measured("hba1c_ngsp"),
        hba1c_jds: values.measured("hba1c_jds"),
        medicines: Medicines {
            pressure: taken("med_bp"),
            glucose: taken("med_glucose"),
            lipids: taken("med_lipid"),
        },
        smoker: values.flag("smoking"),
    }
}

fn body(values: &Values) -> (String, Option<String>) {
    let (height, weight) = (values.number("height").unwrap(), values.number("weight").unwrap());
    let bmi = calc::bmi(height, weight).unwrap();
    let class = match calc::bmi_class(bmi, None).unwrap() {
        calc::BmiClass::Underweight => "低体重",
        calc::BmiClass::Normal => "普通体重",
        calc::BmiClass::Obese1 => "肥満1度",
        calc::BmiClass::Obese2 => "肥満2度",
        calc::BmiClass::Obese3 => "肥満3度",
        calc::BmiClass::Obese4 => "肥満4度",
    };
    let standard = calc::weight_at_bmi_22(height).unwrap();
    let index = calc::obesity_index_pct(height, weight).unwrap();
    (
        format!("{bmi:.1} {class}"),
        Some(format!("standard weight {standard:.1} kg, obesity index {index:.1} %")),
    )
}

fn pressure(place: Place, day: &str, values: &Values) -> String {
    let whole = |name| MmHg(u16::try_from(values.whole(name).unwrap()).unwrap());
    let day = Day::parse(day).unwrap();
    let rule = henro_guidance::pressure_on(place, day).unwrap();
    assert!(pressure_rules().contains(rule));
    let judged = rule.judge(whole("sbp"), whole("dbp")).unwrap();
    let beside = if judged.isolated_systolic { "+孤立性収縮期高血圧" } else { "" };
    format!("{}{beside}", judged.class.name)
}

fn cholesterol(values: &Values) -> (String, Option<String>) {
    let of = |name| values.number(name).unwrap();
    let ldl = calc::ldl_friedewald(of("tc"), of("hdl"), of("tg"), values.flag("fasting").unwrap()).unwrap();
    let shown = ldl.map_or_else(|| "n/a".to_owned(), |ldl| ldl.to_string());
    (shown, Some(format!("non-HDL {}", calc::non_hdl(of("tc"), of("hdl")).unwrap())))
}

struct Values<'a>(HashMap<&'a str, &'a str>);

impl<'a> Values<'a> {
    fn read(text: &'a str) -> Self {
        Self(text.split(' ').map(|pair| pair.split_once('=').unwrap()).collect())
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).copied().filter(|text| *text != "?")
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.text(name).map(|text| text.parse().unwrap())
    }

    fn whole(&self, name: &str) -> Option<u32> {
        self.text(name).map(|text| text.parse().unwrap())
    }

    fn measured(&self, name: &str) -> Option<Measured> {
        self.text(name).map(|text| Decimal::from_str_exact(text).unwrap().into())
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.text(name).map(|text| text.parse().unwrap())
    }

    fn sex(&self) -> Sex {
        match self.text("sex") {
            Some("F") => Sex::Female,
            Some("M") => Sex::Male,
            other => panic!("sex: {other:?}"),
        }
    }
}
