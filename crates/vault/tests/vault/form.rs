//! The form of a file lies beside its report, on this device alone.

use henro_domain::*;
use henro_sync::{Batch, Hash, Op, OpAct, Value};
use henro_vault::*;

use crate::common::*;
use crate::medical::{agrees, enrolled};
use crate::sync::{frame, hlc, op, stream};

const FORM: &str = "<form>見本市 12345678</form>";

pub fn sheet(profile: &str) -> Report {
    Report {
        kind: ReportKind::Checkup,
        institution: Some("みどり医院".into()),
        physician: None,
        document: None,
        profile: Some(profile.into()),
        note: None,
    }
}

/// As an older version wrote it.
pub fn old(clinical: &mut Clinical, n: i64) -> EntryId {
    let medical = Medical::Report(sheet(&format!("tokutei-4\n{FORM}")));
    clinical.record(&[NewMedical { when: at(day(5, 1), 9, 0), medical }], &meta(n)).unwrap()[0]
}

/// Takes the form of one report out and says how it stands then.
pub fn taken_out(clinical: &mut Clinical, id: EntryId, n: i64) {
    assert_eq!(clinical.take_out_forms(0, &meta(n)).unwrap(), 1);
    assert!(clinical.entry(id).unwrap().unwrap().medical == Medical::Report(sheet("tokutei-4")));
    assert_eq!(clinical.report_form(id).unwrap().as_deref(), Some(FORM));
    assert_eq!(clinical.take_out_forms(0, &meta(n)).unwrap(), 0, "once");
}

fn leaving(clinical: &mut Clinical) -> Vec<Op> {
    let section = Section::Checkups;
    if clinical.log().streams().unwrap().is_empty() {
        clinical.log().add_stream(&stream(section), section, 0, &Hash::ZERO).unwrap();
    }
    clinical.log().unsealed(section, 99).unwrap().ops
}

fn new(form: Option<&str>) -> NewReport {
    let form = form.map(str::to_owned);
    NewReport { when: at(day(5, 1), 9, 0), report: sheet("tokutei-4"), form, results: Vec::new() }
}

#[test]
fn a_form_is_kept_with_its_report_and_is_in_no_change() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, _) = enrolled(place.path());
    let clinical = vault.clinical().unwrap();
    let batch = clinical.import_reports([new(Some(FORM)), new(None)], "健診.xml", &meta(2)).unwrap();
    let all = clinical.list(MedicalKind::Report, &MedicalAsk { most: 9, ..MedicalAsk::default() }).unwrap();
    let mut ids: Vec<EntryId> = all.entries.iter().map(|one| one.id).collect();
    ids.sort();
    let form = |clinical: &Clinical| clinical.report_form(ids[0]).unwrap();
    assert_eq!((form(clinical).as_deref(), clinical.report_form(ids[1]).unwrap()), (Some(FORM), None));
    // Put right, taken back, put back: it is the form of this report all along.
    let right = Report { institution: Some("あおば医院".into()), ..sheet("tokutei-4") };
    clinical.edit(ids[0], at(day(5, 2), 9, 0), &Medical::Report(right), &meta(3)).unwrap();
    assert_eq!(clinical.undo_batch(batch.id, &meta(4)).unwrap(), Some(2));
    clinical.restore_all(&ids, &meta(5)).unwrap();
    assert_eq!(form(clinical).as_deref(), Some(FORM));
    agrees(clinical);
    assert!(!format!("{:?}", leaving(clinical)).contains("12345678"));
    // Deleted, and nobody can put it back any more.
    clinical.delete_all(&ids, &meta(6)).unwrap();
    clinical.take_out_forms(stamp(6).utc_ms, &meta(7)).unwrap();
    assert_eq!(form(clinical).as_deref(), Some(FORM), "it can still be put back");
    clinical.take_out_forms(stamp(6).utc_ms + 1, &meta(8)).unwrap();
    assert_eq!(form(clinical), None);
    assert!(vault.verify().unwrap().is_whole());
}

#[test]
fn what_an_older_version_wrote_is_taken_out_by_a_change_and_never_leaves() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, _) = enrolled(place.path());
    let clinical = vault.clinical().unwrap();
    let id = old(clinical, 2);
    let first = |ops: &[Op]| {
        let last = ops.last().unwrap();
        last.fields.contains(&(8, Value::Text("tokutei-4".into()))).then_some(last.act)
    };
    let put = leaving(clinical);
    assert!(first(&put) == Some(OpAct::Put) && !format!("{put:?}").contains("12345678"));
    taken_out(clinical, id, 3);
    let both = leaving(clinical);
    assert!(first(&both) == Some(OpAct::Set) && !format!("{both:?}").contains("12345678"));
    agrees(clinical);

    // Another device, of an older version, sends one.
    let of_two = (2 << 40) + 1;
    let fields = vec![
        (1, Value::Integer(day(5, 1).number().into())),
        (3, Value::Integer(540)),
        (4, Value::Integer(0)),
        (5, Value::Text("みどり医院".into())),
        (8, Value::Text(format!("tokutei-4\n{FORM}"))),
    ];
    let ops = vec![op(of_two, 40, OpAct::Put, hlc(4), fields)];
    let came = frame(Section::Checkups, 2, (1, Hash::ZERO), Batch { ops, ..Batch::default() });
    clinical.log().lay_in(&[came.incoming()], stamp(5).utc_ms).unwrap();
    taken_out(clinical, EntryId::from_i64(of_two).unwrap(), 6);
    assert!(vault.verify().unwrap().is_whole());
}

#[test]
fn a_form_follows_its_report_to_another_number() {
    let place = tempfile::tempdir().unwrap();
    let (mut vault, _) = enrolled(place.path());
    let clinical = vault.clinical().unwrap();
    clinical.import_reports([new(Some(FORM))], "健診.xml", &meta(2)).unwrap();
    clinical.log().take_number(7).unwrap();
    let all = clinical.list(MedicalKind::Report, &MedicalAsk { most: 9, ..MedicalAsk::default() }).unwrap();
    assert_eq!(all.entries[0].id.device(), DeviceNumber(7));
    assert_eq!(clinical.report_form(all.entries[0].id).unwrap().as_deref(), Some(FORM));
}
