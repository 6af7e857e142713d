//! Documents in the clinical file: from every released schema, long words, lists without them.

use std::fs;

use henro_domain::*;
use henro_vault::{Error, *};

use crate::common::*;
use crate::medical_tables::{made, raw, same};

const STEPS: [&str; 5] = [
    include_str!("../../src/clinical/migrations/001_create_clinical.sql"),
    include_str!("../../src/clinical/migrations/002_add_entries.sql"),
    include_str!("../../src/clinical/migrations/003_add_search.sql"),
    include_str!("../../src/clinical/migrations/004_add_papers.sql"),
    include_str!("../../src/clinical/migrations/005_keep_both_values.sql"),
];

fn letter(words: &str) -> Medical {
    Medical::Document(Document {
        kind: DocumentKind::Referral,
        title: Some("小児科への紹介状".into()),
        issuer: Some("みどり診療所".into()),
        pages: vec!["86".repeat(110); 20],
        words: Some(words.into()),
    })
}

fn on(date: Day, medical: Medical) -> NewMedical {
    NewMedical { when: at(date, 9, 0), medical }
}

fn opened(vault: &mut Vault) -> &mut Clinical {
    vault.unlock(PASSWORD, &same, stamp(5)).unwrap();
    let id = vault.factors().unwrap()[0].id.clone();
    vault.open_clinical(&id, &Key::from_bytes([0xca; 32])).unwrap();
    vault.clinical().unwrap()
}

/// The released steps never change: a file made by the first of them is a file of that version.
#[test]
fn a_file_of_every_released_schema_takes_documents_and_keeps_what_was_there() {
    for version in 1..=STEPS.len() {
        let folder = tempfile::tempdir().unwrap();
        let mut vault = made(folder.path(), PASSWORD);
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(folder.path().join(format!("clinical.db{ending}")));
        }
        let db = raw(folder.path());
        db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
        for (place, step) in STEPS.iter().enumerate().take(version) {
            db.execute_batch(step).unwrap();
            if place == 0 {
                let about = "INSERT INTO about (id, record, oldest_reader) VALUES (1, ?1, 1)";
                db.execute(about, [vault.record().unwrap()]).unwrap();
            }
        }
        db.execute_batch(&format!("PRAGMA user_version = {version};")).unwrap();
        db.execute("INSERT INTO secret (name, value) VALUES ('word', ?1)", [b"kept".as_slice()]).unwrap();
        drop(db);
        let clinical = opened(&mut vault);
        assert_eq!(clinical.secret("word").unwrap().unwrap().expose(), b"kept", "schema {version}");
        let id = clinical.record(&[on(day(5, 1), letter("発熱"))], &meta(6)).unwrap()[0];
        assert!(clinical.entry(id).unwrap().unwrap().medical == letter("発熱"));
        assert!(vault.verify().unwrap().is_whole(), "schema {version}");
    }
}

#[test]
fn the_longest_document_goes_into_one_change_and_a_longer_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = made(folder.path(), PASSWORD);
    let clinical = opened(&mut vault);
    // 16,000 letters of three bytes, twenty pages, a title and an institution of 200 letters of four.
    let long = Medical::Document(Document {
        kind: DocumentKind::Other,
        title: Some("𠮷".repeat(200)),
        issuer: Some("𠮷".repeat(200)),
        pages: vec!["86".repeat(110); 20],
        words: Some("あ".repeat(16_000)),
    });
    let id = clinical.record(&[on(day(5, 1), long.clone())], &meta(6)).unwrap()[0];
    assert!(clinical.entry(id).unwrap().unwrap().medical == long);
    let refused = clinical.record(&[on(day(5, 1), letter(&"あ".repeat(20_000)))], &meta(7));
    assert_eq!(refused.unwrap_err(), Error::Misfit);
    assert!(vault.verify().unwrap().is_whole());
}

