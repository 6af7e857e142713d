//! Packages as institutions ship them, and some that nobody should.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::io::{Cursor, Write as _};

use henro_checkup::{Error, OtherKind, open_package};
use zip::write::SimpleFileOptions;

const PHASE4: &[u8] = include_bytes!("fixtures/phase4.xml");
const PHASE3: &[u8] = include_bytes!("fixtures/phase3.xml");
const INDEX: &[u8] = include_bytes!("fixtures/ix08_V08.xml");
const SUMMARY: &[u8] = include_bytes!("fixtures/su08_V08.xml");
const FOLDER: &str = "3799999991_00379991_202407100_1";

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn named(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

#[test]
fn a_whole_package_is_read_one_document_at_a_time() {
    let bytes = packed(&[
        (&named("ix08_V08.xml"), INDEX),
        (&named("su08_V08.xml"), SUMMARY),
        (&named("DATA/h37999999912024071000000002.xml"), PHASE3),
        (&named("DATA/h37999999912024071000000001.xml"), PHASE4),
        (&named("CLAIMS/c37999999912024071000000001.xml"), b"<claim/>"),
        (&named("DATA/g37999999912024071000000001.xml"), b"<guidance/>"),
        (&named("XSD/hc08_V08.xsd"), b"<schema/>"),
        ("README.txt", b"x"),
    ]);
    let mut package = open_package(&bytes).unwrap();
    assert_eq!(package.len(), 2);
    assert!(!package.count_differs());
    assert_eq!(package.index.as_ref().unwrap().as_ref().unwrap().records, Some(2));
    assert!(package.summary.as_ref().unwrap().as_ref().unwrap().old);
    let kinds: Vec<OtherKind> = package.others.iter().map(|other| other.kind).collect();
    assert_eq!(kinds, [OtherKind::Claim, OtherKind::Guidance, OtherKind::Schema, OtherKind::Unknown]);
    let names: Vec<Option<String>> =
        package.documents().map(|document| document.report.unwrap().patient.name).collect();
    assert_eq!(names, [Some("カクウハナコ".to_owned()), Some("カクウタロウ".to_owned())], "by name");
}

#[test]
fn one_broken_document_does_not_stop_the_others() {
    let huge = vec![b' '; 5 * 1024 * 1024 + 1];
    let bytes =
        packed(&[("h1.xml", &huge), ("h2.xml", PHASE4), ("h3.xml", b"<a>"), ("ix08_V08.xml", b"<a/>")]);
    let mut package = open_package(&bytes).unwrap();
    assert_eq!(package.index, Some(Err(Error::Kind)));
    let read: Vec<Option<Error>> = package.documents().map(|document| document.report.err()).collect();
    assert_eq!(read[0], Some(Error::TooLarge), "what unpacks to more than 5 MB");
    assert_eq!(read[1], None);
    assert!(matches!(read[2], Some(Error::Malformed { .. })));
}

#[test]
fn an_index_that_counts_otherwise_is_noticed() {
    let bytes = packed(&[("ix08_V08.xml", INDEX), ("h1.xml", PHASE4)]);
    assert!(open_package(&bytes).unwrap().count_differs());
    assert!(!open_package(&packed(&[("h1.xml", PHASE4)])).unwrap().count_differs());
    assert!(open_package(&packed(&[])).unwrap().is_empty());
}

#[test]
fn what_is_no_package_or_has_a_password_is_refused() {
    assert_eq!(open_package(PHASE4).err(), Some(Error::Package));
    assert_eq!(open_package(b"").err(), Some(Error::Package));
    let mut locked = packed(&[("h1.xml", PHASE4)]);
    // The first bit of the flags, in the local header (6) and in the central directory (8).
    let central = locked.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    locked[6] |= 1;
    locked[central + 8] |= 1;
    assert_eq!(open_package(&locked).err(), Some(Error::Encrypted));
}

#[test]
fn a_package_cut_or_changed_never_panics() {
    let whole = packed(&[("ix08_V08.xml", INDEX), ("h1.xml", PHASE4), ("h2.xml", PHASE3)]);
    for cut in (0..whole.len()).step_by(37) {
        read_all(&whole[..cut]);
        let mut changed = whole.clone();
        changed[cut] ^= 0x55;
        read_all(&changed);
    }
}

fn read_all(bytes: &[u8]) {
    if let Ok(mut package) = open_package(bytes) {
        for document in package.documents() {
            let _ = document.report.map(|report| henro_checkup::check(&report).rows.len());
        }
    }
}
