use henro_domain::{
    ActorId, Day, Entry, OffsetMinutes, Section, Stamp, StepCount, StepSource, SubjectId, When,
};
use henro_seal::Key;
use henro_sync::{
    Batch, DeviceKey, Frame, FrameHead, Hash, Op, OpAct, Signature, Signer, StreamId, Unsigned, Value,
};
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::*;
use crate::daily::{Daily, Meta, NewEntry, Source, fold};
use crate::{Error, SyncFault};

const STREAM: StreamId = StreamId([7; 16]);

struct Pen(Ed25519KeyPair);

impl Signer for Pen {
    fn public(&self) -> DeviceKey {
        DeviceKey::try_from(self.0.public_key().as_ref()).unwrap()
    }

    fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).as_ref().try_into().unwrap()
    }
}

fn frame(device: u32, (seq, prev): (u64, Hash), text: &[u8]) -> (Vec<u8>, Hash) {
    let pen = Pen(Ed25519KeyPair::from_seed_unchecked(&[device as u8; 32]).unwrap());
    let (salt, commitment) = ([0; 24], [0; 16]);
    let head = FrameHead { stream: STREAM, device, seq, epoch: 1, minute: 0, salt, commitment };
    let bytes = Unsigned { head, prev, text }.sign(&pen).unwrap();
    let hash = Frame::read(&bytes).unwrap().verify(&pen.public(), &prev).unwrap();
    (bytes, hash)
}

/// Steps of device 2.
fn steps(from: i64, count: i64) -> Batch {
    let ops = (from..from + count).map(|n| Op {
        entity: (2 << 40) + n,
        kind: 6,
        act: OpAct::Put,
        hlc: (NOW as u64) << 16 | n as u64,
        at: None,
        actor: 1,
        subject: 1,
        source: 0,
        fields: [(1, 20_779), (3, 540), (4, n), (5, 0)].map(|(f, v)| (f, Value::Integer(v))).to_vec(),
    });
    Batch { ops: ops.collect(), ..Batch::default() }
}

fn open(folder: &tempfile::TempDir) -> Daily {
    let (path, key) = (folder.path().join("daily.db"), Key::from_bytes([5; 32]));
    match path.exists() {
        true => Daily::open(&path, &key, None).unwrap(),
        false => {
            let mut daily = Daily::create(&path, &key, "", 1).unwrap();
            daily.add_stream(&STREAM, Section::Activity, 0, &Hash::ZERO).unwrap();
            daily
        }
    }
}

fn write(daily: &mut Daily) -> Result<(), Error> {
    let stamp = Stamp { utc_ms: NOW, offset: OffsetMinutes::JAPAN };
    let meta = Meta { stamp, actor: ActorId(1), subject: SubjectId(1), source: Source::Form };
    let when = When { day: Day::from_number(20_779).unwrap(), minute: None, offset: OffsetMinutes::JAPAN };
    let entry = Entry::Steps { count: StepCount(7), source: StepSource::Typed };
    daily.record(&[NewEntry { when, entry }], &meta).map(drop)
}

