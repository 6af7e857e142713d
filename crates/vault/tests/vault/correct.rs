//! A sheet of the clinical tier is put right as one.

use henro_domain::*;
use henro_vault::*;

use crate::common::*;
use crate::medical::{agrees, ask, enrolled, import, item, quantity};

#[test]
fn a_sheet_is_put_right_as_one_and_taken_back_with_what_was_written_into_it_later() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, _) = enrolled(place.path());
    let clinical = vault.clinical().unwrap();
    let (batch, report) = import(clinical, 3);
    let inside = MedicalAsk { report: Some(report), ..ask(50) };
    let rows = |clinical: &Clinical| clinical.list(MedicalKind::Result, &inside).unwrap().entries;
    let before = rows(clinical);
    let result = |number: &str| {
        let finding = Finding::new(item("ldl"), quantity(number, "mg/dL"));
        let medical = Medical::Result(Finding { report: Some(report), ..finding });
        NewMedical { when: at(day(6, 1), 8, 0), medical }
    };
    let all = Correction {
        changed: vec![(before[0].id, result("140"))],
        new: vec![result("150")],
        gone: vec![before[1].id],
    };
    // One of them is not there: nothing is written.
    let unknown = Correction { gone: vec![EntryId::from_i64(9 << 40).unwrap()], ..all.clone() };
    assert_eq!(clinical.correct(&unknown, &meta(3)), Ok(None));
    assert!(rows(clinical) == before);
    let new = clinical.correct(&all, &meta(4)).unwrap().unwrap();
    let after = rows(clinical);
    assert!(after.iter().any(|one| new == [one.id] && one.medical == result("150").medical));
    assert_eq!(after.len(), 3);
    assert!(
        after.iter().any(|one| one.id == before[0].id && one.edited && one.medical == result("140").medical)
    );
    assert!(after.iter().all(|one| one.id != before[1].id));
    assert_eq!(clinical.history(before[0].id).unwrap().len(), 2);
    agrees(clinical);
    // Of the import two reports and five results are left; the one written later goes along, and comes back with its report.
    assert_eq!(clinical.undo_batch(batch.id, &meta(5)).unwrap(), Some(8));
    assert!(rows(clinical).is_empty());
    agrees(clinical);
    assert_eq!(clinical.restore_all(&[report], &meta(6)).unwrap(), 4);
    assert!(rows(clinical) == after);
    agrees(clinical);
}
