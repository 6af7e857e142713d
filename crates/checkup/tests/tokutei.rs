//! Documents of every phase: all that is in them is read or kept, and what is written says the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::collections::HashMap;

use henro_checkup::{
    Error, FindingKind, Phase, Relation, Report, Row, Value, check, open_package, phase_of, read_document,
    read_index, read_summary, write_document,
};
use henro_domain::{AbsentReason, ClinicalValue, Comparator, Day, Decimal, Interpretation};

const PHASE4: &str = include_str!("fixtures/phase4.xml");
const PHASE3: &str = include_str!("fixtures/phase3.xml");
const PHASE1: &str = include_str!("fixtures/phase1.xml");
const ODD: &str = include_str!("fixtures/odd.xml");

fn report(text: &str) -> Report {
    read_document(text.as_bytes()).unwrap()
}

fn row<'a>(rows: &'a [Row], code: &str) -> &'a Row {
    rows.iter().find(|row| row.entry.item.code == code).unwrap()
}

fn kinds(row: &Row) -> Vec<FindingKind> {
    row.findings.iter().map(|finding| finding.kind).collect()
}

#[test]
fn the_header_is_read_by_root_not_by_place() {
    let report = report(PHASE4);
    assert_eq!(report.exam, Day::new(2024, 7, 1).unwrap());
    assert_eq!(report.created, Day::new(2024, 7, 10).ok());
    assert_eq!(report.patient.id("101"), Some("00379991"));
    assert_eq!(report.patient.id("205"), Some("１２３４"));
    assert_eq!(report.patient.id("211"), Some("02"));
    assert_eq!(report.patient.name.as_deref(), Some("カクウハナコ"));
    assert_eq!(report.patient.birth, Day::new(1978, 5, 12).ok());
    let address = report.patient.address.as_ref().unwrap();
    assert_eq!(address.postal.as_deref(), Some("760-9999"));
    assert_eq!(address.text.as_deref(), Some("香川県架空市見本町８－８"));
    assert_eq!(report.performer.name.as_deref(), Some("架空健診所 A&B"));
    assert_eq!(report.tickets[0].until, Day::new(2025, 3, 31).ok());
    assert_eq!(report.tickets[0].insurer[0].extension.as_deref(), Some("00379991"));
    assert_eq!(report.program.as_ref().unwrap().code.as_deref(), Some("010"));
    assert_eq!(report.sections[0].lines, ["身長:158.0cm", "体重:58.6kg"]);
    assert!(report.kept.is_empty());
}

#[test]
fn every_state_of_a_value_is_told_apart() {
    let checked = check(&report(PHASE4));
    let rows = &checked.rows;
    assert_eq!(rows.len(), 18, "15 results and the three of the panel");
    let ClinicalValue::Quantity(pressure) = &row(rows, "9A751000000000001").entry.value else { panic!() };
    assert!(pressure.number == Decimal::from(142) && pressure.unit.as_deref() == Some("mm[Hg]"));
    assert_eq!(row(rows, "9A751000000000001").entry.interpretation, Some(Interpretation::High));
    let ClinicalValue::Quantity(fat) = &row(rows, "3F015000002327101").entry.value else { panic!() };
    assert_eq!(fat.comparator, Some(Comparator::AtMost));
    assert_eq!(fat.unit.as_deref(), Some("mg/dL"));
    assert_eq!(fat.unit_as_written.as_deref(), Some("mg/dl"));
    let absent = |code| match row(rows, code).entry.value {
        ClinicalValue::Absent(reason) => Some(reason),
        _ => None,
    };
    assert_eq!(absent("3F070000002327101"), Some(AbsentReason::NotDone));
    assert_eq!(absent("3B045000002327201"), Some(AbsentReason::NotMeasurable));
    let ClinicalValue::Coded(eye) = &row(rows, "9E100166000000011").entry.value else { panic!() };
    assert_eq!((&*eye.code, eye.words.as_deref(), eye.ordered), ("2", Some("Ⅰ"), true), "grade I is code 2");
    let words = &row(rows, "9N511000000000049").entry;
    assert_eq!(words.provenance.physician.as_deref(), Some("架空　三郎"));
    let ClinicalValue::Text(text) = &words.value else { panic!() };
    assert_eq!(text, "血圧 <140 をめざしましょう。");
    let unknown = row(rows, "9Q999000000000001");
    assert_eq!(kinds(unknown), [FindingKind::UnknownItem]);
    assert!(!unknown.is_held() && unknown.item.is_none(), "an unknown item is kept");
    let creatinine = &row(rows, "3C015000002327101").entry;
    let range = creatinine.reference.as_ref().unwrap();
    assert!(
        range.low == Decimal::from_str_exact("0.4").ok() && range.high == Decimal::from_str_exact("0.9").ok()
    );
    assert!(rows.iter().all(|row| !row.is_held()));
}

