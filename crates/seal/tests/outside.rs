//! Stored examples of what is sealed around a parcel and an escrow. The second reader in `crates/sync/tests/second` opens them too.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

mod stored;

use std::path::PathBuf;

use henro_seal::{ChainMark, Escrow, EscrowKey, KemKey, Key, open_parcel, seal_parcel};
use henro_sync::{DeviceKey, Hash, IdentityId, RecordId};
use serde_json::{Value, json};
use stored::{counting, hex};

fn parcel(plain: &[u8]) -> Value {
    let mine = KemKey::from_key(Key::from_bytes([6; 32]));
    let sealed = seal_parcel(&mine, plain, &counting(plain.len() as u8)).unwrap();
    assert_eq!(open_parcel([&mine].into_iter(), &sealed).unwrap().expose(), plain);
    json!({ "private": hex(&[6; 32]), "sealed": hex(&sealed), "plain": hex(plain) })
}

fn escrow(former: u8) -> Value {
    let kem = |n: u8| KemKey::from_key(Key::from_bytes([n; 32]));
    let laid = Escrow {
        identity: IdentityId([1; 32]),
        record: RecordId([2; 16]),
        server: DeviceKey([3; 32]),
        door: Key::from_bytes([4; 32]),
        daily: kem(5),
        identity_mark: ChainMark { len: 6, head: Hash([7; 32]) },
        control_mark: ChainMark { len: 1 << 33, head: Hash([9; 32]) },
        former: (0..former).map(|n| kem(100 + n)).collect(),
    };
    let key = EscrowKey::from_export(&[7; 64]);
    let sealed = laid.seal(&key, &counting(former));
    assert_eq!(Escrow::open(&key, &sealed).unwrap().former.len(), usize::from(former));
    let mark = |mark: &ChainMark| json!([mark.len, hex(&mark.head.0)]);
    let former: Vec<Value> = laid.former.iter().map(|key| json!(hex(key.key().expose()))).collect();
    json!({
        "export": hex(&[7; 64]),
        "sealed": hex(&sealed),
        "is": {
            "identity": hex(&laid.identity.0), "record": hex(&laid.record.0), "server": hex(&laid.server.0),
            "door": hex(&[4; 32]), "daily": hex(&[5; 32]), "former": former,
            "identity_mark": mark(&laid.identity_mark), "control_mark": mark(&laid.control_mark),
        },
    })
}

fn made() -> Value {
    json!({ "parcels": [parcel(b""), parcel(&[0x5a; 200])], "escrows": [escrow(0), escrow(2)] })
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/outside.json")
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
