//! Stored examples of what sync seals: batches and keys handed to somebody. The second reader in `crates/sync/tests/second`
//! opens them too, by `docs/protocol.md`.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

mod stored;

use std::path::PathBuf;

use henro_seal::{Addressee, Error, KemKey, Key, StreamKey, hand, open_batch, seal_batch, unwrap, wrap};
use henro_sync::{FrameHead, IdentityId, RecordId, StreamId, Tier};
use serde_json::{Value, json};
use stored::{counting, hex};

const RECORD: RecordId = RecordId([3; 16]);
const TO: IdentityId = IdentityId([4; 32]);

fn head(plain: &[u8]) -> FrameHead {
    let stream = StreamId([7; 16]);
    let seq = plain.len() as u64 + 1;
    FrameHead { stream, device: 2, seq, epoch: 5, minute: 29_450_000, salt: [0; 24], commitment: [0; 16] }
}

fn batch(plain: &[u8]) -> Value {
    let key = Key::from_bytes([9; 32]);
    let mut head = head(plain);
    let text = seal_batch(&key, &mut head, plain, &counting(plain.len() as u8)).unwrap();
    assert_eq!(open_batch(&key, &head, &text).unwrap().expose(), plain);
    json!({ "key": hex(&[9; 32]), "head": hex(&head.bytes()), "text": hex(&text), "plain": hex(plain) })
}

/// Keys of two streams for an account with X-Wing.
fn keys() -> Value {
    let mine = KemKey::from_key(Key::from_bytes([5; 32]));
    let public = mine.public().unwrap();
    let to = Addressee { record: RECORD, to: TO, tier: Tier::Clinical, suite: 1, public: &public };
    let key = |n: u8| StreamKey {
        stream: StreamId([n; 16]),
        section: n,
        epoch: 300 + u32::from(n),
        key: Key::from_bytes([n; 32]),
    };
    let sealed = wrap(&to, &[key(1), key(20)], &counting(1)).unwrap();
    assert_eq!(unwrap(&mine, &RECORD, &TO, Tier::Clinical, &sealed).unwrap().len(), 2);
    let bound = [&RECORD.0[..], &TO.0, &[Tier::Clinical.number()]].concat();
    let plain = mine.open(&bound, &sealed).unwrap();
    json!({ "suite": 1, "private": hex(&[5; 32]), "bound": hex(&bound), "sealed": hex(&sealed), "plain": hex(plain.expose()) })
}

/// Bytes for a key of DHKEM(X25519): the key pair of RFC 9180 A.2.1.
fn x25519() -> Value {
    let private = "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb";
    let public = "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a";
    let public: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&public[2 * at..2 * at + 2], 16).unwrap()).collect();
    let sealed = hand(2, &public, b"bound", b"handed over", &counting(2)).unwrap();
    json!({ "suite": 2, "private": private, "bound": hex(b"bound"), "sealed": hex(&sealed), "plain": hex(b"handed over") })
}

fn made() -> Value {
    json!({ "batches": [batch(b""), batch(b"128/82"), batch(&[0x5a; 300])], "wraps": [keys(), x25519()] })
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/stream.json")
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

#[test]
fn a_stored_batch_opens_under_no_other_key() {
    let mut head = head(b"x");
    let text = seal_batch(&Key::from_bytes([9; 32]), &mut head, b"x", &counting(0)).unwrap();
    assert_eq!(open_batch(&Key::from_bytes([8; 32]), &head, &text).unwrap_err(), Error::Tampered);
}