#[test]
fn a_panel_keeps_its_parts_and_reasons() {
    let report = report(PHASE4);
    let panel = report.sections[0].observations.iter().find(|one| !one.parts.is_empty()).unwrap();
    assert_eq!(panel.item.null.as_deref(), Some("NA"));
    let relations: Vec<Relation> = panel.parts.iter().map(|(relation, _)| *relation).collect();
    assert_eq!(relations, [Relation::Part, Relation::Part, Relation::Reason]);
    assert!(
        matches!(&panel.parts[1].1.values[..], [Value::Number(pq)] if pq.value.as_deref() == Some("66.0"))
    );
}

#[test]
fn phases_are_told_by_the_day_and_the_content() {
    assert_eq!(phase_of(&report(PHASE4)), (Phase::Fourth, true));
    assert_eq!(phase_of(&report(PHASE3)), (Phase::Third, true));
    assert_eq!(phase_of(&report(PHASE1)), (Phase::First, true));
    assert_eq!(phase_of(&report(ODD)), (Phase::Third, false), "the list of smoking is of phase 4");
    let new = PHASE3.replace("<effectiveTime value=\"20200605\"/>", "<effectiveTime value=\"20240605\"/>");
    assert_eq!(phase_of(&report(&new)), (Phase::Fourth, false), "the list of smoking is of phase 3");
    let first = check(&report(PHASE1));
    let fat = &row(&first.rows, "3F015000002327101");
    assert!(
        matches!(fat.entry.value, ClinicalValue::Coded(_)) && fat.findings.is_empty(),
        "H alone before 2013"
    );
}

#[test]
fn what_is_odd_is_said_by_line_and_item_and_held() {
    let report = report(ODD);
    let checked = check(&report);
    let of = |code| kinds(row(&checked.rows, code));
    assert_eq!(of("9N001000000000001"), [FindingKind::UnitMismatch]);
    assert_eq!(of("9N006000000000001"), [FindingKind::OutOfRange]);
    assert_eq!(of("9A751000000000001"), [FindingKind::PairOrder]);
    assert_eq!(of("3D046000001920402"), [FindingKind::Unparsed]);
    assert_eq!(of("9N736000000000011"), [FindingKind::UnknownCode]);
    assert_eq!(of("1A020000000190111"), [FindingKind::KindMismatch]);
    let twice: Vec<_> =
        checked.rows.iter().filter(|row| row.entry.item.code == "9N271160700000011").map(kinds).collect();
    assert_eq!(twice, [vec![FindingKind::OtherSex], vec![FindingKind::OtherSex, FindingKind::Duplicate]]);
    assert_eq!(checked.findings[0].kind, FindingKind::PhaseMismatch);
    let line = row(&checked.rows, "3D046000001920402").findings[0].line as usize;
    assert!(ODD.lines().nth(line - 1).unwrap().contains("<observation"), "line {line}");
    assert_eq!(checked.rows.iter().filter(|row| row.is_held()).count(), 6);
}

#[test]
fn what_is_no_part_of_the_form_is_kept() {
    let report = report(ODD);
    let kept: Vec<(&str, &str)> =
        report.kept.iter().map(|kept| (kept.path.rsplit('/').next().unwrap(), &*kept.value)).collect();
    assert_eq!(
        kept,
        [
            ("birthTime@value", "19700231"),
            ("act@classCode", "ACT"),
            ("code@code", "x"),
            ("act", "よその記録"),
            ("foreign@a", "1"),
        ]
    );
    assert_eq!(report.patient.birth, None, "no such day");
}

