//! kill -9 while the clinical tier is written: every entry the child acknowledged is there afterwards, imports whole.
//!
//! `HENRO_KILLS` sets the number of kills, 20 by default.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod killed;

use std::io::Write;
use std::time::Duration;

use henro_domain::*;
use henro_vault::{
    Clinical, KdfParams, Key, MedicalAsk, Meta, NewMedical, NewReport, Source, StoredMedical, Vault,
};
use killed::{Working, device, kills, random, stamp};

const PASSWORD: &str = "kill";

fn meta(n: u32) -> Meta {
    Meta { stamp: stamp(i64::from(n)), actor: ActorId(1), subject: SubjectId(1), source: Source::Script }
}

fn when() -> When {
    When { day: Day::new(2026, 11, 20).expect("a day"), minute: None, offset: OffsetMinutes::JAPAN }
}

fn result(n: u32) -> Finding {
    let item = Coding { set: CodeSet::Own, code: "n".into(), name: None };
    let number = Decimal::from(n);
    let value = Quantity { number, comparator: None, unit: None, unit_as_written: None };
    Finding::new(item, ClinicalValue::Quantity(value))
}

fn new(n: u32) -> NewMedical {
    NewMedical { when: when(), medical: Medical::Result(result(n)) }
}

fn report(profile: Option<&str>) -> Report {
    let profile = profile.map(Into::into);
    Report {
        kind: ReportKind::Checkup,
        institution: None,
        physician: None,
        document: None,
        profile,
        note: None,
    }
}

fn sheet() -> NewReport {
    let report = report(None);
    NewReport { when: when(), report, form: None, results: (0..90).map(|n| (when(), result(n))).collect() }
}

fn opened(folder: &std::path::Path) -> Vault {
    let mut vault = Vault::at(folder);
    vault.unlock(PASSWORD, &random, stamp(0)).unwrap();
    let id = vault.factors().unwrap()[0].id.clone();
    vault.open_clinical(&id, &Key::from_bytes([9; 32])).unwrap();
    vault
}

#[test]
#[ignore = "run by the test below as a child process"]
fn child_writes_medical_things_until_it_is_killed() {
    let Some(folder) = std::env::var_os("HENRO_KILL_FOLDER") else { return };
    let mut vault = opened(std::path::Path::new(&folder));
    let clinical = vault.clinical().unwrap();
    let mut out = std::io::stdout().lock();
    for turn in 1..1_000_000u32 {
        let ids = clinical.record(&[new(turn), new(turn + 1)], &meta(turn)).unwrap();
        writeln!(out, "put {}", ids[0].as_i64()).unwrap();
        if turn % 3 == 0 {
            clinical.delete_all(&ids[1..], &meta(turn)).unwrap();
            writeln!(out, "gone {}", ids[1].as_i64()).unwrap();
        }
        if turn % 4 == 0 {
            // As an older version wrote it; its form is taken out at the next opening.
            let medical = Medical::Report(report(Some("tokutei-4\nform")));
            clinical.record(&[NewMedical { when: when(), medical }], &meta(turn)).unwrap();
            assert_eq!(clinical.take_out_forms(0, &meta(turn)).unwrap(), 1);
        }
        if turn % 10 == 0 {
            clinical.import_reports([sheet(), sheet()], "batch", &meta(turn)).unwrap();
            writeln!(out, "batch").unwrap();
        }
    }
}

#[test]
fn every_acknowledged_medical_entry_is_there_after_a_kill() {
    let kills = kills();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    let mut vault = Vault::create(&folder, PASSWORD, KdfParams::testing(), &random, stamp(0)).unwrap();
    vault.begin_clinical(&device(&Key::from_bytes([9; 32])), &random, stamp(0)).unwrap();
    drop(vault);
    let (mut put, mut gone, mut batches) = (Vec::new(), Vec::new(), 0u64);
    for kill in 0..kills {
        let working = Working::start("child_writes_medical_things_until_it_is_killed", &folder, 0, "put ");
        for line in working.killed_after(Duration::from_micros(kill * 3_917 % 45_000)) {
            match line.split_once(' ').map(|(word, id)| (word, id.parse::<i64>())) {
                Some(("put", Ok(id))) => put.push(id),
                Some(("gone", Ok(id))) => gone.push(id),
                None if line == "batch" => batches += 1,
                // The line the kill cut in two.
                _ => {}
            }
        }
        let mut vault = opened(&folder);
        let clinical = vault.clinical().unwrap();
        let deleted = |clinical: &Clinical, id: &i64| {
            let id = EntryId::from_i64(*id).unwrap();
            clinical.entry(id).unwrap().expect("acknowledged").deleted.is_some()
        };
        // The last number may have been cut short by the kill: the one before it has its whole line.
        assert!(put.iter().all(|id| !deleted(clinical, id)), "kill {kill}");
        assert!(gone.iter().all(|id| deleted(clinical, id)), "kill {kill}");
        let found = clinical.batches().unwrap();
        assert!(found.iter().all(|batch| batch.entries == 182), "kill {kill}");
        assert!((batches..=batches + kill + 1).contains(&(found.len() as u64)), "kill {kill}");
        let counts = clinical.counts().unwrap();
        let reports = counts.iter().find(|of| of.kind == MedicalKind::Report).unwrap();
        clinical.take_out_forms(0, &meta(0)).unwrap();
        let all = MedicalAsk { most: u32::MAX, ..MedicalAsk::default() };
        let all = clinical.list(MedicalKind::Report, &all).unwrap().entries;
        assert_eq!(all.len() as u64, reports.count);
        let read = |one: &StoredMedical| match &one.medical {
            Medical::Report(report) => report.profile.clone(),
            _ => None,
        };
        let (old, of_batches): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| read(one).is_some());
        assert_eq!(of_batches.len(), found.len() * 2);
        for one in old {
            assert_eq!(read(&one).as_deref(), Some("tokutei-4"));
            assert_eq!(clinical.report_form(one.id).unwrap().as_deref(), Some("form"), "kill {kill}");
        }
        if kill % 5 == 4 || kill + 1 == kills {
            assert!(vault.verify().unwrap().is_whole(), "kill {kill}");
        }
    }
    assert!(put.len() as u64 >= kills, "only {} writes were acknowledged", put.len());
}