#[test]
fn a_document_is_listed_without_its_words_and_found_by_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = made(folder.path(), PASSWORD);
    let clinical = opened(&mut vault);
    let all: Vec<_> =
        (1..=3).map(|date| on(day(5, date), letter(&format!("心雑音{date}を認める")))).collect();
    let ids = clinical.record(&all, &meta(6)).unwrap();
    let kinds = [MedicalKind::Document];
    let ask = |after, brief| MedicalAsk { most: 2, after, brief, ..MedicalAsk::default() };
    let words = |page: &MedicalPage| -> Vec<Option<String>> {
        let of = |stored: &StoredMedical| match &stored.medical {
            Medical::Document(document) => document.words.clone(),
            _ => panic!("another kind"),
        };
        page.entries.iter().map(of).collect()
    };
    let brief = clinical.list(kinds[0], &ask(None, true)).unwrap();
    assert_eq!((words(&brief), brief.entries[0].id), (vec![None, None], ids[2]));
    let last = clinical.list(kinds[0], &ask(brief.next, true)).unwrap();
    assert_eq!((last.entries[0].id, last.next), (ids[0], None));
    let whole = clinical.list(kinds[0], &ask(None, false)).unwrap();
    assert_eq!(words(&whole)[0].as_deref(), Some("心雑音3を認める"));

    let end = || SearchPlace::through(day(12, 31));
    let found = |clinical: &Clinical, typed: &str| -> Vec<EntryId> {
        let words = SearchWords::parse(typed).unwrap();
        clinical.search(&words, &kinds, end(), 9).unwrap().into_iter().map(|(_, stored)| stored.id).collect()
    };
    assert_eq!(found(clinical, "雑音2"), [ids[1]]);
    assert_eq!(found(clinical, "みどり 紹介"), [ids[2], ids[1], ids[0]]);
    clinical.edit(ids[1], at(day(5, 2), 9, 0), &letter("異常なし"), &meta(7)).unwrap();
    clinical.delete_all(&[ids[0]], &meta(8)).unwrap();
    assert_eq!((found(clinical, "雑音2"), found(clinical, "心雑音")), (vec![], vec![ids[2]]));
    clinical.restore_all(&[ids[0]], &meta(9)).unwrap();
    assert_eq!(found(clinical, "雑音1"), [ids[0]]);
}

/// Two devices change one letter without knowing of each other: what only one of them touched stays with both, its pages are one field.
#[test]
fn a_form_drawn_before_another_change_came_leaves_what_it_did_not_touch() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = made(folder.path(), PASSWORD);
    let clinical = opened(&mut vault);
    let id = clinical.record(&[on(day(5, 1), letter("一"))], &meta(6)).unwrap()[0];
    let when = at(day(5, 1), 9, 0);
    let drawn = clinical.drawn().unwrap();
    let titled = |title: &str, words: &str| {
        let Medical::Document(document) = letter(words) else { panic!("a letter") };
        Medical::Document(Document { title: Some(title.into()), ..document })
    };
    clinical.edit(id, when, &titled("小児科への紹介状", "二"), &meta(7)).unwrap();
    clinical.edit_drawn(id, when, &titled("耳鼻科への紹介状", "一"), Some(drawn), &meta(8)).unwrap();
    assert!(clinical.entry(id).unwrap().unwrap().medical == titled("耳鼻科への紹介状", "二"));
}

#[test]
fn what_is_laid_aside_for_a_form_is_no_draft_and_goes_when_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = made(folder.path(), PASSWORD);
    let clinical = opened(&mut vault);
    clinical.lay_aside("document", "5 86").unwrap();
    clinical.lay_aside("document/7", "6 87").unwrap();
    clinical.keep_draft("document", "{}").unwrap();
    assert_eq!(clinical.drafts().unwrap().len(), 1);
    clinical.lay_aside("document", "").unwrap();
    assert_eq!(clinical.aside().unwrap(), [("document/7".to_owned(), "6 87".to_owned())]);
    assert_eq!(clinical.drafts().unwrap().len(), 1);
}
