//! eCheckup bundles: what they say comes out as the XML of the same checkup says it, and nothing gets lost.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use henro_checkup::{Error, FindingKind, Named, Report, Row, check, read_bundle, read_document};
use henro_domain::{AbsentReason, ClinicalValue, Comparator, Day, Sex};

const BUNDLE: &str = include_str!("fixtures/echeckup.json");

fn report() -> Report {
    read_bundle(BUNDLE.as_bytes()).unwrap()
}

fn row<'a>(rows: &'a [Row], code: &str) -> &'a Row {
    rows.iter().find(|row| row.entry.item.code == code).unwrap()
}

fn number(row: &Row) -> (String, Option<Comparator>, Option<&str>) {
    match &row.entry.value {
        ClinicalValue::Quantity(value) => (value.number.to_string(), value.comparator, value.unit.as_deref()),
        _ => panic!("no number"),
    }
}

#[test]
fn person_day_and_place_are_read() {
    let report = report();
    let person = Named::of_patient(&report.patient);
    assert_eq!(person.names, ["架空 花子", "カクウ ハナコ"]);
    assert_eq!((person.birth, person.sex), (Day::new(1978, 5, 12).ok(), Some(Sex::Female)));
    assert_eq!(report.exam, Day::new(2024, 6, 3).unwrap());
    assert_eq!(report.performer.name.as_deref(), Some("架空健診センター"));
    assert_eq!(report.patient.address.as_ref().unwrap().postal.as_deref(), Some("760-0001"));
}

#[test]
fn every_kind_of_value_is_read_and_checked() {
    let report = report();
    let rows = check(&report).rows;
    assert_eq!(
        number(row(&rows, "9N001000000000001")),
        ("158.40".to_owned(), None, Some("cm")),
        "digits as written"
    );
    assert_eq!(number(row(&rows, "9A751000000000001")).0, "144");
    let crp = number(row(&rows, "5C070000002306201"));
    assert_eq!((crp.0.as_str(), crp.1), ("0.05", Some(Comparator::Less)), "less stays less");
    let protein = row(&rows, "1A010000000190111");
    assert!(
        matches!(&protein.entry.value, ClinicalValue::Coded(value) if value.code == "3" && value.ordered)
    );
    assert!(
        matches!(&row(&rows, "9N511000000000049").entry.value, ClinicalValue::Text(text) if text == "要経過観察")
    );
    assert_eq!(row(&rows, "9N511000000000049").entry.provenance.physician.as_deref(), Some("健診 一郎"));
    let waist = row(&rows, "9N016160100000001");
    assert_eq!(waist.entry.value, ClinicalValue::Absent(AbsentReason::NotDone));
    assert_eq!(number(row(&rows, "2A030000001930101")).0, "14.0", "a part of a panel");
    assert_eq!(number(row(&rows, "9N006000000000001")).0, "51.0", "in no section, and there");
    assert!(rows.iter().all(|row| row.entry.item.code != "2A020"), "a panel is no result");
    assert_eq!(rows.len(), 10);
}

#[test]
fn a_result_of_another_day_is_not_dated_to_the_exam_and_not_lost() {
    let weight = |when: &str| {
        let old = "\"effectiveDateTime\": \"2024-06-03\"";
        let at = BUNDLE.find("9N006000000000001").unwrap();
        let at = at + BUNDLE[at..].find(old).unwrap();
        let mended =
            format!("{}\"effectiveDateTime\": \"{when}\"{}", &BUNDLE[..at], &BUNDLE[at + old.len()..]);
        let report = read_bundle(mended.as_bytes()).unwrap();
        let rows =
            check(&report).rows.iter().filter(|row| row.entry.item.code == "9N006000000000001").count();
        (rows, report.kept.iter().any(|one| one.value == "51.0"))
    };
    assert_eq!(weight("2024-06-03"), (1, false));
    assert_eq!(weight("2024-06-02T23:30:00Z"), (1, false), "a time zone");
    for other in ["2023-06-01", "2024-06-05", "2023-06", "2023"] {
        assert_eq!(weight(other), (0, true), "{other}: no result of this exam, and kept");
    }
}