#[test]
fn nothing_of_a_file_is_lost() {
    for text in [PHASE4, PHASE3, PHASE1, ODD] {
        nothing_is_lost(text);
    }
}

#[test]
fn what_is_written_reads_as_the_same_report() {
    for text in [PHASE4, PHASE3, PHASE1, ODD] {
        let first = report(text);
        let again = report(&write_document(&first));
        assert!(again.same_content(&first));
        assert!(again.kept.is_empty());
    }
}

#[test]
fn other_documents_are_refused_by_kind() {
    let refused = |text: &str| read_document(text.as_bytes()).err();
    assert_eq!(refused("<ClinicalDocument/>"), Some(Error::Kind));
    assert_eq!(refused("<Bundle xmlns='http://hl7.org/fhir'/>"), Some(Error::Kind));
    let dayless = PHASE4.replace("<effectiveTime value=\"20240701\"/>", "");
    assert_eq!(refused(&dayless), Some(Error::Missing { place: "serviceEvent/effectiveTime" }));
    let municipal = PHASE4.replace("1.2.392.200119.6.1005", "1.2.392.100495.100.1051");
    assert_eq!(refused(&municipal), Some(Error::Municipal));
    let bomb = PHASE4.replacen("<ClinicalDocument", "<!DOCTYPE x [<!ENTITY y 'z'>]><ClinicalDocument", 1);
    assert!(matches!(refused(&bomb), Some(Error::Declaration { .. })));
}

#[test]
fn a_document_of_two_people_is_refused() {
    let part = |name: &str| {
        let (start, end) = (format!("<{name}>"), format!("</{name}>"));
        let from = PHASE4.find(&start).unwrap();
        let to = PHASE4.find(&end).unwrap() + end.len();
        &PHASE4[from..to]
    };
    for name in ["recordTarget", "patientRole", "patient"] {
        let other = part(name).replace("カクウハナコ", "カクウタロウ");
        let two = PHASE4.replacen(part(name), &format!("{}{other}", part(name)), 1);
        assert_eq!(read_document(two.as_bytes()).err(), Some(Error::TwoPeople), "{name}");
    }
}

#[test]
fn the_prefix_of_types_may_be_any() {
    let text = PHASE4.replace("xmlns:xsi=", "xmlns:t=").replace("xsi:", "t:");
    assert!(report(&text).same_content(&report(PHASE4)));
    let set = " codeSystem=\"1.2.392.200119.6.1005\"";
    assert!(report(&PHASE4.replace(set, "")).same_content(&report(PHASE4)), "the form's own set");
}

#[test]
fn index_and_summary_are_read_in_both_namespaces() {
    let text = include_str!("fixtures/ix08_V08.xml");
    let index = read_index(text.as_bytes()).unwrap();
    assert_eq!((index.records, index.interaction.as_deref(), index.old), (Some(2), Some("6"), false));
    assert_eq!(index.sender[0].extension.as_deref(), Some("3799999991"));
    assert!(index.kept.is_empty());
    let summary = read_summary(include_bytes!("fixtures/su08_V08.xml")).unwrap();
    assert_eq!((summary.subjects, summary.old), (Some(2), true));
    assert_eq!(summary.claimed.unwrap().amount, "15000");
    let broken = text.replace("value=\"2\"", "value=\"many\"");
    let broken = read_index(broken.as_bytes()).unwrap();
    assert_eq!((broken.records, broken.kept.len()), (None, 1));
    assert_eq!(read_summary(text.as_bytes()).err(), Some(Error::Kind));
}

