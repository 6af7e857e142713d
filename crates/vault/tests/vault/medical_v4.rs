//! The fixture of schema 4 of the clinical file: changes of two devices, from before it was kept what each had seen.

use std::fs;
use std::path::PathBuf;

use henro_domain::{Dose, Medical, Problem, ProblemKind, Section, Severity};
use henro_sync::{Batch, Hash, OpAct, Value};
use henro_vault::*;

use crate::common::*;
use crate::form::{old, taken_out};
use crate::medical_tables::{FIXTURE_PASSWORD, made, same};
use crate::sync::{frame, hlc, op, stream};

fn fixture() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/vault/clinical-v4"))
}

fn allergy(severity: Severity) -> Medical {
    let kind = ProblemKind::FoodAllergy;
    Medical::Problem(Problem { severity: Some(severity), ..Problem::new(kind, "そば".into()) })
}

/// Written by the version before step 5.
#[test]
#[ignore = "writes the fixture of schema 4; was run once"]
fn write_the_clinical_tier_of_schema_4() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = made(folder.path(), FIXTURE_PASSWORD);
    vault.unlock(FIXTURE_PASSWORD, &same, stamp(5)).unwrap();
    let id = vault.factors().unwrap()[0].id.clone();
    vault.open_clinical(&id, &Key::from_bytes([0xca; 32])).unwrap();
    let clinical = vault.clinical().unwrap();
    let (problems, when) = (Section::Problems, at(day(5, 1), 9, 0));
    clinical.log().add_stream(&stream(problems), problems, 0, &Hash::ZERO).unwrap();
    let new = |medical| NewMedical { when, medical };
    let dose = new(Medical::Dose(Dose::new("BCG".into())));
    let ids = clinical.record(&[new(allergy(Severity::Moderate)), dose], &meta(6)).unwrap();
    let found = clinical.log().unsealed(problems, 9).unwrap();
    let sent = frame(problems, 1, (1, Hash::ZERO), Batch { ops: found.ops, ..Batch::default() });
    let sealed = NewFrame { bytes: &sent.bytes, hash: sent.hash, upto: found.upto };
    clinical.log().store_frame(&sealed).unwrap();
    clinical.edit(ids[0], when, &allergy(Severity::Mild), &meta(8)).unwrap();
    // Device 2 saw what was sent and says it is severe, a second later.
    let severe = op(ids[0].as_i64(), 44, OpAct::Set, hlc(9), vec![(7, Value::Integer(2))]);
    let other =
        frame(problems, 2, (1, Hash::ZERO), Batch { frontier: vec![(1, 1)], ops: vec![severe], control: 1 });
    clinical.log().lay_in(&[other.incoming()], stamp(10).utc_ms).unwrap();
    assert!(vault.verify().unwrap().is_whole());
    vault.lock(&same).unwrap();
    fs::create_dir_all(fixture()).unwrap();
    for name in ["slots", "daily.db", "clinical.db"] {
        fs::copy(folder.path().join(name), fixture().join(name)).unwrap();
    }
}

#[test]
fn the_clinical_tier_of_schema_4_opens_and_keeps_both_values_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["slots", "daily.db", "clinical.db"] {
        fs::copy(fixture().join(name), folder.path().join(name)).unwrap();
    }
    let mut vault = Vault::at(folder.path());
    vault.unlock(FIXTURE_PASSWORD, &random(1), stamp(900)).unwrap();
    let factor = vault.factors().unwrap()[0].id.clone();
    vault.open_clinical(&factor, &Key::from_bytes([0xca; 32])).unwrap();
    let clinical = vault.clinical().unwrap();
    let found = clinical
        .list_kinds(&[henro_domain::MedicalKind::Problem], &MedicalAsk { most: 9, ..MedicalAsk::default() });
    let id = found.unwrap().entries[0].id;
    // Of what was laid in before, the clock decided: the later one stands and nothing is asked.
    assert!(clinical.entry(id).unwrap().unwrap().medical == allergy(Severity::Severe));
    assert_eq!(clinical.undecided().unwrap(), []);
    // From now on both are kept.
    let problems = Section::Problems;
    let bytes = clinical.log().own_frames(&stream(problems), 2, 1, usize::MAX).unwrap();
    let prev = bytes[0].hash;
    clinical.edit(id, at(day(5, 1), 9, 0), &allergy(Severity::Moderate), &meta(901)).unwrap();
    let worst = op(id.as_i64(), 44, OpAct::Set, hlc(902), vec![(7, Value::Integer(3))]);
    let batch = Batch { frontier: vec![(1, 1)], ops: vec![worst], control: 1 };
    let other = frame(problems, 2, (2, prev), batch);
    clinical.log().lay_in(&[other.incoming()], stamp(903).utc_ms).unwrap();
    assert_eq!(clinical.beside(id).unwrap(), [(7, vec![Value::Integer(1)])].into());
    let report = old(clinical, 904);
    taken_out(clinical, report, 905);
    assert!(vault.verify().unwrap().is_whole());
}
