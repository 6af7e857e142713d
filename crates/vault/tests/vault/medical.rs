//! What is written in the clinical tier: through the log, back from it, and never lost.

use henro_domain::*;
use henro_vault::{Error, *};

use crate::common::*;

fn card() -> Key {
    Key::from_bytes([0xca; 32])
}

fn first() -> NewFactor<'static> {
    static KEY: std::sync::LazyLock<Key> = std::sync::LazyLock::new(card);
    NewFactor {
        kind: FactorKind::Device,
        state: SlotState::Current,
        identity: b"",
        challenges: None,
        secret: &KEY,
    }
}

pub fn enrolled(folder: &std::path::Path) -> (Vault, String) {
    let mut vault = new_vault(folder);
    let id = vault.begin_clinical(&first(), &random(11), stamp(1)).unwrap();
    (vault, id)
}

pub fn quantity(number: &str, unit: &str) -> ClinicalValue {
    ClinicalValue::Quantity(Quantity {
        number: Decimal::from_str_exact(number).unwrap(),
        comparator: Some(Comparator::AtLeast),
        unit: Some(unit.into()),
        unit_as_written: None,
    })
}

pub fn item(code: &str) -> Coding {
    Coding { set: CodeSet::Jlac10, code: code.into(), name: Some("中性脂肪".into()) }
}

/// One of every kind and of every form a value can have.
pub fn one_of_every_kind() -> Vec<Medical> {
    let sheet = Report {
        kind: ReportKind::Checkup,
        institution: Some("みどり医院".into()),
        physician: None,
        document: Some([7; 32]),
        profile: Some("phase 4".into()),
        note: None,
    };
    let coded = CodedValue {
        list: CodeSet::Oid("1.2.392.200119.6.2101".into()),
        code: "1".into(),
        words: Some("(-)".into()),
        ordered: true,
    };
    let full = Finding {
        interpretation: Some(Interpretation::High),
        reference: Some(ReferenceRange {
            low: Some(Decimal::from(30)),
            high: None,
            text: Some("30〜".into()),
        }),
        method: Some(Coding { set: CodeSet::Local("法".into()), code: "3".into(), name: None }),
        document: Some([9; 32]),
        line: Some(12),
        institution: Some("検査所".into()),
        physician: Some("佐藤".into()),
        device: Some("D-1".into()),
        note: Some("朝".into()),
        ..Finding::new(item("3F015000002327101"), quantity("151.00", "mg/dL"))
    };
    let allergy = Problem {
        code: Some(Coding { set: CodeSet::Own, code: "soba".into(), name: None }),
        severity: Some(Severity::LifeThreatening),
        reaction: Some("息が苦しい".into()),
        since: Some(day(1, 2).into()),
        until: None,
        ..Problem::new(ProblemKind::Allergy, "そば".into())
    };
    let dose = Dose { lot: Some("A12".into()), number: Some(2), ..Dose::new("nobody knows this".into()) };
    let answer = |question: &str, choice: Option<&str>, words: Option<&str>| Answer {
        question: question.into(),
        choice: choice.map(Into::into),
        words: words.map(Into::into),
    };
    let filled = Paper {
        form: "vaccine".into(),
        edition: "2026-11".into(),
        about: vec!["BCG".into(), "nobody knows this".into()],
        answers: vec![answer("V03", Some("no"), None), answer("V01", None, Some("36.6"))],
    };
    vec![
        Medical::Report(sheet),
        Medical::Result(full),
        Medical::Result(Finding::new(item("urine"), ClinicalValue::Coded(coded))),
        Medical::Result(Finding::new(item("words"), ClinicalValue::Text("軽い所見".into()))),
        Medical::Result(Finding::new(item("none"), ClinicalValue::Absent(AbsentReason::NotMeasurable))),
        Medical::Growth(Finding::new(item("height"), quantity("51.0", "cm"))),
        Medical::Dose(dose),
        Medical::Problem(allergy),
        Medical::Problem(Problem::new(ProblemKind::EmergencyContact, "母".into())),
        Medical::Paper(filled),
        Medical::Document(letter()),
    ]
}

/// A letter of two pages; what names its blobs is only kept here.
fn letter() -> Document {
    Document {
        kind: DocumentKind::Referral,
        title: Some("小児科への紹介状".into()),
        issuer: Some("みどり診療所".into()),
        pages: vec!["8601".into(), "8602".into()],
        words: Some("発熱が五日続く。\n精査をお願いします。".into()),
    }
}