#[test]
fn a_full_database_takes_no_half_page_and_keeps_no_half_frame() {
    let folder = tempfile::tempdir().unwrap();
    let mut daily = open(&folder);
    write(&mut daily).unwrap();
    let pages: i64 = daily.db.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    daily.db.execute_batch(&format!("PRAGMA max_page_count = {};", pages + 12)).unwrap();
    let (mut seq, mut prev, mut laid) = (0, Hash::ZERO, 0);
    let failure = loop {
        let batch = steps(laid + 1, 50);
        let (bytes, hash) = frame(2, (seq + 1, prev), b"");
        let page = [Incoming { bytes: &bytes, hash, place: None, batch: Some(&batch), guest: None }];
        match daily.lay_in(&page, NOW) {
            Ok(_) => (seq, prev, laid) = (seq + 1, hash, laid + 50),
            Err(error) => break error,
        }
    };
    assert_eq!(failure, Error::Full);
    assert!(laid > 0);
    assert_eq!(daily.newest_frame(&STREAM, 2).unwrap(), Some((seq, prev)));
    assert_eq!(daily.count_entries().unwrap(), laid as u64 + 1);
    let found = daily.unsealed(Section::Activity, 9).unwrap();
    let (bytes, hash) = frame(1, (1, Hash::ZERO), &[3; 60_000]);
    let new = NewFrame { bytes: &bytes, hash, upto: found.upto };
    assert_eq!(daily.store_frame(&new), Err(Error::Full));
    assert_eq!(daily.unsealed(Section::Activity, 9).unwrap(), found);
    drop(daily);
    // With room again everything goes on.
    let mut daily = open(&folder);
    assert_eq!(daily.told_by_tables().unwrap(), daily.told_by_log().unwrap());
    daily.store_frame(&new).unwrap();
    assert_eq!(daily.store_frame(&new), Err(Error::Sync(SyncFault::Gap)));
    let batch = steps(laid + 1, 50);
    let (bytes, hash) = frame(2, (seq + 1, prev), b"");
    let page = [Incoming { bytes: &bytes, hash, place: None, batch: Some(&batch), guest: None }];
    assert_eq!(daily.lay_in(&page, NOW).unwrap().changes, 50);
    assert_eq!(daily.page_faults().unwrap(), 0);
}

#[test]
fn what_an_older_version_did_not_know_is_shown_by_one_that_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut daily = open(&folder);
    let mut batch = steps(1, 2);
    batch.ops[0].kind = 999;
    let (bytes, hash) = frame(2, (1, Hash::ZERO), b"");
    daily
        .lay_in(&[Incoming { bytes: &bytes, hash, place: None, batch: Some(&batch), guest: None }], NOW)
        .unwrap();
    assert_eq!(daily.count_entries().unwrap(), 1);
    let unread = |daily: &Daily| {
        daily.db.query_row("SELECT unread FROM about", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(unread(&daily), fold::shape(daily.nouns));
    // A version that calls these steps 999 would find its own shape there, and one of today another.
    daily
        .db
        .execute_batch("UPDATE change SET kind = 6 WHERE kind = 999; UPDATE about SET unread = 1;")
        .unwrap();
    drop(daily);
    let daily = open(&folder);
    assert_eq!(daily.count_entries().unwrap(), 2);
    assert_eq!(daily.told_by_tables().unwrap(), daily.told_by_log().unwrap());
    assert_ne!(unread(&daily), 1);
}

#[test]
fn changes_of_others_are_passed_over_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut daily = open(&folder);
    let batch = steps(1, 6_000);
    let (bytes, hash) = frame(2, (1, Hash::ZERO), b"");
    daily
        .lay_in(&[Incoming { bytes: &bytes, hash, place: None, batch: Some(&batch), guest: None }], NOW)
        .unwrap();
    assert_eq!(daily.streams().unwrap()[0].sealed, 6_000);
    assert_eq!(daily.unsealed(Section::Activity, 9).unwrap().ops, []);
    write(&mut daily).unwrap();
    assert_eq!(daily.unsealed(Section::Activity, 9).unwrap().ops.len(), 1);

    // What was written here and is in no frame yet holds the mark, whatever comes after it.
    let (batch, next) = (steps(6_001, 50), frame(2, (2, hash), b""));
    daily
        .lay_in(
            &[Incoming { bytes: &next.0, hash: next.1, place: None, batch: Some(&batch), guest: None }],
            NOW,
        )
        .unwrap();
    assert_eq!(daily.streams().unwrap()[0].sealed, 6_000);
    assert_eq!(daily.unsent_entries(9).unwrap().len(), 1);
    assert_eq!(daily.unsealed(Section::Activity, 9).unwrap().ops.len(), 1);
    assert_eq!(daily.frontier(&STREAM).unwrap(), [(2, 2)]);
}

/// 2026-11-22 00:00 UTC.
const NOW: i64 = 20_779 * 86_400_000;
