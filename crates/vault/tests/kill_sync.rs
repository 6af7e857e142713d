//! kill -9 while frames are sealed and pages are laid in: no change is lost, none is in two frames, no page is half there.
//!
//! `HENRO_KILLS` sets the number of kills, 20 by default.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod killed;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use henro_domain::*;
use henro_sync::{
    Batch, DeviceKey, Frame, FrameHead, Hash, Op, OpAct, Signature, Signer, StreamId, Unsigned, Value,
};
use henro_vault::{Daily, Incoming, KdfParams, Meta, NewEntry, NewFrame, Source, Vault};
use killed::{Working, kills, random, stamp};
use ring::signature::{Ed25519KeyPair, KeyPair};

const PASSWORD: &str = "kill";
const STREAM: StreamId = StreamId([7; 16]);
/// Frames of the other device in a page, and changes in such a frame.
const PAGE: u64 = 4;
const CHANGES: u64 = 40;

struct Pen(Ed25519KeyPair);

impl Pen {
    fn of(device: u32) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&[device as u8; 32]).unwrap())
    }
}

impl Signer for Pen {
    fn public(&self) -> DeviceKey {
        DeviceKey::try_from(self.0.public_key().as_ref()).unwrap()
    }

    fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).as_ref().try_into().unwrap()
    }
}

/// A frame whose text names the clock of each of its changes.
fn frame(device: u32, (seq, prev): (u64, Hash), ops: &[Op]) -> (Vec<u8>, Hash) {
    let (salt, commitment) = ([0; 24], [0; 16]);
    let head = FrameHead { stream: STREAM, device, seq, epoch: 1, minute: 0, salt, commitment };
    let text: Vec<u8> = ops.iter().flat_map(|op| op.hlc.to_be_bytes()).collect();
    let bytes = Unsigned { head, prev, text: &text }.sign(&Pen::of(device)).unwrap();
    let hash = Frame::read(&bytes).unwrap().verify(&Pen::of(device).public(), &prev).unwrap();
    (bytes, hash)
}

/// What the other device wrote in its frame of a number: new steps, and edits of those of the frame before.
fn theirs(seq: u64) -> Vec<Op> {
    let base = (stamp(0).utc_ms as u64 + seq) << 16;
    let made = |n: u64| (2 << 40) + ((seq - 1) * CHANGES / 2 + n + 1) as i64;
    let each = (0..CHANGES).map(|n| {
        let (entity, act) = match n % 2 {
            1 if seq > 1 => (made(n / 2) - CHANGES as i64 / 2, OpAct::Set),
            1 => (made(0), OpAct::Set),
            _ => (made(n / 2), OpAct::Put),
        };
        let mut fields = vec![(4, Value::Integer((n + 1) as i64))];
        if act == OpAct::Put {
            fields.splice(0..0, [(1, Value::Integer(20_779)), (3, Value::Integer(540))]);
            fields.push((5, Value::Integer(0)));
        }
        Op { entity, kind: 6, act, hlc: base + n, at: None, actor: 1, subject: 1, source: 0, fields }
    });
    each.collect()
}

fn seal(daily: &mut Daily) -> u64 {
    let found = daily.unsealed(Section::Activity, 5).unwrap();
    let (seq, prev) = daily.newest_frame(&STREAM, 1).unwrap().unwrap_or((0, Hash::ZERO));
    let (bytes, hash) = frame(1, (seq + 1, prev), &found.ops);
    daily.store_frame(&NewFrame { bytes: &bytes, hash, upto: found.upto }).unwrap();
    seq + 1
}

fn lay(daily: &mut Daily) -> u64 {
    let (mut seq, mut prev) = daily.newest_frame(&STREAM, 2).unwrap().unwrap_or((0, Hash::ZERO));
    let mut page = Vec::new();
    for _ in 0..PAGE {
        seq += 1;
        let ops = theirs(seq);
        let (bytes, hash) = frame(2, (seq, prev), &ops);
        prev = hash;
        page.push((bytes, hash, Batch { ops, ..Batch::default() }));
    }
    let page: Vec<Incoming> = page
        .iter()
        .map(|(bytes, hash, batch)| Incoming {
            bytes,
            hash: *hash,
            place: None,
            batch: Some(batch),
            guest: None,
        })
        .collect();
    daily.lay_in(&page, stamp(0).utc_ms).unwrap();
    seq
}