fn on(medical: Medical, when: Day) -> NewMedical {
    NewMedical { when: at(when, 9, 30), medical }
}

fn all_on(when: Day) -> Vec<NewMedical> {
    one_of_every_kind().into_iter().map(|medical| on(medical, when)).collect()
}

/// The tables are what the log makes of them, before and after the log is played anew.
pub fn agrees(clinical: &mut Clinical) {
    let digest = clinical.digest().unwrap();
    assert_eq!(clinical.digest_of_log().unwrap(), digest);
    clinical.rebuild().unwrap();
    assert_eq!(clinical.digest().unwrap(), digest);
}

#[test]
fn every_kind_reads_back_as_written_after_the_tier_was_closed() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, id) = enrolled(place.path());
    let written = all_on(day(5, 1));
    let ids = vault.clinical().unwrap().record(&written, &meta(2)).unwrap();
    vault.lock(&random(2)).unwrap();
    vault.unlock(PASSWORD, &random(3), stamp(5)).unwrap();
    assert_eq!(vault.clinical().unwrap_err(), Error::Factor(FactorFault::Closed));
    vault.open_clinical(&id, &card()).unwrap();
    let clinical = vault.clinical().unwrap();
    for (id, new) in ids.iter().zip(&written) {
        let stored = clinical.entry(*id).unwrap().unwrap();
        assert!(stored.medical == new.medical && stored.when == new.when && !stored.edited);
        let page = clinical.list(MedicalKind::of(&new.medical), &ask(50)).unwrap();
        assert!(page.entries.contains(&stored));
    }
    agrees(clinical);
    assert!(vault.verify().unwrap().is_whole());
}

pub fn ask(most: u32) -> MedicalAsk {
    MedicalAsk { most, ..MedicalAsk::default() }
}

#[test]
fn an_edit_keeps_what_was_there_and_a_deleted_one_comes_back() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, _) = enrolled(place.path());
    let clinical = vault.clinical().unwrap();
    let ids = clinical.record(&all_on(day(5, 1)), &meta(2)).unwrap();
    let dose = Medical::Dose(Dose::new("BCG".into()));
    assert!(clinical.edit(ids[6], at(day(5, 2), 9, 0), &dose, &meta(3)).unwrap());
    assert_eq!(clinical.edit(ids[0], at(day(5, 2), 9, 0), &dose, &meta(3)), Err(Error::Misfit));
    let history = clinical.history(ids[6]).unwrap();
    assert_eq!(history.iter().map(|v| v.op).collect::<Vec<_>>(), [Op::Put, Op::Set]);
    assert!(history[0].medical == one_of_every_kind()[6] && history[1].medical == dose);
    assert_eq!(clinical.delete_all(&[ids[6], ids[7]], &meta(4)).unwrap(), 2);
    assert!(clinical.list(MedicalKind::Dose, &ask(5)).unwrap().entries.is_empty());
    assert_eq!(clinical.deleted_since(0).unwrap().len(), 2);
    assert_eq!(clinical.restore_all(&[ids[6]], &meta(5)).unwrap(), 1);
    assert!(clinical.entry(ids[6]).unwrap().unwrap().medical == dose);
    agrees(clinical);
}

#[test]
fn a_report_goes_with_its_results_and_comes_back_with_them() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, _) = enrolled(place.path());
    let clinical = vault.clinical().unwrap();
    let (batch, report) = import(clinical, 3);
    let own = clinical.record(&all_on(day(5, 1)), &meta(3)).unwrap();
    assert_eq!((batch.entries, clinical.results_of(report).unwrap()), (8, 3));
    let inside = MedicalAsk { report: Some(report), ..ask(50) };
    let results = clinical.list(MedicalKind::Result, &inside).unwrap().entries;
    clinical.delete_all(&[results[0].id], &meta(4)).unwrap();
    assert_eq!(clinical.delete_all(&[report], &meta(5)).unwrap(), 3);
    assert_eq!(clinical.restore_all(&[report], &meta(6)).unwrap(), 3);
    assert_eq!(clinical.results_of(report).unwrap(), 2, "what was deleted before stays deleted");
    // Taken back as one: what the person wrote stays.
    assert_eq!(clinical.undo_batch(batch.id, &meta(7)).unwrap(), Some(7));
    assert_eq!(clinical.undo_batch(batch.id, &meta(8)).unwrap(), Some(0));
    assert!(clinical.batches().unwrap()[0].undone);
    let counts = clinical.counts().unwrap();
    assert_eq!(counts.iter().map(|of| of.count).collect::<Vec<_>>(), [1, 4, 1, 1, 1, 1, 1, 1]);
    assert!(own.iter().all(|id| clinical.entry(*id).unwrap().unwrap().deleted.is_none()));
    agrees(clinical);
}

