//! Pictures and PDFs that are kept. Compiled by itself: the crate around it would bring the database engine along.
#![no_main]

use henro_sync::BlobKind;

#[path = "../../src/person/picture.rs"]
mod picture;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let kind = picture::kind(bytes);
    assert!(kind.is_none() || bytes.len() <= picture::MAX_BYTES);
    match picture::page(bytes) {
        Some(BlobKind::Pdf) => assert!(kind.is_none() && bytes.starts_with(b"%PDF-")),
        page => assert_eq!(page, kind),
    }
});