/// Writes, seals and lays in until it is killed. A line after each: `wrote N`, `sealed SEQ`, `laid SEQ`.
#[test]
#[ignore = "run by the test below as a child process"]
fn child_syncs_until_it_is_killed() {
    let Some(folder) = std::env::var_os("HENRO_KILL_FOLDER") else { return };
    let mut vault = Vault::at(folder);
    vault.unlock(PASSWORD, &random, stamp(0)).unwrap();
    let daily = vault.daily().unwrap();
    let mut out = std::io::stdout().lock();
    let when = When { day: Day::from_number(20_779).unwrap(), minute: None, offset: OffsetMinutes::JAPAN };
    let entry = Entry::Steps { count: StepCount(9), source: StepSource::Typed };
    let meta = Meta { stamp: stamp(0), actor: ActorId(1), subject: SubjectId(1), source: Source::Form };
    for turn in 0..1_000_000 {
        let new: Vec<NewEntry> = (0..3).map(|_| NewEntry { when, entry: entry.clone() }).collect();
        daily.record(&new, &meta).unwrap();
        writeln!(out, "wrote 3").unwrap();
        writeln!(out, "sealed {}", seal(daily)).unwrap();
        if turn % 2 == 0 {
            writeln!(out, "laid {}", lay(daily)).unwrap();
        }
    }
}

/// Lets a child work for a while and kills it. Answers what it acknowledged.
fn killed_after(folder: &Path, pause: Duration) -> Vec<String> {
    Working::start("child_syncs_until_it_is_killed", folder, 0, "wrote ").killed_after(pause)
}

/// What must have survived.
#[derive(Default)]
struct Acknowledged {
    wrote: u64,
    sealed: u64,
    laid: u64,
}

impl Acknowledged {
    fn hear(&mut self, line: &str) {
        let Some((word, number)) = line.split_once(' ') else { return };
        match (word, number.parse::<u64>()) {
            ("wrote", Ok(3)) => self.wrote += 3,
            // The line the kill cut in two is shorter, never longer.
            ("sealed", Ok(seq)) => self.sealed = self.sealed.max(seq),
            ("laid", Ok(seq)) => self.laid = self.laid.max(seq),
            _ => {}
        }
    }
}

#[test]
fn a_kill_loses_no_change_and_puts_none_into_two_frames() {
    let kills = kills();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    let params = KdfParams::testing();
    let mut vault = Vault::join(&folder, PASSWORD, params, ([9; 16], 1), &random, stamp(0)).unwrap();
    vault.daily().unwrap().add_stream(&STREAM, Section::Activity, 0, &Hash::ZERO).unwrap();
    drop(vault);
    let mut said = Acknowledged::default();
    for kill in 0..kills {
        let pause = Duration::from_micros(kill * 2_711 % 45_000);
        killed_after(&folder, pause).iter().for_each(|line| said.hear(line));
        let mut vault = Vault::at(&folder);
        assert!(!vault.unlock(PASSWORD, &random, stamp(1)).unwrap().rolled_back, "kill {kill}");
        let daily = vault.daily().unwrap();
        // Own changes: each once, in frames or not in any, in the order of their clock.
        let frames = daily.own_frames(&STREAM, 1, 1, usize::MAX).unwrap();
        assert!(frames.len() as u64 >= said.sealed, "kill {kill}");
        let framed = frames.iter().flat_map(|stored| {
            let text = Frame::read(&stored.bytes).unwrap().text;
            text.chunks_exact(8).map(|hlc| u64::from_be_bytes(hlc.try_into().unwrap())).collect::<Vec<_>>()
        });
        let open = daily.unsealed(Section::Activity, usize::MAX).unwrap();
        let all: Vec<u64> = framed.chain(open.ops.iter().map(|op| op.hlc)).collect();
        assert!(all.is_sorted_by(|a, b| a < b), "kill {kill}: a change is in two frames");
        // Theirs: whole pages.
        let laid = daily.newest_frame(&STREAM, 2).unwrap().map_or(0, |(seq, _)| seq);
        assert!(laid >= said.laid && laid.is_multiple_of(PAGE), "kill {kill}");
        let entries = daily.count_entries().unwrap();
        assert_eq!(entries, all.len() as u64 + laid * CHANGES / 2, "kill {kill}");
        assert!(all.len() as u64 >= said.wrote, "kill {kill}");
        if kill % 5 == 4 || kill + 1 == kills {
            assert!(vault.verify().unwrap().is_whole(), "kill {kill}");
        }
    }
    assert!(said.laid >= kills / 2 && said.sealed >= kills / 2, "hardly anything was acknowledged");
}