/// Two reports with so many results each, of which the first report's id is answered.
pub fn import(clinical: &mut Clinical, results: u32) -> (Batch, EntryId) {
    let sheet = |n: u32| {
        let Medical::Report(report) = one_of_every_kind().remove(0) else { panic!("a report comes first") };
        let result = |line: u32| {
            let value = quantity(&format!("{line}.5"), "mg/dL");
            (at(day(6, n), 8, 0), Finding { line: Some(line), ..Finding::new(item("ldl"), value) })
        };
        NewReport {
            when: at(day(6, n), 8, 0),
            report,
            form: None,
            results: (0..results).map(result).collect(),
        }
    };
    let batch = clinical.import_reports([sheet(1), sheet(2)], "健診.zip", &meta(2)).unwrap();
    let reports = clinical.list(MedicalKind::Report, &ask(50)).unwrap().entries;
    (batch, reports.last().unwrap().id)
}

#[test]
fn pages_follow_one_another_without_a_gap() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, _) = enrolled(place.path());
    let clinical = vault.clinical().unwrap();
    import(clinical, 20);
    clinical.record(&all_on(day(6, 1)), &meta(3)).unwrap();
    // One without a time, on a day that has others.
    let untimed = NewMedical {
        when: When { minute: None, ..at(day(6, 1), 0, 0) },
        medical: one_of_every_kind().remove(3),
    };
    clinical.record(&[untimed], &meta(4)).unwrap();
    let whole = clinical.list_kinds(&MedicalKind::ALL, &ask(500)).unwrap();
    assert_eq!((whole.entries.len(), whole.next), (54, None));
    for most in [1, 7, 51, 52] {
        let (mut after, mut found) = (None, Vec::new());
        loop {
            let page = clinical.list_kinds(&MedicalKind::ALL, &MedicalAsk { after, ..ask(most) }).unwrap();
            found.extend(page.entries);
            match page.next {
                Some(next) => after = PageMark::parse(&next.to_text()),
                None => break,
            }
        }
        assert!(found == whole.entries, "pages of {most}");
    }
    let of_item =
        MedicalAsk { item: Some(item("ldl")), from: Some(day(6, 2)), to: Some(day(6, 2)), ..ask(500) };
    assert_eq!(clinical.list(MedicalKind::Result, &of_item).unwrap().entries.len(), 20);
    assert!(clinical.list(MedicalKind::Dose, &of_item).unwrap().entries.is_empty());
}

#[test]
fn a_backup_and_a_new_key_hold_what_was_written() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    let (mut vault, id) = enrolled(&folder);
    let ids = vault.clinical().unwrap().record(&all_on(day(5, 1)), &meta(2)).unwrap();
    let digest = vault.clinical().unwrap().digest().unwrap();
    vault.rekey_clinical(&[(id.clone(), first())], &random(5)).unwrap();
    assert_eq!(vault.clinical().unwrap().digest().unwrap(), digest);
    let file = place.path().join("b.henro");
    vault.backup_to(&file).unwrap();
    let gone = vault.clinical().unwrap().delete_all(&ids, &meta(10)).unwrap();
    assert_eq!(gone, ids.len() as u64);
    drop(vault);
    Vault::restore_from(&file, &folder, stamp(11)).unwrap();
    let mut vault = Vault::at(&folder);
    vault.unlock(PASSWORD, &random(6), stamp(12)).unwrap();
    vault.open_clinical(&id, &card()).unwrap();
    let clinical = vault.clinical().unwrap();
    assert_eq!(clinical.digest().unwrap(), digest);
    let next = clinical.record(&all_on(day(5, 2)), &meta(20)).unwrap();
    assert!(next.iter().min() > ids.iter().max(), "no id is given twice");
    agrees(clinical);
}

