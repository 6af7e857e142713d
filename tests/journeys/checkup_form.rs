//! The form of a 特定健診 file stays on the device that took it in: neither who is shown the checkups nor another device gets it.

use henro_app::Context;
use henro_checkup::read_document;
use henro_domain::{EntryId, Medical, MedicalKind, Report};
use henro_testkit::{Home, call};
use henro_vault::{Clinical, MedicalAsk, Meta, NewMedical, Source};
use serde_json::{Value, json};

use crate::checkup_package::{HANAKO, ask as file, years};
use crate::devices::{add, sync};
use crate::keys::with_cards_and_keyring;
use crate::organisation_keys::{again, behind};
use crate::sections::open;
use crate::sections_shown::{ask, seen};
use crate::share::{know, person, server};

/// The address, the insured's number, the insurer's and the ticket's.
const OF_THE_FORM: [&str; 4] = ["見本町", "１２３４", "00379991", "24199999991"];

fn exported(ctx: &Context, id: &Value) -> String {
    let file = call(ctx, "checkup_export", json!({ "id": id }));
    std::fs::read_to_string(file["path"].as_str().unwrap()).unwrap()
}

fn bare(text: &str) -> bool {
    !OF_THE_FORM.iter().any(|word| text.contains(word))
}

/// All that any version of any report said of how it was read.
fn read_by(clinical: &Clinical) -> Vec<String> {
    let all = clinical.list(MedicalKind::Report, &MedicalAsk { most: 99, ..MedicalAsk::default() }).unwrap();
    let versions = all.entries.iter().flat_map(|one| clinical.history(one.id).unwrap());
    versions
        .filter_map(|version| match version.medical {
            Medical::Report(report) => report.profile,
            _ => None,
        })
        .collect()
}

/// Writes a checkup as an older version did: its form in the report.
fn write_as_before(home: &Home, who: &str, of: &Value) {
    let of = EntryId::from_i64(of.as_str().unwrap().parse().unwrap()).unwrap();
    behind(home, who, |vault| {
        let clinical = vault.clinical().unwrap();
        let form = clinical.report_form(of).unwrap().unwrap();
        let found = clinical.entry(of).unwrap().unwrap();
        let Medical::Report(report) = found.medical else { panic!("a report") };
        let report =
            Report { profile: Some(format!("tokutei-4\n{form}")), document: Some([9; 32]), ..report };
        let day = henro_domain::Day::new(2023, 7, 3).unwrap();
        let new =
            NewMedical { when: henro_domain::When { day, ..found.when }, medical: Medical::Report(report) };
        let before = clinical.history(of).unwrap();
        let meta = Meta {
            stamp: home.clock.stamp(),
            actor: before[0].actor,
            subject: henro_domain::SubjectId(1),
            source: Source::Import,
        };
        clinical.record(&[new], &meta).unwrap();
        vault.lock(&|out: &mut [u8]| out.fill(7)).unwrap();
    });
}

// size: one file on its way, from an import of today and one of before
#[test]
fn who_sees_checkups_gets_no_form_and_the_file_goes_out_as_it_came_from_its_own_device() {
    let name =
        "checkup_form::who_sees_checkups_gets_no_form_and_the_file_goes_out_as_it_came_from_its_own_device";
    with_cards_and_keyring(name, |home, _| {
        let address = server(home);
        let (mother, nurse) = (person(home, "mother", &address), person(home, "nurse", &address));
        let hanako = json!({ "name": "かくう はなこ", "birth": "1978-05-12", "sex": "female", "activity": "normal", "stride_m": null });
        call(&mother, "profile_write", hanako);
        let tablet = add(home, &mother, "居間のタブレット", true);
        open(&tablet);
        let plan = call(&mother, "checkup_preview", file(HANAKO.as_bytes()));
        call(&mother, "checkup_commit", json!({ "plan": plan["plan"], "confirmed": false }));
        let to = know(&mother, &nurse, "保健師さん");
        call(&mother, "grant_give", ask(&to, &["checkups"], "read"));
        for who in [&mother, &tablet] {
            assert_eq!(sync(who)["trouble"], Value::Null);
        }
        let id = years(&mother)[0]["id"].clone();
        let as_it_came = |ctx: &Context| {
            let out = read_document(exported(ctx, &id).as_bytes()).unwrap();
            out.same_content(&read_document(HANAKO.as_bytes()).unwrap())
        };
        assert!(as_it_came(&mother), "export from the importing device");
        let plain = exported(&tablet, &id);
        assert!(bare(&plain) && plain.contains("かくう はなこ"), "the tablet has results and no form");
        let shown = seen(&nurse).to_string();
        assert!(shown.contains("架空健診所") && bare(&shown), "{shown}");

        // One of before: it is taken out when the half is opened, and was never sent.
        call(&mother, "record_lock", json!({}));
        write_as_before(home, "mother", &id);
        let mother = again(home, "mother");
        let older = years(&mother)[0].clone();
        assert_eq!(older["day"], "2023-07-03");
        assert!(!bare(&exported(&mother, &older["id"])) && as_it_came(&mother));
        for who in [&mother, &tablet] {
            assert_eq!(sync(who)["trouble"], Value::Null);
        }
        assert!(years(&tablet).len() == 2 && bare(&exported(&tablet, &older["id"])));
        let record = seen(&nurse)["about"]["record"].clone();
        for who in [&mother, &tablet, &nurse] {
            call(who, "record_lock", json!({}));
        }
        let first_lines = |read: Vec<String>| !read.is_empty() && read.iter().all(|line| line == "tokutei-4");
        behind(home, "nurse", |vault| {
            let record = record.as_str().unwrap().parse().unwrap();
            let shared = vault.shared_clinical(&record, &|out: &mut [u8]| out.fill(7)).unwrap();
            assert!(first_lines(read_by(shared)), "in no version that came");
        });
    });
}
