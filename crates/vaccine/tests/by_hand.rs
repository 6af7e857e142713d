//! Cases worked out by hand from the sentence beside each. `history`: code@day; `due@DAY` is a pregnancy, `mother` a mother
//! with HBs antigen. `expected` names what is looked at: of the answer of `series`, and of the doses (`d2`) as
//! `conformance.rs` writes them. `absent`: the series is not answered.

mod letters;

use std::collections::BTreeMap;

use henro_domain::{Day, Sex};
use henro_vaccine::{Error, Given, Judged, Person, Plan, State, Verdict, ahead, plan};
use letters::{mark, state, verdict};

#[test]
fn every_case_by_hand_is_answered_as_its_sentence_says() {
    let rows: Vec<&str> = include_str!("fixtures/by_hand.tsv").lines().skip(1).collect();
    assert!(rows.len() >= 60, "{} cases", rows.len());
    let wrong: Vec<String> = rows.iter().flat_map(|row| differences(row)).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn differences(row: &str) -> Vec<String> {
    let cells: Vec<&str> = row.split('\t').collect();
    let [born, sex, today, history, series, expected, sentence] = cells[..] else { panic!("{row}") };
    assert!(sentence.chars().count() > 5, "{row}");
    let (person, given) = read(born, sex, history);
    let found = plan(&person, &given, day(today)).expect("a case that can be answered");
    let shown = shown(&found, series);
    let wrong = |wanted: &str| {
        let (field, value) = wanted.split_once('=').unwrap_or((wanted, "1"));
        let here = shown.get(field).cloned().unwrap_or_else(|| "nothing".to_owned());
        (here != value).then(|| {
            format!("{born} {today} {history} {series}: {field} is {here}, not {value} ({sentence})")
        })
    };
    expected.split(' ').filter_map(wrong).collect()
}

fn read(born: &str, sex: &str, history: &str) -> (Person, Vec<Given>) {
    let mut person = Person::new(day(born), letters::sex(sex));
    let mut given = Vec::new();
    for one in history.split_terminator(',') {
        match one.split_once('@') {
            None => person.mother_hbsag = true,
            Some(("due", on)) => person.due = Some(day(on)),
            Some((code, on)) => given.push(Given::new(code, day(on))),
        }
    }
    (person, given)
}

fn shown(found: &Plan, series: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for (place, dose) in found.doses.iter().enumerate() {
        fields.insert(format!("d{}", place + 1), written(dose));
    }
    let Some(answer) = found.answer(series) else {
        fields.insert("absent".to_owned(), "1".to_owned());
        return fields;
    };
    let mut put = |field: &str, value: String| fields.insert(field.to_owned(), value);
    put("state", state(answer.state).to_string());
    put("vaccine", answer.vaccine.to_owned());
    put("check", u8::from(answer.check).to_string());
    put("sure", answer.confidence.key().to_owned());
    put("choice", answer.choice.unwrap_or_default().to_owned());
    put("next", answer.next.map(|next| next.to_string()).unwrap_or_default());
    let days = [("possible", answer.possible), ("from", answer.from), ("to", answer.to)];
    for (field, value) in days.into_iter().chain([("last", answer.last_free)]) {
        put(field, value.map(|day| day.to_string()).unwrap_or_default());
    }
    fields
}

fn written(dose: &Judged) -> String {
    let marks: String = dose.findings.iter().map(|finding| mark(*finding)).collect();
    format!("{}{marks}", verdict(dose))
}

#[test]
fn what_cannot_be_answered_is_an_error() {
    let baby = Person::new(day("2026-05-10"), None);
    assert_eq!(plan(&baby, &[], day("2026-05-09")), Err(Error::BornLater));
    let on = day("2026-07-10");
    assert_eq!(
        plan(&baby, &[Given::new("HEPB", on), Given::new("PCV21", on)], on),
        Err(Error::UnknownVaccine(1))
    );
    assert_eq!(plan(&baby, &vec![Given::new("HEPB", on); Given::MOST + 1], on), Err(Error::TooMany));
    let lot = Given { lot: Some("x".repeat(Given::LOT_MOST + 1)), ..Given::new("HEPB", on) };
    assert_eq!(plan(&baby, &[lot], on), Err(Error::Lot(0)));
}

#[test]
fn numbers_out_of_order_are_told() {
    let baby = Person::new(day("2026-05-10"), None);
    let numbered = |number, on| Given { number: Some(number), ..Given::new("HEPB", day(on)) };
    let found =
        plan(&baby, &[numbered(1, "2026-08-06"), numbered(2, "2026-07-09")], day("2026-09-01")).unwrap();
    assert_eq!(found.doses.iter().map(written).collect::<Vec<_>>(), ["A2r", "C1"]);
    assert!(found.answer("HEPB-S").unwrap().check);
}

#[test]
fn every_answer_has_its_sources_and_low_ones_are_marked() {
    let found = plan(&Person::new(day("2024-05-10"), Some(Sex::Male)), &[], day("2034-11-22")).unwrap();
    assert!(found.answers.len() > 10);
    for answer in &found.answers {
        assert!(!answer.sources().is_empty(), "{}", answer.series);
        assert!(answer.sources().iter().all(|id| henro_reference::vaccine_source(id).is_some()));
    }
    // HPV 男性 and 髄膜炎菌 are general knowledge (GK)
    for series in ["HPV9M-3D", "MENACWY-S"] {
        assert_eq!(found.answer(series).unwrap().confidence.key(), "low", "{series}");
    }
}

#[test]
fn the_first_two_years_lie_in_order_and_leave_nothing_open() {
    let born = day("2026-05-10");
    let visits = ahead(&Person::new(born, None), &[], born, day("2028-05-09"), &[]).unwrap();
    assert!(visits.windows(2).all(|pair| pair[0].day < pair[1].day));
    // 生後2か月: 5種混合, 小児肺炎球菌, ロタ, B型肝炎 together
    let first: Vec<_> = visits[0].doses.iter().map(|(vaccine, ..)| *vaccine).collect();
    assert_eq!((visits[0].day, first), (day("2026-07-09"), vec!["ROTA1", "HEPB", "PCV", "DPTIPVHIB"]));
    let given: Vec<Given> = visits
        .iter()
        .flat_map(|visit| visit.doses.iter().map(|(vaccine, ..)| Given::new(vaccine, visit.day)))
        .collect();
    let after = plan(&Person::new(born, None), &given, day("2028-05-09")).unwrap();
    assert!(after.doses.iter().all(|dose| dose.verdict == Verdict::Counts), "{:?}", after.doses);
    for series in ["ROTA1-S", "HEPB-S", "PCV-2M", "DPTIPVHIB-1", "BCG-S", "MR-1", "VAR-S"] {
        assert_eq!(after.answer(series).map(|answer| answer.state), Some(State::Done), "{series}");
    }
    let five = ahead(&Person::new(born, None), &[], born, day("2026-12-31"), &["ROTA5"]).unwrap();
    assert_eq!(five.iter().flat_map(|visit| &visit.doses).filter(|dose| dose.0 == "ROTA5").count(), 3);
}

#[test]
fn a_first_dose_against_rotavirus_after_fourteen_weeks_is_on_no_plan() {
    // 出生15週0日後以降の1回目は安全性が確立されていない (ROTQ): 2026-05-10 and 105 days is 2026-08-23.
    let baby = Person::new(day("2026-05-10"), None);
    let planned = |on: &str| {
        let visits = ahead(&baby, &[], day(on), day("2027-05-09"), &["ROTA5"]).unwrap();
        visits.iter().flat_map(|visit| &visit.doses).filter(|dose| dose.0.starts_with("ROTA")).count()
    };
    assert_eq!((planned("2026-08-22"), planned("2026-08-23")), (3, 0));
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}