#[test]
fn what_is_written_for_a_ward_is_in_its_own_file_alone() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, id) = enrolled(place.path());
    let new = NewWard { relation: Relation::Child, mark: 1, joined: None };
    let record = vault.make_ward(&new, &random(2), stamp(2), |_| Ok(())).unwrap();
    let mut ward = vault.open_ward(&record, &random(3)).unwrap();
    vault.open_ward_clinical(&mut ward, &random(4)).unwrap();
    let ids = ward.clinical().unwrap().record(&all_on(day(5, 1)), &meta(3)).unwrap();
    let digest = ward.clinical().unwrap().digest().unwrap();
    assert!(vault.clinical().unwrap().counts().unwrap().iter().all(|of| of.count == 0));
    ward.lock(&random(5)).unwrap();
    vault.close_clinical();
    vault.open_clinical(&id, &card()).unwrap();
    let mut ward = vault.open_ward(&record, &random(6)).unwrap();
    vault.open_ward_clinical(&mut ward, &random(7)).unwrap();
    assert_eq!(ward.clinical().unwrap().digest().unwrap(), digest);
    assert!(ward.verify().unwrap().is_whole());
    assert_eq!(ward.clinical().unwrap().delete_all(&ids, &meta(9)).unwrap(), ids.len() as u64);
}

#[test]
fn a_new_number_of_the_device_is_that_of_the_clinical_file_too() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, id) = enrolled(place.path());
    let clinical = vault.clinical().unwrap();
    let (_, report) = import(clinical, 3);
    let last = clinical.record(&all_on(day(7, 1)), &meta(3)).unwrap();
    clinical.delete_all(&last[6..7], &meta(4)).unwrap();
    assert_eq!(report.device(), DeviceNumber(1));
    vault.daily().unwrap().take_number(5).unwrap();
    let clinical = vault.clinical().unwrap();
    let whole = clinical.list_kinds(&MedicalKind::ALL, &ask(100)).unwrap().entries;
    assert_eq!(whole.len(), 18);
    assert!(whole.iter().all(|stored| stored.id.device() == DeviceNumber(5)));
    // Results go on naming the report they stand in.
    let reports = clinical.list(MedicalKind::Report, &ask(9)).unwrap().entries;
    let results: Vec<u64> = reports.iter().map(|of| clinical.results_of(of.id).unwrap()).collect();
    assert_eq!(results, [0, 3, 3]);
    assert_eq!(clinical.deleted_since(0).unwrap()[0].id.device(), DeviceNumber(5));
    agrees(clinical);
    // The same where the tier was closed meanwhile.
    vault.close_clinical();
    vault.daily().unwrap().take_number(6).unwrap();
    vault.open_clinical(&id, &card()).unwrap();
    let made = vault.clinical().unwrap().record(&all_on(day(7, 2)), &meta(9)).unwrap();
    assert!(made.iter().all(|id| id.device() == DeviceNumber(6)));
    agrees(vault.clinical().unwrap());
}

/// What a person may do, by number.
#[derive(Debug, Clone)]
enum Act {
    Record,
    Edit(usize),
    Delete(usize),
    Restore(usize),
    Import(u32),
    Undo(i64),
}

fn any_act() -> impl proptest::strategy::Strategy<Value = Act> {
    use proptest::prelude::*;
    prop_oneof![
        Just(Act::Record),
        (0..60usize).prop_map(Act::Edit),
        (0..60usize).prop_map(Act::Delete),
        (0..60usize).prop_map(Act::Restore),
        (0..5u32).prop_map(Act::Import),
        (1..4i64).prop_map(Act::Undo),
    ]
}

/// Every id there ever was.
fn ids(clinical: &Clinical) -> Vec<EntryId> {
    let there = clinical.list_kinds(&MedicalKind::ALL, &ask(1_000)).unwrap().entries;
    let gone = clinical.deleted_since(0).unwrap();
    let mut ids: Vec<EntryId> = there.iter().chain(&gone).map(|stored| stored.id).collect();
    ids.sort();
    ids
}

