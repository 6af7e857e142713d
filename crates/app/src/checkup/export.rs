//! A stored checkup as a 特定健診 document again.
//!
//! One that came as such a document goes out in its own form: header, tickets, sections, panels. Of another the person, day, institution and
//! results are written. The form wants an id of the person, which an insurer gives: it says that there is none (`NI`), which its schema
//! allows. What has no code of a public set, such as a column of an institution, is a line for human eyes.

use henro_checkup::{
    Coded, Id, Observation, Organization, Patient, Pq, Report, Section, Value, write_document,
};
use henro_domain::{
    AbsentReason, ClinicalEntry, ClinicalValue, CodeSet, Coding, Comparator, Day, Interpretation, Person,
    Quantity, Sex,
};

use super::form;
use super::show;
use super::store::{self, Stored};
use super::years::known;
use crate::wire::*;
use crate::{Context, WireError};

/// Writes one checkup to a file.
pub(crate) fn export(ctx: &Context, ask: CheckupOne) -> Result<ExportFile, WireError> {
    let (text, day, entries) = store::with(ctx, |open, now| {
        let stored = store::one(open, &ask.id)?;
        let report = report(&stored, open.person(), now.today);
        Ok((write_document(&report), stored.day, stored.entries.len() as u64))
    })?;
    let path = store::write_file(ctx, &format!("henro-checkup-{day}"), "xml", &text)?;
    Ok(ExportFile { path, entries })
}

fn report(stored: &Stored, person: &Person, today: Day) -> Report {
    let form = stored.form.as_deref().and_then(|form| form::filled(form, &stored.entries));
    let (mut report, entries) =
        form.unwrap_or_else(|| (header(stored, person, today), stored.entries.iter().collect()));
    report.sections.extend(sections(entries));
    report
}

/// Results under the sections of the form, and what is for human eyes.
fn sections(entries: Vec<&ClinicalEntry>) -> impl Iterator<Item = Section> {
    let (national, other): (Vec<&ClinicalEntry>, Vec<&ClinicalEntry>) =
        entries.into_iter().partition(|entry| known(entry).is_some_and(|item| !item.tokutei.is_empty()));
    let (other, lines): (Vec<&ClinicalEntry>, Vec<&ClinicalEntry>) =
        other.into_iter().partition(|entry| system(&entry.item.set).is_some());
    let sections = [("01010", "検査・問診", national, Vec::new()), ("01990", "任意追加項目", other, lines)];
    let sections =
        sections.into_iter().filter(|(.., entries, lines)| !entries.is_empty() || !lines.is_empty());
    sections.map(|(number, title, entries, lines)| section(number, title, &entries, &lines))
}

/// What is known of a checkup that came in no such document.
fn header(stored: &Stored, person: &Person, today: Day) -> Report {
    let place = Organization { name: stored.institution.clone(), ..Organization::default() };
    Report {
        kind: code("1.2.392.200119.6.1001", "10"),
        id: Id { null: Some("NI".to_owned()), ..Id::default() },
        created: Some(today),
        confidentiality: Some(Coded { code: Some("N".to_owned()), ..Coded::default() }),
        patient: Patient {
            ids: vec![Id { null: Some("NI".to_owned()), ..Id::default() }],
            name: Some(person.name.clone()),
            sex: person
                .sex
                .map(|sex| code("1.2.392.200119.6.1104", if sex == Sex::Male { "1" } else { "2" })),
            birth: person.birth,
            ..Patient::default()
        },
        written: Some(today),
        author: place.clone(),
        tickets: Vec::new(),
        // Which programme paid for it is not kept.
        program: Some(code("1.2.392.200119.6.1002", "000")),
        exam: stored.day,
        performer: place,
        sections: Vec::new(),
        kept: Vec::new(),
        leaves: 0,
    }
}

fn section(number: &str, title: &str, entries: &[&ClinicalEntry], lines: &[&ClinicalEntry]) -> Section {
    Section {
        code: code("1.2.392.200119.6.1010", number),
        title: Some(title.to_owned()),
        lines: lines.iter().map(|entry| line(entry)).collect(),
        observations: entries.iter().map(|entry| observation(entry)).collect(),
    }
}

/// `name: value` of what has no code.
fn line(entry: &ClinicalEntry) -> String {
    let name = entry.item.name.as_deref().unwrap_or(&entry.item.code);
    format!("{name}: {}", show::plain(None, &entry.value))
}

pub(super) fn observation(entry: &ClinicalEntry) -> Observation {
    let judged = entry.interpretation.map(|word| match word {
        Interpretation::Low => "L",
        Interpretation::Normal => "N",
        Interpretation::High => "H",
        Interpretation::Abnormal => "A",
    });
    let unit = match &entry.value {
        ClinicalValue::Quantity(quantity) => unit(entry, quantity),
        _ => None,
    };
    let edge = |number: Option<henro_domain::Decimal>| {
        number.map(|number| Pq { value: Some(number.to_string()), unit: unit.clone() })
    };
    let range = entry.reference.as_ref().map(|range| (edge(range.low), edge(range.high)));
    Observation {
        item: coded(&entry.item),
        negated: matches!(entry.value, ClinicalValue::Absent(AbsentReason::NotDone)),
        values: values(entry),
        interpretation: judged.map(|code| Coded { code: Some(code.to_owned()), ..Coded::default() }),
        method: entry.method.as_ref().map(coded),
        author: entry.provenance.physician.clone(),
        range: range.filter(|(low, high)| low.is_some() || high.is_some()),
        parts: Vec::new(),
        line: 0,
    }
}