#[test]
fn two_units_of_one_number_are_asked_about() {
    let rows = check(&report()).rows;
    let glucose = row(&rows, "3D010000001926101");
    assert!(glucose.is_held());
    assert_eq!(glucose.findings[0].kind, FindingKind::UnitMismatch);
    assert_eq!(rows.iter().filter(|row| row.is_held()).count(), 1);
}

#[test]
fn what_is_taken_back_is_named_and_what_is_unknown_is_kept() {
    let report = report();
    let kept: Vec<(&str, &str)> = report.kept.iter().map(|one| (&*one.path, &*one.value)).collect();
    assert!(kept.contains(&("Observation.entered-in-error", "AST")));
    assert!(kept.iter().any(|(path, value)| path.ends_with("subscriberId") && *value == "12-345"));
    assert!(kept.iter().any(|(path, value)| path.ends_with("note[0].text") && *value == "溶血なし"));
    assert!(kept.iter().all(|(_, value)| *value != "9999"), "a value its writer took back is none");
    assert_eq!(kept.len(), 4, "{:?}", kept.iter().map(|(path, _)| path).collect::<Vec<_>>());
}

#[test]
fn other_documents_and_two_people_are_refused() {
    let of = |text: &str| read_bundle(text.as_bytes()).err();
    let second = "{\"fullUrl\":\"urn:uuid:q\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"q\"}},";
    let two =
        BUNDLE.replacen("{\"fullUrl\": \"urn:uuid:e\"", &format!("{second}{{\"fullUrl\": \"urn:uuid:e\""), 1);
    assert_eq!(of(&two), Some(Error::TwoPeople));
    assert_eq!(of(&BUNDLE.replace("eCheckup", "IPS").replace("53576-5", "60591-5")), Some(Error::Kind));
    assert_eq!(of("{\"resourceType\": \"Patient\"}"), Some(Error::Kind));
    assert_eq!(
        of(&BUNDLE.replace("\"start\": \"2024-06-03\"", "\"start\": \"2024-06\"")),
        Some(Error::Missing { place: "event.period.start" })
    );
    let stranger = BUNDLE.replacen(
        "\"subject\": {\"reference\": \"urn:uuid:p\"}, \"effective",
        "\"subject\": {\"reference\": \"urn:uuid:x\"}, \"effective",
        1,
    );
    let rows = check(&read_bundle(stranger.as_bytes()).unwrap()).rows;
    assert!(
        rows.iter().all(|row| row.entry.item.code != "9N001000000000001"),
        "about somebody who is not there"
    );
}

/// The bundle and the XML of one checkup, by the folder in `HENRO_CHECKUP_BUNDLES`: `NAME.json` beside `NAME.xml`.
#[test]
fn a_bundle_says_what_the_xml_of_the_same_checkup_says_where_both_are_at_hand() {
    let Ok(folder) = std::env::var("HENRO_CHECKUP_BUNDLES") else {
        eprintln!("skipped: HENRO_CHECKUP_BUNDLES names no folder with bundles and their XML");
        return;
    };
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let xml = path.with_extension("xml");
        if path.extension().is_none_or(|end| end != "json") || !xml.exists() {
            continue;
        }
        let bundle = check(&read_bundle(&std::fs::read(&path).unwrap()).unwrap()).rows;
        let document = check(&read_document(&std::fs::read(&xml).unwrap()).unwrap()).rows;
        let (mut same, mut other) = (0, Vec::new());
        for row in &bundle {
            let twin = document.iter().find(|one| one.entry.item.code == row.entry.item.code);
            let plain = |row: &Row| match &row.entry.value {
                ClinicalValue::Quantity(value) => {
                    format!("{} {:?} {:?}", value.number.normalize(), value.comparator, value.unit)
                }
                ClinicalValue::Coded(value) => format!("{} {:?}", value.code, value.list),
                ClinicalValue::Text(text) => text.clone(),
                ClinicalValue::Absent(reason) => format!("{reason:?}"),
            };
            match twin {
                Some(twin) if plain(twin) == plain(row) => same += 1,
                _ => other.push(row.entry.item.code.clone()),
            }
        }
        eprintln!("{}: {same} the same, others {other:?}", path.display());
        assert!(same > 0 && other.len() <= 1, "all but the one value the notes name");
        count += 1;
    }
    assert!(count > 0, "the folder has no bundle with its XML");
}