fn act(clinical: &mut Clinical, act: &Act, turn: i64) {
    let known = ids(clinical);
    let pick = |n: usize| known.get(n % known.len().max(1)).copied();
    match act {
        Act::Record => drop(clinical.record(&all_on(day(3, 1 + turn as u32 % 28)), &meta(turn)).unwrap()),
        Act::Edit(n) => {
            let Some(stored) = pick(*n).and_then(|id| clinical.entry(id).unwrap()) else { return };
            let kind = MedicalKind::of(&stored.medical);
            let other = one_of_every_kind().into_iter().rev().find(|of| MedicalKind::of(of) == kind).unwrap();
            clinical.edit(stored.id, at(day(4, 4), 4, turn as u16 % 60), &other, &meta(turn)).unwrap();
        }
        Act::Delete(n) => drop(pick(*n).map(|id| clinical.delete_all(&[id], &meta(turn)).unwrap())),
        Act::Restore(n) => drop(pick(*n).map(|id| clinical.restore_all(&[id], &meta(turn)).unwrap())),
        Act::Import(results) => drop(import(clinical, *results)),
        Act::Undo(batch) => drop(clinical.undo_batch(BatchId(*batch), &meta(turn)).unwrap()),
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 24, ..Default::default() })]

    #[test]
    fn whatever_was_done_the_log_tells_the_same_as_the_tables(acts in proptest::collection::vec(any_act(), 1..16)) {
        let place = tempfile::tempdir().unwrap();
        let (mut vault, _) = enrolled(place.path());
        let clinical = vault.clinical().unwrap();
        for (turn, one) in (10..).zip(&acts) {
            act(clinical, one, turn);
        }
        agrees(clinical);
        // An import taken back leaves what was there before, field by field.
        let before = clinical.list_kinds(&MedicalKind::ALL, &ask(1_000)).unwrap();
        let (batch, _) = import(clinical, 4);
        clinical.undo_batch(batch.id, &meta(90)).unwrap();
        proptest::prop_assert!(clinical.list_kinds(&MedicalKind::ALL, &ask(1_000)).unwrap() == before);
        agrees(clinical);
    }
}

/// Prints how long lists take over a million results: 11,111 reports of 90.
#[test]
#[ignore = "a measurement, minutes long"]
fn a_million_results_are_listed() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, _) = enrolled(place.path());
    let clinical = vault.clinical().unwrap();
    let Medical::Report(report) = one_of_every_kind().remove(0) else { panic!("a report comes first") };
    let sheet = |n: i32| {
        let when = When { minute: None, ..at(day(1, 1).plus(-n), 0, 0) };
        let result = |line: u32| {
            let value = quantity(&format!("{line}.5"), "mg/dL");
            (when, Finding { line: Some(line), ..Finding::new(item(&format!("item{line}")), value) })
        };
        NewReport { when, report: report.clone(), form: None, results: (0..90).map(result).collect() }
    };
    let timed = |what: &str, begun: std::time::Instant| println!("{what}: {:?}", begun.elapsed());
    let begun = std::time::Instant::now();
    clinical.import_reports((0..11_111).map(sheet), "many", &meta(2)).unwrap();
    timed("import of 1,000,000 results", begun);
    let begun = std::time::Instant::now();
    let page = clinical.list_kinds(&MedicalKind::ALL, &ask(200)).unwrap();
    timed("first page of 200", begun);
    let begun = std::time::Instant::now();
    let after = MedicalAsk { after: page.next, from: Some(day(1, 1).plus(-20_000)), ..ask(200) };
    clinical.list_kinds(&MedicalKind::ALL, &after).unwrap();
    timed("next page of 200", begun);
    let begun = std::time::Instant::now();
    let of_item = MedicalAsk { item: Some(item("item5")), to: Some(day(1, 1).plus(-5_000)), ..ask(200) };
    assert_eq!(clinical.list(MedicalKind::Result, &of_item).unwrap().entries.len(), 200);
    timed("200 of one item", begun);
    let begun = std::time::Instant::now();
    let report = clinical.list(MedicalKind::Report, &ask(1)).unwrap().entries.remove(0);
    let inside = MedicalAsk { report: Some(report.id), ..ask(2_000) };
    assert_eq!(clinical.list(MedicalKind::Result, &inside).unwrap().entries.len(), 90);
    timed("one report", begun);
    let begun = std::time::Instant::now();
    clinical.counts().unwrap();
    timed("counts", begun);
}
