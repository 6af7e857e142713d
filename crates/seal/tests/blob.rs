//! Stored examples of sealed blobs. The second reader in `crates/sync/tests/second` opens them too, and seals the long one itself.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

mod stored;

use std::path::PathBuf;

use henro_seal::{open_blob, seal_blob};
use henro_sync::{BlobKind, RecordId};
use serde_json::{Value, json};
use stored::{counting, hex};

/// Too long to be stored: made by a rule, and only its name is compared.
fn long() -> Vec<u8> {
    (0..(2 << 20) + 1000).map(|at: usize| (at * 7 % 251) as u8).collect()
}

fn sealed(content: &[u8], kind: BlobKind) -> (String, Vec<u8>) {
    let mut out = Vec::new();
    let size = content.len() as u64;
    let made =
        seal_blob(&RecordId([7; 16]), (kind, size), &mut &content[..], &mut out, &counting(size as u8))
            .unwrap();
    let mut back = Vec::new();
    open_blob(&RecordId([7; 16]), &made, &mut &out[..], &mut back).unwrap();
    assert_eq!(back, content);
    (hex(&made.to_bytes()), out)
}

fn made() -> Value {
    let one = |(content, kind): (&[u8], BlobKind)| {
        let (reference, sealed) = sealed(content, kind);
        json!({ "bytes": reference, "content": hex(content), "sealed": hex(&sealed) })
    };
    let small = [(&b""[..], BlobKind::Jpeg), (b"a face", BlobKind::Png), (&[0x5a; 700], BlobKind::Pdf)];
    json!({ "blobs": small.map(one).to_vec(), "long": sealed(&long(), BlobKind::Pdf).0 })
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/blobs.json")
}

#[test]
#[ignore = "writes the stored examples; run once for a new version"]
fn write_the_stored_examples() {
    std::fs::write(path(), serde_json::to_string_pretty(&made()).unwrap() + "\n").unwrap();
}

#[test]
fn what_is_sealed_today_is_what_was_sealed_then() {
    let stored: Value = serde_json::from_slice(&std::fs::read(path()).unwrap()).unwrap();
    assert_eq!(stored, made());
}