/// Samples of others, by the folder in `HENRO_CHECKUP_SAMPLES`: every field accounted for, of documents, packages, index and summary.
#[test]
fn samples_are_read_whole_where_they_are_at_hand() {
    let Ok(folder) = std::env::var("HENRO_CHECKUP_SAMPLES") else {
        eprintln!("skipped: HENRO_CHECKUP_SAMPLES names no folder with h*.xml");
        return;
    };
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        match &name {
            name if name.starts_with("ix08") => {
                let index = read_index(&bytes).unwrap();
                assert!(index.kept.is_empty() && index.records.is_some(), "{name}");
                eprintln!("{name}: {:?} documents, old namespace: {}", index.records, index.old);
            }
            name if name.starts_with("su08") => {
                let summary = read_summary(&bytes).unwrap();
                assert!(summary.kept.is_empty() && summary.subjects.is_some(), "{name}");
                eprintln!("{name}: {:?} people, old namespace: {}", summary.subjects, summary.old);
            }
            name if name.ends_with(".zip") => eprintln!("{name}: {} documents", packed(name, &bytes)),
            _ => {}
        }
        if !(name.starts_with('h') && name.ends_with(".xml")) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let first = report(&text);
        assert!(first.kept.is_empty(), "{name}: {} leaves unread", first.kept.len());
        nothing_is_lost(&text);
        assert!(report(&write_document(&first)).same_content(&first), "{name}");
        let checked = check(&first);
        let odd: Vec<_> = checked.rows.iter().flat_map(kinds).collect();
        eprintln!("{name}: {} rows, {:?}, findings {odd:?}", checked.rows.len(), checked.phase);
        count += 1;
    }
    assert!(count > 0, "the folder has no h*.xml");
}

/// A package whose index counts its documents, each of them read whole: how many there are.
fn packed(name: &str, bytes: &[u8]) -> usize {
    let mut package = open_package(bytes).unwrap();
    assert!(!package.count_differs() && !package.is_empty(), "{name}");
    assert!(package.index.as_ref().is_some_and(Result::is_ok), "{name}");
    for document in package.documents() {
        let report = document.report.unwrap();
        assert!(report.kept.is_empty(), "{name} {}", document.name);
        assert!(read_document(write_document(&report).as_bytes()).unwrap().same_content(&report));
    }
    package.len()
}

/// Schemas of others, by the folder in `HENRO_CHECKUP_XSD`, with `xmllint`.
#[test]
fn what_is_written_fits_the_schema_where_it_is_at_hand() {
    let Ok(folder) = std::env::var("HENRO_CHECKUP_XSD") else {
        eprintln!("skipped: HENRO_CHECKUP_XSD names no folder with hc08_V08.xsd");
        return;
    };
    if std::process::Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("skipped: xmllint is not there");
        return;
    }
    let schema = std::path::Path::new(&folder).join("hc08_V08.xsd");
    for text in [PHASE4, PHASE3, PHASE1] {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("read.xml", text.to_owned()), ("written.xml", write_document(&report(text)))] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let lint = std::process::Command::new("xmllint")
                .args(["--nonet", "--noout", "--schema"])
                .args([&schema, &path])
                .output()
                .unwrap();
            assert!(lint.status.success(), "{}", String::from_utf8_lossy(&lint.stderr));
        }
    }
}

/// Every value of the file, counted, is in the written report or kept.
fn nothing_is_lost(text: &str) {
    let first = report(text);
    let mut there = values(&write_document(&first));
    for kept in &first.kept {
        *there.entry(kept.value.clone()).or_default() += 1;
    }
    for (value, count) in values(text) {
        let found = there.get(&value).copied().unwrap_or_default();
        assert!(found >= count, "a value stood there {count} times and is found {found} times");
    }
}

/// Attributes and texts of a file, read by the library alone.
fn values(text: &str) -> HashMap<String, usize> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut found: HashMap<String, usize> = HashMap::new();
    let mut line = String::new();
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Text(text) => line.push_str(text),
            Event::GeneralRef(entity) => {
                line.push_str(quick_xml::escape::resolve_predefined_entity(entity).unwrap());
            }
            _ => {
                let whole = std::mem::take(&mut line);
                if !whole.trim().is_empty() {
                    *found.entry(whole.trim().to_owned()).or_default() += 1;
                }
            }
        }
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes().map(Result::unwrap) {
                    let name = attribute.key.0;
                    if name.starts_with("xmlns") || name.ends_with("schemaLocation") {
                        continue;
                    }
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap();
                    *found.entry(value.into_owned()).or_default() += 1;
                }
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}