fn values(entry: &ClinicalEntry) -> Vec<Value> {
    match &entry.value {
        ClinicalValue::Quantity(quantity) => {
            let number =
                Value::Number(Pq { value: Some(quantity.number.to_string()), unit: unit(entry, quantity) });
            // The form has two codes, for 以下 and 以上; the words beside them tell 未満 and 超.
            let bound = quantity.comparator.map(|comparator| match comparator {
                Comparator::Less => ("L", "未満"),
                Comparator::AtMost => ("L", "以下"),
                Comparator::AtLeast => ("H", "以上"),
                Comparator::Greater => ("H", "超"),
            });
            let bound = bound.map(|(bound, words)| {
                Value::Code(Coded { words: Some(words.to_owned()), ..code(OBSERVED, bound) }, false)
            });
            std::iter::once(number).chain(bound).collect()
        }
        ClinicalValue::Coded(value) => {
            let of = Coded {
                code: Some(value.code.clone()),
                system: system(&value.list),
                words: value.words.clone(),
                null: None,
            };
            vec![Value::Code(of, value.ordered)]
        }
        ClinicalValue::Text(text) => vec![Value::Text(text.clone())],
        ClinicalValue::Absent(AbsentReason::NotDone) => Vec::new(),
        ClinicalValue::Absent(_) => vec![Value::Null("PQ".to_owned(), "NI".to_owned())],
    }
}

/// The unit as files write it.
fn unit(entry: &ClinicalEntry, quantity: &Quantity) -> Option<String> {
    let item = known(entry).filter(|item| quantity.unit.as_deref().unwrap_or_default() == item.unit);
    let own = item.map(|item| item.unit_in_files.to_owned()).filter(|unit| !unit.is_empty());
    own.or_else(|| quantity.unit_as_written.clone()).or_else(|| quantity.unit.clone())
}

fn coded(coding: &Coding) -> Coded {
    Coded {
        code: Some(coding.code.clone()),
        system: system(&coding.set),
        words: coding.name.clone(),
        null: None,
    }
}

fn system(set: &CodeSet) -> Option<String> {
    match set {
        CodeSet::Jlac10 => Some("1.2.392.200119.6.1005".to_owned()),
        CodeSet::Oid(oid) => Some(oid.clone()).filter(|oid| !oid.is_empty()),
        _ => None,
    }
}

fn code(system: &str, code: &str) -> Coded {
    Coded { code: Some(code.to_owned()), system: Some(system.to_owned()), words: None, null: None }
}

/// HL7 ObservationInterpretation.
const OBSERVED: &str = "2.16.840.1.113883.5.83";

#[cfg(test)]
mod tests {
    use henro_checkup::{check, read_document};
    use henro_domain::PhysicalActivityLevel;

    use super::*;

    /// What a checkup says, without the lines of its file.
    fn said(report: &Report) -> Vec<ClinicalEntry> {
        let mut entries: Vec<ClinicalEntry> = check(report).rows.into_iter().map(|row| row.entry).collect();
        for entry in &mut entries {
            entry.provenance.line = None;
            if let ClinicalValue::Quantity(quantity) = &mut entry.value {
                quantity.unit_as_written = None;
            }
        }
        entries.sort_by(|a, b| a.item.code.cmp(&b.item.code));
        entries
    }

    const FILES: [&[u8]; 3] = [
        include_bytes!("../../../checkup/tests/fixtures/phase4.xml"),
        include_bytes!("../../../checkup/tests/fixtures/phase3.xml"),
        include_bytes!("../../../checkup/tests/fixtures/phase1.xml"),
    ];

    fn nobody() -> Person {
        Person {
            name: "かくう".to_owned(),
            birth: None,
            sex: None,
            activity: PhysicalActivityLevel::Normal,
            stride_m: None,
        }
    }

    fn codes_of(report: &Report) -> Vec<String> {
        report.observations().into_iter().filter_map(|one| one.item.code.clone()).collect()
    }

    #[test]
    fn a_document_goes_out_as_it_came() {
        for file in FILES {
            let first = read_document(file).unwrap();
            let rows = check(&first).rows;
            let form = form::of(&first, &rows);
            assert!(
                !form.as_ref().unwrap().contains("<value xsi:type=\"PQ\" value"),
                "no number is kept twice"
            );
            let entries: Vec<ClinicalEntry> = rows.into_iter().map(|row| row.entry).collect();
            let mut stored = Stored { id: "1".to_owned(), day: first.exam, institution: None, entries, form };
            let text = write_document(&report(&stored, &nobody(), first.exam));
            fits_the_schema(&text);
            assert!(read_document(text.as_bytes()).unwrap().same_content(&first));

            // Where an answer changed a value nothing of the lines goes out, and all else does.
            let bare = form::without_lines(stored.form.as_deref().unwrap());
            let changed = Stored {
                form: Some(bare),
                entries: stored.entries.clone(),
                institution: None,
                id: stored.id.clone(),
                day: stored.day,
            };
            let other = report(&changed, &nobody(), first.exam);
            assert!(first.sections.iter().any(|section| !section.lines.is_empty()));
            assert!(other.sections.iter().all(|section| section.lines.is_empty()));
            assert_eq!((other.patient.clone(), codes_of(&other)), (first.patient.clone(), codes_of(&first)));

            // Without one of its results: its place and the lines for human eyes go, all else stays.
            let gone = stored.entries.remove(0).item.code;
            let again = report(&stored, &nobody(), first.exam);
            assert!(again.sections[0].lines.is_empty() && again.patient == first.patient);
            let codes = |report: &Report| {
                codes_of(report).into_iter().filter(|code| *code != gone).collect::<Vec<_>>()
            };
            assert_eq!((codes(&again).len(), codes(&again)), (stored.entries.len(), codes(&first)));
        }
    }

    #[test]
    fn less_than_comes_back_as_less_than() {
        let first = read_document(FILES[0]).unwrap();
        let mut entry = check(&first).rows.remove(0).entry;
        entry.interpretation = Some(Interpretation::Abnormal);
        for comparator in [Comparator::Less, Comparator::AtMost, Comparator::AtLeast, Comparator::Greater] {
            let ClinicalValue::Quantity(quantity) = &mut entry.value else { panic!() };
            quantity.comparator = Some(comparator);
            let entries = vec![entry.clone()];
            let stored =
                Stored { id: "1".to_owned(), day: first.exam, institution: None, entries, form: None };
            let text = write_document(&report(&stored, &nobody(), first.exam));
            fits_the_schema(&text);
            let back = check(&read_document(text.as_bytes()).unwrap()).rows.remove(0).entry;
            assert!(
                back.value == entry.value && back.interpretation == entry.interpretation,
                "{comparator:?}"
            );
        }
    }

    #[test]
    fn what_is_written_reads_back_as_the_same_results() {
        for file in FILES {
            let first = read_document(file).unwrap();
            let institution = first.performer.name.clone();
            let entries: Vec<ClinicalEntry> = check(&first).rows.into_iter().map(|row| row.entry).collect();
            let stored = Stored { id: "1".to_owned(), day: first.exam, institution, entries, form: None };
            let person = Person { birth: first.patient.birth, sex: Some(Sex::Female), ..nobody() };
            let text = write_document(&report(&stored, &person, first.exam));
            fits_the_schema(&text);
            let second = read_document(text.as_bytes()).unwrap();
            assert!(second.kept.is_empty(), "nothing of it is unknown to the form");
            assert_eq!((second.exam, &second.performer.name), (first.exam, &first.performer.name));
            let (before, after) = (said(&first), said(&second));
            assert_eq!(before.len(), after.len());
            for (before, after) in before.iter().zip(&after) {
                assert!(before == after, "{} is another", before.item.code);
            }
        }
    }

    #[test]
    fn what_has_no_code_is_a_line_and_no_result() {
        let first = read_document(FILES[0]).unwrap();
        let mut entry = check(&first).rows.remove(0).entry;
        entry.item =
            Coding { set: CodeSet::Local("file".to_owned()), code: "メモ 欄[1]".to_owned(), name: None };
        entry.value = ClinicalValue::Text("様子を見る".to_owned());
        let stored = Stored {
            id: "1".to_owned(),
            day: first.exam,
            institution: None,
            entries: vec![entry],
            form: None,
        };
        let text = write_document(&report(&stored, &nobody(), first.exam));
        fits_the_schema(&text);
        let again = read_document(text.as_bytes()).unwrap();
        assert!(again.observations().is_empty());
        assert_eq!(again.sections[0].lines, ["メモ 欄[1]: 様子を見る"]);
    }

    /// With `xmllint` and the schema of the form in the folder `HENRO_CHECKUP_XSD`, where they are at hand.
    fn fits_the_schema(text: &str) {
        let Ok(folder) = std::env::var("HENRO_CHECKUP_XSD") else {
            eprintln!("skipped: HENRO_CHECKUP_XSD names no folder with hc08_V08.xsd");
            return;
        };
        let lint = std::process::Command::new("xmllint").arg("--version").output();
        if lint.is_err() {
            eprintln!("skipped: xmllint is not there");
            return;
        }
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("written.xml");
        std::fs::write(&path, text).unwrap();
        let schema = std::path::Path::new(&folder).join("hc08_V08.xsd");
        let lint = std::process::Command::new("xmllint")
            .args(["--nonet", "--noout", "--schema"])
            .args([&schema, &path])
            .output()
            .unwrap();
        assert!(lint.status.success(), "{}", String::from_utf8_lossy(&lint.stderr));
    }
}
